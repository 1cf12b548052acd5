"""Sentences about strategies: what they are asked, and what happens to one that breaks."""

from __future__ import annotations

from decimal import Decimal

from pytest_bdd import given, parsers, then

from mqk_core.domain.effects import Disable
from mqk_core.strategy.sma_cross import SmaCross
from mqk_core.testing.desk import Desk, Outcome
from mqk_core.testing.steps.desk import shown


@given(parsers.parse("a strategy that holds {quantity:S} while the mean of {fast:d} closes is above that of {slow:d}"))
def crossing(desk: Desk, quantity: str, fast: int, slow: int) -> None:
    desk.strategy = lambda: SmaCross(fast, slow, Decimal(quantity))


@given(parsers.parse("the strategy needs {bars:d} closes before it can decide"))
def warm_up(desk: Desk, bars: int) -> None:
    desk.warm_up = bars


@then(parsers.parse('the strategy is disabled at {at:S} because "{reason}"'))
def disabled(desk: Desk, outcome: Outcome, at: str, reason: str) -> None:
    (record,) = outcome.of(Disable)
    assert (shown(desk.market, record.time), record.reason) == (at, reason)
    assert not outcome.state.hosts[0].enabled


@then("the strategy goes on")
def goes_on(outcome: Outcome) -> None:
    assert outcome.of(Disable) == []
    assert outcome.state.hosts[0].enabled
