"""Limits within a window of tape time: at the bound, one beyond, and what is exactly a window old."""

from __future__ import annotations

import pytest
from risk_views import BOTTOM, TOP, numbers, rule, view
from small_engine import SCALE


def ordered(tested, *times, **fields):
    for time in times:
        tested.ordered(None, view(time=time, **fields))
    return tested


def rate(*times, count_max=3, window=60):
    return ordered(rule("rate_limits", "OrderRate", count_max, window), *times)


def test_as_many_orders_pass_as_the_window_allows():
    assert rate(1, 1).check(None, view(time=1)).level == 0
    refused = rate(1, 1, 1).check(None, view(time=60))
    assert numbers(refused) == (1, "ORDERS_PER_MINUTE", 3 * SCALE, 4 * SCALE)


def test_an_order_exactly_a_window_old_counts_no_more():
    assert rate(1, 2, 3).check(None, view(time=60)).level == 1
    assert rate(1, 2, 3).check(None, view(time=61)).level == 0


def test_reductions_count_and_are_not_held_back():
    tested = ordered(rate(), 1, 1, 1, 1, reducing=True)
    assert tested.check(None, view(time=1, reducing=True)).level == 0
    assert tested.check(None, view(time=1)).level == 1


@pytest.mark.parametrize("time", [BOTTOM, TOP])
def test_a_window_at_the_edge_of_time_does_not_wrap(time):
    tested = rate(time, time, time, window=366 * 86_400 * 10**9)
    assert tested.check(None, view(time=time, day=0)).level == 1


def alike(*times, window=60, **fields):
    return ordered(rule("rate_limits", "LookAlike", window), *times, **{"quantity": 5, **fields})


def test_the_very_same_is_held_for_review_within_the_window():
    held = alike(1).check(None, view(time=60, quantity=5))
    assert numbers(held) == (1, "LOOK_ALIKE", 5, 5)
    assert alike(1).check(None, view(time=61, quantity=5)).level == 0
    assert alike(1).check(None, view(time=2, quantity=5, reducing=True)).level == 0


@pytest.mark.parametrize(
    "other", [{"strategy": "b"}, {"symbol": "BETA"}, {"is_buy": False}, {"quantity": 6}, {"price": 11}]
)
def test_what_differs_in_one_thing_is_no_look_alike(other):
    assert alike(1).check(None, view(**{"time": 1, "quantity": 5, **other})).level == 0


def test_orders_with_prices_of_their_own_are_compared_by_these():
    tested = alike(1, is_market=False, order_price=9)
    assert tested.check(None, view(time=1, quantity=5, is_market=False, order_price=8)).level == 0
    assert tested.check(None, view(time=1, quantity=5, is_market=False, order_price=9, price=1)).level == 1


def test_an_entry_beside_a_reduction_of_the_same_size_is_no_look_alike():
    assert alike(1, reducing=True).check(None, view(time=1, quantity=5)).level == 0


def throttle(*times, **fields):
    return ordered(rule("rate_limits", "EntryThrottle", 2, 60), *times, **fields)


def test_one_entry_too_many_disables_the_strategy():
    assert throttle(1).check(None, view(time=1)).level == 0
    assert numbers(throttle(1, 2).check(None, view(time=60))) == (2, "ENTRY_THROTTLE", 2 * SCALE, 3 * SCALE)
    assert throttle(1, 2).check(None, view(time=61)).level == 0


def test_entries_count_by_strategy_and_symbol_and_reductions_do_not():
    assert throttle(1, 1, strategy="b").check(None, view(time=1)).level == 0
    assert throttle(1, 1, symbol="BETA").check(None, view(time=1)).level == 0
    assert throttle(1, 1, reducing=True).check(None, view(time=1)).level == 0
    assert throttle(1, 1).check(None, view(time=1, reducing=True)).level == 0


def storm(*times):
    tested = rule("rate_limits", "RejectStorm", 2, 60)
    for time in times:
        tested.rejected("ACME", time)
    return tested


def test_one_reject_too_many_halts():
    assert storm().monitor(view(time=1)).level == 0
    assert storm(1, 1).monitor(view(time=1)).level == 0
    assert numbers(storm(1, 2, 3).monitor(view(time=60))) == (3, "REJECT_STORM", 2 * SCALE, 3 * SCALE)
    assert storm(1, 2, 3).monitor(view(time=61)).level == 0
    assert storm(1, 2, 61).monitor(view(time=3)).level == 0, "a reject younger than the step ends the window"


def test_a_storm_is_seen_though_the_view_holds_an_older_time():
    assert storm(100, 101, 102).monitor(view(time=50)).level == 3


def test_a_monitor_of_rejects_does_not_judge_orders():
    assert storm(1, 1, 1).check(None, view(time=1)).level == 0
