"""Strategies of one engine that act by hand: at each step, a function that is given their context."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

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
