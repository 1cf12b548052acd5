# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""What a fill is and what follows from it: price and fee, the rest of its group, its children, what a book holds.

Every live order is in the queue of its symbol. Whether and at what market price one fills is decided in `matching.py`.
"""

from __future__ import annotations

import cython
import numpy as np

from mqk_core.domain.money import INT64_MAX, SCALE
from mqk_core.ports import BrokerCancelled, BrokerEvent, BrokerExpired, BrokerFill, VenueSetup
from mqk_core.sim.account import Account
from mqk_core.sim.actions import ActionsInForce
from mqk_core.sim.prices import Prices
from mqk_core.sim.resting import CANCELLED, EXPIRED, FILLED, Cover, Ended, Queue, Resting
from mqk_core.sim.timeline import Timeline

if cython.compiled:
    from cython.cimports.mqk_core.domain.money import add, product
    from cython.cimports.mqk_core.sim.models import check_amount
    from cython.cimports.mqk_core.sim.resting import ended_of
else:
    from mqk_core.domain.money import add, product
    from mqk_core.sim.models import check_amount
    from mqk_core.sim.resting import ended_of

#: Where in its bar an entry filled: what its children can still see of the bar depends on it.
AT_OPEN = 1
WITHIN = 2
AT_CLOSE = 3

#: So many ended orders a queue may hold beside as many as live in it.
_ENDED_MAX = 16


class Trades:
    """The queues of all symbols, what they hold, and the messages that nobody has fetched yet.

    `orders` has every id ever seen: what rests, what is kept of an ended order, or None for what was turned away.
    """

    def __init__(self, venue: VenueSetup, timeline: Timeline, account: Account) -> None:
        instruments = venue.instruments
        self.timeline = timeline
        self.account = account
        self.costs = venue.costs
        self.actions = ActionsInForce(venue.actions)
        self.prices = Prices(venue, timeline, self.actions)
        self.ticks = np.array([each.tick for each in instruments], np.int64).data
        self.lots = np.array([each.lot for each in instruments], np.int64).data
        self.multipliers = np.array([each.multiplier for each in instruments], np.int64).data
        self.cap = venue.terms.volume_cap
        self.is_capped = self.cap is not None
        self.queues = [Queue() for _ in instruments]
        self.orders: dict[str, Resting | Ended | None] = {}
        self.groups: dict[str, list[Resting]] = {}
        self.events: list[BrokerEvent] = []
        self.executions = 0
        self.live = 0

    def enter(self, order: Resting, queue: Queue) -> int:
        """Let an accepted order rest."""
        if len(queue.orders) > 2 * queue.live + _ENDED_MAX:
            queue.compact()
        queue.orders.append(order)
        queue.live += 1
        self.live += 1
        if order.reduce_only:
            order.cover.protective += 1
        if order.group:
            order.mates = self.groups.setdefault(order.group, [])
            order.mates.append(order)
        return 0

    def fill(self, order: Resting, quantity: int, market: int, i: int, time: int, where: int) -> int:
        """Fill up to `quantity` (without sign) against the bar at row `i`; return how much was filled.

        `market` is the price before costs.

        Raises
        ------
        InvariantViolation : the cost model improves the price, or gives no amount.  AmountOverflow : its value leaves
        64 bits.
        """
        queue: Queue = self.queues[order.k]
        quantity = self._allowed(order, queue, quantity, i)
        if not quantity:
            return 0
        signed = order.side * quantity
        price = self.prices.with_costs(order, signed, market, i)
        if self.prices.is_stress and order.is_market:
            price = self.prices.with_hindsight(order, signed, price, i)
        value = product(price, product(quantity, self.multipliers[order.k]))
        fee = self.costs.commission(signed, value)
        check_amount(self.costs, "commission", fee, 0, INT64_MAX)
        self.executions += 1
        self.events.append(
            BrokerFill(
                order.client_order_id,
                "sim-x" + str(self.executions),
                signed,
                price,
                fee,
                time,
                order.symbol,
            )
        )
        queue.used = quantity + (queue.used if queue.used_row == i else 0)
        queue.used_row = i
        order.book_fill(quantity, price)
        order.cover.quantity = add(order.cover.quantity, signed)
        self.account.trade(order.k, signed, value, fee)
        self._follow(order, queue, quantity, price, i, time, where)
        return quantity

    def _allowed(self, order: Resting, queue: Queue, quantity: int, i: int) -> int:
        """Cut a quantity to what the book holds and to what the bar has left; all or nothing if it must be."""
        if order.reduce_only:
            quantity = min(quantity, max(-order.side * order.cover.quantity, 0))
        if self.is_capped:
            lot = self.lots[order.k]
            room = (self.cap * self.timeline.volumes[i] // SCALE) // lot * lot
            quantity = min(quantity, max(room - (queue.used if queue.used_row == i else 0), 0))
        return 0 if order.is_fok and quantity < order.working() else quantity

    def _follow(self, order: Resting, queue: Queue, quantity: int, price: int, i: int, time: int, where: int) -> int:
        if order.family is not None and order.has_stop:
            for child in order.family:
                child.stopped_row = i
        if order.children is not None:
            self._wake(order, quantity, price, i, where)
        if order.mates is not None:
            self._take_from_group(order, quantity, time)
        if order.is_spent():
            self.complete(order, time)
        if order.cover.protective:
            self.protect(queue, order.cover, time)
        return 0

    def _wake(self, parent: Resting, quantity: int, price: int, i: int, where: int) -> int:
        """Let children work for what their parent just filled."""
        for child in parent.children or ():
            child.woken += quantity
            child.woken_row, child.woken_where = i, where
            if child.entry_row < 0:
                child.entry_row, child.entry_where = i, where
                if child.is_trailing:
                    child.extreme = price
                    child.level_from(self.ticks[child.k])
        return 0

    def _take_from_group(self, order: Resting, quantity: int, time: int) -> int:
        """An exit's fill takes as much from the others; an entry's fill ends them."""
        for mate in list(order.mates or ()):
            if mate is order or mate.is_ended:
                continue
            if order.reduce_only:
                mate.leaves = max(mate.leaves - quantity, 0)
            if not order.reduce_only or mate.is_spent():
                self.cancel(mate, time)
        return 0

    def protect(self, queue: Queue, cover: Cover, time: int) -> int:
        """Cancel what is awake and could only open a position of this book."""
        for order in queue.orders:
            is_awake = not order.is_ended and order.reduce_only and order.working() > 0
            if is_awake and order.cover is cover and order.side * cover.quantity >= 0:
                self.cancel(order, time)
        return 0

    def complete(self, order: Resting, time: int) -> int:
        """End an order that has nothing left; what it never was allowed to fill is cancelled."""
        if order.filled < order.total:
            return self.cancel(order, time)
        return self._end(order, FILLED, time)

    def cancel(self, order: Resting, time: int) -> int:
        """End an order by a cancel."""
        self.events.append(BrokerCancelled(order.client_order_id, time))
        return self._end(order, CANCELLED, time)

    def expire(self, order: Resting, time: int) -> int:
        """End an order whose time has passed."""
        self.events.append(BrokerExpired(order.client_order_id, time))
        return self._end(order, EXPIRED, time)

    def _end(self, order: Resting, status: str, time: int) -> int:
        """End an order; its children are good for what it filled, and go with it if that is nothing."""
        queue: Queue = self.queues[order.k]
        order.is_ended, order.status = True, status
        self.orders[order.client_order_id] = ended_of(order, self.actions.done)
        queue.live -= 1
        self.live -= 1
        if order.reduce_only:
            order.cover.protective -= 1
        if order.mates is not None:
            order.mates.remove(order)
        if order.family is not None:
            order.family.remove(order)
            order.family = None
        children, order.children = order.children, None
        if children is not None:
            for child in list(children):
                child.is_orphan = True
            for child in list(children):
                if not child.is_ended and child.is_spent():
                    self.cancel(child, time)
        return 0
