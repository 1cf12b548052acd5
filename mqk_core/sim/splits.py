# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""Corporate actions in force: on what rests, on what is covered, on the account. Each once, in the order of the tape.

A dividend changes no order. What an order was before a split is not kept; what an older price is now, is asked here.
"""

from __future__ import annotations

import cython

from mqk_core.domain.actions import SPLIT, CorporateAction
from mqk_core.ports import VenueSetup
from mqk_core.sim.trades import Trades

if cython.compiled:
    from cython.cimports.mqk_core.domain.money import product
    from cython.cimports.mqk_core.sim.resting import scaled, scaled_price
else:
    from mqk_core.domain.money import product
    from mqk_core.sim.resting import scaled, scaled_price


class Splits:
    """The actions of a tape, and how many of them are in force."""

    def __init__(self, venue: VenueSetup, trades: Trades) -> None:
        self.trades = trades
        self.actions: list[CorporateAction] = sorted(venue.actions, key=lambda action: action.row)
        self.count = len(self.actions)
        self.done = 0

    def next_row(self) -> int:
        """Return the row before which the next action comes into force; -1: there is none."""
        return self.actions[self.done].row if self.done < self.count else -1

    def apply(self, until: int, time: int) -> list[int]:
        """Bring the actions before row `until` into force; return the symbols whose orders have changed."""
        changed = []
        while self.done < self.count and self.actions[self.done].row < until:
            action = self.actions[self.done]
            self.done += 1
            if action.kind == SPLIT:
                self._split(action.instrument, action.numerator, action.denominator, time)
                changed.append(action.instrument)
            else:
                account = self.trades.account
                account.cash = account.cash + product(action.amount, account.positions[action.instrument])
        return changed

    def _split(self, k: int, numerator: int, denominator: int, time: int) -> int:
        trades = self.trades
        queue = trades.queues[k]
        trades.account.hold(k, scaled(trades.account.positions[k], numerator, denominator))
        for cover in queue.covers.values():
            cover.quantity = scaled(cover.quantity, numerator, denominator)
        for order in queue.orders:
            if not order.is_ended:
                order.split(numerator, denominator, trades.ticks[k], trades.lots[k])
        for order in queue.orders:
            if not order.is_ended and not order.leaves:
                trades.cancel(order, time)
        for cover in queue.covers.values():
            if cover.protective:
                trades.protect(queue, cover, time)
        return 0

    def price_since(self, k: int, price: int, bar: int, row: int, is_up: bool) -> int:
        """Return a price of the bar at row `bar` as it would be quoted at `row`, in units of 1e-8, rounded as told."""
        for action in self.actions[: self.done]:
            if action.instrument == k and action.kind == SPLIT and bar < action.row <= row:
                price = scaled_price(price, action.denominator, action.numerator, 1, is_up)
        return price
