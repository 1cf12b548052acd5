"""Brokers for tests: one that records what reaches another, and one that says exactly what a script tells it.

Both speak the Broker port that any broker speaks, and are driven by the real loop; neither knows the engine. The
scripted one has no market: an order is filled when the script says so, however late, twice or beyond its size.
"""

from __future__ import annotations

from collections.abc import Sequence

from mqk_core.domain.market import Tape
from mqk_core.ports import BrokerAck, BrokerEvent, BrokerOrder, BrokerReplace, SimulatedBroker


class RecordingBroker:
    """Passes everything on to another broker, and keeps what left the system."""

    def __init__(self, broker: SimulatedBroker) -> None:
        self._broker = broker
        self.sent: list[BrokerOrder] = []
        self.changed: list[BrokerReplace] = []
        self.asked: list[str] = []
        self.cancelled: list[str] = []

    def submit(self, order: BrokerOrder) -> None:
        """Keep the order, then pass it on."""
        self.sent.append(order)
        self._broker.submit(order)

    def replace(self, change: BrokerReplace) -> None:
        """Keep the change, then pass it on."""
        self.changed.append(change)
        self._broker.replace(change)

    def cancel(self, client_order_id: str) -> None:
        """Keep the request, then pass it on."""
        self.cancelled.append(client_order_id)
        self._broker.cancel(client_order_id)

    def query(self, client_order_id: str) -> None:
        """Keep the question, then pass it on."""
        self.asked.append(client_order_id)
        self._broker.query(client_order_id)

    def poll(self) -> Sequence[BrokerEvent]:
        """Return the other broker's news."""
        return self._broker.poll()

    def due(self, row: int) -> int:
        """Return the other broker's next row."""
        return self._broker.due(row)

    def reach(self, row: int) -> None:
        """Let the step happen to the other broker."""
        self._broker.reach(row)

    def settle(self, row: int) -> None:
        """Let the other broker answer."""
        self._broker.settle(row)


class ScriptedBroker:
    """Acknowledges each order in the step that sends it (unless it is `silent`), and then says what its script says.

    A message is told before the step of the first bar at or after its time; those of one time in the script's order.
    """

    def __init__(self, tape: Tape, script: Sequence[BrokerEvent], *, is_silent: bool = False) -> None:
        self._times = tape.times.tolist()
        self._script = sorted(script, key=lambda message: message.time)
        self._is_silent = is_silent
        self._incoming: list[BrokerOrder] = []
        self._news: list[BrokerEvent] = []

    def submit(self, order: BrokerOrder) -> None:
        """Take an order; nothing happens to it but by the script."""
        self._incoming.append(order)

    def replace(self, change: BrokerReplace) -> None:
        """Take a change; the script answers it, or nobody does."""

    def cancel(self, client_order_id: str) -> None:
        """Take a request; the script answers it, or nobody does."""

    def query(self, client_order_id: str) -> None:
        """Take a question; the script answers it, or nobody does."""

    def poll(self) -> Sequence[BrokerEvent]:
        """Return the news since the last call."""
        news, self._news = self._news, []
        return news

    def due(self, row: int) -> int:
        """Return the first row, at or after `row`, of a step before which a message is told; past the end if none."""
        if not self._script:
            return len(self._times)
        told = self._script[0].time
        while row < len(self._times) and self._times[row] < told:
            row += 1
        return row

    def reach(self, row: int) -> None:
        """Tell what is due before the step that begins at `row`."""
        while self._script and self._script[0].time <= self._times[row]:
            self._news.append(self._script.pop(0))

    def settle(self, row: int) -> None:
        """Acknowledge what came in."""
        if not self._is_silent:
            time = self._times[row - 1]
            self._news += [BrokerAck(order.client_order_id, "scripted", time) for order in self._incoming]
        self._incoming = []
