"""Runs random engines and prints what each decided: executed in processes that load core in different ways.

Every run is drawn from its seed: tape, strategy, fill model, costs, limits, what a halt does. Prints the file that the
engine was loaded from, then a line a run.
"""

from __future__ import annotations

import hashlib
import random
import sys
from decimal import Decimal
from typing import Any

import attrs
from small_engine import SCALE, Idle, Script, SmallEngine, assemble, make_tape, random_bars, standard_rules
from worlds import COMPILED, world

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


def random_run(seed: int) -> SmallEngine:
    """Return an engine, drawn from the seed."""
    draw = random.Random(seed)
    core = world(COMPILED)
    symbols = draw.randint(1, 3)
    tape = make_tape(core, random_bars(seed, STEPS, symbols, draw.choice([0.0, 0.1])), days=draw.choice([1, 5]))
    sma_cross = core("strategy.sma_cross").SmaCross(3, 9, Decimal("12.5"))
    lines = [(draw.randrange(STEPS), draw.choice(tape.symbols), draw.randint(-90, 90)) for _ in range(40)]
    strategy, state = draw.choice([(Reversing(), Memory), (sma_cross, None), (Script(*lines), None)])
    return assemble(
        core,
        tape,
        strategy,
        state=state,
        rules=draw.choice([[], standard_rules(core)]),
        fills=draw.choice(["NextOpen", "WorstCase", "SameClose"]),
        costs=(draw.randrange(30 * SCALE), draw.randrange(SCALE), draw.randrange(50 * SCALE)),
        cash=draw.choice([5_000, 100_000]) * SCALE,
        lot=draw.choice([1, SCALE // 10, SCALE]),
        tolerance=draw.choice([1, STEPS]),
        flatten=draw.random() < 0.5,
    )


def describe(small: SmallEngine) -> str:
    """Run, and return everything that the run left, on one line."""
    decision_hash = small.run()
    audit = hashlib.sha256(b"".join(small.lines)).hexdigest()
    equity = hashlib.sha256(",".join(map(str, small.engine.equity.tolist())).encode()).hexdigest()
    counts = {tag: len(small.records(tag)) for tag in ("submit", "filled", "refusal", "halt", "disable", "cancel")}
    final = small.records("tape_end")[0].equity
    return f"{decision_hash} {small.state.digest()} {audit} {equity} {final} {counts}"


if __name__ == "__main__":
    print(world(COMPILED)("engine.step").__file__)
    for seed in range(int(sys.argv[1])):
        print(describe(random_run(seed)))
