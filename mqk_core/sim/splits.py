# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""Corporate actions come into force: on what rests and waits, on what is covered, on the account. Each once, in order.

A dividend changes no order. What an order was before a split is not kept.
"""

from __future__ import annotations

import cython
import msgspec

from mqk_core.domain.actions import SPLIT
from mqk_core.sim.actions import ActionsInForce
from mqk_core.sim.resting import Change, Resting
from mqk_core.sim.trades import Trades

if cython.compiled:
    from cython.cimports.mqk_core.domain.money import product
    from cython.cimports.mqk_core.sim.admission import flaw_of_change
    from cython.cimports.mqk_core.sim.resting import scaled, scaled_price
else:
    from mqk_core.domain.money import product
    from mqk_core.sim.admission import flaw_of_change
    from mqk_core.sim.resting import scaled, scaled_price


class Splits:
    """Brings the actions of a tape into force."""

    def __init__(self, trades: Trades) -> None:
        self.trades = trades
        self.actions: ActionsInForce = trades.actions

    def apply(self, until: int, time: int) -> list[int]:
        """Bring the actions before row `until` into force; return the symbols whose orders have changed."""
        changed = []
        ledger = self.actions
        while ledger.done < ledger.count and ledger.actions[ledger.done].row < until:
            action = ledger.actions[ledger.done]
            ledger.done += 1
            k = action.instrument
            if action.kind == SPLIT:
                self._split(k, action.numerator, action.denominator, time)
                changed.append(k)
            else:
                account = self.trades.account
                held = product(account.positions[k], self.trades.multipliers[k])
                account.cash = account.cash + product(action.amount, held)
        return changed

    def _split(self, k: int, numerator: int, denominator: int, time: int) -> int:
        trades = self.trades
        queue = trades.queues[k]
        tick, lot = trades.ticks[k], trades.lots[k]
        trades.account.hold(k, scaled(trades.account.positions[k], numerator, denominator))
        for cover in queue.covers.values():
            cover.quantity = scaled(cover.quantity, numerator, denominator)
        for change in queue.changes:
            self._restate(change, numerator, denominator, tick, lot)
        for order in queue.orders:
            if not order.is_ended:
                order.split(numerator, denominator, tick, lot)
        for order in sorted(queue.orders, key=_number):
            if not order.is_ended and order.is_spent():
                trades.cancel(order, time)
        for cover in queue.covers.values():
            if cover.protective:
                trades.protect(queue, cover, time)
        return 0

    def _restate(self, change: Change, numerator: int, denominator: int, tick: int, lot: int) -> int:
        """Say a replace that waits in the shares after a split; what is refused anyway stays as it was asked."""
        asked, order = change.replace, change.order
        if asked is None or order.is_ended or flaw_of_change(order, asked, tick, lot):
            return 0
        quantity = scaled(abs(asked.quantity), numerator, denominator) // lot * lot
        change.replace = msgspec.structs.replace(
            asked,
            quantity=order.side * quantity,
            limit=scaled_price(asked.limit, denominator, numerator, tick, -order.side),
            stop=scaled_price(asked.stop, denominator, numerator, tick, -order.side),
            trail=scaled_price(asked.trail, denominator, numerator, 1, 0),
        )
        return 0


def _number(order: Resting) -> int:
    return order.number
