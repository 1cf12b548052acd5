# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""The simulated exchange: a broker whose market is the tape. It sees orders and bars, never the engine.

A market order acts at the next bar of its symbol, or in the deciding bar itself when the fill model says so. Orders of
one bar act in the order of their submission; a cancel is in force before the bar that it reaches.
"""

from __future__ import annotations

from collections.abc import Sequence

from mqk_core.domain.market import Tape
from mqk_core.domain.money import INT64_MAX
from mqk_core.errors import InvariantViolation
from mqk_core.ports import (
    BrokerAck,
    BrokerCancelled,
    BrokerCancelReject,
    BrokerEvent,
    BrokerFill,
    BrokerOrder,
    BrokerReject,
    VenueSetup,
)

UNSUPPORTED_KIND = "UNSUPPORTED_KIND"
NO_MARKET = "NO_MARKET"


class SimulatedExchange:
    """Implements `Broker`, and `SimulatedMarket` for the shell that owns the tape."""

    def __init__(self, venue: VenueSetup) -> None:
        tape: Tape = venue.tape
        self.tape = tape
        self.fills = venue.fills
        self.costs = venue.costs
        self.index = {symbol: k for k, symbol in enumerate(tape.symbols)}
        self.ticks = [instrument.tick for instrument in venue.instruments]
        self.times, self.instrument = tape.times.data, tape.instrument.data
        self.opens, self.highs = tape.open.data, tape.high.data
        self.lows, self.closes = tape.low.data, tape.close.data
        self.rows = tape.rows
        self.executions = 0
        self.resting: list[BrokerOrder] = []
        self.incoming: list[BrokerOrder] = []
        self.cancels: list[str] = []
        self.events: list[BrokerEvent] = []

    def submit(self, order: BrokerOrder) -> None:
        self.incoming.append(order)

    def cancel(self, client_order_id: str) -> None:
        self.cancels.append(client_order_id)

    def poll(self) -> Sequence[BrokerEvent]:
        events = self.events
        if events:
            self.events = []
        return events

    def due(self, row: int) -> int:
        """Return the first row, at or after `row`, of a step with a bar of a symbol that has an order.

        Past the end if there is none.
        """
        i: int = self.rows
        if not self.resting:
            return i
        wanted = {self.index[order.symbol] for order in self.resting}
        i = row
        while i < self.rows and self.instrument[i] not in wanted:
            i += 1
        while 0 < i < self.rows and self.times[i - 1] == self.times[i]:
            i -= 1
        return i

    def reach(self, row: int) -> None:
        """Let the step that begins at `row` happen to the resting orders."""
        bars = {}
        i = row
        while i < self.rows and self.times[i] == self.times[row]:
            bars[self.instrument[i]] = i
            i += 1
        kept = []
        for order in self.resting:
            at = bars.get(self.index[order.symbol])
            if at is None:
                kept.append(order)
            else:
                self._execute(order, at, self.times[at])
        self.resting = kept

    def settle(self, row: int) -> None:
        """Answer what came in since the last step; `row` is the number of tape rows that have happened."""
        time = self.times[row - 1]
        for order in self.incoming:
            if order.kind != "market" or order.symbol not in self.index:
                self.events.append(BrokerReject(order.client_order_id, UNSUPPORTED_KIND, time))
                continue
            ack = BrokerAck(order.client_order_id, "sim-" + order.client_order_id, time)
            if self.fills.same_bar:
                k = self.index[order.symbol]
                i = row - 1
                while i >= 0 and self.instrument[i] != k:
                    i -= 1
                if i < 0:
                    self.events.append(BrokerReject(order.client_order_id, NO_MARKET, time))
                    continue
                self.events.append(ack)
                self._execute(order, i, time)
            else:
                self.events.append(ack)
                self.resting.append(order)
        self.incoming = []
        for client_order_id in self.cancels:
            kept = [order for order in self.resting if order.client_order_id != client_order_id]
            answer = BrokerCancelReject if len(kept) == len(self.resting) else BrokerCancelled
            self.resting = kept
            self.events.append(answer(client_order_id, time))
        self.cancels = []

    def _execute(self, order: BrokerOrder, i: int, time: int) -> int:
        """Fill the whole order against bar `i`, at the model's price moved by its costs."""
        quantity = order.quantity
        market = self.fills.market_price(quantity, self.opens[i], self.highs[i], self.lows[i], self.closes[i])
        _check(self.fills, "price", market, 1)
        price = self.costs.price(
            quantity, market, self.ticks[self.index[order.symbol]], self.highs[i], self.lows[i]
        )
        _check(self.costs, "price", price, market if quantity > 0 else 1, INT64_MAX if quantity > 0 else market)
        fee = self.costs.commission(quantity, abs(price * quantity) // 100_000_000)
        _check(self.costs, "commission", fee, 0)
        self.executions += 1
        self.events.append(
            BrokerFill(order.client_order_id, "sim-x" + str(self.executions), quantity, price, fee, time)
        )
        return 0


def _check(model: object, what: str, amount: object, least: int, most: int = INT64_MAX) -> None:
    """Refuse an amount of a model that no ledger could book, or that would improve the result."""
    if type(amount) is not int or not least <= amount <= most:
        raise InvariantViolation(
            f"{type(model).__name__} gave {what} {str(amount)[:200]!r}; expected an int from {least} to {most} in "
            "units of 1e-8 (costs never improve a price); nothing was filled; mend the model"
        )
