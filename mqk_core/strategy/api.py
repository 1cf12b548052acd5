"""What a strategy is to its author: two methods, and the places where it may keep something.

A strategy sees only what was known at the bar's close. It has no clock, no broker, no database. What it does not
mention it leaves alone: a missing target is not zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from mqk_core.domain.market import Bar
    from mqk_core.strategy.host import Context


class Strategy(Protocol):
    """A strategy's class holds settings and indicators; after `on_start` its attributes are frozen.

    What changes from bar to bar lives in indicators and in `context.state`, so that a snapshot holds all of it.
    """

    def on_start(self, context: Context) -> None:
        """Ask for indicators: `self.fast = context.indicators.sma("close", 10)`."""
        ...

    def on_bar(self, bar: Bar, context: Context) -> None:
        """Say what to hold: `context.target(bar.symbol, 100)`.

        Called once a bar and symbol, from the first bar at which all indicators of that symbol are ready.
        """
        ...
