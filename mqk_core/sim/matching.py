# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""One bar against the orders of its symbol: the open, what lies within, the close; every doubt goes against the order.

A stop is touched, a limit is traded through; what happens at the open is done before anything within the bar. Prices
here are before costs; `trades.py` makes the fills.
"""

from __future__ import annotations

import cython

from mqk_core.sim.prices import Prices
from mqk_core.sim.resting import Queue, Resting
from mqk_core.sim.timeline import Timeline
from mqk_core.sim.trades import Trades

if cython.compiled:
    from cython.cimports.mqk_core.sim.trades import AT_CLOSE, AT_OPEN, WITHIN
else:
    from mqk_core.sim.trades import AT_CLOSE, AT_OPEN, WITHIN


class Matching:
    """Decides which orders trade in a bar, in which order, and at what market price."""

    def __init__(self, trades: Trades) -> None:
        self.trades = trades
        self.timeline: Timeline = trades.timeline
        self.prices: Prices = trades.prices

    def meet(self, queue: Queue, p: int, i: int) -> int:
        """Let the bar at position `p`, row `i`, happen to the orders of its symbol."""
        time, day, trades = self.timeline.times[i], self.timeline.days[i], self.trades
        for order in queue.orders:
            if order.expiry == p and order.day != day and not order.is_ended:
                trades.expire(order, time)
        for order in queue.orders:
            if not order.is_ended:
                self._open(order, p, i, time)
        self._end_singles(queue, p, time, False)
        for order in queue.orders:
            if order.reduce_only and order.has_stop and not order.has_limit and not order.is_ended:
                self._within(order, p, i, time)
        for order in queue.orders:
            if not (order.reduce_only and order.has_stop and not order.has_limit) and not order.is_ended:
                self._within(order, p, i, time)
        if self.timeline.ends[i]:
            self._close(queue, p, i, time)
        for order in queue.orders:
            if order.is_ended:
                continue
            if order.expiry == p:
                trades.expire(order, time)
            elif order.is_trailing:
                self._trail(order, p, i)
        return 0

    def _open(self, order: Resting, p: int, i: int, time: int) -> int:
        """Fill what acts at the open."""
        opened, working = self.timeline.opens[i], order.working()
        is_elsewhere = order.is_single and (p != order.at or order.is_close)
        if working <= 0 or p < order.first or is_elsewhere:
            return 0
        is_entered = order.entry_row == i
        if order.is_market:
            price = 0 if is_entered else self.prices.of_market(order, order.side * working, i)
            return self._trade(order, working, price, AT_OPEN, p, i, time) if price else 0
        if order.has_stop and not order.is_triggered:
            if order.side * (opened - order.level) < 0:
                return 0
            order.trigger(i, i + is_entered)
        if order.has_limit and not (order.limit_from <= i and order.side * (order.limit - opened) > 0):
            return 0
        return self._trade(order, working, self.prices.at_open(order, i), AT_OPEN, p, i, time)

    def _end_singles(self, queue: Queue, p: int, time: int, is_close: bool) -> int:
        """Expire what looked at nothing but this open, or this close."""
        for order in queue.orders:
            if order.is_single and order.at == p and order.is_close == is_close and not order.is_ended:
                self.trades.expire(order, time)
        return 0

    def _within(self, order: Resting, p: int, i: int, time: int) -> int:
        """Fill what the bar reaches after its open."""
        price = self._price_within(order, p, i)
        if not price:
            return 0
        if order.has_stop and order.has_limit and not order.is_triggered:
            return order.trigger(i, i + 1)  # its limit lives from the next bar
        is_level = order.has_stop and not order.has_limit
        if not is_level and self._is_kept_out(order, p, i):
            return 0
        if not self._is_worst(order, price, p, i):
            return 0
        if is_level:
            order.trigger(i, 0)
        return self._trade(order, order.working(), price, WITHIN, p, i, time)

    def _is_kept_out(self, order: Resting, p: int, i: int) -> bool:
        """Return whether a target may not fill because of what its parent did in this bar."""
        if order.woken_row != i:
            return False
        if order.woken_where != AT_OPEN or order.stopped_row == i:
            return True
        for child in order.family or ():
            if child is not order and child.has_stop and p >= child.first and self._is_touched(child, i):
                return True
        return False

    def _price_within(self, order: Resting, p: int, i: int) -> int:
        """Return the price that an order would meet within the bar; 0 for none. A stop-limit's is its stop."""
        if order.is_single or order.is_market or p < order.first or order.working() <= 0:
            return 0
        if order.has_stop and not order.is_triggered:
            return order.level if self._is_touched(order, i) else 0
        return order.limit if order.has_limit and order.limit_from <= i and self._is_through(order, i) else 0

    def _is_touched(self, order: Resting, i: int) -> bool:
        reached: int = self.timeline.highs[i] if order.side > 0 else self.timeline.lows[i]
        return order.side * (reached - order.level) >= 0

    def _is_through(self, order: Resting, i: int) -> bool:
        reached: int = self.timeline.lows[i] if order.side > 0 else self.timeline.highs[i]
        return order.side * (order.limit - reached) > 0

    def _is_worst(self, order: Resting, price: int, p: int, i: int) -> bool:
        """Return whether no other entry of its group would do worse in this bar, by its close; of equals, the first."""
        if order.mates is None or order.reduce_only:
            return True
        closed = self.timeline.closes[i]
        loss = order.side * (price - closed)
        for mate in order.mates:
            if mate is order or mate.reduce_only or mate.k != order.k:
                continue
            other = self._price_within(mate, p, i)
            if not other or (mate.has_stop and mate.has_limit and not mate.is_triggered):
                continue
            other_loss = mate.side * (other - closed)
            if other_loss > loss or (other_loss == loss and mate.sequence < order.sequence):
                return False
        return True

    def _close(self, queue: Queue, p: int, i: int, time: int) -> int:
        """Fill what acts at the close of a session's last bar."""
        closed = self.timeline.closes[i]
        for order in queue.orders:
            working = order.working()
            if not order.is_close or order.at != p or order.is_ended or working <= 0:
                continue
            if order.has_limit and order.side * (order.limit - closed) <= 0:
                continue
            if order.woken_row == i and (order.woken_where == AT_CLOSE or self._is_kept_out(order, p, i)):
                continue
            self._trade(order, working, closed, AT_CLOSE, p, i, time)
        return self._end_singles(queue, p, time, True)

    def _trail(self, order: Resting, p: int, i: int) -> int:
        """Take the bar's extreme into a trailing stop, for the bars that follow."""
        if not order.extreme or p < order.first:
            return 0
        reached = self.timeline.highs[i] if order.side < 0 else self.timeline.lows[i]
        if order.entry_row == i and order.entry_where != AT_OPEN:
            reached = self.timeline.closes[i]
        if order.side * (order.extreme - reached) > 0:
            order.extreme = reached
            order.level_from(self.trades.ticks[order.k])
        return 0

    def _trade(self, order: Resting, quantity: int, price: int, where: int, p: int, i: int, time: int) -> int:
        """Fill an order, and let the children that it wakes act at once."""
        children = order.children
        filled = self.trades.fill(order, quantity, price, i, time, where)
        if filled and children is not None and where != AT_CLOSE:
            for child in sorted(children, key=_turn):
                if child.is_ended:
                    continue
                if where == AT_OPEN:
                    self._open(child, p, i, time)
                elif child.has_stop:
                    self._after_entry(child, price, p, i, time)
        return 0

    def _after_entry(self, child: Resting, price: int, p: int, i: int, time: int) -> int:
        """Fill a stop after its entry within the bar: at the entry's price if beyond it, else where it is touched."""
        working = child.working()
        if working <= 0 or p < child.first or child.is_single or (child.is_triggered and child.trigger_row != i):
            return 0
        is_beyond = child.side * (price - child.level) >= 0
        if not is_beyond and not self._is_touched(child, i):
            return 0
        child.trigger(i, i + 1)
        if child.has_limit:
            return 0
        return self._trade(child, working, price if is_beyond else child.level, WITHIN, p, i, time)

    def fill_at_once(self, order: Resting, i: int, time: int) -> int:
        """Fill a market order in a bar that has happened; what ioc and fok leave expires."""
        working = order.leaves
        price = self.prices.of_model(order.side * working, i)
        self._trade(order, working, price, AT_CLOSE, 0, i, time)
        if order.is_single and not order.is_ended:
            self.trades.expire(order, time)
        return 0


def _turn(child: Resting) -> tuple[bool, int]:
    # Stops before targets, then in the order of submission.
    return not child.has_stop, child.sequence
