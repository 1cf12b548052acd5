"""Limits, stops, stop-limits and trailing stops against one bar: touch against through, gaps, both sides."""

from __future__ import annotations

import pytest
from small_exchange import Setting, check_both_sides, play
from worlds import NAMES, world

worlds = pytest.mark.parametrize("name", NAMES)
FLAT = 100


def buy(kind, **more):
    return {0: [("submit", "a", 10, kind, more)]}


@worlds
@pytest.mark.parametrize(
    ("bar", "price"),
    [
        ((97, 102, 96, 100), 97),
        ((98.01, 102, 98.01, 100), None),
        ((98, 102, 98, 100), None),
        ((97.99, 102, 97.99, 100), 97.99),
        ((99, 102, 98, 100), None),
        ((99, 102, 97.99, 100), 98),
        ((98, 102, 97.99, 100), 98),
        ((90, 102, 90, 100), 90),
    ],
    ids=["open beyond", "above", "open equal", "gap", "touch", "through", "open equal, then through", "wide gap"],
)
def test_a_limit_fills_at_a_better_open_or_traded_through(name, bar, price):
    expected = [] if price is None else [(1, "fill", "a", 10, price)]
    check_both_sides(world(name), [FLAT, bar], buy("limit", limit=98), expected)


@worlds
def test_a_limit_rests_until_it_is_traded_through(name):
    bars = [FLAT, (99, 99, 98, 99), (99, 99, 98, 99), None, (99, 99, 97, 99), (99, 99, 90, 99)]
    check_both_sides(world(name), bars, buy("limit", limit=98), [(4, "fill", "a", 10, 98)])


@worlds
@pytest.mark.parametrize(
    ("bar", "price"),
    [
        ((100, 104.99, 99, 100), None),
        ((100, 105, 99, 100), 105),
        ((100, 107, 99, 100), 105),
        ((105, 107, 99, 100), 105),
        ((106, 107, 99, 100), 106),
    ],
    ids=["below", "touch", "through", "open equal", "gap"],
)
def test_a_stop_fills_when_it_is_touched_and_gaps_go_through(name, bar, price):
    expected = [] if price is None else [(1, "fill", "a", 10, price)]
    check_both_sides(world(name), [FLAT, bar], buy("stop", stop=105), expected)


@worlds
@pytest.mark.parametrize(
    ("bars", "filled"),
    [
        ([(105, 108, 104, 106)], [(1, "fill", "a", 10, 105)]),
        ([(106, 108, 105.5, 106)], []),
        ([(106, 108, 105, 106)], [(1, "fill", "a", 10, 105.5)]),
        ([(105.5, 108, 105.5, 106)], []),
        ([(100, 105, 99, 102)], []),
        ([(100, 105, 99, 102), (103, 103, 103, 103)], [(2, "fill", "a", 10, 103)]),
        ([(100, 105, 99, 102), (106, 106, 105.5, 106)], []),
        ([(100, 105, 99, 102), (106, 106, 105.49, 106)], [(2, "fill", "a", 10, 105.5)]),
        ([(100, 104.99, 99, 102), (103, 103, 103, 103)], []),
    ],
    ids=[
        "triggered at the open, beyond the limit", "gap over the limit", "gap, then through", "open at the limit",
        "triggered within", "limit lives next bar", "touch only", "through next bar", "not triggered",
    ],
)  # fmt: skip
def test_a_stop_limit_lives_in_the_bar_of_an_open_trigger_else_from_the_next(name, bars, filled):
    check_both_sides(world(name), [FLAT, *bars], buy("stop_limit", stop=105, limit=105.5), filled)


@worlds
@pytest.mark.parametrize(
    ("bars", "filled"),
    [
        ([(100, 104.99, 99, 100)], []),
        ([(100, 105, 99, 100)], [(1, "fill", "a", 10, 105)]),
        ([(100, 101, 96, 100), (100, 100.99, 99, 100)], []),
        ([(100, 101, 96, 100), (100, 101, 99, 100)], [(2, "fill", "a", 10, 101)]),
        ([(96, 97, 96, 97), (98, 100, 98, 99), (99, 101, 99, 100)], [(3, "fill", "a", 10, 101)]),
        ([(96, 97, 96, 97), (103, 104, 102, 103)], [(2, "fill", "a", 10, 103)]),
    ],
    ids=["first level", "touch", "own bar is no extreme", "the bar before is", "never loosens", "gap"],
)
def test_a_trailing_stop_follows_the_extremes_of_earlier_bars(name, bars, filled):
    check_both_sides(world(name), [FLAT, *bars], buy("trailing_stop", trail=5), filled)


@worlds
def test_a_trailing_stop_by_fraction_is_rounded_to_trigger_sooner(name):
    """10 % of 33.33 is 3.333: the buy stop of 36.663 becomes 36.66, the sell stop of 29.997 becomes 30.00."""
    core = world(name)
    trail = {"trail_fraction": 0.1}
    bought = play(core, [33.33, (33.33, 36.66, 33.33, 34)], {0: [("submit", "a", 1, "trailing_stop", trail)]})
    sold = play(core, [33.33, (33.33, 33.33, 30, 34)], {0: [("submit", "a", -1, "trailing_stop", trail)]})
    assert (bought, sold) == ([(1, "fill", "a", 1, 36.66)], [(1, "fill", "a", -1, 30)])


@worlds
def test_a_trailing_stop_is_never_below_one_tick(name):
    requests = {0: [("submit", "a", -1, "trailing_stop", {"trail": 50})]}
    assert play(world(name), [10, (10, 10, 0.02, 1), (1, 1, 0.01, 1)], requests) == [(2, "fill", "a", -1, 0.01)]


@worlds
def test_a_trailing_stop_begins_at_the_newest_close_of_its_own_symbol(name):
    bars = {"A": [100, 50, (50, 50, 46, 50), 45], "B": [10, 20, 30, 40]}
    requests = {1: [("submit", "a", -1, "trailing_stop", {"trail": 5})]}
    assert play(world(name), bars, requests) == [(3, "fill", "a", -1, 45)]


@worlds
def test_the_worst_case_changes_market_orders_only(name):
    core, setting = world(name), Setting("WorstCase")
    bar = (100, 110, 90, 105)
    check_both_sides(core, [FLAT, bar], buy("market"), [(1, "fill", "a", 10, 110)], setting)
    check_both_sides(core, [FLAT, bar], buy("limit", limit=101), [(1, "fill", "a", 10, 100)], setting)
    check_both_sides(core, [FLAT, bar], buy("stop", stop=99), [(1, "fill", "a", 10, 100)], setting)


@worlds
def test_what_fills_at_the_open_comes_before_what_lies_within(name):
    bars = [FLAT, (100, 106, 94, 100)]
    requests = {
        0: [
            ("submit", "limit", 1, "limit", {"limit": 95}),
            ("submit", "stop", 1, "stop", {"stop": 105}),
            ("submit", "market", 1),
        ]
    }
    expected = [(1, "fill", "market", 1, 100), (1, "fill", "limit", 1, 95), (1, "fill", "stop", 1, 105)]
    check_both_sides(world(name), bars, requests, expected)


@worlds
def test_slippage_moves_a_limits_price_no_farther_than_the_limit(name):
    core = world(name)
    costs = core("sim.cost_models").LinearCosts(0, 0, 100 * 10**8)  # one percent
    bars = [FLAT, (90, 99, 90, 99)]
    for limit, price in ((95, 90.9), (90.5, 90.5)):
        found = play(core, bars, {0: [("submit", "a", 1, "limit", {"limit": limit})]}, Setting(costs=costs))
        assert found == [(1, "fill", "a", 1, price)]


@worlds
def test_symbols_of_one_step_meet_their_own_bars_in_the_order_of_rows(name):
    bars = {"A": [100, 101], "B": [100, 102], "C": [100, None]}
    requests = {0: [("submit", symbol.lower(), 1, "market", {"symbol": symbol}) for symbol in "CBA"]}
    assert play(world(name), bars, requests) == [(1, "fill", "a", 1, 101), (1, "fill", "b", 1, 102)]
