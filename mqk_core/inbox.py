"""From a broker's message to the engine's event, exactly once.

Brokers know orders by client order id and fills by execution id; the engine knows its own numbers and no foreign id.
The inbox maps between them, remembers every execution, and drops what was applied before.
"""

from __future__ import annotations

from typing import Final

from mqk_core.domain.events import Acked, Cancelled, CancelRejected, Expired, Filled, OrderEvent, Rejected
from mqk_core.domain.money import INT64_MAX, INT64_MIN
from mqk_core.errors import InvariantViolation
from mqk_core.ports import (
    BrokerAck,
    BrokerCancelled,
    BrokerCancelReject,
    BrokerEvent,
    BrokerExpired,
    BrokerFill,
    BrokerReject,
)

_NUMBER_DIGITS_MAX: Final = 18
_REASON_MAX: Final = 200


class Inbox:
    """Translates one account session's messages; `prefix` begins every client order id of the session."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._executions: dict[str, BrokerFill] = {}

    def translate(self, event: BrokerEvent, row: int) -> OrderEvent | None:
        """Return the engine's event for a message that arrives at tape position `row`; None if it was applied before.

        Raises
        ------
        InvariantViolation : the client order id is not of this session, or an execution id came with another body.
        """
        number = self._number(event.client_order_id)
        if type(event) is BrokerFill:
            known = self._executions.get(event.execution_id)
            if known is not None:
                return self._repeated(known, event)
            _check_amounts(event)
            self._executions[event.execution_id] = event
            return Filled(row, event.time, number, 0, event.quantity, event.price, event.fee)
        if type(event) is BrokerAck:
            return Acked(row, event.time, number, 0)
        if type(event) is BrokerReject:
            return Rejected(row, event.time, number, 0, str(event.reason)[:_REASON_MAX])
        if type(event) is BrokerCancelled:
            return Cancelled(row, event.time, number, 0)
        if type(event) is BrokerExpired:
            return Expired(row, event.time, number, 0)
        if type(event) is BrokerCancelReject:
            return CancelRejected(row, event.time, number, 0)
        raise InvariantViolation(f"the broker sent a {type(event).__name__}, which no broker may; it was not applied")

    def _number(self, client_order_id: str) -> int:
        prefix, _, number = client_order_id.rpartition("-")
        is_number = number.isascii() and number.isdecimal() and number[0] != "0" and len(number) <= _NUMBER_DIGITS_MAX
        if prefix != self._prefix or not is_number:
            raise InvariantViolation(
                f"message for order {client_order_id}: expected an id of this session, {self._prefix}-NUMBER; "
                "it was not applied; another session's orders never count here"
            )
        return int(number)

    @staticmethod
    def _repeated(known: BrokerFill, event: BrokerFill) -> None:
        if (known.client_order_id, known.quantity, known.price) != (event.client_order_id, event.quantity, event.price):
            raise InvariantViolation(
                f"execution {event.execution_id} came again with another body: expected {known}, found {event}; "
                "the second was not applied (EXECUTION_CONFLICT); compare with the broker's statement"
            )


def _check_amounts(fill: BrokerFill) -> None:
    """Refuse a fill whose numbers no ledger could book, before anything is told of it."""
    for amount in (fill.time, fill.quantity, fill.price, fill.fee):
        if type(amount) is not int or not INT64_MIN <= amount <= INT64_MAX:
            raise InvariantViolation(
                f"execution {str(fill.execution_id)[:99]} of order {fill.client_order_id} holds {str(amount)[:99]!r}; "
                "expected whole numbers within 64 bits, in units of 1e-8; it was not applied; mend the broker's adapter"
            )
