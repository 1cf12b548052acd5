"""A strategy that does what a script says: targets at given closes, or a fault at one. For tests only.

It is run by the real host like any strategy; it decides nothing by itself.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from decimal import Decimal
from typing import Final

import attrs

from mqk_core.domain.market import Bar
from mqk_core.strategy.host import Context


@attrs.frozen
class Wanted:
    """At the close of the bar at `time`: hold `quantity` of `symbol`."""

    time: int
    symbol: str
    quantity: Decimal


#: What a strategy may do wrong, by the words that scenarios use.
FAULTS: Final = ("raises", "wants what is no number", "wants a symbol without data", "keeps a note in itself")


@attrs.frozen
class Fault:
    """At the close of the bar at `time`: one of `FAULTS`."""

    time: int
    conduct: str


def _time(one: Wanted) -> int:
    return one.time


class ScriptedStrategy:
    """Plays its script, bar by bar. A target is said while the bar of its own symbol is shown, or of any other then."""

    def __init__(self, wanted: tuple[Wanted, ...], faults: tuple[Fault, ...] = (), warm_up: int = 0) -> None:
        # Sorting keeps what was said for one time in the order of the script.
        self.wanted = tuple(sorted(wanted, key=_time))
        self.times = tuple(one.time for one in self.wanted)
        self.faults = faults
        self.warm_up = warm_up
        self.is_noted = False

    def on_start(self, context: Context) -> None:
        """Ask for an indicator when a warm-up is wanted."""
        self.mean = context.indicators.sma("close", self.warm_up) if self.warm_up else None

    def on_bar(self, bar: Bar, context: Context) -> None:
        """Say what the script says for this bar."""
        wanted = self.wanted[bisect_left(self.times, bar.time) : bisect_right(self.times, bar.time)]
        shown = {one.symbol for one in wanted}
        for one in wanted:
            # A symbol without a bar of its own now is spoken of while another is shown.
            if one.symbol == bar.symbol or bar.symbol not in shown:
                context.target(one.symbol, one.quantity)
        for fault in self.faults:
            if fault.time == bar.time:
                self._fail(fault.conduct, bar, context)

    def _fail(self, conduct: str, bar: Bar, context: Context) -> None:
        if conduct == "wants what is no number":
            context.target(bar.symbol, math.nan)
        elif conduct == "wants a symbol without data":
            context.target("NOWHERE", 1)
        elif conduct == "keeps a note in itself":
            self.is_noted = True
        elif conduct == "raises":
            raise ArithmeticError("the script says so")
        else:
            raise AssertionError(f"unknown fault {conduct!r}; expected one of {', '.join(FAULTS)}")
