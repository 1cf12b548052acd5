"""A desk for tests: the real engine, gate, hosts, exchange and loop, put together over a market written by hand.

No part of mqk is replaced: a `Desk` holds what a configuration would say, `run` assembles what `runtime/compose.py`
would, and the `Outcome` holds what came of it.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final, cast

import attrs
import numpy as np

from mqk_core import builtin
from mqk_core.config.sections import Stress
from mqk_core.domain.actions import CorporateAction
from mqk_core.domain.events import Command, Opening
from mqk_core.domain.instruments import Instrument
from mqk_core.domain.market import Tape
from mqk_core.domain.money import from_decimal
from mqk_core.domain.value import Value
from mqk_core.engine.state import State
from mqk_core.engine.step import Engine
from mqk_core.errors import MqkError
from mqk_core.ports import BrokerEvent, BrokerOrder, SimulatedBroker, VenueSetup
from mqk_core.risk.gate import RiskGate
from mqk_core.risk.rule import RiskRule
from mqk_core.runtime.actions_csv import COLUMNS
from mqk_core.runtime.corporate_actions import stored_actions
from mqk_core.runtime.loop import Loop
from mqk_core.sim.exchange import SimulatedExchange
from mqk_core.sim.stress import SimulatedBrokerConfig, stressed_costs, venue_terms
from mqk_core.strategy.api import Strategy
from mqk_core.strategy.host import StrategyHost
from mqk_core.testing.limits import limit
from mqk_core.testing.market import Amount, Market
from mqk_core.testing.outcome import Outcome, records_of
from mqk_core.testing.script import MAIN, Asked, Called, Changed, Fault, Look, ScriptedStrategy, ScriptMemory, Wanted
from mqk_core.testing.venues import RecordingBroker, ScriptedBroker

__all__ = ["PREFIX", "Desk", "Outcome", "limit"]

PREFIX: Final = "desk"


@attrs.define(eq=False)
class Desk:
    """What a run is made of. Amounts are exact numbers or their texts; fractions of limits are fractions.

    A strategy is there when the script names it in `wanted`, `faults` or `orders`; nobody named: `main` alone.
    `strategy` makes a strategy for each run, in place of main's script. `broker` is a script of messages; None means
    the simulated exchange. `restart`: after the bar at that time the process ends, and another goes on from its
    snapshot. `seen`: on how many days newcomers have traded before, by name. `actions` are lines of a
    corporate-actions file.
    """

    market: Market = attrs.field(factory=Market)
    cash: Amount = 100_000
    lot: Amount = 1
    tick: Amount = "0.01"
    multipliers: dict[str, Amount] = attrs.field(factory=dict)
    rules: list[RiskRule] = attrs.field(factory=list)
    strategy_rules: dict[str, list[RiskRule]] = attrs.field(factory=dict)
    seen: dict[str, int] = attrs.field(factory=dict)
    wanted: list[Wanted] = attrs.field(factory=list)
    faults: list[Fault] = attrs.field(factory=list)
    orders: list[Asked | Changed | Called | Look] = attrs.field(factory=list)
    warm_up: int = 0
    strategy: Callable[[], Strategy] | None = None
    gap_tolerance: int = 0
    flattens_on_halt: bool = True
    fills: str = "next_open"
    costs: dict[str, Amount] = attrs.field(factory=dict)
    venue: SimulatedBrokerConfig = attrs.field(factory=SimulatedBrokerConfig)
    stress: Stress = attrs.field(factory=Stress)
    broker: list[BrokerEvent] | None = None
    broker_is_silent: bool = False
    commands: list[Command] = attrs.field(factory=list)
    restart: int | None = None
    actions: list[str] = attrs.field(factory=list)

    def limit(
        self,
        name: str,
        bound: Amount | None = None,
        *,
        strategy: str | None = None,
        of_account: bool = False,
        **keys: Any,
    ) -> None:
        """Add a limit of core's: to the engine, to one strategy, or to the account."""
        rule = limit(name, bound, **keys)
        if strategy is not None:
            rule.name = f"{strategy}.{name}"
            self.strategy_rules.setdefault(strategy, []).append(rule)
            return
        rule.name = f"account.{name}" if of_account else name
        self.rules.append(rule)

    def want(self, symbol: str, quantity: Amount, time: int, strategy: str = MAIN) -> None:
        """Let a strategy ask to hold a quantity at the close of the bar at `time`."""
        self.wanted.append(Wanted(time, symbol, Decimal(quantity), strategy))

    def order(
        self,
        name: str,
        symbol: str,
        quantity: Amount,
        time: int,
        *,
        instead_of: str = "",
        strategy: str = MAIN,
        **terms: Any,
    ) -> None:
        """Let a strategy ask for an order at the close of the bar at `time`; terms as `Context.order`."""
        self.orders.append(
            Asked(time, name, symbol, Decimal(quantity), tuple(sorted(terms.items())), instead_of, strategy)
        )

    def change(self, name: str, time: int, *, strategy: str = MAIN, **terms: Any) -> None:
        """Let a strategy change the order that the script calls `name`; terms as `Context.change`."""
        self.orders.append(Changed(time, name, tuple(sorted(terms.items())), strategy))

    def call(self, name: str, time: int, strategy: str = MAIN) -> None:
        """Let a strategy take the order back that the script calls `name`."""
        self.orders.append(Called(time, name, strategy))

    def look(self, time: int, strategy: str = MAIN) -> None:
        """Let a strategy remember what it holds and which of its orders work."""
        self.orders.append(Look(time, strategy))

    def split(self, symbol: str, new: int, old: int, date: datetime.date) -> None:
        """Let `new` shares stand for `old` ones from the first step of a date on."""
        self.actions.append(f"{symbol},{date},split,{new}/{old}")

    def pay(self, symbol: str, amount: Amount, date: datetime.date) -> None:
        """Let a dividend of so much a share go ex on a date."""
        self.actions.append(f"{symbol},{date},dividend,{amount}")

    def command(self, word: str, time: int, subject: str = "", reason: str = "") -> None:
        """Let an operator ask for something after the bar at `time`, by a word of `domain/commands.py`."""
        self.commands.append(Command(0, time, word, subject, reason))

    def tell(self, message: BrokerEvent) -> None:
        """Put a message into the broker's script; the broker then does nothing by itself but acknowledge."""
        self.broker = [*(self.broker or []), message]

    def client_order_id(self, number: int) -> str:
        """Return what the broker knows the engine's order by."""
        return f"{PREFIX}-{number}"

    def run(self) -> Outcome:
        """Assemble the engine and run it to the end of the tape; what mqk raises on purpose is kept in the outcome."""
        tape = self.market.tape()
        instruments = self._instruments(tape)
        lines: list[bytes] = []
        engine = Engine(tape, self._state(tape, instruments, lines))
        engine.handle(Opening(0, 0, from_decimal(self.cash), seen=tuple(sorted(self.seen.items()))))
        broker = RecordingBroker(self._broker(tape, instruments))
        loop = Loop(engine, broker, PREFIX, self.commands)
        before: tuple[Value, ...] = ()
        failure: MqkError | None = None
        try:
            if self.restart is not None:
                loop.go(int(np.searchsorted(tape.times, self.restart, side="right")))
                engine.state.chain.seal()
                before, lines = records_of(b"".join(lines)), []
                former, engine = engine, Engine(tape, self._state(tape, instruments, lines))
                engine.state.restore(former.state.snapshot())
                later = [one for one in self.commands if one.time > self.restart]
                loop = Loop(engine, broker, PREFIX, later, loop.inbox)
            decision_hash = loop.run()
        except MqkError as error:
            failure = error
            decision_hash = engine.end()
        audit = b"".join(lines)
        sent, changed, cancelled = tuple(broker.sent), tuple(broker.changed), tuple(broker.cancelled)
        records = before + records_of(audit)
        return Outcome(tape, engine.state, records, audit, decision_hash, sent, changed, cancelled, failure)

    def exchange_alone(self, orders: Sequence[BrokerOrder]) -> list[BrokerEvent]:
        """Run the simulated exchange without an engine over all bars; the orders reach it at the close of the first."""
        tape = self.market.tape()
        exchange = self._broker(tape, self._instruments(tape))
        said: list[BrokerEvent] = []
        begins = np.flatnonzero(np.diff(tape.times, prepend=tape.times[0] - 1)).tolist()
        for begin, end in itertools.pairwise([*begins, tape.rows]):
            if begin and exchange.due(begin) >= end:
                continue
            exchange.reach(begin)
            if not begin:
                for order in orders:
                    exchange.submit(order)
            said += exchange.poll()
            exchange.settle(end)
            said += exchange.poll()
        return said

    def _instruments(self, tape: Tape) -> tuple[Instrument, ...]:
        tick, lot = from_decimal(self.tick), from_decimal(self.lot)
        return tuple(
            Instrument(symbol, tick, lot, "USD", from_decimal(self.multipliers.get(symbol, 1)))
            for symbol in tape.symbols
        )

    def _actions(self, tape: Tape) -> tuple[CorporateAction, ...]:
        content = "\n".join([",".join(COLUMNS), *self.actions]).encode() if self.actions else None
        return stored_actions(content, tape, self.market.schedule).actions

    def _state(self, tape: Tape, instruments: Sequence[Instrument], lines: list[bytes]) -> State:
        hosts = [self._host(name, tape.symbols) for name in self.strategies()]
        gate = RiskGate(tuple(self.rules), {name: tuple(rules) for name, rules in self.strategy_rules.items()})
        actions = self._actions(tape)
        return State(instruments, hosts, gate, self.gap_tolerance, self.flattens_on_halt, lines.append, actions)

    def strategies(self) -> list[str]:
        """Return the names of the strategies that the desk runs, sorted."""
        named = {line.strategy for line in (*self.wanted, *self.faults, *self.orders)}
        return sorted(named | {MAIN} if self.strategy is not None or not named else named)

    def _host(self, name: str, symbols: tuple[str, ...]) -> StrategyHost:
        if self.strategy is not None and name == MAIN:
            host = StrategyHost(name, self.strategy(), None, symbols)
        else:
            host = StrategyHost(name, self._scripted(name, symbols), ScriptMemory, symbols)
        host.start()
        return host

    def _scripted(self, name: str, symbols: tuple[str, ...]) -> Strategy:
        wanted = [line for line in self.wanted if line.strategy == name]
        faults = [line for line in self.faults if line.strategy == name]
        orders = [line for line in self.orders if line.strategy == name]
        return ScriptedStrategy(wanted, faults, self.warm_up, orders, symbols)

    def _broker(self, tape: Tape, instruments: tuple[Instrument, ...]) -> SimulatedBroker:
        if self.broker is not None:
            return ScriptedBroker(tape, self.broker, is_silent=self.broker_is_silent)
        fills = _choose(builtin.mqk_fill_models(), self.fills, {})
        costs = _choose(builtin.mqk_cost_models(), "linear", {key: Decimal(each) for key, each in self.costs.items()})
        costs, terms = stressed_costs(costs, self.stress), venue_terms(self.venue, self.stress)
        actions = self._actions(tape)
        exchange: Any = SimulatedExchange(
            VenueSetup(tape, instruments, fills, costs, from_decimal(self.cash), terms, actions)
        )
        return cast(SimulatedBroker, exchange)


def _choose(components: Sequence[Any], name: str, keys: dict[str, Decimal]) -> Any:
    component = {each.name: each for each in components}[name]
    return component.build(component.config(**keys))
