"""The order of the stages within a step, the edges of days, and what the engine refuses."""

from __future__ import annotations

import pytest
from small_engine import (
    CASH,
    DAY_NS,
    SCALE,
    Idle,
    Script,
    assemble,
    drive,
    make_tape,
    named,
    random_bars,
    standard_rules,
)
from worlds import NAMES, world

worlds = pytest.mark.parametrize("name", NAMES)
FLAT = {"A": [10] * 6}


def built(name, bars=None, strategy=None, days=1, **options):
    core = world(name)
    return assemble(core, make_tape(core, bars or FLAT, days=days), strategy or Idle(), **options)


def tags(small, *without):
    return [tag for record in small.records() if (tag := record.__struct_config__.tag) not in without]


@worlds
def test_a_run_is_opening_days_decisions_and_the_end(name):
    small = built(name, {"A": [10, 10]}, Script((0, "A", 1)))
    small.run()
    assert tags(small) == ["opening", "checkpoint", "intent", "submit", "acked", "filled", "checkpoint", "tape_end"]


@worlds
def test_all_bars_of_a_time_are_marked_before_limits_and_strategies_see_them(name):
    core = world(name)
    seen = []

    class Watching(core("risk.rule").RiskMonitor):
        def monitor(self, view):
            seen.append(("monitor", view.equity))
            return core("risk.rule").PASS

    class Noting(Script):
        def on_bar(self, bar, context):
            super().on_bar(bar, context)
            seen.append((bar.symbol, bar.close_units // SCALE))

    bars = {"A": [10, 10, 12], "B": [20, 20, 25]}
    small = built(name, bars, Noting((0, "A", 1), (0, "B", 1)), rules=[named(Watching(), "w")])
    small.run()
    assert seen[-3:] == [("monitor", CASH + 7 * SCALE), ("A", 12), ("B", 25)]


@worlds
def test_a_quiet_run_goes_to_the_end_in_one_call_and_beyond_it_never(name):
    small = built(name)
    assert not small.engine.advance(4)
    assert small.state.row == 4
    assert not small.engine.advance(10**12)
    assert small.state.row == 6
    assert not small.engine.advance(10**12)
    assert small.state.step == 6


@worlds
def test_an_advance_takes_whole_steps(name):
    small = built(name, {"A": [10, 10], "B": [10, 10]})
    small.engine.advance(1)
    assert (small.state.row, small.state.step) == (2, 1)


@worlds
def test_an_advance_ends_after_the_first_step_with_effects(name):
    small = built(name, strategy=Script((2, "A", 1)))
    (effect,) = small.engine.advance(6)
    assert (small.state.row, effect.row, effect.symbol) == (3, 3, "A")
    assert not small.engine.advance(6)
    assert small.state.row == 6


@worlds
def test_a_checkpoint_stands_before_the_first_step_of_each_day(name):
    small = built(name, {"A": [10, 20, 30, 40, 50]}, Script((0, "A", 1)), days=2)
    small.run()
    found = [(one.row, one.day, one.equity // SCALE) for one in small.records("checkpoint")]
    assert found == [(0, 0, 10**6), (2, 1, 10**6), (4, 2, 10**6 + 20)]


@worlds
def test_a_checkpoint_stands_every_4096_rows(name):
    small = built(name, {"A": [10] * 8200}, days=10**6)
    small.run()
    assert [one.row for one in small.records("checkpoint")] == [0, 4096, 8192]


@worlds
def test_the_equity_curve_has_one_exact_value_a_step(name):
    small = built(name, {"A": [10, 11, 13, 12]}, Script((0, "A", 2)))
    small.run()
    assert [(int(value) - CASH) // SCALE for value in small.engine.equity] == [0, 0, 4, 2]


@worlds
def test_a_fill_in_the_deciding_bar_shows_its_fee_in_that_step(name):
    small = built(name, strategy=Script((1, "A", 2)), fills="SameClose", costs=(0, SCALE, 0))
    small.run()
    assert [(int(value) - CASH) // SCALE for value in small.engine.equity] == [0, -2, -2, -2, -2, -2]


@worlds
def test_an_event_for_another_row_is_refused_and_not_applied(name):
    small = built(name)
    acked = world(name)("domain.events").Acked
    for row in (-1, 1, 7):
        with pytest.raises(world(name)("errors").InvariantViolation, match="the engine stands at row 0"):
            small.engine.handle(acked(row, 0, 1, 0))
    small.run()
    assert "acked" not in tags(small)


def unopened(name):
    core = world(name)
    tape = make_tape(core, FLAT)
    gate, lines = core("risk.gate").RiskGate(()), []
    instruments = (core("domain.instruments").Instrument("A", 1, SCALE, "USD"),)
    return core("engine.step").Engine(tape, core("engine.state").State(instruments, [], gate, 0, True, lines.append))


@worlds
def test_a_run_opens_once(name):
    small, core = built(name), world(name)
    with pytest.raises(core("errors").InvariantViolation, match="nothing was applied"):
        small.engine.handle(core("domain.events").Opening(0, 0, 5))
    assert small.state.ledger.cash == CASH


@worlds
def test_an_engine_that_was_never_opened_takes_no_row(name):
    engine = unopened(name)
    with pytest.raises(world(name)("errors").InvariantViolation, match="never opened"):
        engine.advance(1)
    assert engine.state.row == 0


@worlds
def test_an_opening_with_positions_is_refused_whole(name):
    engine, core = unopened(name), world(name)
    with pytest.raises(core("errors").InvariantViolation, match="positions"):
        engine.handle(core("domain.events").Opening(0, 0, 5, (("A", 1, 1),)))
    assert (engine.state.opened, engine.state.ledger.cash) == (False, 0)


@worlds
def test_the_end_closes_the_chain_with_the_state_that_was_reached(name):
    small = built(name, strategy=Script((0, "A", 1)))
    small.run()
    end = small.records()[-1]
    assert (end.row, end.time, end.equity) == (6, 6 * DAY_NS, CASH)
    assert end.digest == small.state.digest()


@worlds
def test_asking_for_digests_and_snapshots_changes_no_decision(name):
    bars = random_bars(4, 60, 2)
    script = Script(*[(step, "AB"[step % 2], (step * 7) % 5 - 2) for step in range(0, 60, 3)])
    plain_run = built(name, bars, script, rules=standard_rules(world(name)))
    watched = built(name, bars, script, rules=standard_rules(world(name)))
    drive(watched, 120, lambda small: (small.state.digest(), small.state.snapshot()))
    assert watched.engine.end() == plain_run.run()


@worlds
def test_a_halt_for_unusable_data_takes_no_further_row_and_cancels_entries(name):
    small = built(name, {"A": [10, None, 10, 10], "B": [10, 10, None, 10]}, Script((0, "A", 1)), tolerance=0)
    small.run()
    (halted,) = small.records("halt")
    assert (halted.reason, halted.subject, halted.row) == ("STALE", "A", 3)
    assert [cancel.order for cancel in small.records("cancel")] == [1]
    assert tags(small)[-3:] == ["cancel", "cancelled", "tape_end"]
    assert (small.state.row, small.state.blind) == (3, True)
