# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""What the exchange answers: to an order, a replace, a cancel, a query. Who calls says when.

Every id ever seen leads to the order whose leg it is, or to nothing if it was turned away. Any id of an order's legs
reaches the order; what the exchange says of it carries the newest.
"""

from __future__ import annotations

from typing import cast

import cython

from mqk_core.domain.money import INT64_MAX
from mqk_core.ports import (
    BrokerAbsent,
    BrokerAck,
    BrokerCancelReject,
    BrokerOrder,
    BrokerReject,
    BrokerReplace,
    BrokerReplaced,
    BrokerReplaceReject,
    BrokerReport,
    VenueSetup,
)
from mqk_core.sim.actions import HALF_EVEN, ActionsInForce
from mqk_core.sim.admission import (
    DUPLICATE_ID,
    INVALID_PRICE,
    INVALID_QUANTITY,
    NO_MARKET,
    NOT_OPEN,
    NOTHING_HELD,
    UNKNOWN_PARENT,
    UNKNOWN_SYMBOL,
)
from mqk_core.sim.matching import Matching
from mqk_core.sim.resting import REJECTED, Change, Cover, Ended, Queue, Resting
from mqk_core.sim.timeline import Timeline
from mqk_core.sim.trades import Trades
from mqk_core.sim.watch import Watch

if cython.compiled:
    from cython.cimports.mqk_core.sim.admission import flaw_of_change, flaw_of_order
    from cython.cimports.mqk_core.sim.resting import ended_of
else:
    from mqk_core.sim.admission import flaw_of_change, flaw_of_order
    from mqk_core.sim.resting import ended_of

#: Of an order that nobody has looked at yet.
_NOBODY = Cover()


class Desk:
    """All orders by id, and what becomes of requests."""

    def __init__(self, venue: VenueSetup, matching: Matching, watch: Watch) -> None:
        self.index = {symbol: k for k, symbol in enumerate(venue.tape.symbols)}
        self.trades: Trades = matching.trades
        self.timeline: Timeline = matching.timeline
        self.actions: ActionsInForce = matching.trades.actions
        self.matching = matching
        self.watch = watch
        self.same_bar = matching.prices.same_bar
        self.is_delayed = venue.terms.latency_bars > 0 or venue.terms.latency_ns > 0
        self.pending = 0
        self.sequence = 0
        self.round = 0

    def submit(self, order: BrokerOrder, row: int, time: int) -> int:
        """Accept or reject an order."""
        try:
            resting = Resting(order, _NOBODY)
        except OverflowError:
            reason = INVALID_PRICE if abs(order.quantity) <= INT64_MAX else INVALID_QUANTITY
            return self._reject(order.client_order_id, reason, time)
        k = resting.k = self.index.get(resting.symbol, -1)
        is_known = self.trades.orders.setdefault(resting.client_order_id, resting) is not resting
        reason = self._flaw(resting, row, is_known)
        if reason:
            if not is_known:
                self.trades.orders[resting.client_order_id] = None
            return self._reject(resting.client_order_id, reason, time)
        queue: Queue = self.trades.queues[k]
        self.trades.events.append(BrokerAck(resting.client_order_id, "sim-" + resting.client_order_id, time))
        self.sequence += 1
        resting.sequence = resting.number = self.sequence
        resting.lot = self.trades.lots[k]
        resting.cover = queue.cover(resting.book)
        self._time(resting, row)
        if not queue.live and not queue.changes:
            self.watch.reset(k)
        self.trades.enter(resting, queue)
        if resting.parent_id:
            self._attach(resting, time)
        elif resting.is_trailing:
            resting.extreme = self.newest_close(k, row, HALF_EVEN)
            resting.level_from(self.trades.ticks[k])
        if resting.held:
            self._hold(resting, resting.held, time)
        if self._fills_at_once(resting):
            self._fill_at_once(resting, row, time)
        if not resting.is_ended:
            self.watch.add(resting, self.timeline.position(k, row))
        return 0

    def _reject(self, client_order_id: str, reason: str, time: int) -> int:
        self.trades.orders.setdefault(client_order_id, None)
        self.trades.events.append(BrokerReject(client_order_id, reason, time))
        return 0

    def _flaw(self, order: Resting, row: int, is_known: bool) -> str:
        """Return why an order is turned away; empty if it is not."""
        k = order.k
        if k < 0:
            return UNKNOWN_SYMBOL
        flaw: str = flaw_of_order(order, self.trades.ticks[k], self.trades.lots[k])
        if flaw:
            return flaw
        if is_known:
            return DUPLICATE_ID
        if order.parent_id:
            return "" if self._is_parent(self.trades.orders.get(order.parent_id), order) else UNKNOWN_PARENT
        is_priced_now = order.is_trailing or self._fills_at_once(order)
        if is_priced_now and self.timeline.position(k, row) == self.timeline.begins[k]:
            return NO_MARKET
        if order.reduce_only and (order.held == 0 or (order.held > 0) == (order.side > 0)):
            return NOTHING_HELD
        return ""

    def _is_parent(self, parent: Resting | Ended | None, order: Resting) -> bool:
        if parent is None:
            return False
        is_living = type(parent) is Resting and not parent.is_ended
        if not is_living and not self._ended(parent).filled:
            return False
        return parent.k == order.k and parent.book == order.book and parent.side != order.side

    def _fills_at_once(self, order: Resting) -> bool:
        if not self.same_bar or not order.is_market or order.parent_id:
            return False
        return not order.is_open and not order.is_close

    def _time(self, order: Resting, row: int) -> int:
        """Say which bars an order meets."""
        line, k = self.timeline, order.k
        order.base = line.position(k, row)
        order.first = order.at = line.first(k, row) if self.is_delayed else order.base
        if order.is_open:
            order.base, order.at = line.opening(k, order.base), line.opening(k, order.first)
        elif order.is_close:
            order.base, order.at = line.closing(k, order.base), line.closing(k, order.first)
        elif order.is_day:
            order.day = line.last_day(k, row)
            order.expiry = line.expiry(k, row, order.day)
        return 0

    def _attach(self, child: Resting, time: int) -> int:
        """Let a child wait for what its parent has not filled yet."""
        entry_price = self._join(child, self.trades.orders[child.parent_id])
        if entry_price:  # it has filled in a bar that is over
            child.entry_row = 0
            if child.is_trailing:
                child.extreme = entry_price
                child.level_from(self.trades.ticks[child.k])
        if child.working() > 0:
            self.trades.protect(self.trades.queues[child.k], child.cover, time)
        if not child.is_ended and child.is_spent():
            self.trades.complete(child, time)
        return 0

    def _join(self, child: Resting, parent: Resting | Ended | None) -> int:
        """Let a child know its parent; return the price of its first fill, 0 for none. A split since its end counts."""
        if type(parent) is Resting and not parent.is_ended:
            living: Resting = parent
            if living.children is None:
                living.children = []
            child.family = living.children
            child.family.append(child)
            child.woken = living.filled
            return living.entry_price
        ended = self._ended(parent)
        child.woken = self.actions.quantity_since(child.k, ended.filled, ended.done)
        child.is_orphan = True
        return self.actions.price_since(child.k, ended.entry_price, ended.done)

    def _ended(self, order: Resting | Ended | None) -> Ended:
        # A former id of a chain still leads to the order itself.
        kept = self.trades.orders[order.client_order_id] if type(order) is Resting else order
        return cast(Ended, kept)

    def _live(self, client_order_id: str) -> Resting | None:
        """Return the order if it works, whichever of its legs is named."""
        found = self.trades.orders.get(client_order_id)
        return found if type(found) is Resting and not found.is_ended else None

    def _hold(self, order: Resting, held: int, time: int) -> int:
        """Take over what the book holds, as it was before the fills of this round; 0 says nothing about it."""
        cover = order.cover
        if held and order.reduce_only:
            cover.quantity = held + (cover.moved if cover.round == self.round else 0)
            self.trades.protect(self.trades.queues[order.k], cover, time)
        return 0

    def _fill_at_once(self, order: Resting, row: int, time: int) -> int:
        before = order.cover.quantity
        newest = self.timeline.row_of[self.timeline.position(order.k, row) - 1]
        if not order.is_ended:
            self.matching.fill_at_once(order, newest, time)
        cover = order.cover
        cover.moved = cover.quantity - before + (cover.moved if cover.round == self.round else 0)
        cover.round = self.round
        return 0

    def newest_close(self, k: int, row: int, rounding: int) -> int:
        newest = self.timeline.row_of[self.timeline.position(k, row) - 1]
        return self.actions.price_of_bar(k, self.timeline.closes[newest], newest, rounding)

    def cancel(self, client_order_id: str, row: int, time: int) -> int:
        order = self._live(client_order_id)
        if order is None:
            self.trades.events.append(BrokerCancelReject(client_order_id, time, True))
        elif self.is_delayed:
            self._delay(client_order_id, order, None, row)
        else:
            self.trades.cancel(order, time)
        return 0

    def _delay(self, client_order_id: str, order: Resting, replace: BrokerReplace | None, row: int) -> int:
        first = self.timeline.first(order.k, row)
        queue: Queue = self.trades.queues[order.k]
        queue.changes.append(Change(client_order_id, order, replace, first))
        self.pending += 1
        self.watch.by(order.k, first)
        return 0

    def take_effect(self, queue: Queue, p: int, row: int, time: int) -> int:
        """Bring the cancels and replaces into force that reach the bar at position `p`, in the order asked."""
        changes, queue.changes = queue.changes, []
        for change in changes:
            if change.first > p:
                queue.changes.append(change)
                continue
            self.pending -= 1
            if change.replace is not None:
                self._change(change.order, change.replace, row, time)
            elif change.order.is_ended:
                self.trades.events.append(BrokerCancelReject(change.client_order_id, time, True))
            else:
                self.trades.cancel(change.order, time)
        return 0

    def replace(self, change: BrokerReplace, row: int, time: int) -> int:
        order = self._live(change.replaces)
        if change.client_order_id in self.trades.orders:
            self.trades.events.append(BrokerReplaceReject(change.client_order_id, DUPLICATE_ID, time))
            return 0
        if order is None:
            return self._refuse(change, NOT_OPEN, time)
        self.trades.orders[change.client_order_id] = order
        if not self._flaw_of_change(order, change):
            self._hold(order, change.held, time)
        if self.is_delayed:
            return self._delay(change.client_order_id, order, change, row)
        return self._change(order, change, row, time)

    def _refuse(self, change: BrokerReplace, reason: str, time: int) -> int:
        self.trades.orders[change.client_order_id] = None
        self.trades.events.append(BrokerReplaceReject(change.client_order_id, reason, time))
        return 0

    def _flaw_of_change(self, order: Resting, change: BrokerReplace) -> str:
        flaw: str = flaw_of_change(order, change, self.trades.ticks[order.k], self.trades.lots[order.k])
        return flaw

    def _change(self, order: Resting, change: BrokerReplace, row: int, time: int) -> int:
        """Replace an order now, before the bars from `row` on."""
        reason = NOT_OPEN if order.is_ended else self._flaw_of_change(order, change)
        if reason:
            return self._refuse(change, reason, time)
        total = abs(change.quantity)
        is_same_stop = (
            order.stop == change.stop and order.trail == change.trail and order.trail_fraction == change.trail_fraction
        )
        keeps_place = is_same_stop and order.limit == change.limit and total <= order.total
        order.client_order_id = change.client_order_id
        self.trades.events.append(BrokerReplaced(change.client_order_id, "sim-" + change.client_order_id, time))
        order.limit, order.stop = change.limit, change.stop
        order.trail, order.trail_fraction = change.trail, change.trail_fraction
        if not is_same_stop:
            order.is_triggered, order.trigger_row, order.limit_from = False, -1, 0
            if order.is_trailing and order.extreme:
                order.level_from(self.trades.ticks[order.k])
            elif not order.is_trailing:
                order.level = order.stop
        if not keeps_place:
            queue: Queue = self.trades.queues[order.k]
            self.sequence += 1
            order.sequence = self.sequence
            queue.orders.remove(order)
            queue.orders.append(order)
        self._resize(order, total, time)
        if not order.is_ended:
            self.watch.add(order, self.timeline.position(order.k, row))
        return 0

    def _resize(self, order: Resting, total: int, time: int) -> int:
        """Give an order a new total; what is filled already ends it."""
        order.total = max(total, order.filled)
        order.leaves = order.total - order.filled
        if order.is_spent():
            self.trades.complete(order, time)
        return 0

    def report(self, client_order_id: str, time: int) -> int:
        """Say what is known of an order."""
        found = self.trades.orders.get(client_order_id)
        if found is not None:
            is_working = type(found) is Resting and not found.is_ended
            order = ended_of(found, self.actions.done) if is_working else self._ended(found)
            report = BrokerReport(client_order_id, order.status, order.side * order.filled, order.mean, time)
            self.trades.events.append(report)
        elif client_order_id in self.trades.orders:
            self.trades.events.append(BrokerReport(client_order_id, REJECTED, 0, 0, time))
        else:
            self.trades.events.append(BrokerAbsent(client_order_id, time))
        return 0
