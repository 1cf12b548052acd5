# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""One bar against the orders of its symbol: the open, what lies within, the close; every doubt goes against the order.

A stop is touched, a limit is traded through; what happens at the open is done before anything within the bar. Prices
here are before costs; `trades.py` makes the fills.
"""

from __future__ import annotations

import cython

from mqk_core.domain.money import INT64_MAX, SCALE
from mqk_core.ports import FillModel, VenueSetup
from mqk_core.sim.fill_models import NextOpen
from mqk_core.sim.resting import Queue, Resting
from mqk_core.sim.splits import Splits
from mqk_core.sim.timeline import Timeline
from mqk_core.sim.trades import Trades

if cython.compiled:
    from cython.cimports.mqk_core.sim.models import check_amount
    from cython.cimports.mqk_core.sim.trades import AT_CLOSE, AT_OPEN, WITHIN
else:
    from mqk_core.sim.models import check_amount
    from mqk_core.sim.trades import AT_CLOSE, AT_OPEN, WITHIN


class Matching:
    """Decides which orders trade in a bar, in which order, and at what market price."""

    def __init__(self, venue: VenueSetup, trades: Trades, splits: Splits) -> None:
        self.trades = trades
        self.timeline: Timeline = trades.timeline
        self.splits = splits
        self.fills: FillModel = venue.fills
        self.same_bar = venue.fills.same_bar
        self.takes_open = self.same_bar or type(venue.fills) is NextOpen  # no need to ask the model
        self.gap_fraction = venue.terms.gap_fraction
        self.is_stress = venue.terms.is_stress

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
        opened, working = self.timeline.opens[i], order.working(i)
        is_elsewhere = order.is_single and (p != order.at or order.is_close)
        if working <= 0 or p < order.first or is_elsewhere:
            return 0
        if order.is_market:
            price = self._market_price(order, order.side * working, i)
        elif order.has_stop and not order.is_triggered:
            if order.side * (opened - order.level) < 0:
                return 0
            order.is_triggered, order.limit_from = True, i
            price = self._gapped(order, opened)
        else:
            price = self._gapped(order, opened)
        if order.has_limit and not (order.limit_from <= i and order.side * (order.limit - opened) > 0):
            return 0
        self._trade(order, working, price, AT_OPEN, p, i, time, False)
        return 0

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
        if order.has_stop and not order.is_triggered:
            if order.has_limit:  # its limit lives from the next bar
                order.is_triggered, order.limit_from = True, i + 1
                return 0
            if not self._is_worst(order, price, p, i):
                return 0
            order.is_triggered = True
        elif not self._is_worst(order, price, p, i):
            return 0
        self._trade(order, order.working(i), price, WITHIN, p, i, time, False)
        return 0

    def _price_within(self, order: Resting, p: int, i: int) -> int:
        """Return the price that an order would meet within the bar; 0 for none. A stop-limit's is its stop."""
        if order.is_single or order.is_market or p < order.first or order.working(i) <= 0:
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
            working = order.working(i)
            if not order.is_close or order.at != p or order.is_ended or working <= 0:
                continue
            if order.has_limit and order.side * (order.limit - closed) <= 0:
                continue
            price = closed
            if order.is_market:
                price = self._stressed(order, order.side * working, price, i)
            self._trade(order, working, price, AT_CLOSE, p, i, time, False)
        return self._end_singles(queue, p, time, True)

    def _trail(self, order: Resting, p: int, i: int) -> int:
        """Take the bar's extreme into a trailing stop, for the bars that follow."""
        if order.is_triggered or not order.extreme or p < order.first:
            return 0
        reached = self.timeline.highs[i] if order.side < 0 else self.timeline.lows[i]
        if order.entry_row == i and order.entry_where != AT_OPEN:
            reached = self.timeline.closes[i]
        if order.side * (order.extreme - reached) > 0:
            order.extreme = reached
            order.level_from(self.trades.ticks[order.k])
        return 0

    def _trade(
        self, order: Resting, quantity: int, price: int, where: int, p: int, i: int, time: int, is_fresh: bool
    ) -> int:
        """Fill an order, and let the children that it wakes act at once."""
        children = order.children
        filled = self.trades.fill(order, quantity, price, i, time, where, is_fresh)
        if filled and children is not None and where != AT_CLOSE:
            self._wake(children, price, where, p, i, time)
        return 0

    def _wake(self, children: list[Resting], price: int, where: int, p: int, i: int, time: int) -> int:
        """Let fresh children act on what is left of the entry's bar: the open first, stops before targets."""
        is_touched = False
        if where == AT_OPEN:
            for child in children:
                if child.has_stop and self._wake_at_open(child, p, i, time):
                    is_touched = True
            for child in children:
                if not child.has_stop:
                    self._wake_at_open(child, p, i, time)
        for child in children:
            if child.has_stop and self._wake_within(child, price, where, p, i, time):
                is_touched = True
        if where == AT_OPEN and not is_touched:
            for child in children:
                is_target = child.has_limit and not child.has_stop and not child.is_single
                if is_target and self._is_fresh(child, p, i) and self._is_through(child, i):
                    self._trade(child, child.fresh, child.limit, WITHIN, p, i, time, True)
        return 0

    def _is_fresh(self, child: Resting, p: int, i: int) -> bool:
        return not child.is_ended and child.fresh_row == i and child.fresh > 0 and p >= child.first

    def _wake_at_open(self, child: Resting, p: int, i: int, time: int) -> bool:
        """Fill a child that is beyond its level at the entry's open; return whether it was a stop that was reached."""
        opened = self.timeline.opens[i]
        is_elsewhere = child.is_single and (p != child.at or child.is_close)
        if child.is_market or is_elsewhere or not self._is_fresh(child, p, i):
            return False
        if not child.has_stop:
            if child.side * (child.limit - opened) > 0:
                self._trade(child, child.fresh, self._gapped(child, opened), AT_OPEN, p, i, time, True)
            return False
        if child.has_limit:
            return self._trigger(child, child.side * (opened - child.level) >= 0, i)
        if not child.is_triggered and child.side * (opened - child.level) < 0:
            return False
        child.is_triggered = True
        self._trade(child, child.fresh, self._gapped(child, opened), AT_OPEN, p, i, time, True)
        return True

    def _wake_within(self, child: Resting, price: int, where: int, p: int, i: int, time: int) -> bool:
        """Fill a stop that the bar touches after the entry; return whether it does."""
        if child.is_single or not self._is_fresh(child, p, i):
            return False
        is_beyond = where == WITHIN and child.side * (price - child.level) >= 0
        is_touched = is_beyond or self._is_touched(child, i)
        if child.has_limit:
            return self._trigger(child, is_touched, i)
        if child.is_triggered or not is_touched:
            return False
        child.is_triggered = True
        self._trade(child, child.fresh, price if is_beyond else child.level, WITHIN, p, i, time, True)
        return True

    def _trigger(self, child: Resting, is_reached: bool, i: int) -> bool:
        # A stop-limit that triggers in its entry's bar: its limit lives from the next one.
        if is_reached and not child.is_triggered:
            child.is_triggered, child.limit_from = True, i + 1
        return is_reached

    def fill_at_once(self, order: Resting, i: int, time: int) -> int:
        """Fill a market order in a bar that has happened; what ioc and fok leave expires."""
        working = order.leaves
        price = self._model_price(order.side * working, i)
        self._trade(order, working, price, AT_CLOSE, 0, i, time, False)
        if order.is_single and not order.is_ended:
            self.trades.expire(order, time)
        return 0

    def _model_price(self, signed: int, i: int) -> int:
        line = self.timeline
        price = self.fills.market_price(signed, line.opens[i], line.highs[i], line.lows[i], line.closes[i])
        check_amount(self.fills, "price", price, 1, INT64_MAX)
        return price

    def _market_price(self, order: Resting, signed: int, i: int) -> int:
        """Return what a market order pays at the open of the bar at row `i`, under the venue's terms."""
        price = self.timeline.opens[i] if self.takes_open else self._model_price(signed, i)
        if self.gap_fraction:
            price = _worse(order.side, price, self._gapped(order, self.timeline.opens[i]))
        return self._stressed(order, signed, price, i)

    def _stressed(self, order: Resting, signed: int, price: int, i: int) -> int:
        """Return the worse of a price and that of the bar in which the order would have acted without latency."""
        line = self.timeline
        if not self.is_stress or order.parent is not None or order.base >= line.begins[order.k + 1]:
            return price
        b = line.row_of[order.base]
        if b >= i:
            return price
        if order.is_close:
            before = line.closes[b]
        else:
            before = line.opens[b] if self.takes_open else self._model_price(signed, b)
        return _worse(order.side, price, self.splits.price_since(order.k, before, b, i, order.side > 0))

    def _gapped(self, order: Resting, price: int) -> int:
        """Return a price at an open, moved against the order by the gap, but not below one tick."""
        if not self.gap_fraction:
            return price
        moved: int = price + order.side * -(-cython.cast(object, price) * self.gap_fraction // SCALE)
        return max(moved, min(price, self.trades.ticks[order.k]))


def _worse(side: int, one: int, other: int) -> int:
    return max(one, other) if side > 0 else min(one, other)
