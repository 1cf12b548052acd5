"""Bars as strategies see them, and what a tape counts."""

from __future__ import annotations

import numpy as np
import pytest
from small_engine import make_tape
from worlds import NAMES, world

from mqk_core.domain.market import Bar

UNITS = (100 * 10**8, 110 * 10**8, 90 * 10**8, 105 * 10**8, 7 * 10**8)


@pytest.mark.parametrize("name", NAMES)
def test_a_bar_reads_as_floats_and_as_exact_units(name):
    bar = world(name)("domain.market").Bar("ACME", 86_400, *UNITS)
    assert (bar.symbol, bar.time) == ("ACME", 86_400)
    assert (bar.open, bar.high, bar.low, bar.close, bar.volume) == (100.0, 110.0, 90.0, 105.0, 7.0)
    assert (bar.open_units, bar.high_units, bar.low_units, bar.close_units, bar.volume_units) == UNITS
    assert repr(bar) == "Bar('ACME', time=86400, open=100.0, high=110.0, low=90.0, close=105.0, volume=7.0)"


@pytest.mark.parametrize("field", ["close_units", "close", "time", "symbol"])
def test_a_bar_never_changes(field):
    with pytest.raises(AttributeError):
        setattr(Bar("ACME", 86_400, *UNITS), field, 1)


def test_rows_of_one_time_are_one_step():
    tape = make_tape(world("compiled"), {"A": [1, 2, 3], "B": [1, None, 3]})
    assert (tape.rows, tape.steps, tape.symbols) == (5, 3, ("A", "B"))
    assert tape.instrument.tolist() == [0, 1, 0, 0, 1]


def test_a_tape_without_rows_has_no_steps():
    tape = world("compiled")("domain.market").Tape((), None, np.zeros((7, 0), np.int64), *[np.zeros(0, np.int64)] * 2)
    assert (tape.rows, tape.steps) == (0, 0)


def test_a_tape_that_left_nothing_out_speaks_for_its_own_slots():
    tape = make_tape(world("compiled"), {"A": [1, 2, None, 4]})
    assert tape.covered.tolist() == tape.slots.tolist() == [0, 1, 3]
    assert tape.skipped.shape == (2, 0)
