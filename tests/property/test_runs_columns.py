"""Whole columns are written exactly as single values are, and the deepest drawdown is the one that fractions find."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mqk_core.domain.money import from_decimal, to_text
from mqk_core.runs import column_text
from mqk_core.runs.equity_curve import EquityCurve, drawdown_units, max_drawdown
from mqk_core.runs.text import time_text

INT64 = st.integers(-(2**63), 2**63 - 1)
ROUND = st.integers(-(10**9), 10**9).map(lambda value: value * 10**9)


@given(st.lists(INT64 | ROUND, max_size=50))
def test_a_column_of_amounts_is_its_amounts(values):
    table = column_text.csv_table("x", [(np.array(values, np.int64), column_text.amounts)]).decode().splitlines()
    assert table[1:] == [to_text(value) for value in values]
    assert [from_decimal(text) for text in table[1:]] == values


@given(st.lists(INT64 | ROUND, max_size=50))
def test_a_column_of_times_is_its_times(values):
    table = column_text.csv_table("x", [(np.array(values, np.int64), column_text.times)]).decode().splitlines()
    assert table[1:] == [time_text(value) for value in values]


@given(st.integers(1, 2**62), st.lists(st.integers(-(2**62), 2**62), min_size=1, max_size=30))
def test_the_deepest_drawdown_is_the_one_that_fractions_find(initial, levels):
    steps = np.arange(len(levels), dtype=np.int64)
    curve = EquityCurve(steps, np.array(levels, np.int64), steps, initial)
    peak, expected, trough = initial, Fraction(0), None
    for step, level in enumerate(levels):
        peak = max(peak, level)
        if Fraction(peak - level, peak) > expected:
            expected, trough = Fraction(peak - level, peak), step
    found = max_drawdown(curve)
    assert (found.fraction if found else 0) == expected
    assert (found.trough_time if found else None) == trough
    assert abs(drawdown_units(curve).max() - min(expected * 10**8, 2**62)) <= 1 + expected
