"""What the gate is shown of an order and of the books after it, by hand-made books of one and two strategies."""

from __future__ import annotations

from decimal import Decimal

import pytest
from acting import acted
from small_engine import SCALE, named
from worlds import NAMES, world

worlds = pytest.mark.parametrize("name", NAMES)
FIELDS = [
    "strategy", "symbol", "quantity", "is_buy", "reducing", "price", "order_price", "value", "previous_price",
    "is_market", "is_protected", "is_opposed", "held", "position_after", "short_after", "symbol_after", "gross_after",
    "net_after", "open_orders", "price_age",
]  # fmt: skip


def recorder(core, seen):
    """A rule that passes everything and keeps what it was shown, in whole units."""

    class Noting(core("risk.rule").RiskRule):
        def check(self, intent, view):
            seen.append({field: whole(getattr(view, field)) for field in FIELDS})
            return core("risk.rule").PASS

    return named(Noting(), "noting")


def whole(value):
    return value // SCALE if type(value) is int and abs(value) >= SCALE else value


def shown(name, acts, bars=None, of=None, **options):
    """Return what the account's rules saw of each order, or those of the strategy `of`."""
    core, seen = world(name), []
    rule = recorder(core, seen)
    scopes = {of: (rule,)} if of else None
    acted(core, acts, bars, rules=[] if of else [rule], scopes=scopes, **options)
    return seen


def part(seen, *fields):
    return [tuple(one[field] for field in fields) for one in seen]


@worlds
def test_a_first_purchase_at_the_market(name):
    (seen,) = shown(name, {"main": [(1, lambda c: c.order("A", 7))]}, {"A": [10, 12, 13]})
    assert seen == {
        "strategy": "main", "symbol": "A", "quantity": 7, "is_buy": True, "reducing": False, "price": 12,
        "order_price": 12, "value": 84, "previous_price": 10, "is_market": True, "is_protected": False,
        "is_opposed": False, "held": 0, "position_after": 7, "short_after": 0, "symbol_after": 84, "gross_after": 84,
        "net_after": 84, "open_orders": 0, "price_age": 0,
    }  # fmt: skip


@worlds
def test_an_order_is_worth_its_quantity_at_the_worse_of_its_price_and_the_last_close(name):
    acts = [
        (0, lambda c: c.order("A", 3, limit=8)),
        (0, lambda c: c.order("A", 3, stop=14)),
        (0, lambda c: c.order("A", 3, stop=14, limit=15)),
        (0, lambda c: c.order("A", -3, trail=2)),
    ]
    seen = shown(name, {"main": acts})
    assert part(seen, "order_price", "value", "is_market") == [
        (8, 30, False), (14, 42, False), (15, 45, False), (10, 30, False),
    ]  # fmt: skip


@worlds
def test_working_orders_of_both_sides_count_at_their_worst(name):
    acts = [
        (0, lambda c: c.order("A", 5, limit=8)),
        (1, lambda c: c.order("A", -3, limit=15)),
        (2, lambda c: c.order("B", 4, stop=22)),
    ]
    seen = shown(name, {"main": acts})
    after = part(seen, "position_after", "short_after", "symbol_after", "gross_after", "net_after", "open_orders")
    assert after == [(5, 0, 50, 50, 50, 0), (5, 3, 50, 50, 50, 1), (4, 0, 80, 130, 130, 2)]


@worlds
def test_what_longs_exceed_shorts_by_is_counted_at_the_worst_of_both(name):
    acts = [(0, lambda c: c.target("A", 10)), (1, lambda c: c.order("B", -4, limit=25))]
    seen = shown(name, {"main": acts})
    assert part(seen, "gross_after", "net_after", "short_after")[-1] == (180, 100, 4)


@worlds
@pytest.mark.parametrize(
    ("first", "second", "is_opposed"),
    [
        (lambda c: c.order("A", 5, limit=8), lambda c: c.order("A", -2, limit=7), True),
        (lambda c: c.order("A", 5, limit=8), lambda c: c.order("A", -2, limit=8), True),
        (lambda c: c.order("A", 5, limit=8), lambda c: c.order("A", -2, limit=9), False),
        (lambda c: c.order("A", 5, limit=8), lambda c: c.order("A", 2, limit=8), False),
        (lambda c: c.order("A", 5, limit=8), lambda c: c.order("B", -2, limit=7), False),
        (lambda c: c.order("A", -5, limit=12), lambda c: c.order("A", 2, limit=12), True),
        (lambda c: c.order("A", -5, limit=12), lambda c: c.order("A", 2, limit=11), False),
        (lambda c: c.order("A", 5, limit=8), lambda c: c.order("A", -2, stop=9), False),
        (lambda c: c.order("A", 5, stop=12), lambda c: c.order("A", -2, limit=11), False),
    ],
    ids=["through", "touch", "apart", "same side", "other symbol", "touch above", "apart above", "stop", "at a stop"],
)
def test_an_order_is_opposed_by_what_could_meet_it(name, first, second, is_opposed):
    seen = shown(name, {"main": [(0, first), (1, second)]})
    assert part(seen, "is_opposed") == [(False,), (is_opposed,)]


@worlds
def test_what_reduces_a_book_may_add_to_the_account_and_is_said_to_each_as_it_is(name):
    acts = {
        "main": [(0, lambda c: c.target("A", 10)), (2, lambda c: c.target("A", 0))],
        "other": [(1, lambda c: c.target("A", -4))],
    }
    account = shown(name, acts)
    assert part(account, "strategy", "quantity", "reducing", "held") == [
        ("main", 10, False, 0), ("other", 4, False, 10), ("main", 6, True, 6), ("main", 4, False, 6),
    ]  # fmt: skip
    book = shown(name, acts, of="main")
    assert part(book, "quantity", "reducing", "held", "position_after") == [
        (10, False, 0, 10), (6, True, 10, 10), (4, True, 10, 10),
    ]  # fmt: skip


@worlds
def test_a_strategys_rules_see_its_own_book_and_its_own_orders_only(name):
    acts = {
        "main": [(0, lambda c: c.order("A", 9, limit=5)), (1, lambda c: c.target("B", 3))],
        "other": [(0, lambda c: c.order("A", -2, limit=15)), (2, lambda c: c.target("A", -4))],
    }
    (first, second) = shown(name, acts, of="other")
    assert part([first, second], "open_orders", "position_after", "gross_after") == [(0, 2, 20), (1, 4, 40)]
    assert part(shown(name, acts), "open_orders", "gross_after") == [(0, 90), (1, 90), (2, 150), (2, 150)]


@worlds
def test_protective_orders_add_nothing_to_what_could_be_held(name):
    acts = [
        (0, lambda c: c.target("A", 10)),
        (1, lambda c: c.order("A", -10, stop=8)),
        (2, lambda c: c.order("A", -10, limit=15)),
        (3, lambda c: c.order("A", 2, limit=9)),
    ]
    seen = shown(name, {"main": acts})
    assert part(seen, "reducing", "position_after", "short_after") == [
        (False, 10, 0), (True, 10, 0), (True, 10, 0), (False, 12, 0),
    ]  # fmt: skip


@worlds
def test_guards_of_a_long_book_can_leave_the_account_shorter_when_another_book_is_short(name):
    acts = {
        "main": [(0, lambda c: c.target("A", 10)), (2, lambda c: c.order("A", -10, stop=8))],
        "other": [(1, lambda c: c.target("A", -10)), (3, lambda c: c.order("B", 1, limit=19))],
    }
    seen = shown(name, acts)
    assert part(seen, "symbol", "gross_after")[-1] == ("B", 120)


@worlds
def test_an_entry_with_a_stop_of_its_own_is_protected_and_its_exits_reduce(name):
    acts = [(0, lambda c: c.order("A", 5, limit=9, stop_loss=7, take_profit=13))]
    seen = part(shown(name, {"main": acts}), "is_protected", "reducing", "order_price", "is_buy")
    assert sorted(seen) == [(False, True, 7, False), (False, True, 13, False), (True, False, 9, True)]
    without = shown(name, {"main": [(0, lambda c: c.order("A", 5, limit=9, take_profit=13))]})
    assert part(without, "is_protected") == [(False,), (False,)]


@worlds
def test_a_change_counts_what_it_becomes_in_place_of_what_it_was(name):
    acts = [(0, lambda c: c.order("A", 5, limit=8)), (1, lambda c: c.change(1, quantity=8, limit=9))]
    seen = shown(name, {"main": acts})
    assert part(seen, "quantity", "order_price", "position_after", "open_orders") == [(5, 8, 5, 0), (8, 9, 8, 0)]


@worlds
def test_the_age_of_a_price_is_counted_in_bars_of_the_schedule(name):
    bars = {"A": [10] * 5, "B": [20, 20, None, None, 20]}
    seen = shown(name, {"main": [(1, lambda c: c.target("B", 1)), (3, lambda c: c.target("B", 2))]}, bars)
    assert part(seen, "price_age") == [(0,), (2,)]


@worlds
def test_rules_are_told_of_a_brackets_entry_and_exits_as_what_they_are(name):
    core, told = world(name), []

    class Counting(core("risk.rule").RiskRule):
        def check(self, intent, view):
            return core("risk.rule").PASS

        def ordered(self, intent, view):
            told.append((view.reducing, view.is_buy, view.order_price // SCALE))

    acts = {"main": [(0, lambda c: c.order("A", 5, limit=9, stop_loss=7, take_profit=13))]}
    acted(core, acts, rules=[named(Counting(), "counting")])
    assert told == [(False, True, 9), (True, False, 7), (True, False, 13)]


@worlds
def test_unprotected_is_what_no_stop_of_the_own_book_guards(name):
    core, seen = world(name), []

    class Watching(core("risk.rule").RiskMonitor):
        watches_protection = True

        def monitor(self, view):
            seen.append(view.unprotected // SCALE)
            return core("risk.rule").PASS

    acts = {
        "main": [
            (0, lambda c: c.order("A", 10, stop_loss=5)),
            (2, lambda c: c.order("A", 6, limit=1, stop_loss=Decimal("0.5"))),
            (3, lambda c: c.target("A", 22)),
        ],
        "other": [(2, lambda c: c.target("A", -3)), (4, lambda c: c.order("A", 2, stop=14))],
    }
    acted(core, acts, {"A": [10] * 8}, rules=[named(Watching(), "watching")])
    assert seen == [0, 0, 0, 30, 90, 70, 70, 70]
