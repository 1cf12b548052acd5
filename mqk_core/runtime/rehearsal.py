"""Plays one scene of a story through an engine that is composed as a run's is, and says what the limits did.

Configuration, gate, engine, exchange and loop are the run's own; the market, the strategies' conduct and the cash are
the scene's. Nothing is written anywhere. What is looked at is what the engine decided and recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import attrs
import numpy as np

from mqk_core.audit.chain import verify
from mqk_core.config.sections import Choice, EngineShare, Instruments, InstrumentTerms, RunConfig, Stress
from mqk_core.config.sections import instrument_terms as terms_of
from mqk_core.domain.bars import Timeframe
from mqk_core.domain.calendar import DAY_NS
from mqk_core.domain.effects import Disable, Halt, Replace, Submit
from mqk_core.domain.intents import Intent, Refusal
from mqk_core.domain.market import Bar, Tape
from mqk_core.domain.money import SCALE, from_decimal, to_decimal
from mqk_core.domain.orders import GTC
from mqk_core.hookspecs import Component, Offer, Registry
from mqk_core.ports import BrokerEvent, BrokerOrder, BrokerReject, BrokerReplace, VenueSetup
from mqk_core.risk.rule import LEVEL_DISABLE, LEVEL_HALT, LEVEL_REFUSE, Verdict
from mqk_core.risk.settings import SymbolsConfig
from mqk_core.risk.stories import Ask, Ground, Scene, Story
from mqk_core.runtime.compose import Assembly
from mqk_core.runtime.loop import Loop
from mqk_core.sim.cost_models import LinearCostsConfig
from mqk_core.sim.fill_models import FillModelConfig
from mqk_core.sim.stress import SimulatedBrokerConfig
from mqk_core.strategy.host import Context

_ACTOR: Final = "rehearsed"
_REJECTING: Final = "rejecting"
_PREFIX: Final = "rehearsal"
#: What the engine says for itself when an order never came before the rules.
_NOT_A_RULE: Final = frozenset({"halt", "reducing", "gate", "order"})


@attrs.frozen
class Seen:
    """What came of a scene.

    Attributes
    ----------
    own : the verdict of the limit that the story is about; None when it was silent.
    is_reached : the moment that the story is about came: the last order was judged, or the last bar was watched.
    is_held : the order did not leave, or the permission of whom the limit holds ended.
    others : whatever else refused, disabled or halted, by the names of its rules, in order.
    """

    own: Verdict | None
    is_reached: bool
    is_held: bool
    others: tuple[str, ...]


@attrs.frozen
class Line:
    """One thing that the actor does at one time."""

    time: int
    symbol: str
    ask: Ask


class Actor:
    """A strategy that does what its script says, at the bars of one symbol."""

    def __init__(self, lines: tuple[Line, ...], lead: str) -> None:
        self.lines = lines
        self.lead = lead

    def on_start(self, context: Context) -> None:
        """Need nothing."""

    def on_bar(self, bar: Bar, context: Context) -> None:
        """Ask for what stands at this time."""
        if bar.symbol != self.lead:
            return
        for line in self.lines:
            if line.time == bar.time:
                _say(context, line.symbol, line.ask)


def _say(context: Context, symbol: str, ask: Ask) -> None:
    if ask.cancels:
        context.cancel(ask.cancels)
    elif ask.changes:
        context.change(ask.changes, quantity=to_decimal(ask.quantity))
    else:
        limit, stop = (to_decimal(price) if price else None for price in (ask.limit, ask.stop_loss))
        context.order(symbol, to_decimal(ask.quantity), limit=limit, stop_loss=stop, time_in_force=GTC)


class RejectingBroker:
    """Rejects every order in the step that sends it. It has no market."""

    def __init__(self, venue: VenueSetup) -> None:
        self._times = venue.tape.times.tolist()
        self._orders: list[BrokerOrder] = []
        self._news: list[BrokerEvent] = []

    def submit(self, order: BrokerOrder) -> None:
        self._orders.append(order)

    def replace(self, change: BrokerReplace) -> None:
        """Hear nothing: no order works that could be changed."""

    def cancel(self, client_order_id: str) -> None:
        """Hear nothing: no order works that could be taken back."""

    def query(self, client_order_id: str) -> None:
        """Hear nothing: every order was answered."""

    def poll(self) -> Sequence[BrokerEvent]:
        news, self._news = self._news, []
        return news

    def due(self, row: int) -> int:
        return len(self._times)

    def reach(self, row: int) -> None:
        """Let nothing happen: no order rests."""

    def settle(self, row: int) -> None:
        time = self._times[row - 1]
        self._news += [BrokerReject(order.client_order_id, "REHEARSED", time) for order in self._orders]
        self._orders = []


@attrs.frozen
class _ActorConfig:
    """Which lines of the scene a strategy has."""

    lines: tuple[Line, ...]
    lead: str


def ground_of(config: RunConfig) -> tuple[Ground, InstrumentTerms]:
    """Return the terms on which every symbol of a story trades: those that the configuration gives symbols at large."""
    own = sorted(config.instruments.symbols)
    terms = terms_of(config, own[0] if own and config.instruments.default is None else "")
    tick, lot, multiplier = (from_decimal(each) for each in (terms.tick, terms.lot, terms.multiplier))
    return Ground(tick, lot, multiplier), terms


def rehearse(config: RunConfig, registry: Registry, story: Story, scene: Scene, strategy: str, rule: str) -> Seen:
    """Play a scene as `strategy` through the composed engine; `rule` is what verdicts call the limit."""
    symbols = _symbols(config, story)
    tape = _tape(symbols, scene)
    staged = _staged(config, story, scene, strategy, symbols)
    assembly = Assembly(staged, {**registry, **_stage_parts()})
    instruments = assembly.instruments(tape.symbols)
    lines: list[bytes] = []
    seen = () if scene.days_seen is None else ((strategy, scene.days_seen),)
    broker = assembly.broker(tape, instruments)
    engine = assembly.engine(tape, instruments, lines.append, seen=seen)
    Loop(engine, broker, _PREFIX).run()
    return _seen(verify(b"".join(lines)).records, engine.state, story, strategy, rule)


def _stage_parts() -> Registry:
    return {
        ("strategy", _ACTOR): Offer(
            Component(_ACTOR, _ActorConfig, lambda config: Actor(config.lines, config.lead)), "mqk_core"
        ),
        ("broker", _REJECTING): Offer(
            Component(_REJECTING, SimulatedBrokerConfig, lambda config, venue: RejectingBroker(venue)), "mqk_core"
        ),
    }


def _staged(config: RunConfig, story: Story, scene: Scene, strategy: str, symbols: tuple[str, ...]) -> RunConfig:
    """Return the configuration with the scene's cash and conduct, and a venue that costs nothing; limits stay."""
    times, cash = scene.step_times(), to_decimal(scene.cash)
    script = tuple(Line(times[ask.step], symbols[ask.symbol], ask) for ask in scene.asks)
    account = config.account
    own = account.engines.get(config.engine)
    shares = {} if own is None else {config.engine: EngineShare(capital=cash, gross_max=own.gross_max)}
    return attrs.evolve(
        config,
        account=attrs.evolve(account, cash=cash, engines=shares),
        instruments=Instruments(default=ground_of(config)[1]),
        strategies={
            name: Choice(_ACTOR, _ActorConfig(script if name == strategy else (), symbols[0]))
            for name in config.strategies
        },
        fills=Choice("next_open", FillModelConfig()),
        costs=Choice("linear", LinearCostsConfig()),
        broker=Choice(_REJECTING if story.is_rejected else "simulated", SimulatedBrokerConfig()),
        stress=Stress(),
    )


def _symbols(config: RunConfig, story: Story) -> tuple[str, ...]:
    """Return the names of a story's symbols: those that it names, and others that the lists of symbols let pass."""
    scopes = (config.risk.rules, config.account.rules, *config.risk.strategies.values())
    lists = [
        (choice.kind, choice.config.symbols)
        for rules in scopes
        for choice in rules.values()
        if isinstance(choice.config, SymbolsConfig) and choice.config.symbols
    ]
    forbidden = {name for kind, names in lists if kind == "restricted" for name in names} | set(story.symbols)
    allowed = [names for kind, names in lists if kind == "allowed"]
    free = sorted(frozenset.intersection(*allowed) - forbidden) if allowed else []
    taken = forbidden.union(free)
    made_up = [f"STORY{k}" for k in range(len(story.symbols) + len(taken))]
    names = iter([*free, *(name for name in made_up if name not in taken)])
    return tuple(name or next(names) for name in story.symbols)


def _tape(symbols: tuple[str, ...], scene: Scene) -> Tape:
    """Return the scene's flat bars; slots follow each other, whatever the time between them."""
    order = sorted(symbols)
    times = scene.step_times()
    bars = [
        (time, order.index(symbols[k]), price, slot)
        for slot, (time, closes) in enumerate(zip(times, scene.closes, strict=True))
        for k, price in enumerate(closes)
        if price
    ]
    at, index, prices, slots = np.array(sorted(bars), np.int64).reshape(-1, 4).T
    columns = np.ascontiguousarray([at, index, prices, prices, prices, prices, np.full(len(at), SCALE, np.int64)])
    return Tape(tuple(order), Timeframe.M1, columns, np.ascontiguousarray(slots), np.ascontiguousarray(at // DAY_NS))


def _seen(records: Sequence[Any], state: Any, story: Story, strategy: str, rule: str) -> Seen:
    ended = [_ending(record) for record in records if isinstance(record, Halt | Disable)]
    refused = [record for record in records if isinstance(record, Refusal)]
    own = next((verdict for verdict in ended if verdict.rule == rule), None)
    names = [*(each.rule for each in refused), *(each.rule for each in ended)]
    others = tuple(dict.fromkeys(name for name in names if name != rule))
    if story.is_watched:
        return Seen(own, all(verdict.rule == rule for verdict in ended), own is not None, others)
    return _of_order(records, state, strategy, rule, own, others)


def _ending(record: Halt | Disable) -> Verdict:
    if isinstance(record, Halt):
        name = "integrity.gap_tolerance_bars" if record.stage == "integrity" else record.subject
        return Verdict(LEVEL_HALT, name, record.reason, record.limit, record.observed)
    return Verdict(LEVEL_DISABLE, record.detail, record.reason)


def _of_order(
    records: Sequence[Any], state: Any, strategy: str, rule: str, own: Verdict | None, others: tuple[str, ...]
) -> Seen:
    """Look at what came of the last order that was asked for."""
    asked = [k for k, record in enumerate(records) if isinstance(record, Intent) and record.strategy == strategy]
    after = records[asked[-1] :] if asked else ()
    refusals = [record for record in after if isinstance(record, Refusal)]
    is_sent = any(isinstance(record, Submit | Replace) for record in after)
    is_judged = bool(after) and after[0].row == state.row and not {each.rule for each in refusals} & _NOT_A_RULE
    objections = list(state.gate.objections) if is_judged else []
    objected = next((verdict for verdict in objections if verdict.rule == rule), own)
    level = LEVEL_REFUSE if objected is None else objected.level
    is_ended = level == LEVEL_REFUSE or (own is not None and own.level >= level)
    return Seen(objected, is_judged, bool(refusals) and not is_sent and is_ended, others)
