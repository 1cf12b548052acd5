from __future__ import annotations

from fractions import Fraction

import numpy as np

from mqk_core.runs.equity_curve import EquityCurve, drawdown_units, longest_drawdown_ns, max_drawdown

DAY_NS = 86_400 * 10**9


def test_the_deepest_fall_has_its_peak_trough_and_recovery(mini):
    deepest = max_drawdown(mini.curve_of([1000, 1100, 990, 880, 1100, 1050], initial=1000))
    assert deepest.fraction == Fraction(1, 5)
    assert (deepest.peak_time, deepest.trough_time) == (mini.close_ns(1), mini.close_ns(3))
    assert deepest.recovery_time == mini.close_ns(4)


def test_the_initial_equity_is_the_first_peak(mini):
    deepest = max_drawdown(mini.curve_of([900, 950], initial=1000))
    assert (deepest.fraction, deepest.peak_time, deepest.recovery_time) == (Fraction(1, 10), mini.close_ns(0), None)


def test_the_peak_is_the_last_step_that_stood_on_it(mini):
    deepest = max_drawdown(mini.curve_of([1000, 1100, 1050, 1100, 900], initial=1000))
    assert (deepest.peak_time, deepest.trough_time) == (mini.close_ns(3), mini.close_ns(4))


def test_of_equal_falls_the_first_counts(mini):
    deepest = max_drawdown(mini.curve_of([1000, 900, 1000, 900], initial=1000))
    assert (deepest.trough_time, deepest.recovery_time) == (mini.close_ns(1), mini.close_ns(2))


def test_falls_that_floats_cannot_tell_apart_are_told_apart(mini):
    peak = 2**62
    equity = np.array([peak, peak - 2, peak, peak - 3, peak], np.int64)
    curve = mini.curve_of([1] * 5, initial=1)
    deepest = max_drawdown(EquityCurve(curve.times, equity, curve.days, peak))
    assert deepest.fraction == Fraction(3, peak)
    assert deepest.trough_time == mini.close_ns(3)


def test_floats_that_rank_two_falls_the_wrong_way_round_do_not_decide(mini):
    levels = [944477757237473781, 629651838158315854, 944477757237474649, 629651838158316475]
    first, second = (Fraction(levels[at] - levels[at + 1], levels[at]) for at in (0, 2))
    assert first > second
    assert 1.0 - float(levels[1]) / float(levels[0]) < 1.0 - float(levels[3]) / float(levels[2])
    curve = mini.curve_of([1] * 4, initial=1)
    deepest = max_drawdown(EquityCurve(curve.times, np.array(levels, np.int64), curve.days, 1))
    assert (deepest.fraction, deepest.trough_time) == (first, mini.close_ns(1))


def test_equity_below_zero_is_a_fall_of_more_than_the_peak(mini):
    curve = mini.curve_of([-500], initial=1000)
    assert max_drawdown(curve).fraction == Fraction(3, 2)
    assert drawdown_units(curve).tolist() == [150_000_000]


def test_a_curve_that_never_falls_has_no_drawdown(mini):
    for levels in ([], [1000], [1000, 1000], [1000, 1100]):
        assert max_drawdown(mini.curve_of(levels, initial=1000)) is None
        assert longest_drawdown_ns(mini.curve_of(levels, initial=1000)) == 0


def test_the_longest_stretch_below_a_peak_need_not_be_the_deepest(mini):
    assert longest_drawdown_ns(mini.curve_of([1000, 500, 1000, 990, 990, 990, 1000], initial=1000)) == 4 * DAY_NS
    assert longest_drawdown_ns(mini.curve_of([1000, 900, 900], initial=1000)) == 2 * DAY_NS
    assert longest_drawdown_ns(mini.curve_of([900, 900, 1000], initial=1000)) == 2 * DAY_NS


def test_the_extremes_of_the_range_do_not_wrap(mini):
    curve = mini.curve_of([1, 1], initial=1)
    widest = EquityCurve(curve.times, np.array([2**63 - 1, -(2**63)], np.int64), curve.days, 1)
    assert drawdown_units(widest).tolist() == [0, 2 * 10**8]
    tiny_peak = EquityCurve(curve.times, np.array([1, -(2**63)], np.int64), curve.days, 1)
    assert drawdown_units(tiny_peak)[1] == 2**62
