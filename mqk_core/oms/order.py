# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""One order: the chain of its legs, what was filled of it, and the requests that the broker has not answered.

Quantities are signed (a sale is negative), in units of 1e-8. The head leg is what the broker works; a replaced leg's
messages belong to the chain. How messages move an order is `blotter.py`'s and `lifecycle.py`'s.
"""

from __future__ import annotations

from typing import Any

import cython

from mqk_core.domain.orders import Terms
from mqk_core.domain.ticks import after_split, limit_price, price_after_split, stop_price
from mqk_core.oms import lifecycle

if cython.compiled:
    from cython.cimports.mqk_core.domain.money import magnitude
else:
    from mqk_core.domain.money import magnitude

ASKED = "asked"
HEAD = "head"
#: Asked for when its order ended, or refused: if the broker works it all the same, it is the head.
LAPSED = "lapsed"

_LIVE = lifecycle.LIVE


class Leg:
    """One form of an order: its total quantity over the chain, its prices, and whether it is asked for or works."""

    def __init__(self, quantity: int, limit: int, stop: int, trail: int, trail_fraction: int, status: str) -> None:
        self.quantity = quantity
        self.limit = limit
        self.stop = stop
        self.trail = trail
        self.trail_fraction = trail_fraction
        self.status = status

    def terms(self, kind: str, time_in_force: str) -> Terms:
        """Return how this leg is to be executed."""
        return Terms(kind, time_in_force, self.limit, self.stop, self.trail, self.trail_fraction)

    def state(self) -> object:
        return self.quantity, self.limit, self.stop, self.trail, self.trail_fraction, self.status


class Order:
    """One order; `number` is the engine's own.

    Attributes
    ----------
    book : index of the strategy's book. `parent`, `group`, `reduce_only`: as of `Submit`.
    attributed : what executions gave, also those taken back later; `reported` the highest cumulative total that the
        broker told; `busted` what was taken back. What was filled is the larger of the first two less the third.
    filled_value : money of what is filled, without sign; `provisional_value`: of the part that no execution explains.
    cancel_tries, queries : how often a cancel was sent, and the broker asked. cancel_doubted : it said "not open".
    ticket : what its strategy knows it by; 0: nothing.
    counted : what it counts for among what works, without sign.
    evidence : number of the decision record behind its end; 0 while it is live.
    """

    def __init__(
        self, number: int, instrument: int, book: int, strategy: str, symbol: str, quantity: int, effect: str
    ) -> None:
        self.number = number
        self.instrument = instrument
        self.book = book
        self.strategy = strategy
        self.symbol = symbol
        self.effect = effect
        self.kind = "market"
        self.time_in_force = "gtc"
        self.parent = self.group = self.ticket = 0
        self.reduce_only = False
        self.leg = 0
        self.legs: list[Leg] = []
        self.quantity = quantity
        self.status = lifecycle.PENDING_SUBMIT
        self.attributed = self.reported = self.busted = self.filled_quantity = 0
        self.filled_value = self.provisional_value = 0
        self.cancel_pending = False
        self.cancel_reported = False
        self.cancel_doubted = False
        self.cancel_tries = self.queries = 0
        self.is_acknowledged = False
        self.is_done_for_day = False
        self.counted = 0
        self.sequence = 0
        self.evidence = 0

    def is_live(self) -> bool:
        """Return whether the broker may still fill it; a cancelled leg waits for the answers to its replaces."""
        if self.status in _LIVE:
            return True
        return self.status == lifecycle.CANCELLED and self.is_asked()

    def is_asked(self) -> bool:
        """Return whether a replace is not answered yet."""
        for leg in self.legs:  # noqa: SIM110 - compiled, a generator costs more than the search
            if leg.status == ASKED:
                return True
        return False

    def leaves(self) -> int:
        """Return what may still be filled at the worst, without sign: of the head, or of a leg that is asked for."""
        most = magnitude(self.quantity) if self.status in _LIVE else 0
        is_waiting = self.status in _LIVE or self.status == lifecycle.CANCELLED
        for leg in self.legs:
            if is_waiting and leg.status == ASKED and magnitude(leg.quantity) > most:
                most = magnitude(leg.quantity)
        left = most - magnitude(self.filled_quantity)
        return left if left > 0 else 0

    def unattributed(self) -> int:
        """Return what a cumulative report told and no execution explains yet, signed."""
        if magnitude(self.reported) <= magnitude(self.attributed):
            return 0
        return self.reported - self.attributed

    def by_fills(self) -> str:
        """Return the status that the fills of the chain give."""
        filled = magnitude(self.filled_quantity)
        if filled == 0:
            return lifecycle.ACCEPTED
        return lifecycle.FILLED if filled >= magnitude(self.quantity) else lifecycle.PARTIALLY_FILLED

    def displayed(self) -> str:
        """Return the one word that a person reads."""
        if self.status in _LIVE:
            if self.cancel_pending or self.cancel_reported:
                return "pending_cancel"
            if self.is_asked():
                return "pending_replace"
            if self.status == lifecycle.UNKNOWN:
                return self.status
            if self.is_done_for_day:
                return lifecycle.DONE_FOR_DAY
        return self.status

    def head(self) -> Leg:
        leg: Leg = self.legs[self.leg]
        return leg

    def newest_leg(self) -> int:
        """Return the leg by which the broker will know the order once it has answered what was asked."""
        newest = self.leg
        for number in range(self.leg, len(self.legs)):
            leg: Leg = self.legs[number]
            if leg.status == ASKED:
                newest = number
        return newest

    def terms(self) -> Terms:
        """Return how the head is to be executed."""
        return self.head().terms(self.kind, self.time_in_force)

    def split(self, numerator: int, denominator: int, lot: int, tick: int) -> int:
        """Restate quantities and prices in the shares after a split; what is left is cut to whole lots."""
        filled = after_split(self.filled_quantity, numerator, denominator)
        is_buy = self.quantity > 0
        for leg in self.legs:
            left = after_split(leg.quantity - self.filled_quantity, numerator, denominator)
            leg.quantity = filled + (left // lot * lot if left > 0 else -(-left // lot * lot))
            if leg.limit:
                leg.limit = limit_price(price_after_split(leg.limit, numerator, denominator), is_buy, tick)
            if leg.stop:
                leg.stop = stop_price(price_after_split(leg.stop, numerator, denominator), is_buy, tick, is_exit=True)
            leg.trail = price_after_split(leg.trail, numerator, denominator)
        self.quantity = self.head().quantity
        self.attributed = after_split(self.attributed, numerator, denominator)
        self.reported = after_split(self.reported, numerator, denominator)
        self.busted = after_split(self.busted, numerator, denominator)
        self.filled_quantity = filled
        return 0

    def state(self) -> object:
        legs: list[Leg] = self.legs
        return (
            self.number, self.instrument, self.book, self.strategy, self.symbol, self.quantity, self.effect,
            self.kind, self.time_in_force, self.parent, self.group, self.ticket, self.reduce_only, self.leg,
            [leg.state() for leg in legs], self.status, self.attributed, self.reported, self.busted,
            self.filled_quantity, self.filled_value, self.provisional_value, self.cancel_pending,
            self.cancel_reported, self.cancel_doubted, self.cancel_tries, self.queries, self.is_acknowledged,
            self.is_done_for_day, self.sequence, self.evidence,
        )  # fmt: skip


def restored(state: Any) -> Order:
    """Return the order that `Order.state` described."""
    order = Order(state[0], state[1], state[2], state[3], state[4], state[5], state[6])
    (
        order.kind, order.time_in_force, order.parent, order.group, order.ticket, order.reduce_only, order.leg, legs,
        order.status, order.attributed, order.reported, order.busted, order.filled_quantity, order.filled_value,
        order.provisional_value, order.cancel_pending, order.cancel_reported, order.cancel_doubted, order.cancel_tries,
        order.queries, order.is_acknowledged, order.is_done_for_day, order.sequence, order.evidence,
    ) = state[7:]  # fmt: skip
    order.legs = [Leg(*leg) for leg in legs]
    return order
