"""A desk for tests: the real engine, gate, host, exchange and loop, put together over a market written by hand.

No part of mqk is replaced: a `Desk` holds what a configuration would say, `run` assembles what `runtime/compose.py`
would, and the `Outcome` holds what came of it: the decision records, what left the system, and the sealed state.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final, TypeVar, cast

import attrs
import numpy as np

from mqk_core import builtin
from mqk_core.audit.chain import verify
from mqk_core.config.sections import Stress
from mqk_core.domain.actions import CorporateAction
from mqk_core.domain.events import Filled, Opening
from mqk_core.domain.instruments import Instrument
from mqk_core.domain.market import Tape
from mqk_core.domain.money import SCALE, from_decimal
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
from mqk_core.testing.script import Fault, ScriptedStrategy, Wanted
from mqk_core.testing.venues import RecordingBroker, ScriptedBroker

PREFIX: Final = "desk"
TICK: Final = SCALE // 100

R = TypeVar("R", bound=Value)


@attrs.frozen(eq=False)
class Outcome:
    """What came of a run.

    Attributes
    ----------
    records : the decision records, in order; `audit` the bytes that hold them.
    sent, cancelled : what reached the broker, in order.
    failure : the error that ended the run, if one did.
    """

    tape: Tape
    state: State
    records: tuple[Value, ...]
    audit: bytes
    decision_hash: str
    sent: tuple[BrokerOrder, ...]
    cancelled: tuple[str, ...]
    failure: MqkError | None

    def of(self, kind: type[R]) -> list[R]:
        """Return the records of one kind, in order."""
        return [record for record in self.records if isinstance(record, kind)]

    def held(self, symbol: str) -> int:
        """Return the position in units of 1e-8, signed."""
        quantity: int = self.position(symbol).quantity
        return quantity

    def position(self, symbol: str) -> Any:
        """Return the book of one symbol: quantity, cost, realised profit, lots."""
        return self.state.ledger.positions[self.tape.symbols.index(symbol)]

    @property
    def cash(self) -> int:
        """Cash in units of 1e-8."""
        return self.state.ledger.cash

    @property
    def equity(self) -> int:
        """Cash and holdings at the last marks, in units of 1e-8."""
        return self.state.ledger.cash + self.state.ledger.holdings

    def plain_equity(self, cash: int) -> int:
        """Return the equity that a plain sum over the fills gives, whose products need no rounding."""
        fills = self.of(Filled)
        total = cash * SCALE
        for fill in fills:
            mark = self.position(self.order(fill.order).symbol).mark
            total += fill.quantity * (mark - fill.price) - fill.fee * SCALE
        return total // SCALE

    def order(self, number: int) -> Any:
        """Return one order of the blotter, by the engine's own number.

        Raises
        ------
        KeyError : the engine made no such order.
        """
        blotter = self.state.blotter
        return blotter.live[number] if number in blotter.live else blotter.ended[number]


@attrs.define(eq=False)
class Desk:
    """What a run is made of. Amounts are exact numbers or their texts; fractions of limits are fractions.

    `strategy` makes a strategy for each run, in place of the script of `wanted` and `faults`. `broker` is a script of
    messages; None means the simulated exchange. `actions` are lines of a corporate-actions file.
    """

    market: Market = attrs.field(factory=Market)
    cash: Amount = 100_000
    lot: Amount = 1
    rules: list[RiskRule] = attrs.field(factory=list)
    strategy_rules: dict[str, list[RiskRule]] = attrs.field(factory=dict)
    #: On how many days newcomers have traded before, by name.
    seen: dict[str, int] = attrs.field(factory=dict)
    wanted: list[Wanted] = attrs.field(factory=list)
    faults: list[Fault] = attrs.field(factory=list)
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

    def want(self, symbol: str, quantity: Amount, time: int) -> None:
        """Let the strategy ask to hold a quantity at the close of the bar at `time`."""
        self.wanted.append(Wanted(time, symbol, Decimal(quantity)))

    def split(self, symbol: str, new: int, old: int, date: datetime.date) -> None:
        """Let `new` shares stand for `old` ones from the first step of a date on."""
        self.actions.append(f"{symbol},{date},split,{new}/{old}")

    def pay(self, symbol: str, amount: Amount, date: datetime.date) -> None:
        """Let a dividend of so much a share go ex on a date."""
        self.actions.append(f"{symbol},{date},dividend,{amount}")

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
        failure: MqkError | None = None
        try:
            decision_hash = Loop(engine, broker, PREFIX).run()
        except MqkError as error:
            failure = error
            decision_hash = engine.end()
        audit = b"".join(lines)
        records = tuple(verify(audit).records)
        return Outcome(
            tape, engine.state, records, audit, decision_hash, tuple(broker.sent), tuple(broker.cancelled), failure
        )

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
        return tuple(Instrument(symbol, TICK, from_decimal(self.lot), "USD") for symbol in tape.symbols)

    def _actions(self, tape: Tape) -> tuple[CorporateAction, ...]:
        content = "\n".join([",".join(COLUMNS), *self.actions]).encode() if self.actions else None
        return stored_actions(content, tape, self.market.schedule).actions

    def _state(self, tape: Tape, instruments: Sequence[Instrument], lines: list[bytes]) -> State:
        strategy = self.strategy() if self.strategy is not None else self._scripted()
        host = StrategyHost("main", strategy, None, tape.symbols)
        host.start()
        gate = RiskGate(tuple(self.rules), {name: tuple(rules) for name, rules in self.strategy_rules.items()})
        return State(
            instruments, [host], gate, self.gap_tolerance, self.flattens_on_halt, lines.append, self._actions(tape)
        )

    def _scripted(self) -> Strategy:
        return ScriptedStrategy(tuple(self.wanted), tuple(self.faults), self.warm_up)

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
