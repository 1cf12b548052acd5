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


def made(kind):
    kinds = {
        "sma": lambda: indicators.SmaSeries(3),
        "ema": lambda: indicators.EmaSeries(3),
        "highest": lambda: indicators.ExtremeSeries(3, 1),
        "lowest": lambda: indicators.ExtremeSeries(3, -1),
    }
    return kinds[kind]()


@pytest.mark.parametrize("kind", ["sma", "highest", "lowest"])
@pytest.mark.parametrize("count", [1, 2, 3, 5, 7])
@pytest.mark.parametrize(("new", "old"), [(2, 1), (1, 10), (3, 2), (7, 3)])
def test_after_a_split_a_series_is_that_of_the_restated_values(kind, count, new, old):
    prices = [(n * n % 7 + 3) * 21 * UNIT for n in range(count)]
    series = pushed(made(kind), *prices)
    series.rescale(old, new)
    restated = pushed(made(kind), *[plain("domain.ticks").price_after_split(price, new, old) for price in prices])
    for later in (5 * UNIT, 60 * UNIT, 7 * UNIT, 8 * UNIT):
        assert (series.state(), series.ready) == (restated.state(), restated.ready)
        assert series.read() == restated.read()
        pushed(series, later)
        pushed(restated, later)


@pytest.mark.parametrize(("new", "old"), [(2, 1), (1, 10), (3, 2)])
def test_after_a_split_an_exponential_mean_is_that_of_the_restated_values(new, old):
    series = pushed(made("ema"), 12 * UNIT, 30 * UNIT, 18 * UNIT)
    series.rescale(old, new)
    restated = pushed(made("ema"), *[price * old * UNIT // new for price in (12, 30, 18)])
    assert series.read() == pytest.approx(restated.read(), rel=1e-15)
    assert series.ready


def test_an_extreme_of_a_split_series_forgets_what_leaves_its_window():
    series = pushed(made("highest"), 90 * UNIT, 60 * UNIT, 30 * UNIT)
    series.rescale(1, 2)
    assert series.read() == 45.0
    assert pushed(series, 20 * UNIT).read() == 30.0


def test_a_mean_of_a_split_series_beyond_64_bits_is_refused():
    series = pushed(made("sma"), 2**62)
    with pytest.raises(plain("errors").AmountOverflow):
        series.rescale(10, 1)
