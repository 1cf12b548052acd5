"""The decision records of a run, read once: what became of each order, the fills, the refusals, the halts.

A second reading of the evidence, beside the engine: tables, metrics and the check of a stored run stand on it. It
decides nothing. Quantities, prices and fees are in units of 1e-8.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

import attrs

from mqk_core.domain.effects import Cancel, Disable, Halt, Submit
from mqk_core.domain.events import (
    Acked,
    Cancelled,
    Expired,
    Filled,
    Incident,
    Opening,
    Rejected,
    TapeEnd,
)
from mqk_core.domain.intents import Refusal
from mqk_core.domain.value import Value
from mqk_core.errors import InvariantViolation

ENDS: Final = frozenset({"filled", "cancelled", "expired", "rejected"})


@attrs.define(eq=False)
class OrderHistory:
    """One order from its submit to what is known of it at the end.

    `status` is a word of the order table. `filled` is unsigned; `filled_value` is the exact sum of quantity x price in
    units of 1e-16. `end_time` stays None while the order works. `reason`: why it was cancelled or rejected.
    """

    submit: Submit
    status: str = "pending_submit"
    filled: int = 0
    filled_value: int = 0
    end_time: int | None = None
    reason: str = ""


@attrs.frozen(eq=False)
class History:
    """All that the records say. `fills` pairs each fill with the submit of its order."""

    orders: dict[int, OrderHistory]
    fills: list[tuple[Filled, Submit]]
    refusals: dict[str, int]
    halts: list[Halt | Disable]
    incidents: list[Incident]
    end: TapeEnd | None

    @property
    def is_halted(self) -> bool:
        """Whether permission to add risk ended during the run; a disabled strategy alone does not halt it."""
        return any(isinstance(record, Halt) for record in self.halts)


def read(records: Sequence[Value]) -> History:
    """Return the history that the records tell, oldest first.

    Raises
    ------
    InvariantViolation : a record names an order that was never submitted, an order is submitted twice, or the run opens
    with positions.
    """
    history = History({}, [], {}, [], [], None)
    refusals: Counter[str] = Counter()
    end: TapeEnd | None = None
    for record in records:
        match record:
            case Submit():
                if record.order in history.orders:
                    raise InvariantViolation(
                        f"order {record.order}: submitted twice in the records; nothing was written"
                    )
                history.orders[record.order] = OrderHistory(record)
            case Filled():
                order = _order(history, record.order)
                history.fills.append((record, order.submit))
                _fill(order, record)
            case Acked() | Rejected() | Cancelled() | Expired() | Cancel():
                _move(_order(history, record.order), record)
            case Refusal():
                refusals[record.reason] += 1
            case Halt() | Disable():
                history.halts.append(record)
            case Incident():
                history.incidents.append(record)
            case TapeEnd():
                end = record
            case Opening():
                if record.positions:
                    raise InvariantViolation(
                        "the run opens with positions; expected cash alone, from which the tables of this build begin; "
                        "nothing was written"
                    )
            case _:
                pass  # intents, approvals and checkpoints change no table
    return attrs.evolve(history, refusals=dict(sorted(refusals.items())), end=end)


def _order(history: History, number: int) -> OrderHistory:
    order = history.orders.get(number)
    if order is None:
        raise InvariantViolation(
            f"order {number}: a record names it, but no submit came before; expected its submit; nothing was written"
        )
    return order


def _fill(order: OrderHistory, fill: Filled) -> None:
    order.filled += abs(fill.quantity)
    order.filled_value += abs(fill.quantity) * fill.price
    if order.status in ENDS:
        return  # a late fill is booked; the order's end stands
    if order.filled >= abs(order.submit.quantity):
        order.status, order.end_time = "filled", fill.time
    else:
        order.status = "partially_filled"


def _move(order: OrderHistory, record: Acked | Rejected | Cancelled | Expired | Cancel) -> None:
    if order.status in ENDS:
        return  # the first end stays
    match record:
        case Acked():
            if order.status == "pending_submit":
                order.status = "accepted"
        case Cancel():
            order.reason = record.reason
        case Rejected():
            order.status, order.end_time, order.reason = "rejected", record.time, record.reason
        case Cancelled():
            order.status, order.end_time = "cancelled", record.time
        case Expired():
            order.status, order.end_time = "expired", record.time
