# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""Everything the engine knows, in one place: what a snapshot holds and what the state digest covers.

State changes only through events and tape rows. The digest covers books, orders, risk counters, indicators, strategy
state and integrity marks; the tape position, caches and every foreign id are outside of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import cython
import msgspec

from mqk_core.audit.chain import Chain
from mqk_core.domain.actions import CorporateAction
from mqk_core.domain.effects import Effect
from mqk_core.domain.instruments import Instrument
from mqk_core.integrity.gate import IntegrityGate
from mqk_core.oms.blotter import Blotter
from mqk_core.portfolio.ledger import Ledger
from mqk_core.risk.gate import RiskGate
from mqk_core.risk.rule import KNOWN
from mqk_core.strategy.host import StrategyHost

if cython.compiled:
    from cython.cimports.mqk_core.domain.money import add, sub
else:
    from mqk_core.domain.money import add, sub

_DOMAIN = b"mqk-state\0v2\0"
_PREFIX = "mqksta2:"
_ENCODE = msgspec.msgpack.Encoder().encode
_DECODE = msgspec.msgpack.Decoder().decode


class Line:
    """One instrument of the engine: its symbol and grid, and the close before its newest bar (its first bar's open)."""

    def __init__(self, symbol: str, lot: int, tick: int) -> None:
        self.symbol = symbol
        self.lot = lot
        self.tick = tick
        self.previous_close = 0


class Crossing:
    """What is agreed to go from one book to another at the instrument's next open."""

    def __init__(self, k: int, seller: int, buyer: int, quantity: int) -> None:
        self.k = k
        self.seller = seller
        self.buyer = buyer
        self.quantity = quantity


class State:
    """The sealed state of one engine.

    Attributes
    ----------
    row : tape rows taken so far; `begin` is where the last step began, `step` how many steps were taken.
    time, day, slot : of the last step. `blind`: an integrity halt; no further row may be taken.
    names : of the books: those of the strategies, sorted, and an empty one for what belongs to none.
    flattening : everything that is held is being closed.
    seen : for how many trading days newcomers have traded before, by name. `days_run`: days since the run opened.
    event_day : the trading day of the event that is being applied.
    records_before : decision records that an engine wrote of which this one is restored.
    """

    def __init__(
        self,
        instruments: Sequence[Instrument],
        hosts: Sequence[StrategyHost],
        gate: RiskGate,
        gap_tolerance: int,
        flatten_on_halt: bool,
        sink: Callable[[bytes], object],
        actions: Sequence[CorporateAction] = (),
    ) -> None:
        count = len(instruments)
        self.row = self.begin = self.step = self.time = 0
        self.day = self.event_day = -1
        self.slot = 0
        self.opened = self.blind = self.flattening = False
        self.flatten_on_halt = flatten_on_halt
        self.lines = [Line(each.symbol, each.lot, each.tick) for each in instruments]
        self.index = {each.symbol: k for k, each in enumerate(instruments)}
        self.integrity = IntegrityGate(count, gap_tolerance)
        self.hosts = sorted(hosts, key=_name)
        self.names = [*[host.name for host in self.hosts], ""]
        self.gate = gate
        self.blotter = Blotter(count, len(self.names))
        self.ledger = Ledger([each.multiplier for each in instruments], len(self.names))
        self.crosses: list[Crossing] = []
        self.quarantined: list[tuple[int, int]] = []
        self.actions = tuple(actions)
        self.next_action = 0
        self.seen: dict[str, int] = {}
        self.days_run = 0
        self.capital = 0
        self.chain = Chain(sink)
        self.records_before = 0
        self.effects: list[Effect] = []

    def tell_held(self, b: int, k: int) -> int:
        """Let a strategy see what its book holds now."""
        if b < len(self.hosts):
            host = self.hosts[b]
            wish = host.wishes[k]
            wish.held = self.ledger.held_by(b, k)
        return 0

    def count_crossing(self, k: int, seller: int, buyer: int, quantity: int) -> int:
        """Count a crossing as working in both books; the account does not feel it. Negative: no more."""
        giving = self.blotter.books[seller][k]
        taking = self.blotter.books[buyer][k]
        giving.sell = add(giving.sell, quantity)
        taking.buy = add(taking.buy, quantity)
        return 0

    def held_soon(self, b: int, k: int) -> int:
        """Return what a book holds, signed, once what is agreed to cross is booked: before any fill of the next bar."""
        held: int = self.ledger.held_by(b, k)
        for crossing in self.crosses:
            if crossing.k == k and crossing.seller == b:
                held = sub(held, crossing.quantity)
            elif crossing.k == k and crossing.buyer == b:
                held = add(held, crossing.quantity)
        return held

    def quarantine(self, k: int, quantity: int) -> int:
        """Count a fill that nobody explains as exposure, on top of all orders."""
        self.quarantined.append((k, quantity))
        return self._count_quarantined(k, quantity)

    def _count_quarantined(self, k: int, quantity: int) -> int:
        working = self.blotter.working[k]
        if quantity > 0:
            working.buy = add(working.buy, quantity)
        else:
            working.sell = sub(working.sell, quantity)
        return 0

    def instrument_of(self, symbol: str) -> int:
        """Return an instrument's index, or -1."""
        k: int = self.index.get(symbol, -1)
        return k

    def price_age(self, k: int) -> int:
        """Return how many bars of the schedule the newest step is ahead of an instrument's own newest bar."""
        track = self.integrity.tracks[k]
        age = self.slot - track.slot
        return age if age > 0 else 0

    def days_seen(self, strategy: str) -> int:
        """Return on how many trading days a strategy has traded, this run's included; KNOWN for no newcomer."""
        before = self.seen.get(strategy)
        return KNOWN if before is None else before + self.days_run

    def digest(self) -> str:
        """Return the state digest: sha256 over the canonical encoding of the sealed state."""
        return _PREFIX + hashlib.sha256(_DOMAIN + _ENCODE(self._sealed(self.blotter.state()))).hexdigest()

    def _sealed(self, orders: object) -> object:
        crosses: list[Crossing] = self.crosses
        return (
            self.time,
            self.day,
            self.blind,
            self.flattening,
            self.days_run,
            self.next_action,
            self.integrity.state(),
            [(host.name, host.state()) for host in self.hosts],
            self.gate.state(),
            orders,
            self.ledger.state(),
            [line.previous_close for line in self.lines],
            [(each.k, each.seller, each.buyer, each.quantity) for each in crosses],
            self.quarantined,
        )

    def snapshot(self) -> bytes:
        """Return all that a restored engine needs to go on as if nothing had happened."""
        records = self.records_before + self.chain.records
        place = (
            self.row, self.begin, self.step, self.slot, self.opened, self.capital, sorted(self.seen.items()), records
        )  # fmt: skip
        return _ENCODE((place, self._sealed(self.blotter.snapshot())))

    def restore(self, data: bytes) -> None:
        """Take the state of a snapshot of an engine that was built from the same configuration."""
        place, sealed = _DECODE(data)
        self.row, self.begin, self.step, self.slot, self.opened, self.capital, seen, records = place
        self.records_before = records - self.chain.records
        self.seen = dict(seen)
        (
            self.time, self.day, self.blind, self.flattening, self.days_run, self.next_action, integrity, hosts, gate,
            orders, ledger, previous, crosses, quarantined,
        ) = sealed  # fmt: skip
        self.integrity.restore(integrity)
        for host, (_, kept) in zip(self.hosts, hosts, strict=True):
            host.restore(kept)
        self.gate.restore(gate)
        self.blotter.restore(orders)
        self.ledger.restore(ledger)
        for line, close in zip(self.lines, previous, strict=True):
            line.previous_close = close
        self.crosses = [Crossing(*each) for each in crosses]
        for each in self.crosses:
            self.count_crossing(each.k, each.seller, each.buyer, each.quantity)
        self.quarantined = [(k, quantity) for k, quantity in quarantined]
        for k, quantity in self.quarantined:
            self._count_quarantined(k, quantity)
        self._restore_tickets()
        self.effects = []

    def _restore_tickets(self) -> None:
        for order in self.blotter.live.values():
            if order.ticket != 0:
                host = self.hosts[order.book]
                host.orders[order.ticket] = order


def _name(host: StrategyHost) -> str:
    return host.name
