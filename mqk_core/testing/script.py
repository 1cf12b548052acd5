"""A strategy that does what a script says: targets and orders at given closes, or a fault at one. For tests only.

It is run by the real host like any strategy; it decides nothing by itself. Its memory keeps the tickets of the orders
that the script names, and what the strategy could see when the script told it to look.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

import attrs

from mqk_core.domain.market import Bar
from mqk_core.strategy.host import Context
from mqk_core.strategy.requests import WorkingOrder

MAIN: Final = "main"
#: What a strategy may do wrong, by the words that scenarios use.
FAULTS: Final = (
    "raises",
    "wants what is no number",
    "wants a symbol without data",
    "keeps a note in itself",
    "asks for an order with a stop and a trail",
    "asks for an order of no quantity",
)
#: Names of a bracket's exits, beside the name of its entry.
STOP: Final = "'s stop"
TARGET: Final = "'s target"


@attrs.frozen
class Wanted:
    """At the close of the bar at `time`: hold `quantity` of `symbol`."""

    time: int
    symbol: str
    quantity: Decimal | float
    strategy: str = MAIN


@attrs.frozen
class Asked:
    """At the close of the symbol's bar at `time`: an order that the script calls `name`; `terms` as `Context.order`.

    `instead_of`: the name of an order of the same bar that this one excludes.
    """

    time: int
    name: str
    symbol: str
    quantity: Decimal
    terms: tuple[tuple[str, Any], ...] = ()
    instead_of: str = ""
    strategy: str = MAIN


@attrs.frozen
class Changed:
    """At the close of the bars at `time`: change the order of that name; `terms` as `Context.change`."""

    time: int
    name: str
    terms: tuple[tuple[str, Any], ...]
    strategy: str = MAIN


@attrs.frozen
class Called:
    """At the close of the bars at `time`: take the order of that name back."""

    time: int
    name: str
    strategy: str = MAIN


@attrs.frozen
class Look:
    """At the close of the bars at `time`: remember what is held, and which orders work."""

    time: int
    strategy: str = MAIN


@attrs.frozen
class Fault:
    """At the close of the bar at `time`: one of `FAULTS`."""

    time: int
    conduct: str
    strategy: str = MAIN


Line = Wanted | Asked | Changed | Called | Look | Fault


@attrs.define
class ScriptMemory:
    """Tickets by the names of the script; what was seen, by the time of the look; the step whose requests are made."""

    tickets: dict[str, int] = attrs.Factory(dict)
    seen: dict[str, list[str]] = attrs.Factory(dict)
    step: int = 0


def _time(one: Line) -> int:
    return one.time


class ScriptedStrategy:
    """Plays its script, bar by bar. A target is said while the bar of its own symbol is shown, or of any other then."""

    def __init__(
        self,
        wanted: Iterable[Wanted],
        faults: Iterable[Fault] = (),
        warm_up: int = 0,
        orders: Iterable[Asked | Changed | Called | Look] = (),
        symbols: tuple[str, ...] = (),
    ) -> None:
        # Sorting keeps what was said for one time in the order of the script.
        self.wanted = tuple(sorted(wanted, key=_time))
        self.times = tuple(one.time for one in self.wanted)
        self.faults = tuple(faults)
        self.orders = tuple(sorted(orders, key=_time))
        self.symbols = symbols
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
        if self.orders:
            self._ask(bar, context)
        for fault in self.faults:
            if fault.time == bar.time:
                self._fail(fault.conduct, bar, context)

    def _ask(self, bar: Bar, context: Context) -> None:
        memory: ScriptMemory = context.state
        is_first = memory.step != bar.time
        memory.step = bar.time
        for line in self.orders:
            if line.time != bar.time:
                continue
            if isinstance(line, Asked):
                if line.symbol == bar.symbol:
                    _order(line, context, memory)
            elif is_first and isinstance(line, Changed):
                context.change(memory.tickets[line.name], **dict(line.terms))
            elif is_first and isinstance(line, Called):
                context.cancel(memory.tickets[line.name])
            elif is_first:
                memory.seen[str(line.time)] = _sight(context, self.symbols)

    def _fail(self, conduct: str, bar: Bar, context: Context) -> None:
        if conduct == "wants what is no number":
            context.target(bar.symbol, math.nan)
        elif conduct == "wants a symbol without data":
            context.target("NOWHERE", 1)
        elif conduct == "keeps a note in itself":
            self.is_noted = True
        elif conduct == "asks for an order with a stop and a trail":
            context.order(bar.symbol, 1, stop=1, trail=1)
        elif conduct == "asks for an order of no quantity":
            context.order(bar.symbol, 0, limit=1)
        elif conduct == "raises":
            raise ArithmeticError("the script says so")
        else:
            raise AssertionError(f"unknown fault {conduct!r}; expected one of {', '.join(FAULTS)}")


def _order(line: Asked, context: Context, memory: ScriptMemory) -> None:
    excluded = memory.tickets[line.instead_of] if line.instead_of else 0
    ticket = context.order(line.symbol, line.quantity, **dict(line.terms), excludes=excluded)
    memory.tickets |= {line.name: ticket, line.name + STOP: ticket + 1, line.name + TARGET: ticket + 2}


def _sight(context: Context, symbols: tuple[str, ...]) -> list[str]:
    """Return what a strategy holds and which of its orders work, as a scenario would say it."""
    held = [f"{context.position(symbol):f} {symbol}" for symbol in symbols if context.position(symbol)]
    return held + [_words(order) for order in context.orders()]


def _words(order: WorkingOrder) -> str:
    side = "buy" if order.quantity > 0 else "sell"
    kind = order.kind.replace("_", " ")
    prices = [f" {name} {price:f}" for name, price in (("limit", order.limit), ("stop", order.stop)) if price]
    filled = f", {abs(order.filled):f} filled" if order.filled else ""
    return f"{kind} to {side} {abs(order.quantity):f} {order.symbol}{','.join(prices)}{filled}"
