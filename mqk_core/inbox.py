# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""From a broker's message to the engine's events, exactly once.

Brokers know orders by client order id and fills by execution id; the engine knows its own numbers and no foreign id.
The inbox maps between them, remembers every execution with its revision, and drops what was applied before. A bust that
comes before its execution waits for it. What names no order of this session is told as foreign, where money moved.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, get_args

from mqk_core.domain import reasons
from mqk_core.domain.events import (
    Acked,
    Busted,
    BustUnmatched,
    Cancelled,
    CancelPending,
    CancelRejected,
    Charged,
    Conflict,
    DoneForDay,
    EngineEvent,
    Expired,
    Filled,
    ForeignFill,
    ProvenAbsent,
    Rejected,
    Replaced,
    ReplaceRejected,
    Reported,
    Restated,
    SubmitUnknown,
)
from mqk_core.domain.money import INT64_MAX, INT64_MIN
from mqk_core.errors import InvariantViolation
from mqk_core.ports import (
    BrokerAbsent,
    BrokerAck,
    BrokerBust,
    BrokerCancelled,
    BrokerCancelPending,
    BrokerCancelReject,
    BrokerCharge,
    BrokerCorrection,
    BrokerDoneForDay,
    BrokerEvent,
    BrokerExpired,
    BrokerFill,
    BrokerForeignFill,
    BrokerReject,
    BrokerReplaced,
    BrokerReplaceReject,
    BrokerReport,
    BrokerRestated,
    BrokerSubmitUnknown,
)

_NUMBER_DIGITS_MAX: Final = 18
_TEXT_MAX: Final = 200
_NOTHING: Final[tuple[EngineEvent, ...]] = ()

#: Messages that say nothing but their order.
_PLAIN: Final[dict[type, Callable[..., Any]]] = {
    BrokerAck: Acked,
    BrokerCancelled: Cancelled,
    BrokerExpired: Expired,
    BrokerDoneForDay: DoneForDay,
    BrokerCancelPending: CancelPending,
    BrokerReplaced: Replaced,
    BrokerReplaceReject: ReplaceRejected,
    BrokerSubmitUnknown: SubmitUnknown,
    BrokerAbsent: ProvenAbsent,
}


class Execution:
    """An execution as it was last told; `event` is what the engine booked for it, None while it is taken back."""

    def __init__(self, body: tuple[object, ...], revision: int, event: Filled | None) -> None:
        self.body = body
        self.revision = revision
        self.event = event


class Inbox:
    """Translates one account session's messages; `prefix` begins every client order id of the session.

    `foreign` counts messages about orders of others that moved no money and were left alone.
    """

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix + "-"
        self.executions: dict[str, Execution] = {}
        self.busted_before: set[str] = set()
        self.seen: set[str] = set()
        self.foreign = 0

    def translate(self, message: BrokerEvent, row: int) -> tuple[EngineEvent, ...]:
        """Return the engine's events for a message that arrives at tape position `row`; none if it was applied before.

        Raises
        ------
        InvariantViolation : a number in it is no whole number of 64 bits, or it is no message at all.
        """
        kind = type(message)
        if kind not in _ALL:
            raise InvariantViolation(
                f"the broker sent a {kind.__name__}, which no broker may; it was not applied; mend its adapter"
            )
        if isinstance(message, BrokerFill):
            return self._fill(message, row)
        if isinstance(message, (BrokerForeignFill, BrokerCharge)):
            return self._without_order(message, row)
        _check_amounts(message.client_order_id, (message.time,))
        plain = _PLAIN.get(kind)
        if not self._own(message.client_order_id):
            self.foreign += 1
            return _NOTHING
        if plain is not None:
            return (plain(row, message.time, self.number, self.leg),)
        return self._told(message, row, self.number, self.leg)

    def _told(self, message: Any, row: int, order: int, leg: int) -> tuple[EngineEvent, ...]:
        kind = type(message)
        if kind is BrokerReject:
            return (Rejected(row, message.time, order, leg, str(message.reason)[:_TEXT_MAX]),)
        if kind is BrokerCancelReject:
            return (CancelRejected(row, message.time, order, leg, bool(message.not_open)),)
        if kind is BrokerReport:
            _check_amounts(message.client_order_id, (message.filled, message.price))
            status = str(message.status)[:_TEXT_MAX]
            return (Reported(row, message.time, order, leg, status, message.filled, message.price),)
        if kind is BrokerRestated:
            numbers = (message.quantity, message.limit, message.stop, message.sequence)
            _check_amounts(message.client_order_id, numbers)
            return (Restated(row, message.time, order, leg, *numbers),)
        if kind is BrokerBust:
            return self._bust(message, row, order, leg)
        return self._correct(message, row, order, leg)

    def _own(self, client_order_id: str) -> bool:
        """Read the engine's number and leg from an id of this session; False: it is anybody else's."""
        if not client_order_id.startswith(self.prefix):
            return False
        rest = client_order_id[len(self.prefix) :]
        leg = ""
        if "." in rest:
            rest, _, leg = rest.partition(".")
            if not _is_number(leg):
                return False
        if not _is_number(rest):
            return False
        self.number = int(rest)
        self.leg = int(leg) if leg else 0
        return True

    def _fill(self, fill: BrokerFill, row: int) -> tuple[EngineEvent, ...]:
        _check_amounts(fill.client_order_id, (fill.time, fill.quantity, fill.price, fill.fee))
        body = (fill.client_order_id, fill.quantity, fill.price)
        known = self.executions.get(fill.execution_id)
        if not self._own(fill.client_order_id):
            if known is not None:
                return _NOTHING
            self.executions[fill.execution_id] = Execution(body, 0, None)
            foreign = ForeignFill(
                row, fill.time, fill.symbol, fill.quantity, fill.price, fill.fee, reasons.UNKNOWN_ORDER
            )
            return (foreign,)
        order, leg = self.number, self.leg
        if known is not None:
            if known.revision or known.body == body:
                return _NOTHING
            return (Conflict(row, fill.time, order, leg, fill.quantity, fill.price),)
        event = Filled(row, fill.time, order, leg, fill.quantity, fill.price, fill.fee)
        if fill.execution_id in self.busted_before:
            self.executions[fill.execution_id] = Execution(body, 0, None)
            return event, _taken_back(event, row, fill.time)
        self.executions[fill.execution_id] = Execution(body, 0, event)
        return (event,)

    def _bust(self, bust: BrokerBust, row: int, order: int, leg: int) -> tuple[EngineEvent, ...]:
        known = self.executions.get(bust.execution_id)
        if known is not None:
            event, known.event = known.event, None
            return _NOTHING if event is None else (_taken_back(event, row, bust.time),)
        if bust.is_final:
            return (BustUnmatched(row, bust.time, order, leg),)
        self.busted_before.add(bust.execution_id)
        return _NOTHING

    def _correct(self, told: BrokerCorrection, row: int, order: int, leg: int) -> tuple[EngineEvent, ...]:
        _check_amounts(told.client_order_id, (told.time, told.quantity, told.price, told.fee, told.revision))
        known = self.executions.get(told.execution_id)
        body = (told.client_order_id, told.quantity, told.price)
        event = Filled(row, told.time, order, leg, told.quantity, told.price, told.fee)
        if known is None and told.execution_id in self.busted_before:
            self.executions[told.execution_id] = Execution(body, told.revision, None)
            return event, _taken_back(event, row, told.time)
        if known is None:
            self.executions[told.execution_id] = Execution(body, told.revision, event)
            return (event,)
        if told.revision <= known.revision or known.event is None:
            return _NOTHING
        former = known.event
        known.body, known.revision, known.event = body, told.revision, event
        return _taken_back(former, row, told.time), event

    def _without_order(self, message: Any, row: int) -> tuple[EngineEvent, ...]:
        if type(message) is BrokerCharge:
            key = "charge " + message.charge_id
            _check_amounts(message.charge_id, (message.time, message.amount))
            event: EngineEvent = Charged(row, message.time, message.symbol, message.kind, message.amount)
        else:
            key = "execution " + message.execution_id
            _check_amounts(message.execution_id, (message.time, message.quantity, message.price, message.fee))
            code = reasons.LIQUIDATION if message.is_liquidation else reasons.EXTERNAL_FILL
            event = ForeignFill(row, message.time, message.symbol, message.quantity, message.price, message.fee, code)
        if key in self.seen:
            return _NOTHING
        self.seen.add(key)
        return (event,)


_ALL: Final = frozenset(get_args(BrokerEvent))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and text[0] != "0" and len(text) <= _NUMBER_DIGITS_MAX


def _taken_back(event: Filled, row: int, time: int) -> Busted:
    return Busted(row, time, event.order, event.leg, event.quantity, event.price, event.fee)


def _check_amounts(subject: str, amounts: tuple[object, ...]) -> int:
    """Refuse a message whose numbers no ledger could book, before anything is told of it."""
    for amount in amounts:
        if type(amount) is not int or not INT64_MIN <= amount <= INT64_MAX:
            raise InvariantViolation(
                f"a message about {str(subject)[:99]} holds {str(amount)[:99]!r}; expected whole numbers within 64 "
                "bits, in units of 1e-8; it was not applied; mend the broker's adapter"
            )
    return 0
