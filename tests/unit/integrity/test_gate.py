"""Whether a row may be used: each reason at both sides of its limit, and the marks that a snapshot keeps."""

from __future__ import annotations

import pytest
from small_engine import Idle, assemble, make_tape
from worlds import NAMES, plain, world

gate = plain("integrity.gate")
GOOD = (100, 110, 90, 105, 5)


def check(tested, k=0, time=1, slot=0, covered=None, bar=GOOD):
    return tested.check(k, time, slot, slot if covered is None else covered, *bar)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "bar", [(5, 5, 5, 5, 0), (1, 9, 1, 9, 1), (9, 9, 1, 1, 1)], ids=["flat and without volume", "up", "down"]
)
def test_a_bar_inside_its_own_range_is_possible(name, bar):
    assert world(name)("integrity.gate").is_possible(*bar)
    assert check(gate.IntegrityGate(1, 0), bar=bar) is None


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "bar",
    [
        (0, 5, 0, 5, 1),
        (5, 5, -1, 5, 1),
        (6, 5, 4, 5, 1),
        (3, 5, 4, 5, 1),
        (5, 6, 4, 7, 1),
        (5, 6, 4, 3, 1),
        (5, 5, 5, 5, -1),
    ],
    ids=["zero", "below zero", "open above high", "open below low", "close above high", "close below low", "volume"],
)
def test_a_bar_outside_its_own_range_is_impossible(name, bar):
    assert not world(name)("integrity.gate").is_possible(*bar)
    assert check(gate.IntegrityGate(1, 0), bar=bar) == "IMPOSSIBLE_PRICE"


@pytest.mark.parametrize(("missing", "reason"), [(0, None), (2, None), (3, "GAP")])
def test_as_many_bars_may_be_missing_as_the_tolerance_says(missing, reason):
    tested = gate.IntegrityGate(1, 2)
    assert check(tested) is None
    assert check(tested, time=2, slot=1 + missing) == reason
    assert tested.observed == (missing if reason else 0)


def test_a_row_speaks_for_the_counted_rows_after_it():
    tested = gate.IntegrityGate(1, 0)
    assert check(tested, slot=0, covered=3) is None
    assert check(tested, time=2, slot=4) is None
    assert check(tested, time=3, slot=4) == "DUPLICATE_BAR"


@pytest.mark.parametrize(
    ("time", "slot", "reason"), [(5, 5, "DUPLICATE_BAR"), (4, 6, "OUT_OF_ORDER"), (6, 5, "DUPLICATE_BAR"), (6, 6, None)]
)
def test_a_bar_comes_once_and_in_order(time, slot, reason):
    tested = gate.IntegrityGate(1, 0)
    assert check(tested, time=5, slot=5) is None
    assert check(tested, time=time, slot=slot) == reason


def test_a_bar_that_closes_off_the_schedule_is_refused_first_or_later():
    tested = gate.IntegrityGate(1, 0)
    assert check(tested, slot=-1) == "OFF_CALENDAR"
    assert check(tested, slot=0) is None
    assert check(tested, time=2, slot=-1) == "OFF_CALENDAR"


def test_a_refused_row_leaves_no_mark():
    tested = gate.IntegrityGate(1, 0)
    assert check(tested, slot=0) is None
    before = tested.state()
    assert check(tested, time=2, slot=3) == "GAP"
    assert tested.state() == before


@pytest.mark.parametrize(("newest", "found"), [(2, -1), (3, 0)])
def test_a_symbol_is_stale_when_its_silence_passes_the_tolerance(newest, found):
    tested = gate.IntegrityGate(2, 2)
    assert check(tested, k=0) is None
    assert tested.find_stale(newest) == found


def test_a_symbol_that_never_spoke_is_not_stale():
    assert gate.IntegrityGate(2, 0).find_stale(10**6) == -1


@pytest.mark.parametrize("name", NAMES)
def test_marks_survive_a_snapshot(name):
    tested, again = (world(name)("integrity.gate").IntegrityGate(2, 0) for _ in range(2))
    tested.restore([(3, 30), (4, 40)])
    again.restore(tested.state())
    assert again.state() == tested.state() == [(3, 30), (4, 40)]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("bars", "reason", "subject", "observed"),
    [
        ({"A": [5, 5, None, 5]}, "GAP", "A", 1),
        ({"A": [5, 5, 5], "B": [5, None, 5]}, "STALE", "B", 1),
        ({"A": [5, (5, 4, 3, 4)]}, "IMPOSSIBLE_PRICE", "A", 0),
    ],
)
def test_the_engine_halts_at_the_first_row_it_cannot_use(name, bars, reason, subject, observed):
    small = assemble(world(name), make_tape(world(name), bars), Idle())
    small.run()
    (halt,) = small.records("halt")
    assert (halt.stage, halt.reason, halt.subject, halt.limit, halt.observed) == (
        "integrity",
        reason,
        subject,
        0,
        observed,
    )
    assert small.state.blind
    assert not small.engine.advance(10**6)
