"""Runs random engines and prints what each decided: executed in processes that load core in different ways.

Every run is drawn from its seed: tape, one to three strategies with targets and orders of every kind, fill model,
costs, limits of the account and of strategies, splits and dividends, what a halt does. Prints the file that the engine
was loaded from, then a line a run.
"""

from __future__ import annotations

import hashlib
import random
import sys
from decimal import Decimal
from typing import Any

import attrs
from acting import Ordering, Orders
from small_engine import SCALE, Idle, Script, SmallEngine, assemble, make_tape, named, random_bars, standard_rules
from worlds import COMPILED, World, world

STEPS = 120


@attrs.define
class Memory:
    """What `Reversing` keeps."""

    level: float = 0.0
    turns: int = 0


class Reversing(Idle):
    """Turns around at breakouts; everything that it decides by is in indicators and state."""

    def on_start(self, context: Any) -> None:
        """Ask for one indicator of each kind."""
        made = context.indicators
        self.fast, self.slow, self.smooth = made.sma("close", 3), made.sma("close", 8), made.ema("close", 5)
        self.top, self.bottom = made.highest("high", 6), made.lowest("low", 6)

    def on_bar(self, bar: Any, context: Any) -> None:
        """Follow the means, sized by the width of the channel."""
        memory = context.state
        memory.level = memory.level * 0.9 + self.smooth.value / 7.0
        if bar.close >= self.top.value or bar.close <= self.bottom.value:
            memory.turns += 1
        size = 5.5 * (self.top.value - self.bottom.value) + memory.level % 3.0
        if memory.turns > 12:
            raise ArithmeticError("enough")
        context.target(bar.symbol, size if self.fast.is_above(self.slow) else -size / 2)


def random_strategy(core: World, draw: random.Random, symbols: tuple[str, ...]) -> tuple[Any, type | None]:
    """Return a strategy and the class of its state, drawn."""
    kind = draw.choice(["reversing", "means", "script", "orders", "orders"])
    if kind == "reversing":
        return Reversing(), Memory
    if kind == "means":
        return core("strategy.sma_cross").SmaCross(3, 9, Decimal("12.5")), None
    if kind == "script":
        lines = [(draw.randrange(STEPS), draw.choice(symbols), draw.randint(-90, 90)) for _ in range(40)]
        return Script(*lines), None
    return Ordering(draw.randrange(10**6)), Orders


def random_actions(core: World, draw: random.Random, tape: Any) -> list[Any]:
    """Return a few splits and dividends, each before the first row of a step."""
    make = core("domain.actions").CorporateAction
    begins = [row for row in range(1, tape.rows) if tape.times[row] != tape.times[row - 1]]
    found = []
    for row in sorted(draw.sample(begins, min(len(begins), draw.choice([0, 0, 2, 4])))):
        k = draw.randrange(len(tape.symbols))
        ratio = draw.choice([(2, 1), (1, 2), (3, 2), None])
        dividend = make(row, k, "dividend", amount=draw.randrange(1, SCALE))
        found.append(dividend if ratio is None else make(row, k, "split", *ratio))
    return found


def own_limits(core: World, draw: random.Random, names: list[str]) -> dict[str, tuple[Any, ...]]:
    """Return limits of single strategies, drawn."""
    limits = [
        lambda: core("risk.book_limits").PositionLimit(60 * SCALE),
        lambda: core("risk.loss_limits").DrawdownLimit(SCALE // 20),
        lambda: core("risk.rate_limits").EntryThrottle(6, 10 * 86_400 * 10**9),
    ]
    return {name: (named(draw.choice(limits)(), f"{name}.own"),) for name in names if draw.random() < 0.5}


def random_run(seed: int) -> SmallEngine:
    """Return an engine, drawn from the seed."""
    draw = random.Random(seed)
    core = world(COMPILED)
    symbols = draw.randint(1, 3)
    tape = make_tape(core, random_bars(seed, STEPS, symbols, draw.choice([0.0, 0.1])), days=draw.choice([1, 5]))
    strategy, state = random_strategy(core, draw, tape.symbols)
    others = {name: random_strategy(core, draw, tape.symbols) for name in ("alpha", "omega")[: draw.randrange(3)]}
    return assemble(
        core,
        tape,
        strategy,
        state=state,
        others=others,
        rules=draw.choice([[], standard_rules(core)]),
        scopes=own_limits(core, draw, ["main", *others]),
        fills=draw.choice(["NextOpen", "WorstCase", "SameClose"]),
        costs=(draw.randrange(30 * SCALE), draw.randrange(SCALE), draw.randrange(50 * SCALE)),
        cash=draw.choice([5_000, 100_000]) * SCALE,
        lot=draw.choice([1, SCALE // 10, SCALE]),
        tick=draw.choice([1, SCALE // 100, SCALE // 4]),
        multiplier=draw.choice([SCALE, SCALE, 5 * SCALE]),
        tolerance=draw.choice([1, STEPS]),
        flatten=draw.random() < 0.5,
        actions=random_actions(core, draw, tape),
    )


COUNTED = (
    "submit", "filled", "refusal", "halt", "disable", "cancel", "replace", "replaced", "expired", "rejected",
    "transfer", "split", "dividend",
)  # fmt: skip


def describe(small: SmallEngine) -> str:
    """Run, and return everything that the run left, on one line."""
    decision_hash = small.run()
    audit = hashlib.sha256(b"".join(small.lines)).hexdigest()
    equity = hashlib.sha256(",".join(map(str, small.engine.equity.tolist())).encode()).hexdigest()
    counts = {tag: len(small.records(tag)) for tag in COUNTED}
    final = small.records("tape_end")[0].equity
    return f"{decision_hash} {small.state.digest()} {audit} {equity} {final} {counts}"


if __name__ == "__main__":
    print(world(COMPILED)("engine.step").__file__)
    for seed in range(int(sys.argv[1])):
        print(describe(random_run(seed)))
