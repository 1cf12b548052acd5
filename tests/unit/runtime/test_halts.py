"""Why a run was halted, in a sentence with the symbol, the day and the numbers."""

from __future__ import annotations

import pytest
from small_engine import DAY_NS, make_tape
from worlds import COMPILED, world

from mqk_core.domain.calendar import schedule_named, time_text
from mqk_core.domain.effects import Disable, Halt
from mqk_core.domain.events import Acked, Command
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


def test_a_halt_by_the_broker_names_the_order_and_both_numbers():
    halt = Halt(3, DAY_NS, "oms", "OVERFILL", "7", 10 * SCALE, 12 * SCALE)
    assert said(halt) == (
        f"OVERFILL: order 7 at {time_text(DAY_NS)}: an order was filled beyond its quantity (expected 10, observed 12)"
    )


def test_a_halt_without_numbers_or_subject_invents_none():
    foreign = Halt(3, DAY_NS, "oms", "QUARANTINED_FILL", "ACME", 0, 0)
    assert said(foreign).startswith(f"QUARANTINED_FILL: ACME at {time_text(DAY_NS)}: an event names")
    assert "expected" not in said(foreign)
    assert said(Halt(3, DAY_NS, "control", "HALTED", "", 0, 0)).startswith(f"HALTED: at {time_text(DAY_NS)}: ")


def test_an_operators_halt_says_who_and_why_without_numbers():
    text = said(Halt(3, DAY_NS, "control", "FIRE_DRILL", "kill", 0, 0))
    assert text == f"FIRE_DRILL: kill at {time_text(DAY_NS)}: fire drill"


def test_a_strategy_that_a_limit_disabled_did_not_raise():
    disabled = Disable(3, DAY_NS, "main", "DAILY_LOSS", "main.daily_loss: 5 of 4")
    assert said(disabled) == (
        f"DAILY_LOSS: strategy main was disabled at {time_text(DAY_NS)}: "
        "the loss of the trading day passed its limit (main.daily_loss: 5 of 4)"
    )


def test_a_run_goes_on_while_one_of_its_strategies_does():
    one, two = Disable(3, DAY_NS, "one", "DAILY_LOSS", ""), Disable(4, DAY_NS, "two", "DRAWDOWN", "")
    enabled = Command(5, DAY_NS, "enable", "one", "looked at")

    def told(*records):
        return halt_reason(records, TAPE, SCHEDULE, ("one", "two"))

    assert told(one) is None
    assert told(one, two).startswith("DAILY_LOSS: strategy one")
    assert "; DRAWDOWN: strategy two" in told(one, two)
    assert told(one, two, enabled) is None
    assert told(one, two, enabled, one) is not None
