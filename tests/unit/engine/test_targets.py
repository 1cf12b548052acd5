"""From targets of several books to trades: one netting rule, crossings inside, and exits that stay open."""

from __future__ import annotations

import pytest
from acting import acted, holding
from small_engine import SCALE, named
from worlds import NAMES, world

worlds = pytest.mark.parametrize("name", NAMES)


def ran(name, acts, bars=None, **options):
    return acted(world(name), acts, bars, **options)


def trades(small):
    return [(one.strategy, one.quantity // SCALE, one.effect) for one in small.records("submit")]


def crossings(small, tag="transfer"):
    return [(one.seller, one.buyer, one.quantity // SCALE) for one in small.records(tag)]


def books(small, symbol="A"):
    return [small.held_by(name, symbol) // SCALE for name in small.state.names]


@worlds
def test_market_orders_net_like_targets(name):
    acts = [(0, lambda c: c.order("A", 5)), (0, lambda c: c.order("A", -2)), (2, lambda c: c.order("A", 4))]
    small = ran(name, {"main": acts})
    assert trades(small) == [("main", 3, "entry"), ("main", 4, "entry")]


@worlds
def test_a_market_order_adds_to_the_target_of_its_bar_and_to_what_works(name):
    acts = [
        (0, lambda c: (c.order("A", 2), c.target("A", 10), c.order("A", 3))),
        (1, lambda c: c.order("B", 1, limit=5)),
        (2, lambda c: c.order("B", 4)),
    ]
    small = ran(name, {"main": acts})
    assert trades(small) == [("main", 15, "entry"), ("main", 1, "entry"), ("main", 4, "entry")]


@worlds
def test_market_orders_that_cancel_out_trade_nothing(name):
    assert trades(ran(name, {"main": [(0, lambda c: (c.order("A", 5), c.order("A", -5)))]})) == []


@worlds
def test_a_market_order_beyond_64_bits_is_the_strategys_own_failure(name):
    small = ran(name, {"main": [(0, lambda c: (c.order("A", 90_000_000_000), c.order("A", 90_000_000_000)))]})
    assert [one.detail for one in small.records("disable")] == ["AmountOverflow"]


@worlds
@pytest.mark.parametrize(("then", "sent"), [(0, []), (3, []), (5, []), (-2, [-2]), (8, [3])])
def test_what_is_being_cancelled_is_neither_offset_nor_wanted_twice(name, then, sent):
    acts = [(0, lambda c: c.order("A", 5, limit=8)), (1, lambda c: c.cancel(1)), (1, holding(then))]
    small = ran(name, {"main": acts})
    assert [one.quantity // SCALE for one in small.records("submit")[1:]] == sent
    assert [one.order for one in small.records("cancelled")] == [1]


@worlds
def test_a_way_down_that_cancels_an_own_entry_does_not_offset_it_too(name):
    acts = [(0, holding(10)), (2, lambda c: c.order("A", 4, limit=10)), (3, holding(0))]
    small = ran(name, {"main": acts}, {"A": [10] * 8})
    assert [(one.order, one.reason) for one in small.records("cancel")] == [(2, "SELF_MATCH")]
    assert books(small) == [0, 0]


@worlds
def test_a_market_order_says_itself_what_it_trades_whatever_is_being_cancelled(name):
    acts = [(0, lambda c: c.order("A", 5, limit=8)), (1, lambda c: (c.cancel(1), c.order("A", -5)))]
    assert books(ran(name, {"main": acts})) == [-5, 0]


@worlds
def test_opposite_wants_cross_at_the_next_open_and_only_the_rest_is_sent(name):
    bars = {"A": [10, (12, 14, 11, 13), 13]}
    small = ran(name, {"main": [(0, holding(10))], "other": [(0, holding(-4))]}, bars, costs=(SCALE, SCALE, SCALE))
    assert crossings(small, "cross") == crossings(small) == [("other", "main", 4)]
    assert trades(small) == [("main", 6, "entry")]
    assert small.records("transfer")[0].price == 12 * SCALE
    assert books(small) == [10, -4, 0]
    assert small.state.ledger.books[1].cash == 48 * SCALE
    assert small.state.ledger.books[1].fees == 0


@worlds
def test_equal_opposite_wants_leave_nothing_for_the_market(name):
    small = ran(name, {"main": [(0, holding(7))], "other": [(0, holding(-7))]})
    assert (trades(small), crossings(small), books(small)) == ([], [("other", "main", 7)], [7, -7, 0])
    assert small.held("A") == 0
    assert small.state.ledger.cash == 10**6 * SCALE


@worlds
def test_a_crossing_waits_for_the_instruments_own_next_bar_and_is_not_wanted_twice(name):
    bars = {"A": [10, None, None, 14, 14], "B": [20] * 5}
    say = [(0, holding(5)), (1, holding(5))]
    core_acts = {"main": say, "other": [(0, holding(-5)), (1, holding(-5))]}
    small = ran(name, core_acts, bars)
    (transfer,) = small.records("transfer")
    assert (transfer.price, transfer.time) == (14 * SCALE, 4 * 86_400 * 10**9)
    assert trades(small) == []


@worlds
def test_a_crossing_that_no_bar_follows_is_never_booked(name):
    small = ran(name, {"main": [(1, holding(5))], "other": [(1, holding(-5))]}, {"A": [10, 10]})
    assert crossings(small, "cross") == [("other", "main", 5)]
    assert (crossings(small), books(small)) == ([], [0, 0, 0])


@worlds
def test_three_books_cross_by_the_names_of_the_strategies(name):
    acts = {"main": [(0, holding(-6))], "alpha": [(0, holding(4))], "omega": [(0, holding(5))]}
    small = ran(name, acts)
    assert crossings(small) == [("main", "alpha", 4), ("main", "omega", 2)]
    assert trades(small) == [("omega", 3, "entry")]
    assert [small.held_by(each, "A") // SCALE for each in ("alpha", "main", "omega")] == [4, -6, 5]


@worlds
def test_wants_of_different_instruments_do_not_cross(name):
    acts = {"main": [(0, lambda c: c.target("B", 5))], "other": [(0, holding(-5))]}
    assert crossings(ran(name, acts)) == []


@worlds
def test_what_crosses_is_judged_by_the_strategys_own_limits_alone(name):
    core = world(name)
    tight = named(core("risk.book_limits").PositionLimit(3 * SCALE), "tight")
    acts = {"main": [(0, holding(5))], "other": [(0, holding(-5))]}
    own = ran(name, acts, scopes={"other": (tight,)})
    assert [(one.strategy, one.reason, one.observed // SCALE) for one in own.records("refusal")] == [
        ("other", "POSITION", 5)
    ]
    assert (crossings(own), books(own), trades(own)) == ([], [5, 0, 0], [("main", 5, "entry")])
    account = ran(name, acts, rules=[tight])
    assert (account.records("refusal"), crossings(account)) == ([], [("other", "main", 5)])


def held_then_halted(name, then, **options):
    """A long of 10 and a short of -6, a halt that keeps what is held, and what each wants two steps after it."""
    core = world(name)
    drop = named(core("risk.loss_limits").DrawdownLimit(SCALE // 1000), "drawdown")
    bars = {"A": [100, 100, 60, 60, 60, 60]}
    acts = {"main": [(0, holding(10)), (3, holding(then[0]))], "other": [(0, holding(-6)), (3, holding(then[1]))]}
    return ran(name, acts, bars, rules=[drop], cash=1000 * SCALE, flatten=False, **options)


@worlds
@pytest.mark.parametrize(
    ("then", "crossed", "left"),
    [
        ((0, 0), [("main", "other", 6)], [0, 0, 0]),
        ((4, -2), [("main", "other", 4)], [4, -2, 0]),
        ((4, 6), [], [6, -6, 0]),
        ((20, -20), [], [10, -6, 0]),
    ],
)
def test_while_halted_only_what_takes_away_from_both_books_crosses(name, then, crossed, left):
    small = held_then_halted(name, then)
    assert [one.reason for one in small.records("halt")] == ["DRAWDOWN"]
    assert crossings(small)[1:] == crossed
    assert books(small) == left


@worlds
def test_the_close_of_everything_crosses_what_books_hold_against_each_other(name):
    core = world(name)
    drop = named(core("risk.loss_limits").DrawdownLimit(SCALE // 1000), "drawdown")
    acts = {"main": [(0, holding(10))], "other": [(0, holding(-6))]}
    small = ran(name, acts, {"A": [100, 100, 60, 60, 60]}, rules=[drop], cash=1000 * SCALE)
    assert crossings(small) == [("other", "main", 6), ("main", "other", 6)]
    assert trades(small) == [("main", 4, "entry"), ("main", -4, "flatten")]
    assert books(small) == [0, 0, 0]


@worlds
def test_no_rule_of_a_strategy_stands_in_the_way_of_the_close_of_everything(name):
    core = world(name)
    rule = core("risk.rule")

    class NeverOut(rule.RiskRule):
        def check(self, intent, view):
            return rule.refuse("never_out", "NEVER_OUT") if view.reducing else rule.PASS

    drop = named(core("risk.loss_limits").DrawdownLimit(SCALE // 1000), "drawdown")
    acts = {"main": [(0, holding(10))], "other": [(0, holding(-6))]}
    never = {"other": (named(NeverOut(), "never_out"),)}
    small = ran(name, acts, {"A": [100, 100, 60, 60, 60]}, rules=[drop], scopes=never, cash=1000 * SCALE)
    assert crossings(small)[1:] == [("main", "other", 6)]
    assert (books(small), small.records("refusal")) == ([0, 0, 0], [])


@worlds
def test_a_way_down_stays_open_when_the_entry_behind_it_is_refused(name):
    limit = named(world(name)("risk.book_limits").PositionLimit(10 * SCALE), "position")
    small = ran(name, {"main": [(0, holding(10)), (2, holding(-20))]}, rules=[limit])
    assert [one.reason for one in small.records("refusal")] == ["POSITION"]
    assert books(small) == [10, 0]


@worlds
def test_a_strategy_that_a_limit_ends_makes_no_further_order_in_that_step(name):
    core = world(name)

    class Ending(core("risk.rule").RiskRule):
        def check(self, intent, view):
            ends = core("risk.rule").disable("ending", "ENDED") if view.symbol == "A" else core("risk.rule").PASS
            return ends if view.quantity == 5 * SCALE else core("risk.rule").PASS

    acts = {
        "main": [(1, lambda c: (c.target("A", 5), c.target("B", 3)))],
        "other": [(1, lambda c: (c.order("A", 5, limit=9), c.order("B", 3, limit=9)))],
        "third": [(1, lambda c: c.target("B", 2))],
    }
    small = ran(name, acts, scopes={each: (named(Ending(), f"{each}.ending"),) for each in ("main", "other")})
    assert sorted((one.strategy, one.reason) for one in small.records("disable")) == [
        ("main", "ENDED"),
        ("other", "ENDED"),
    ]
    assert trades(small) == [("third", 2, "entry")]


@worlds
def test_a_crossing_takes_back_the_stop_of_what_is_no_longer_held(name):
    acts = {
        "main": [(0, holding(10)), (2, lambda c: c.order("A", -10, stop=8)), (4, holding(0))],
        "other": [(4, holding(10))],
    }
    bars = {"A": [10, 10, 10, 10, 10, (10, 10, 7, 9), 5, 5]}
    small = ran(name, acts, bars)
    assert [(one.order, one.reason) for one in small.records("cancel")] == [(2, "CROSSED")]
    assert books(small) == [0, 10, 0]


@worlds
def test_a_crossing_leaves_the_stop_good_for_what_the_book_keeps(name):
    acts = {
        "main": [(0, holding(10)), (2, lambda c: c.order("A", -10, stop=8)), (4, holding(4))],
        "other": [(4, holding(6))],
    }
    bars = {"A": [10, 10, 10, 10, 10, (10, 10, 7, 9), 5, 5]}
    small = ran(name, acts, bars)
    (change,) = small.records("replace")
    assert (change.order, change.held, change.reason) == (2, 4 * SCALE, "CROSSED")
    assert books(small) == [0, 6, 0]
    assert [one.quantity // SCALE for one in small.records("filled")] == [10, -4]


@worlds
@pytest.mark.parametrize(("target", "crossed", "left"), [(0, [("main", "other", 10)], [0, 10, 0]), (4, [], [0, 10, 0])])
def test_what_a_stop_of_the_same_bar_guards_crosses_only_when_nothing_is_left(name, target, crossed, left):
    acts = {
        "main": [(0, holding(10)), (2, lambda c: c.order("A", -10, stop=8)), (2, holding(target))],
        "other": [(2, holding(10))],
    }
    small = ran(name, acts, {"A": [10, 10, 10, (10, 10, 7, 9), 5, 5]})
    assert crossings(small) == crossed
    assert books(small) == left


@worlds
@pytest.mark.parametrize(("ratio", "left"), [((2, 1), (10, -10)), ((1, 2), (2, -2)), ((1, 10), (0, 0))])
def test_a_crossing_follows_a_split_and_one_that_rounds_to_nothing_is_dropped(name, ratio, left):
    core = world(name)
    split = core("domain.actions").CorporateAction(2, 0, "split", *ratio)
    bars = {"A": [10, 10, None, 10, 10], "B": [20] * 5}
    acts = {"main": [(0, holding(5))], "other": [(0, holding(-5))]}
    bars["A"][1] = None
    small = ran(name, acts, bars, actions=[split])
    assert tuple(books(small)[:2]) == left
    assert len(crossings(small)) == (left[0] != 0)
