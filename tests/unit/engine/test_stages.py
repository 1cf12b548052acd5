"""Steps of a tape, and what a single part of a step does."""

from __future__ import annotations

import pytest
from small_engine import Idle, assemble, make_tape
from worlds import plain, world

stages = plain("engine.stages")


@pytest.mark.parametrize(("begin", "end"), [(0, 2), (1, 2), (2, 3), (3, 5), (4, 5)])
def test_a_step_ends_where_the_time_changes(begin, end):
    tape = make_tape(world("plain"), {"A": [1, 2, 3], "B": [1, None, 3]})
    assert stages.Rows(tape).end_of_step(begin) == end


def test_entering_a_step_moves_the_place_and_leaves_a_checkpoint_at_the_edge_of_a_day():
    small = assemble(world("plain"), make_tape(world("plain"), {"A": [1, 2, 3]}, days=2), Idle())
    rows = stages.Rows(small.engine.tape)
    records = []
    for end in (1, 2, 3):
        stages.enter_step(small.state, rows, end)
        records.append(small.state.chain.records)
    assert records == [2, 2, 3]
    assert (small.state.row, small.state.begin, small.state.step, small.state.day) == (3, 2, 3, 1)


def test_bars_are_marked_and_the_close_before_is_kept():
    small = assemble(world("plain"), make_tape(world("plain"), {"A": [(5, 9, 4, 8), 7]}), Idle())
    rows = stages.Rows(small.engine.tape)
    seen = []
    for begin in (0, 1):
        stages.enter_step(small.state, rows, begin + 1)
        assert stages.accept_bars(small.state, rows, begin, begin + 1)
        seen.append((small.state.lines[0].previous_close // 10**8, small.state.ledger.price_of(0) // 10**8))
    assert seen == [(5, 8), (8, 7)]
