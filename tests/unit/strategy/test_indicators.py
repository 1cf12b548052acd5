"""Indicators: what they hold after each value, when they are ready, and what they refuse."""

from __future__ import annotations

import pytest
from worlds import NAMES, plain, world

indicators = plain("strategy.indicators")
UNIT = 10**8


def pushed(series, *values):
    for value in values:
        series.push(value)
    return series


def test_a_mean_is_ready_at_its_length_and_drops_the_oldest():
    series = pushed(indicators.SmaSeries(3), 3 * UNIT, 6 * UNIT)
    assert not series.ready
    assert pushed(series, 9 * UNIT).read() == 6.0
    assert series.ready
    assert pushed(series, 12 * UNIT).read() == 9.0


def test_means_compare_exactly_where_floats_are_equal():
    high, low = indicators.SmaSeries(2), indicators.SmaSeries(1)
    large = 2**62
    pushed(high, large, large + 1)
    pushed(low, large)
    assert high.read() == low.read()
    assert high.is_above(low)
    assert not low.is_above(high)


def test_a_tie_of_means_is_not_above():
    fast, slow = pushed(indicators.SmaSeries(2), 5, 7), pushed(indicators.SmaSeries(3), 6, 6, 6)
    assert not fast.is_above(slow)
    assert not slow.is_above(fast)


def test_an_exponential_mean_begins_at_the_first_value():
    series = pushed(indicators.EmaSeries(3), 8 * UNIT)
    assert series.read() == 8.0
    assert pushed(series, 16 * UNIT).read() == 12.0
    assert not series.ready
    assert pushed(series, 12 * UNIT).ready


@pytest.mark.parametrize(("sign", "expected"), [(1, [5, 5, 5, 4, 9]), (-1, [5, 3, 3, 3, 2])])
def test_an_extreme_looks_at_its_window_only(sign, expected):
    series = indicators.ExtremeSeries(3, sign)
    values = (5, 3, 4, 4, 9 if sign > 0 else 2)
    assert [round(pushed(series, value * UNIT).read()) for value in values] == expected


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["sma", "ema", "highest", "lowest"])
def test_a_restored_indicator_writes_the_same_state(name, kind):
    made = world(name)("strategy.indicators").Indicators(2)
    one = getattr(made, kind)("close", 3)
    again = getattr(made, kind)("close", 3)
    again.restore(one.state())
    assert again.state() == one.state()
    assert not again.ready


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("length", [0, -1, 1_000_001, 2.0, True, "3", None])
def test_a_length_is_a_whole_number_above_zero(name, length):
    with pytest.raises(world(name)("errors").StrategyError, match="expected a whole number from 1 to 1000000"):
        world(name)("strategy.indicators").Indicators(1).sma("close", length)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("column", ["Close", "price", "", "time"])
def test_an_unknown_column_is_refused_and_the_known_ones_are_named(name, column):
    with pytest.raises(world(name)("errors").StrategyError, match="expected one of open, high, low, close, volume"):
        world(name)("strategy.indicators").Indicators(1).ema(column, 3)
