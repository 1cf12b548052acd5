# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""Everything the engine knows, in one place: what a snapshot holds and what the state digest covers.

State changes only through events and tape rows. The digest covers books, orders, risk counters, indicators, strategy
state and integrity marks; the tape position, caches and every foreign id are outside of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import msgspec

from mqk_core.audit.chain import Chain
from mqk_core.domain.effects import Effect
from mqk_core.domain.instruments import Instrument
from mqk_core.integrity.gate import IntegrityGate
from mqk_core.oms.blotter import Blotter
from mqk_core.portfolio.ledger import Ledger
from mqk_core.risk.gate import RiskGate
from mqk_core.strategy.host import StrategyHost

_DOMAIN = b"mqk-state\0v1\0"
_PREFIX = "mqksta1:"
_ENCODE = msgspec.msgpack.Encoder().encode
_DECODE = msgspec.msgpack.Decoder().decode


class Line:
    """One instrument of the engine: its symbol, its lot, and the close before its newest bar (its first bar's open)."""

    def __init__(self, symbol: str, lot: int) -> None:
        self.symbol = symbol
        self.lot = lot
        self.previous_close = 0


class State:
    """The sealed state of one engine.

    Attributes
    ----------
    row : tape rows taken so far; `begin` is where the last step began, `step` how many steps were taken.
    time, day : of the last step. `blind`: an integrity halt; no further row may be taken.
    """

    def __init__(
        self,
        instruments: Sequence[Instrument],
        hosts: Sequence[StrategyHost],
        gate: RiskGate,
        gap_tolerance: int,
        flatten_on_halt: bool,
        sink: Callable[[bytes], object],
    ) -> None:
        count = len(instruments)
        self.row = self.begin = self.step = self.time = 0
        self.day = -1
        self.opened = False
        self.blind = False
        self.flatten_on_halt = flatten_on_halt
        self.lines = [Line(instrument.symbol, instrument.lot) for instrument in instruments]
        self.integrity = IntegrityGate(count, gap_tolerance)
        self.hosts = sorted(hosts, key=_name)
        self.gate = gate
        self.blotter = Blotter(count)
        self.ledger = Ledger(count)
        self.chain = Chain(sink)
        self.effects: list[Effect] = []

    def digest(self) -> str:
        """Return the state digest: sha256 over the canonical encoding of the sealed state."""
        return _PREFIX + hashlib.sha256(_DOMAIN + _ENCODE(self._sealed(self.blotter.state()))).hexdigest()

    def _sealed(self, orders: object) -> object:
        return (
            self.time,
            self.day,
            self.blind,
            self.integrity.state(),
            [(host.name, host.state()) for host in self.hosts],
            self.gate.state(),
            orders,
            self.ledger.state(),
            [line.previous_close for line in self.lines],
        )

    def snapshot(self) -> bytes:
        """Return all that a restored engine needs to go on as if nothing had happened."""
        return _ENCODE((self.row, self.begin, self.step, self.opened, self._sealed(self.blotter.snapshot())))

    def restore(self, data: bytes) -> None:
        """Take the state of a snapshot of an engine that was built from the same configuration."""
        self.row, self.begin, self.step, self.opened, sealed = _DECODE(data)
        self.time, self.day, self.blind, integrity, hosts, gate, orders, ledger, previous = sealed
        self.integrity.restore(integrity)
        for host, (_, kept) in zip(self.hosts, hosts, strict=True):
            host.restore(kept)
        self.gate.restore(gate)
        self.blotter.restore(orders)
        self.ledger.restore(ledger)
        for line, close in zip(self.lines, previous, strict=True):
            line.previous_close = close
        self.effects = []


def _name(host: StrategyHost) -> str:
    return host.name
