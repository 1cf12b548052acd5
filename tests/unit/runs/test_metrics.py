from __future__ import annotations

import math
import statistics

import numpy as np
import pytest

from mqk_core.domain.bars import Timeframe
from mqk_core.domain.market import Tape
from mqk_core.runs import accounting, history, metrics
from mqk_core.runs.equity_curve import EquityCurve, max_drawdown
from mqk_core.runs.round_trips import match
from mqk_core.runs.splits import Marks

EMPTY = history.read([])
NOTHING = np.zeros(0, np.int64)
NO_BARS = Tape(("SPY",), Timeframe.D1, np.zeros((7, 0), np.int64), NOTHING, NOTHING)


def computed(curve, told=EMPTY):
    marks = Marks(NO_BARS)
    trips = match(told.entries, {}, marks)
    statement = accounting.state(told.entries, trips, {}, lambda symbol: marks.before(symbol, 0))
    return metrics.compute(curve, max_drawdown(curve), told, trips, statement)


def test_returns_and_ratios_match_the_hand_computed_week(mini):
    # Monday to Thursday: returns 0.1, -0.1, 0.1, 0; mean 0.025; squares of deviations sum to 0.0275.
    found = computed(mini.curve_of([1100, 990, 1089, 1089], initial=1000))
    assert found["total_return"] == 0.089
    assert found["net_profit"] == "89"
    assert found["trading_days"] == 4
    assert found["periods_per_year"] == 252
    assert found["volatility"] == pytest.approx(math.sqrt(0.0275 / 3) * math.sqrt(252), rel=1e-11)
    assert found["sharpe"] == pytest.approx(0.025 / math.sqrt(0.0275 / 3) * math.sqrt(252), rel=1e-11)
    assert found["sortino"] == pytest.approx(0.025 / 0.05 * math.sqrt(252), rel=1e-11)
    assert found["max_drawdown"] == 0.1
    assert found["max_drawdown_peak"] == "2024-01-01T21:00:00Z"
    assert found["max_drawdown_trough"] == "2024-01-02T21:00:00Z"
    assert found["max_drawdown_recovery"] is None
    assert found["longest_drawdown_days"] == 3.0


def test_ratios_agree_with_the_standard_library(mini):
    levels = [1000 + (17 * n * n) % 331 for n in range(200)]
    curve = mini.curve_of(levels, initial=1000)
    returns = [after / before - 1 for before, after in zip([1000, *levels], levels, strict=False)]
    found = computed(curve)
    assert found["volatility"] == pytest.approx(statistics.stdev(returns) * math.sqrt(365), rel=1e-10)
    assert found["sharpe"] == pytest.approx(
        statistics.mean(returns) / statistics.stdev(returns) * math.sqrt(365), rel=1e-10
    )
    years = 199 / 365.25
    assert found["cagr"] == pytest.approx((levels[-1] / 1000) ** (1 / years) - 1, rel=1e-10)
    assert found["calmar"] == pytest.approx(found["cagr"] / found["max_drawdown"], rel=1e-10)


def test_a_day_counts_by_its_last_step(mini):
    curve = mini.curve_of([1100, 1200, 1300, 1320], initial=1000)
    same_days = EquityCurve(curve.times, curve.equity, np.array([0, 0, 1, 1]) + mini.MONDAY, curve.initial)
    assert metrics.daily_returns(same_days) == pytest.approx([0.2, 0.1])


def test_a_weekend_in_the_data_means_365_days_a_year(mini):
    friday_to_monday = np.array([4, 7]) + mini.MONDAY
    assert metrics.periods_a_year(friday_to_monday) == 252
    assert metrics.periods_a_year(np.array([4, 5]) + mini.MONDAY) == 365
    assert metrics.periods_a_year(np.array([6]) + mini.MONDAY) == 365
    assert metrics.periods_a_year(np.array([], np.int64)) == 252


def test_growth_over_exactly_one_year_is_the_total_return(mini):
    year_ns = int(365.25 * 86_400 * 10**9)
    curve = mini.curve_of([1000, 1210], initial=1000)
    over_a_year = EquityCurve(np.array([0, year_ns]), curve.equity, curve.days, curve.initial)
    assert metrics.rounded(metrics.cagr(over_a_year)) == 0.21
    over_two = EquityCurve(np.array([0, 2 * year_ns]), curve.equity, curve.days, curve.initial)
    assert metrics.rounded(metrics.cagr(over_two)) == 0.1


def test_a_run_without_steps_has_no_ratios(mini):
    found = computed(mini.curve_of([], initial=1000))
    assert found["final_equity"] == "1000"
    assert found["total_return"] == 0.0
    assert found["max_drawdown"] == 0.0
    for name in ("cagr", "volatility", "sharpe", "sortino", "calmar", "turnover", "exposure", "win_rate"):
        assert found[name] is None, name


def test_a_flat_run_has_no_variance_and_no_trades(mini):
    found = computed(mini.curve_of([1000] * 5, initial=1000))
    assert (found["total_return"], found["cagr"], found["volatility"], found["max_drawdown"]) == (0.0, 0.0, 0.0, 0.0)
    assert (found["trades"], found["fees"], found["turnover"], found["exposure"]) == (0, "0", 0.0, 0.0)
    for name in ("sharpe", "sortino", "calmar", "win_rate", "profit_factor", "average_trade"):
        assert found[name] is None, name


def test_a_run_that_lost_everything_has_no_growth_rate(mini):
    found = computed(mini.curve_of([500, -100, -100], initial=1000))
    assert found["total_return"] == -1.1
    assert found["max_drawdown"] == 1.1
    assert found["cagr"] is None
    assert found["sharpe"] is None


def test_growth_beyond_a_float_is_undefined(mini):
    curve = mini.curve_of([1000, 2000], initial=1000)
    in_a_second = EquityCurve(np.array([0, 10**9]), curve.equity, curve.days, curve.initial)
    assert metrics.cagr(in_a_second) is None


def trading(mini):
    return history.read(
        [
            mini.submit(1, 10),
            mini.fill(1, 10, 11, day=1, fee=50_000_000),
            mini.submit(2, -10, day=2),
            mini.fill(2, -10, 14, day=3, fee=50_000_000),
            mini.submit(3, 10, day=3),
            mini.fill(3, 10, 14, day=4, fee=50_000_000),
            mini.submit(4, -10, day=4),
            mini.fill(4, -10, 13, day=5, fee=50_000_000),
            mini.submit(5, 1, day=5),
            mini.fill(5, 1, 13, day=6),
        ]
    )


def test_trades_are_counted_net_of_their_fees(mini):
    found = computed(mini.curve_of([1000] * 7, initial=1000), trading(mini))
    # 30 - 1 won, -10 - 1 lost, one share still held.
    assert (found["trades"], found["open_trades"], found["wins"], found["losses"]) == (2, 1, 1, 1)
    assert found["win_rate"] == 0.5
    assert found["profit_factor"] == pytest.approx(29 / 11, rel=1e-11)
    assert found["average_trade"] == "9"
    assert found["fees"] == "2"
    assert found["traded_value"] == "533"
    assert found["turnover"] == 0.533
    assert (found["orders"], found["fills"]) == (5, 5)


def test_exposure_is_the_share_of_steps_that_end_with_a_position(mini):
    found = computed(mini.curve_of([1000] * 7, initial=1000), trading(mini))
    # Held at the ends of days 1, 2, 4 and 6 of days 0 to 6.
    assert found["exposure"] == pytest.approx(4 / 7, rel=1e-11)


def test_a_run_that_never_lost_has_no_profit_factor(mini):
    told = history.read([mini.submit(1, 1), mini.fill(1, 1, 10), mini.submit(2, -1), mini.fill(2, -1, 12, day=2)])
    found = computed(mini.curve_of([1000, 1000, 1002], initial=1000), told)
    assert (found["wins"], found["profit_factor"], found["sortino"]) == (1, None, None)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, None),
        (math.nan, None),
        (math.inf, None),
        (1 / 3, 0.333333333333),
        (-0.0, 0.0),
        (123456789012345.0, 123456789012000.0),
    ],
)
def test_ratios_have_twelve_significant_digits_and_are_never_nan(value, shown):
    assert repr(metrics.rounded(value)) == repr(shown)
