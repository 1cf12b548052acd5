from __future__ import annotations

import numpy as np

from mqk_core.domain.money import to_text
from mqk_core.runs import column_text
from mqk_core.runs.text import time_text

EDGES = [0, 1, -1, 10**8, -(10**8), 10**8 - 1, 123_450_000, -50_000_000, 2**63 - 1, -(2**63), 9_999_999_999, 10**17]


def column(values):
    return np.array(values, np.int64)


def test_amounts_are_written_as_single_amounts_are():
    expected = "".join(f"{to_text(value)}\n" for value in EDGES)
    assert column_text.csv_table("amount", [(column(EDGES), column_text.amounts)]) == f"amount\n{expected}".encode()


def test_times_are_written_as_single_times_are():
    times = [0, -1, 1, 10**9, 1_704_142_800 * 10**9, 1_704_142_800_500_000_000, 2**63 - 1, -(2**63)]
    expected = "".join(f"{time_text(ns)}\n" for ns in times)
    assert column_text.csv_table("time", [(column(times), column_text.times)]) == f"time\n{expected}".encode()


def test_rows_join_their_columns_across_the_edges_of_blocks():
    values = column(range(40_000))
    table = column_text.csv_table("a,b", [(values * 10**8, column_text.amounts), (-values, column_text.amounts)])
    lines = table.decode().split("\n")
    assert lines[0] == "a,b"
    assert lines[-1] == ""
    assert lines[1:-1] == [f"{value},{to_text(-value)}" for value in range(40_000)]


def test_a_table_without_rows_is_its_header():
    assert column_text.csv_table("a", [(column([]), column_text.amounts)]) == b"a\n"
