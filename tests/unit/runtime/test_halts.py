"""Why a run was halted, in a sentence with the symbol, the day and the numbers."""

from __future__ import annotations

import pytest
from small_engine import DAY_NS, make_tape
from worlds import COMPILED, world

from mqk_core.domain.calendar import schedule_named, time_text
from mqk_core.domain.effects import Disable, Halt
from mqk_core.domain.events import Acked
from mqk_core.runtime.halts import halt_reason

SCALE = 10**8
SCHEDULE = schedule_named("always_open")
TAPE = make_tape(world(COMPILED), {"A": [5, 5, None, None, 5], "B": [5, 5, 5, 5, 5]})


def said(*records):
    return halt_reason([Acked(1, DAY_NS, 1, 0), *records], TAPE, SCHEDULE)


def test_a_run_that_was_not_halted_has_no_reason():
    assert said() is None


def test_a_risk_halt_names_rule_limit_and_what_was_observed_as_amounts():
    halt = Halt(3, 2 * DAY_NS, "risk", "DRAWDOWN", "drawdown", 300 * SCALE, 30_050_000_000)
    text = said(halt)
    assert text.startswith(f"DRAWDOWN: drawdown at {time_text(2 * DAY_NS)}: ")
    assert text.endswith("(limit 300, observed 300.5)")


@pytest.mark.parametrize("reason", ["GAP", "STALE"])
def test_missing_bars_are_named_by_the_first_of_them(reason):
    text = said(Halt(3, 5 * DAY_NS, "integrity", reason, "A", 0, 2))
    first = SCHEDULE.slot_text(2, TAPE.timeframe)
    assert f"{reason}: A at {time_text(5 * DAY_NS)}: no bar for {first}; 2 missing, at most 0 allowed" in text


def test_another_unusable_row_says_what_is_wrong_with_it():
    text = said(Halt(3, 2 * DAY_NS, "integrity", "DUPLICATE_BAR", "B", 0, 0))
    assert text == f"DUPLICATE_BAR: B at {time_text(2 * DAY_NS)}: a bar came twice"


def test_the_last_halt_is_told_first():
    risk = Halt(2, DAY_NS, "risk", "DAILY_LOSS", "daily_loss", SCALE, 2 * SCALE)
    blind = Halt(3, 2 * DAY_NS, "integrity", "DUPLICATE_BAR", "B", 0, 0)
    assert said(risk, blind).startswith("DUPLICATE_BAR: B")
    assert "; before that DAILY_LOSS: daily_loss" in said(risk, blind)


def test_a_disabled_strategy_is_told_when_nothing_was_halted():
    disabled = Disable(3, 2 * DAY_NS, "main", "STRATEGY_FAILED", "KeyError")
    assert said(disabled) == f"STRATEGY_FAILED: strategy main raised KeyError at {time_text(2 * DAY_NS)}"
    assert said(disabled, Halt(3, 2 * DAY_NS, "oms", "OVERFILL", "7", 0, 0)).startswith("OVERFILL: order 7 at ")
