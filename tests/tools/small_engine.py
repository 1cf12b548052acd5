"""Engines put together by hand on small tapes: what the unit and property tests of the engine drive.

Everything takes a `World`, so that one test can hold the compiled engine and the plain one to the same answer.
Prices and quantities are given in whole units; nothing here reads a file or a configuration.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray
from worlds import World

SCALE: Final = 10**8
DAY_NS: Final = 86_400 * 10**9
CASH: Final = 1_000_000 * SCALE

#: A bar: one price (flat), or (open, high, low, close); None where the symbol has none.
BarLike = int | tuple[int, int, int, int] | None


class Idle:
    """A strategy that wants nothing."""

    def on_start(self, context: Any) -> None:
        """Ask for nothing."""

    def on_bar(self, bar: Any, context: Any) -> None:
        """Say nothing."""


class Script(Idle):
    """Says what it was told to: (step, symbol, quantity), said at the bars of that step, counted from 0."""

    def __init__(self, *lines: tuple[int, str, Any]) -> None:
        self.lines = lines

    def on_bar(self, bar: Any, context: Any) -> None:
        for step, symbol, quantity in self.lines:
            if bar.time == (step + 1) * DAY_NS:
                context.target(symbol, quantity)


@attrs.frozen(eq=False)
class SmallEngine:
    """An opened engine with its exchange, and the lines of its audit as they come."""

    world: World
    engine: Any
    exchange: Any
    lines: list[bytes]

    @property
    def state(self) -> Any:
        return self.engine.state

    def run(self) -> str:
        """Run to the end and return the decision hash."""
        loop = self.world("runtime.loop").Loop(self.engine, self.exchange, "bt")
        return str(loop.run())

    def records(self, *tags: str) -> list[Any]:
        """Return the decision records of an ended run; with tags, only those."""
        found = self.world("audit.chain").verify(b"".join(self.lines)).records
        return [record for record in found if not tags or record.__struct_config__.tag in tags]

    def held(self, symbol: str) -> int:
        """Return the account's position of a symbol, in units of 1e-8."""
        return int(self.state.ledger.positions[self.engine.tape.symbols.index(symbol)].quantity)

    def held_by(self, strategy: str, symbol: str) -> int:
        """Return what a strategy's book holds of a symbol, in units of 1e-8; nobody's: what belongs to none."""
        book = self.state.ledger.books[self.state.names.index(strategy)]
        return int(book.positions[self.engine.tape.symbols.index(symbol)].quantity)


def make_tape(world: World, bars: Mapping[str, Sequence[BarLike]], scale: int = SCALE, days: int = 1) -> Any:
    """Return a tape of one bar a step and symbol, `days` steps a trading day; None leaves the symbol's bar out."""
    symbols = tuple(sorted(bars))
    rows: list[tuple[int, ...]] = []
    slots: list[int] = []
    for step in range(max(len(each) for each in bars.values())):
        for k, symbol in enumerate(symbols):
            bar = bars[symbol][step] if step < len(bars[symbol]) else None
            if bar is not None:
                prices = (bar, bar, bar, bar) if isinstance(bar, int) else bar
                rows.append(((step + 1) * DAY_NS, k, *(price * scale for price in prices), SCALE))
                slots.append(step)
    columns = np.array(rows, np.int64).reshape(-1, 7).T.copy()
    return tape_of(world, symbols, columns, np.array(slots, np.int64), days)


def tape_of(
    world: World, symbols: tuple[str, ...], columns: NDArray[np.int64], slots: NDArray[np.int64], days: int = 1
) -> Any:
    """Return a tape of ready columns."""
    timeframe = world("domain.bars").Timeframe.D1
    return world("domain.market").Tape(symbols, timeframe, columns, slots, slots // days)


def random_bars(seed: int, steps: int, symbols: int = 1, missing: float = 0.0) -> dict[str, list[BarLike]]:
    """Return bars that wander between 1 and 400; of the later ones, a fraction is missing."""
    draw = random.Random(seed)
    found: dict[str, list[BarLike]] = {}
    for k in range(symbols):
        close, bars = draw.randint(80, 120), list[BarLike]()
        for step in range(steps):
            opened = max(1, close + draw.randint(-2, 2))
            close = min(400, max(1, opened + draw.randint(-5, 5)))
            low, high = max(1, min(opened, close) - draw.randint(0, 3)), max(opened, close) + draw.randint(0, 3)
            bars.append(None if step and draw.random() < missing else (opened, high, low, close))
        found[chr(ord("A") + k)] = bars
    return found


def standard_rules(world: World) -> list[Any]:
    """Return every limit of core, wide enough for small runs."""
    order, book, loss = (world(f"risk.{theme}_limits") for theme in ("order", "book", "loss"))
    rules = {
        "order_quantity": order.QuantityLimit(10_000 * SCALE),
        "order_value": order.ValueLimit(10**6 * SCALE),
        "price_collar": order.PriceCollar(SCALE // 2),
        "position": book.PositionLimit(10_000 * SCALE),
        "gross": book.GrossLimit(10**7 * SCALE),
        "leverage": book.LeverageLimit(2 * SCALE),
        "daily_loss": loss.DailyLossLimit(SCALE // 10),
        "drawdown": loss.DrawdownLimit(SCALE // 3),
    }
    return [named(rule, name) for name, rule in rules.items()]


def named(rule: Any, name: str) -> Any:
    """Give a rule its name, as the configuration would."""
    rule.name = name
    return rule


def assemble(
    world: World,
    tape: Any,
    strategy: Any,
    *,
    state: type | None = None,
    rules: Sequence[Any] = (),
    fills: str = "NextOpen",
    costs: tuple[int, int, int] = (0, 0, 0),
    cash: int = CASH,
    lot: int = SCALE,
    tick: int = SCALE // 100,
    tolerance: int = 0,
    flatten: bool = True,
    others: Mapping[str, Any] | None = None,
    scopes: Mapping[str, tuple[Any, ...]] | None = None,
    multiplier: int = SCALE,
    actions: Sequence[Any] = (),
) -> SmallEngine:
    """Return an engine opened with cash; costs are (commission bps, per share, slippage bps) in units of 1e-8.

    `strategy` is called `main`; `others` go by their names, each a strategy or a pair of one and its state class.
    """
    lines: list[bytes] = []
    instrument = world("domain.instruments").Instrument
    instruments = tuple(instrument(symbol, tick, lot, "USD", multiplier) for symbol in tape.symbols)
    hosts = []
    for name, each in {"main": (strategy, state), **(others or {})}.items():
        own, state_class = each if isinstance(each, tuple) else (each, None)
        hosts.append(world("strategy.host").StrategyHost(name, own, state_class, tape.symbols))
        hosts[-1].start()
    gate = world("risk.gate").RiskGate(tuple(rules), scopes)
    sealed = world("engine.state").State(instruments, hosts, gate, tolerance, flatten, lines.append, tuple(actions))
    engine = world("engine.step").Engine(tape, sealed)
    engine.handle(world("domain.events").Opening(0, 0, cash))
    venue = world("ports").VenueSetup(
        tape,
        instruments,
        getattr(world("sim.fill_models"), fills)(),
        world("sim.cost_models").LinearCosts(*costs),
        cash,
        actions=tuple(actions),
    )
    return SmallEngine(world, engine, world("sim.exchange").SimulatedExchange(venue), lines)


def drive(small: SmallEngine, rows: int, between: Callable[[SmallEngine], object] | None = None) -> None:
    """Go on as the loop does, one step at a time, until `rows` are taken; `between` is called after each step."""
    inbox = small.world("inbox").Inbox("bt")
    dispatcher = small.world("runtime.dispatcher").Dispatcher(small.exchange, "bt")

    def deliver() -> None:
        for message in small.exchange.poll():
            for event in inbox.translate(message, small.state.row):
                dispatcher.dispatch(small.engine.handle(event))

    while small.state.row < rows and not small.state.blind:
        if small.exchange.due(small.state.row) == small.state.row:
            small.exchange.reach(small.state.row)
            deliver()
        effects = small.engine.advance(small.state.row + 1)
        if effects:
            dispatcher.dispatch(effects)
            small.exchange.settle(small.state.row)
            deliver()
        if between is not None:
            between(small)
