"""The sentences of this plugin's promises: which breakout the desk's strategy is. All else is said in core's words."""

from __future__ import annotations

from decimal import Decimal

from pytest_bdd import given, parsers

from mqk_core.testing import Desk
from mqk_strategies_trend.breakout import Breakout, BreakoutConfig


@given(parsers.parse("a breakout of {entry:d} closes up and {exit:d} closes down, of {quantity:S} shares"))
def breakout(desk: Desk, entry: int, exit: int, quantity: str) -> None:
    """Let the desk run the plugin's strategy, as its configuration would build it."""
    config = BreakoutConfig(entry, exit, Decimal(quantity))
    desk.strategy = lambda: Breakout(config)
