# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""Every order of the account session: live ones by number, ended ones kept so that late messages find them.

The blotter knows what works per instrument and side: positions plus working orders are the exposure that the gate sees.
The digest of ended orders is a running hash, one link an end, so that the state stays as small as what is live and
is the same however often it is asked for.
"""

from __future__ import annotations

import hashlib
from typing import Any

import cython
import msgspec

from mqk_core.domain.intents import ApprovedIntent
from mqk_core.oms import lifecycle

if cython.compiled:
    from cython.cimports.mqk_core.domain.money import add, magnitude, sub
else:
    from mqk_core.domain.money import add, magnitude, sub

_ENCODE = msgspec.msgpack.Encoder().encode
_TRANSITIONS = lifecycle.TRANSITIONS
_LIVE = lifecycle.LIVE


class Order:
    """One order. Quantities are signed (a sale is negative), in units of 1e-8; `number` is the engine's own."""

    def __init__(self, number: int, instrument: int, strategy: str, symbol: str, quantity: int, effect: str) -> None:
        self.number = number
        self.instrument = instrument
        self.strategy = strategy
        self.symbol = symbol
        self.quantity = quantity
        self.effect = effect
        self.kind = "market"
        self.time_in_force = "gtc"
        self.status = lifecycle.PENDING_SUBMIT
        self.filled_quantity = 0
        self.cancel_pending = False

    def leaves(self) -> int:
        """What may still be filled, signed; 0 after any end."""
        return self.quantity - self.filled_quantity

    def state(self) -> object:
        return (
            self.number, self.instrument, self.strategy, self.symbol, self.quantity, self.effect,
            self.kind, self.time_in_force, self.status, self.filled_quantity, self.cancel_pending,
        )  # fmt: skip


class Working:
    """What live orders of one instrument may still buy and sell, without sign."""

    def __init__(self) -> None:
        self.buy = 0
        self.sell = 0


class Blotter:
    """The orders of one engine."""

    def __init__(self, instruments: int) -> None:
        self.live: dict[int, Order] = {}
        self.ended: dict[int, Order] = {}
        self.count = 0
        self.working = [Working() for _ in range(instruments)]
        self.fresh_ends: list[object] = []
        self.ends_digest = bytes(32)

    def place(self, approved: ApprovedIntent, instrument: int) -> Order:
        """Make the order of an approved intent."""
        intent = approved.intent
        self.count += 1
        order = Order(self.count, instrument, intent.strategy, intent.symbol, intent.quantity, approved.effect)
        working = self.working[instrument]
        if order.quantity > 0:
            working.buy = add(working.buy, order.quantity)
        else:
            working.sell = sub(working.sell, order.quantity)
        self.live[order.number] = order
        return order

    def find(self, number: int) -> Order | None:
        order = self.live.get(number)
        return order if order is not None else self.ended.get(number)

    def move(self, order: Order, message: str) -> tuple[str, ...]:
        """Apply a message other than a fill; return the incidents."""
        status, incidents = _TRANSITIONS[order.status, message]
        if message == lifecycle.CANCEL_REJECT or status not in _LIVE:
            order.cancel_pending = False
        self._enter(order, status)
        return incidents

    def fill(self, order: Order, quantity: int) -> tuple[str, ...]:
        """Book a fill of signed `quantity` on the order; return the incidents."""
        filled = add(order.filled_quantity, quantity)
        left = sub(magnitude(order.quantity), magnitude(filled))
        message = lifecycle.FILL_PART if left > 0 else lifecycle.FILL_REST if left == 0 else lifecycle.FILL_BEYOND
        status, incidents = _TRANSITIONS[order.status, message]
        is_late = False
        if order.status in _LIVE:
            self.release(order, quantity if left >= 0 else order.leaves())
        else:
            is_late = True
        order.filled_quantity = filled
        if is_late:
            self.fresh_ends.append(order.state())
        if status not in _LIVE:
            order.cancel_pending = False
        self._enter(order, status)
        return incidents

    def request_cancel(self, order: Order) -> int:
        order.cancel_pending = True
        return 0

    def release(self, order: Order, quantity: int) -> int:
        """Take a signed quantity out of what works."""
        working = self.working[order.instrument]
        if order.quantity > 0:
            working.buy = sub(working.buy, quantity)
        else:
            working.sell = add(working.sell, quantity)
        return 0

    def _enter(self, order: Order, status: str) -> int:
        was_live = order.status in _LIVE
        order.status = status
        if was_live and status not in _LIVE:
            self.release(order, order.leaves() if status != lifecycle.FILLED else 0)
            del self.live[order.number]
            self.ended[order.number] = order
            self.fresh_ends.append(order.state())
        return 0

    def state(self) -> object:
        """Return what the digest covers: live orders whole, ended ones as a running hash."""
        for end in self.fresh_ends:
            self.ends_digest = hashlib.sha256(self.ends_digest + _ENCODE(end)).digest()
        self.fresh_ends = []
        return self.count, self.ends_digest, [order.state() for order in self.live.values()]

    def snapshot(self) -> object:
        """Return the state with every ended order, so that a restored blotter answers late messages."""
        return self.state(), [order.state() for order in self.ended.values()]

    def restore(self, state: Any) -> None:
        (self.count, self.ends_digest, live), ended = state
        self.fresh_ends = []
        self.live = {one[0]: _order(one) for one in live}
        self.ended = {one[0]: _order(one) for one in ended}
        for working in self.working:
            working.buy = working.sell = 0
        for order in self.live.values():
            self.release(order, -order.leaves())


def _order(state: Any) -> Order:
    order = Order(state[0], state[1], state[2], state[3], state[4], state[5])
    order.kind, order.time_in_force, order.status, order.filled_quantity, order.cancel_pending = state[6:]
    return order
