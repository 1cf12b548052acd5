# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""The simulated exchange: a broker whose market is the tape. It sees orders and bars, never the engine.

Requests wait in one queue until `settle` answers them in their order; `reach` lets a step happen to what rests. How an
order is served stands in docs/decisions/0007-exchange.md; the bar itself in `matching.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import cython

from mqk_core.domain.market import Tape
from mqk_core.ports import (
    BrokerEvent,
    BrokerOrder,
    BrokerReplace,
    VenueSetup,
)
from mqk_core.sim.account import Account
from mqk_core.sim.actions import UP
from mqk_core.sim.admission import NO_MARKET, UNSUPPORTED_KIND
from mqk_core.sim.desk import Desk
from mqk_core.sim.matching import Matching
from mqk_core.sim.resting import Queue
from mqk_core.sim.splits import Splits
from mqk_core.sim.timeline import Timeline
from mqk_core.sim.trades import Trades
from mqk_core.sim.watch import Watch

if cython.compiled:
    from cython.cimports.mqk_core.domain.money import product
else:
    from mqk_core.domain.money import product

__all__ = ["NO_MARKET", "UNSUPPORTED_KIND", "SimulatedExchange"]


class SimulatedExchange:
    """Implements `Broker`, and `SimulatedMarket` for the shell that owns the tape."""

    def __init__(self, venue: VenueSetup) -> None:
        tape: Tape = venue.tape
        self.symbols = tape.symbols
        self.timeline = Timeline(tape, venue.terms)
        self.account = Account(venue)
        self.trades = Trades(venue, self.timeline, self.account)
        self.splits = Splits(self.trades)
        self.matching = Matching(self.trades)
        self.watch = Watch(self.timeline, len(tape.symbols))
        self.desk = Desk(venue, self.matching, self.watch)
        self.rows = tape.rows
        self.requests: list[BrokerOrder | BrokerReplace | tuple[str, bool]] = []
        self.charged_row = -1

    def submit(self, order: BrokerOrder) -> None:
        self.requests.append(order)

    def replace(self, change: BrokerReplace) -> None:
        self.requests.append(change)

    def cancel(self, client_order_id: str) -> None:
        self.requests.append((client_order_id, True))

    def query(self, client_order_id: str) -> None:
        self.requests.append((client_order_id, False))

    def poll(self) -> Sequence[BrokerEvent]:
        events = self.trades.events
        if events:
            self.trades.events = []
        return events

    def due(self, row: int) -> int:
        """Return the first row, at or after `row`, of a step in which something may happen to an order or the account.

        At most some hundred rows are looked at; where the look ends counts as such a row. Past the end if nothing may.
        """
        line = self.timeline
        i = self.rows
        is_resting = self.trades.live or self.desk.pending
        if is_resting:
            i = self.watch.look(row)
        if is_resting or self.account.carries:
            acts = self.trades.actions.next_row()
            if acts >= row:
                i = min(i, acts)
            if self.account.owes():
                i = min(i, line.day_end(row))
        while row < i < self.rows and line.times[i - 1] == line.times[i]:
            i -= 1
        return i

    def reach(self, row: int) -> None:
        """Let the step that begins at `row` happen to what rests."""
        line = self.timeline
        if row >= self.rows:
            return
        time = line.times[row]
        self._apply_actions(row + 1, row, time)
        i = row
        while i < self.rows and line.times[i] == time:
            k = line.instrument[i]
            queue: Queue = self.trades.queues[k]
            if (queue.live or queue.changes) and not self._is_quiet(i):
                p = line.position(k, i)
                if queue.changes:
                    self.desk.take_effect(queue, p, i, time)
                self.matching.meet(queue, p, i)
                queue.compact()
                self._watch_again(queue, k, p + 1)
            i += 1

    def _is_quiet(self, i: int) -> bool:
        return self.watch.is_quiet(i)

    def _watch_again(self, queue: Queue, k: int, p: int) -> int:
        self.watch.reset(k)
        for order in queue.orders:
            if not order.is_ended:
                self.watch.add(order, p)
        for change in queue.changes:
            self.watch.by(k, change.first)
        return 0

    def _apply_actions(self, until: int, row: int, time: int) -> int:
        """Bring the actions before row `until` into force, in the step whose bars from `row` on have not happened."""
        acts = self.trades.actions.next_row()
        if 0 <= acts < until:
            for k in self.splits.apply(until, time):
                self._watch_again(self.trades.queues[k], k, self.timeline.position(k, row))
        return 0

    def settle(self, row: int) -> None:
        """Answer what came in since the last step; `row` is the number of tape rows that have happened."""
        time = self.timeline.times[row - 1] if row > 0 else 0
        self._apply_actions(row, row, time)
        self.desk.round += 1
        requests = self.requests
        if requests:
            self.requests = []
            for request in requests:
                if type(request) is BrokerOrder:
                    self.desk.submit(request, row, time)
                elif type(request) is BrokerReplace:
                    self.desk.replace(request, row, time)
                else:
                    client_order_id, is_cancel = cast(tuple[str, bool], request)
                    if is_cancel:
                        self.desk.cancel(client_order_id, row, time)
                    else:
                        self.desk.report(client_order_id, time)
        if self.account.carries and row != self.charged_row and row > 0:
            self._carry(row, time)

    def _carry(self, row: int, time: int) -> int:
        """Charge for the night after a trading day's last step: short positions first, then negative cash."""
        line = self.timeline
        nights = line.days[row] - line.days[row - 1] if row < self.rows else 1
        if nights <= 0:
            return 0
        self.charged_row = row
        account, events = self.account, self.trades.events
        if account.shorts > 0:
            for k, symbol in enumerate(self.symbols):
                held = account.positions[k]
                if held < 0:
                    close = self.desk.newest_close(k, row, UP)
                    value = product(close, product(-held, self.trades.multipliers[k]))
                    account.borrow(symbol, value, nights, time, events)
        account.finance(nights, time, events)
        return 0
