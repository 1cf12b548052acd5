"""Strategies of one engine that act by hand: at each step, a function that is given their context."""

from __future__ import annotations

import functools
import random
from collections.abc import Callable
from typing import Any

import attrs
from small_engine import DAY_NS, Idle, SmallEngine, assemble, make_tape
from worlds import World

#: What a strategy does at the bar of the first symbol of a step, counted from 0.
Act = tuple[int, Callable[[Any], Any]]


class Acting(Idle):
    """Does what it was told to, once a step, at the first bar of it that it is shown."""

    def __init__(self, *acts: Act) -> None:
        self.acts = acts

    def on_bar(self, bar: Any, context: Any) -> None:
        if bar.symbol != "A":
            return
        for step, act in self.acts:
            if bar.time == (step + 1) * DAY_NS:
                act(context)


@functools.cache
def holding(quantity: int, symbol: str = "A") -> Callable[[Any], Any]:
    """Return an act that asks to hold a quantity: a function without a closure, as a frozen strategy may keep."""

    def act(context: Any, symbol: str = symbol, quantity: int = quantity) -> None:
        context.target(symbol, quantity)

    return act


def acted(core: World, acts: dict[str, list[Act]], bars: Any = None, **options: Any) -> SmallEngine:
    """Run strategies by name over bars; the first is called `main` whatever its name sorts like."""
    (_, own), *others = acts.items()
    options.setdefault("tolerance", 99)
    small = assemble(
        core,
        make_tape(core, bars or {"A": [10] * 8, "B": [20] * 8}),
        Acting(*own),
        others={name: Acting(*each) for name, each in others},
        **options,
    )
    small.run()
    return small


@attrs.define
class Orders:
    """What `Ordering` keeps: where its draw stands, and whom it asked for last."""

    draw: int = 1
    ticket: int = 0


class Ordering(Idle):
    """Asks for orders of every kind around the last close, changes them and takes them back; drawn from a seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def on_bar(self, bar: Any, context: Any) -> None:
        """Draw what to do from the state alone, so that a restored strategy draws the same."""
        memory = context.state
        memory.draw = (memory.draw * 1_103_515_245 + 12_345 + self.seed) % 2**31
        draw = random.Random(memory.draw)
        near = [round(bar.close * draw.uniform(0.9, 1.1), 4) for _ in range(2)]
        size = draw.choice([-1, 1]) * draw.choice([1, 7, 12.5, 40])
        deed = draw.randrange(14)
        if deed < 3:
            context.target(bar.symbol, size)
        elif deed == 3:
            context.order(bar.symbol, size)
        elif deed < 9:
            memory.ticket = _ask(context, bar.symbol, size, near, deed, draw)
        elif deed == 9:
            first = context.order(bar.symbol, abs(size), stop=bar.close * 1.03)
            memory.ticket = context.order(bar.symbol, -abs(size), stop=bar.close * 0.97, excludes=first)
        elif deed == 10 and memory.ticket:
            context.cancel(memory.ticket)
        elif deed == 11:
            for order in context.orders(bar.symbol)[:2]:
                context.change(
                    order.ticket, limit=near[0] if order.limit is not None else None, quantity=order.quantity
                )


def _ask(context: Any, symbol: str, size: float, near: list[float], deed: int, draw: random.Random) -> int:
    """Ask for one order with a price; return its ticket."""
    away = 1 if size > 0 else -1
    beyond = {"stop_loss": near[0] * (1 - 0.2 * away), "take_profit": near[0] * (1 + 0.2 * away)}
    time_in_force = draw.choice(["gtc", "gtc", "day", "ioc", "fok"])
    if deed == 4:
        return int(context.order(symbol, size, limit=near[0], time_in_force=draw.choice(["gtc", "day", "opg", "cls"])))
    if deed == 5:
        return int(context.order(symbol, size, stop=near[0], time_in_force=time_in_force))
    if deed == 6:
        return int(context.order(symbol, size, stop=near[0], limit=near[1]))
    if deed == 7:
        kinds = [{"trail": near[0] / 20}, {"trail_fraction": 0.04}]
        return int(context.order(symbol, size, **draw.choice(kinds), reduce_only=draw.choice([None, None, True])))
    return int(context.order(symbol, size, **draw.choice([{}, {"limit": near[0]}]), **beyond))
