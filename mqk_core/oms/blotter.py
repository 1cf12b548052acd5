# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""Every order of the account session: live ones by number, ended ones kept so that late messages find them.

The blotter knows what works per instrument, in all and by book: positions plus working orders are the exposure that
the gate sees. Orders that only reduce are counted apart. Applying messages in any order, any number of times, gives
the same quantities. The digest of ended orders is a running hash, one link an end, so that the state stays as small as
what is live and is the same however often it is asked for.
"""

from __future__ import annotations

import hashlib
from typing import Any

import cython
import msgspec

from mqk_core.domain.intents import ApprovedIntent
from mqk_core.domain.orders import ENDS_WITH_DAY, Terms
from mqk_core.domain.reasons import OVERFILL
from mqk_core.oms import lifecycle
from mqk_core.oms.order import ASKED, HEAD, LAPSED, Leg, Order, restored

if cython.compiled:
    from cython.cimports.mqk_core.domain.money import add, magnitude, sub
else:
    from mqk_core.domain.money import add, magnitude, sub

_ENCODE = msgspec.msgpack.Encoder().encode
_TRANSITIONS = lifecycle.TRANSITIONS
_LIVE = lifecycle.LIVE
#: What changes an order that has ended; everything else is only recorded.
_NEWS = (lifecycle.FILL_PART, lifecycle.FILL_REST, lifecycle.FILL_BEYOND, lifecycle.BUST)


class Working:
    """What live orders of one instrument may still buy and sell, without sign; `guard…`: of those that only reduce."""

    def __init__(self) -> None:
        self.buy = self.sell = self.guard_buy = self.guard_sell = 0


class Blotter:
    """The orders of one engine. `record` is the number of the decision record that is being applied."""

    def __init__(self, instruments: int, books: int) -> None:
        self.live: dict[int, Order] = {}
        self.ended: dict[int, Order] = {}
        self.count = 0
        self.record = 0
        self.working = [Working() for _ in range(instruments)]
        self.books = [[Working() for _ in range(instruments)] for _ in range(books)]
        self.fresh_ends: list[object] = []
        self.ends_digest = bytes(32)

    def place(
        self, approved: ApprovedIntent, instrument: int, book: int, terms: Terms, parent: int, reduce_only: bool
    ) -> Order:
        """Make the order of an approved intent."""
        intent = approved.intent
        self.count += 1
        order = Order(self.count, instrument, book, intent.strategy, intent.symbol, intent.quantity, approved.effect)
        order.kind, order.time_in_force = terms.kind, terms.time_in_force
        order.parent, order.reduce_only = parent, reduce_only
        order.legs = [Leg(order.quantity, terms.limit, terms.stop, terms.trail, terms.trail_fraction, HEAD)]
        self.live[order.number] = order
        self.recount(order)
        return order

    def find(self, number: int) -> Order | None:
        order = self.live.get(number)
        return order if order is not None else self.ended.get(number)

    def move(self, order: Order, message: str) -> tuple[str, ...]:
        """Apply a message that brings no quantity; return the incidents, and QUERY where the broker must be asked."""
        if message == lifecycle.DONE_FOR_DAY and order.time_in_force not in ENDS_WITH_DAY:
            order.is_done_for_day = True
            message = lifecycle.WORKING
        elif message == lifecycle.ABSENT and order.is_acknowledged:
            message = lifecycle.VANISHED
        elif message == lifecycle.CANCEL_COMING:
            order.cancel_reported = True
        elif message == lifecycle.CANCEL_REJECT:
            order.cancel_pending = order.cancel_reported = False
        elif message == lifecycle.ACK or message == lifecycle.WORKING:
            order.is_acknowledged = True
        status, notes = _TRANSITIONS[order.status, message]
        if message == lifecycle.CANCEL_COMING and order.cancel_pending:
            notes = ()  # our own, on its way
        if order.number in self.live or message in _NEWS:
            self._enter(order, status)
        return notes

    def fill(self, order: Order, quantity: int) -> tuple[str, ...]:
        """Count an execution of signed `quantity`; return the incidents."""
        order.attributed = add(order.attributed, quantity)
        return self._count_fills(order)

    def report(self, order: Order, filled: int) -> tuple[str, ...]:
        """Take note of a cumulative total, signed; return the incidents."""
        if magnitude(filled) > magnitude(order.reported):
            order.reported = filled
        return self._count_fills(order)

    def bust(self, order: Order, quantity: int) -> tuple[str, ...]:
        """Take a signed execution back; return the incidents."""
        order.busted = add(order.busted, quantity)
        order.filled_quantity = sub(self._gross(order), order.busted)
        return self.move(order, lifecycle.BUST)

    def _gross(self, order: Order) -> int:
        if magnitude(order.reported) > magnitude(order.attributed):
            return order.reported
        return order.attributed

    def _count_fills(self, order: Order) -> tuple[str, ...]:
        filled = sub(self._gross(order), order.busted)
        is_news = filled != order.filled_quantity
        order.filled_quantity = filled
        order.is_acknowledged = True
        if not is_news:
            return self.move(order, lifecycle.WORKING)
        left = sub(magnitude(order.quantity), magnitude(filled))
        message = lifecycle.FILL_PART if left > 0 else lifecycle.FILL_REST if left == 0 else lifecycle.FILL_BEYOND
        return self.move(order, message)

    def request_cancel(self, order: Order) -> int:
        order.cancel_pending = True
        return 0

    def request_replace(self, order: Order, quantity: int, terms: Terms) -> int:
        """Ask for another leg; return its number."""
        order.legs.append(Leg(quantity, terms.limit, terms.stop, terms.trail, terms.trail_fraction, ASKED))
        self.recount(order)
        return len(order.legs) - 1

    def replaced(self, order: Order, number: int) -> tuple[str, ...]:
        """The broker works leg `number`: it is the head, unless a later one is already; return the incidents."""
        order.is_acknowledged = True
        if number <= order.leg:
            return self.move(order, lifecycle.WORKING) if order.status in _LIVE else ()
        for passed in range(order.leg, number):
            order.legs[passed].status = lifecycle.REPLACED
        leg: Leg = order.legs[number]
        leg.status = HEAD
        order.leg = number
        order.quantity = leg.quantity
        status, notes = _TRANSITIONS[order.status, lifecycle.REPLACE]
        if magnitude(order.filled_quantity) > magnitude(order.quantity):
            notes = (*notes, OVERFILL)
        self._enter(order, status)
        return notes

    def replace_rejected(self, order: Order, number: int) -> tuple[str, ...]:
        leg: Leg = order.legs[number]
        if leg.status == ASKED:
            leg.status = LAPSED
        return self.move(order, lifecycle.REPLACE_REJECT)

    def restate(self, order: Order, quantity: int, limit: int, stop: int, sequence: int) -> bool:
        """Adopt what the broker changed by itself; False: it told a later change before."""
        if sequence <= order.sequence:
            return False
        order.sequence = sequence
        leg = order.head()
        leg.quantity, leg.limit, leg.stop = quantity, limit, stop
        order.quantity = quantity
        is_by_fills = order.status in _LIVE or order.status == lifecycle.FILLED
        self._enter(order, lifecycle.BY_FILLS if is_by_fills else order.status)
        return True

    def split(self, instrument: int, numerator: int, denominator: int, lot: int, tick: int) -> int:
        """Restate the live orders of an instrument in the shares after a split."""
        for order in self.live.values():
            if order.instrument == instrument:
                order.split(numerator, denominator, lot, tick)
                self.recount(order)
        return 0

    def recount(self, order: Order) -> int:
        """Count what the order may still trade among what works."""
        leaves = order.leaves()
        change = leaves - order.counted
        order.counted = leaves
        total = self.working[order.instrument]
        own = self.books[order.book][order.instrument]
        if order.reduce_only:
            if order.quantity > 0:
                total.guard_buy = add(total.guard_buy, change)
                own.guard_buy = add(own.guard_buy, change)
            else:
                total.guard_sell = add(total.guard_sell, change)
                own.guard_sell = add(own.guard_sell, change)
        elif order.quantity > 0:
            total.buy = add(total.buy, change)
            own.buy = add(own.buy, change)
        else:
            total.sell = add(total.sell, change)
            own.sell = add(own.sell, change)
        return 0

    def _enter(self, order: Order, status: str) -> int:
        """Give the order its status; an end lets its requests lapse, but a cancelled leg waits for its replaces."""
        number = order.number
        was_live = number in self.live
        if status == lifecycle.BY_FILLS:  # whatever leads here, the broker knows the order
            order.is_acknowledged = True
            status = order.by_fills()
        order.status = status
        if order.status not in _LIVE:
            order.cancel_pending = order.cancel_reported = False
            if order.status != lifecycle.CANCELLED:
                for leg in order.legs:
                    if leg.status == ASKED:
                        leg.status = LAPSED
        self.recount(order)
        is_live = order.is_live()
        if is_live:
            order.evidence = 0
            if not was_live:
                del self.ended[number]
                self.live[number] = order
        else:
            if was_live:
                order.evidence = self.record
                del self.live[number]
                self.ended[number] = order
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
        self.live = {one[0]: restored(one) for one in live}
        self.ended = {one[0]: restored(one) for one in ended}
        for working in [*self.working, *[one for book in self.books for one in book]]:
            working.buy = working.sell = working.guard_buy = working.guard_sell = 0
        for order in self.live.values():
            self.recount(order)
