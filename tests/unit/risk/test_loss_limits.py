"""Limits that act on the marks: beyond their fraction, and after their last step, they halt."""

from __future__ import annotations

import pytest
from risk_views import BOTTOM, TOP, numbers, rule, view
from small_engine import SCALE
from worlds import plain

LOSSES = [("DailyLossLimit", "DAILY_LOSS", "day_start_equity"), ("DrawdownLimit", "DRAWDOWN", "peak")]


@pytest.mark.parametrize(("kind", "reason", "begun"), LOSSES)
def test_a_loss_halts_beyond_its_fraction_of_where_it_began(kind, reason, begun):
    tested = rule("loss_limits", kind, SCALE // 10)
    assert tested.monitor(view(equity=900, **{begun: 1000})).level == 0
    assert numbers(tested.monitor(view(equity=899, **{begun: 1000}))) == (3, reason, 100, 101)
    assert tested.check(None, view(equity=0, **{begun: 1000})).level == 0, "a monitor does not judge orders"


@pytest.mark.parametrize(("kind", "reason", "begun"), LOSSES)
def test_a_monitor_follows_the_view_to_a_new_start(kind, reason, begun):
    tested = rule("loss_limits", kind, SCALE // 10)
    seen = [(1000, 900), (2000, 1800), (2000, 1799), (1000, 900), (1000, 899)]
    levels = [tested.monitor(view(equity=equity, **{begun: start})).level for start, equity in seen]
    assert levels == [0, 0, 3, 0, 3]


@pytest.mark.parametrize(("kind", "reason", "begun"), LOSSES)
def test_a_loss_beyond_64_bits_halts(kind, reason, begun):
    tested = rule("loss_limits", kind, SCALE // 10)
    gate = plain("risk.gate").RiskGate((tested,))
    gate.mark(TOP)
    gate.begin_day(TOP)
    gate.mark(BOTTOM)
    halted = gate.watch()
    assert (halted.level, halted.rule, halted.reason) == (3, "tested", "RULE_FAILED:AmountOverflow")


def test_an_entry_needs_its_own_stop_where_stops_are_required():
    tested = rule("loss_limits", "ProtectiveStop", True, 1)
    assert tested.check(None, view(is_protected=True)).level == 0
    assert numbers(tested.check(None, view())) == (1, "NO_PROTECTIVE_STOP", 0, 0)
    assert tested.check(None, view(reducing=True)).level == 0


def test_a_position_may_stand_without_a_stop_for_so_many_steps_in_a_row():
    tested = rule("loss_limits", "ProtectiveStop", True, 2)
    unprotected = [1, 1, 0, 5, 5, 5]
    found = [tested.monitor(view(unprotected=quantity)) for quantity in unprotected]
    assert [verdict.level for verdict in found] == [0, 0, 0, 0, 0, 3]
    assert numbers(found[-1]) == (3, "UNPROTECTED", 2 * SCALE, 3 * SCALE)


def test_where_stops_are_not_required_nothing_is_asked():
    tested = rule("loss_limits", "ProtectiveStop", False, 0)
    assert tested.check(None, view()).level == 0
    assert tested.monitor(view(unprotected=TOP)).level == 0


def test_steps_without_a_stop_are_kept():
    first, again = (rule("loss_limits", "ProtectiveStop", True, 1) for _ in range(2))
    first.monitor(view(unprotected=1))
    again.restore(first.state())
    assert again.monitor(view(unprotected=1)).level == 3
