"""Cancels, replaces and queries: what they change, when they are in force, and what they are answered."""

from __future__ import annotations

import pytest
from small_exchange import Setting, check_both_sides, play
from worlds import NAMES, world

worlds = pytest.mark.parametrize("name", NAMES)
LATE = Setting(terms={"latency_bars": 1})
LIMIT = ("submit", "a", 10, "limit", {"limit": 95})


def replace(name, quantity, replaces="a", **more):
    return ("replace", name, quantity, {"replaces": replaces, **more})


@worlds
def test_a_cancel_is_answered_at_once_where_nothing_lies_between(name):
    requests = {0: [LIMIT], 1: [("cancel", "a"), ("cancel", "a"), ("cancel", "x")]}
    expected = [(1, "cancelled", "a"), (1, "cancelreject", "a"), (1, "cancelreject", "x")]
    check_both_sides(world(name), [100, 100, 90], requests, expected)


@worlds
def test_a_late_cancel_comes_just_before_the_bar_that_it_reaches(name):
    requests = {0: [LIMIT], 1: [("cancel", "a")]}
    check_both_sides(world(name), [100, 100, 96, 90], requests, [(3, "cancelled", "a")], LATE)
    expected = [(2, "fill", "a", 10, 90), (3, "cancelreject", "a")]
    check_both_sides(world(name), [100, 100, 90, 90], requests, expected, LATE)


@worlds
def test_a_late_cancel_of_what_is_unknown_or_ended_is_answered_at_once(name):
    requests = {0: [("cancel", "x"), ("submit", "a", 10)], 2: [("cancel", "a")]}
    expected = [(0, "cancelreject", "x"), (2, "fill", "a", 10, 100), (2, "cancelreject", "a")]
    check_both_sides(world(name), [100, 100, 100, 100], requests, expected, LATE)


@worlds
def test_every_reject_of_a_cancel_says_that_the_order_is_not_open(name):
    core = world(name)
    from small_exchange import Market

    market = Market(core, {"A": [1, 1]})
    market.exchange.cancel("x")
    market.exchange.settle(1)
    assert [one.not_open for one in market.exchange.poll()] == [True]


@worlds
@pytest.mark.parametrize(
    ("change", "bar", "filled"),
    [
        (replace("b", 10, limit=97), (100, 100, 96, 100), ("b", 10, 97)),
        (replace("b", 4, limit=95), (100, 100, 94, 100), ("b", 4, 95)),
        (replace("b", 20, limit=95), (94, 94, 94, 94), ("b", 20, 94)),
        (replace("b", 10, limit=80), (100, 100, 94, 100), None),
    ],
    ids=["price", "smaller", "larger", "farther"],
)
def test_a_replace_changes_price_and_total_and_the_id(name, change, bar, filled):
    expected = [(0, "replaced", "b")] + ([(1, "fill", *filled)] if filled else [])
    check_both_sides(world(name), [100, bar], {0: [LIMIT, change]}, expected)


@worlds
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (replace("b", 10, "x", limit=95), "NOT_OPEN"),
        (replace("b", 0, limit=95), "INVALID_QUANTITY"),
        (replace("b", 1.5, limit=95), "INVALID_QUANTITY"),
        (replace("b", -10, limit=95), "INVALID_QUANTITY"),
        (replace("b", 10, limit=95.001), "INVALID_PRICE"),
        (replace("b", 10), "INVALID_PRICE"),
        (replace("b", 10, limit=95, stop=95), "INVALID_PRICE"),
        (replace("a", 10, limit=95), "DUPLICATE_ID"),
    ],
)
def test_a_replace_that_cannot_be_is_rejected_and_the_order_goes_on(name, change, reason):
    expected = [(0, "replacereject", change[1], reason), (1, "fill", "a", 10, 90)]
    check_both_sides(world(name), [100, 90], {0: [LIMIT, change]}, expected)


@worlds
def test_a_total_counts_what_was_filled_and_ends_the_order_when_that_is_enough(name):
    setting = Setting(terms={"volume_cap": 10**8})
    bars = [100, (90, 90, 90, 90, 4), (90, 90, 90, 90, 100)]
    for total, expected in ((6, [(2, "fill", "b", 2, 90)]), (4, []), (3, [])):
        requests = {0: [LIMIT], 1: [replace("b", total, limit=95)], 2: [("query", "b"), ("query", "a")]}
        filled = 6 if total == 6 else 4
        reports = [(2, "report", who, "filled", filled, 90) for who in "ba"]
        found = [(1, "fill", "a", 4, 90), (1, "replaced", "b"), *expected, *reports]
        check_both_sides(world(name), bars, requests, found, setting)


@worlds
@pytest.mark.parametrize(
    ("change", "first"),
    [
        (replace("b", 4, limit=95), "b"),
        (replace("b", 10, limit=95), "b"),
        (replace("b", 11, limit=95), "other"),
        (replace("b", 10, limit=96), "other"),
    ],
)
def test_only_a_smaller_quantity_keeps_the_place_in_the_order_of_submission(name, change, first):
    requests = {0: [LIMIT, ("submit", "other", 10, "limit", {"limit": 95}), change]}
    fills = [one[2] for one in play(world(name), [100, 90], requests) if one[1] == "fill"]
    assert fills[0] == first


@worlds
def test_a_triggered_stop_limit_stays_so_only_with_its_stop(name):
    order = ("submit", "a", 10, "stop_limit", {"stop": 105, "limit": 101})
    bars = [100, (104, 105, 103, 104), (102, 102, 102, 102)]
    kept = {0: [order], 1: [replace("b", 10, stop=105, limit=103)]}
    check_both_sides(world(name), bars, kept, [(1, "replaced", "b"), (2, "fill", "b", 10, 102)])
    moved = {0: [order], 1: [replace("b", 10, stop=106, limit=103)]}
    check_both_sides(world(name), bars, moved, [(1, "replaced", "b")])


@worlds
def test_a_replaced_trailing_stop_keeps_its_extreme(name):
    requests = {0: [("submit", "a", -10, "trailing_stop", {"trail": 5})], 2: [replace("b", -10, trail=8)]}
    bars = [100, (100, 110, 99, 108), 108, (108, 108, 102.01, 108), (108, 108, 102, 108)]
    expected = [(2, "replaced", "b"), (4, "fill", "b", -10, 102)]
    check_both_sides(world(name), bars, requests, expected)


@worlds
def test_a_replaced_entry_keeps_its_children(name):
    requests = {
        0: [
            ("submit", "a", 10, "limit", {"limit": 95}),
            ("submit", "child", -10, "stop", {"stop": 90, "parent": "a"}),
            replace("b", 10, limit=97),
        ]
    }
    expected = [(0, "replaced", "b"), (1, "fill", "b", 10, 96), (2, "fill", "child", -10, 90)]
    check_both_sides(world(name), [100, 96, 90], requests, expected)


@worlds
def test_a_larger_child_still_waits_for_what_its_entry_fills(name):
    requests = {
        0: [
            ("submit", "entry", 10),
            ("submit", "a", -4, "stop", {"stop": 95, "parent": "entry"}),
        ],
        1: [replace("b", -10, stop=96)],
    }
    expected = [(1, "fill", "entry", 10, 100), (1, "replaced", "b"), (2, "fill", "b", -10, 95)]
    check_both_sides(world(name), [100, 100, 95], requests, expected)


@worlds
def test_a_late_replace_and_a_late_cancel_take_effect_in_the_order_asked(name):
    cancel, change = ("cancel", "a"), replace("b", 10, limit=97)
    both = {0: [LIMIT], 1: [cancel, change]}
    expected = [(3, "cancelled", "a"), (3, "replacereject", "b", "NOT_OPEN")]
    check_both_sides(world(name), [100, 100, 100, 90], both, expected, LATE)
    turned = {0: [LIMIT], 1: [change, cancel]}
    expected = [(3, "replaced", "b"), (3, "cancelled", "b")]
    check_both_sides(world(name), [100, 100, 100, 90], turned, expected, LATE)


@worlds
def test_a_late_replace_of_what_fills_before_is_not_open(name):
    requests = {0: [LIMIT], 1: [replace("b", 10, limit=97)], 3: [("query", "b")]}
    expected = [
        (2, "fill", "a", 10, 90),
        (3, "replacereject", "b", "NOT_OPEN"),
        (3, "report", "b", "rejected", 0, 0),
    ]
    check_both_sides(world(name), [100, 100, 90, 90], requests, expected, LATE)


@worlds
def test_a_query_tells_the_state_of_the_whole_chain(name):
    requests = {
        0: [LIMIT, ("submit", "bad", 1.5), ("query", "a"), ("query", "bad"), ("query", "never")],
        2: [("query", "a"), ("submit", "c", 1, "limit", {"limit": 1, "force": "ioc"}), ("submit", "d", *LIMIT[2:])],
        3: [("cancel", "d"), ("query", "c"), ("query", "d")],
    }
    found = play(world(name), [100, 95, 94, 96], requests)
    assert [one for one in found if one[1] in ("report", "absent")] == [
        (0, "report", "a", "working", 0, 0),
        (0, "report", "bad", "rejected", 0, 0),
        (0, "absent", "never"),
        (2, "report", "a", "filled", 10, 94),
        (3, "report", "c", "expired", 0, 0),
        (3, "report", "d", "cancelled", 0, 0),
    ]


@worlds
@pytest.mark.parametrize(("prices", "mean"), [((10, 11), 10.5), ((10, 10.01), 10.005), ((10, 11, 11), 10.66666667)])
def test_a_mean_price_is_exact_half_to_even(name, prices, mean):
    setting = Setting(terms={"volume_cap": 10**8})
    bars = [5, *[(price, price, price, price, 1) for price in prices], 5]
    requests = {0: [("submit", "a", len(prices))], len(prices): [("query", "a")]}
    found = play(world(name), bars, requests, setting)
    assert found[-1] == (len(prices), "report", "a", "filled", len(prices), mean)
