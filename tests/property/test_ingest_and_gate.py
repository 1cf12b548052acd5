"""Whole files and single rows are judged alike: ingest and the integrity gate call the same bars impossible."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mqk_core.integrity.gate import is_possible
from mqk_core.runtime.ingest import _find_faults

AMOUNT = st.integers(-2, 4)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(rows=st.lists(st.tuples(AMOUNT, AMOUNT, AMOUNT, AMOUNT, AMOUNT), min_size=1, max_size=8))
def test_ingest_and_gate_call_the_same_bars_impossible(rows):
    times = np.arange(1, len(rows) + 1, dtype=np.int64)
    columns = np.vstack([times, np.array(rows, np.int64).T])
    faults = np.logical_or.reduce([mask for _, mask in _find_faults(columns, times)])
    assert [not is_possible(*row) for row in rows] == faults.tolist()
