"""What became of one order, message by message: the second reading of an order's life, beside the engine's own.

An order is a chain of legs; what stands here is its head's: quantity, prices and status. Fill progress counts over the
chain, in the shares of today: a split restates what still works. The first end stays, late fills are booked. Quantities
and prices are in units of 1e-8.
"""

from __future__ import annotations

from typing import Final

import attrs

from mqk_core.domain.effects import Cancel, Replace, Submit
from mqk_core.domain.events import (
    Acked,
    Busted,
    Cancelled,
    CancelPending,
    CancelRejected,
    DoneForDay,
    Expired,
    Filled,
    OrderEvent,
    ProvenAbsent,
    Rejected,
    Replaced,
    ReplaceRejected,
    Reported,
    Restated,
    Split,
    SubmitUnknown,
)
from mqk_core.domain.instruments import Instrument
from mqk_core.domain.orders import ENDS_WITH_DAY
from mqk_core.runs.splits import price_after, quantity_after

ENDS: Final = frozenset({"filled", "cancelled", "expired", "rejected"})
#: These do not say that the broker works the leg that they name.
_REFUSING: Final = (ReplaceRejected, CancelRejected)


@attrs.define(eq=False)
class OrderHistory:
    """One order from its submit to what is known of it at the end.

    Attributes
    ----------
    quantity : signed, the total of the whole chain; `limit`, `stop`, `trail`, `trail_fraction`: as of `Submit`.
    status : a word of the order table. `end_time` stays None while the order works.
    filled : unsigned; `filled_value` is the exact sum of quantity x price in units of 1e-16.
    legs : how often the broker replaced it. `head`: the number of the leg that it works. `asked`: what was asked for.
    reason : why it was cancelled or rejected.
    """

    submit: Submit
    quantity: int
    limit: int
    stop: int
    trail: int
    trail_fraction: int
    status: str = "pending_submit"
    filled: int = 0
    filled_value: int = 0
    legs: int = 0
    head: int = 0
    asked: dict[int, Replace] = attrs.Factory(dict)
    end_time: int | None = None
    reason: str = ""
    is_acknowledged: bool = False
    sequence: int = 0

    @property
    def is_ended(self) -> bool:
        """Whether the order has come to an end, which stays but for a bust or a late replace."""
        return self.status in ENDS


def submitted(submit: Submit) -> OrderHistory:
    """Return the history of an order that was just submitted."""
    return OrderHistory(
        submit, submit.quantity, submit.limit, submit.stop, submit.trail, submit.trail_fraction
    )  # fmt: skip


def is_booked(order: OrderHistory, fill: Filled) -> bool:
    """Return whether the books can hold this fill: on the order's side, at a price above zero, for no negative fee."""
    if fill.quantity == 0 or fill.price <= 0 or fill.fee < 0:
        return False
    return (fill.quantity > 0) == (order.quantity > 0)


def ask(order: OrderHistory, request: Cancel | Replace) -> None:
    """Take note of what the engine asked for."""
    if isinstance(request, Replace):
        order.asked[request.leg] = request
    elif not order.is_ended:
        order.reason = request.reason


def fill(order: OrderHistory, event: Filled) -> None:
    """Count a fill; one of a leg that was only asked for says that the broker works it."""
    _adopt_leg(order, event.leg, event.time)
    order.is_acknowledged = True
    order.filled += abs(event.quantity)
    order.filled_value += abs(event.quantity) * event.price
    if not order.is_ended:
        _by_fills(order, event.time)


def bust(order: OrderHistory, event: Busted) -> None:
    """Take a fill back; an order that it had filled works again, any other end stays."""
    order.filled -= abs(event.quantity)
    order.filled_value -= abs(event.quantity) * event.price
    if order.status == "filled" or not order.is_ended:
        _by_fills(order, event.time)


def move(order: OrderHistory, event: OrderEvent) -> None:
    """Apply a message that brings no execution."""
    if event.leg < order.head and not isinstance(event, Restated):
        return  # what concerns a leg that was replaced is over with it
    if event.leg > order.head and not isinstance(event, _REFUSING):
        _adopt_leg(order, event.leg, event.time)
    if isinstance(event, Restated) and event.sequence > order.sequence:
        order.sequence = event.sequence
        order.quantity, order.limit, order.stop = event.quantity, event.limit, event.stop
    if not order.is_ended:
        _move_working(order, event)


def split(order: OrderHistory, event: Split, instrument: Instrument | None) -> None:
    """Restate an order that works in the shares after a split; what is left is cut to whole lots."""
    if order.is_ended:
        return
    ratio = event.numerator, event.denominator
    lot, tick = (1, 1) if instrument is None else (instrument.lot, instrument.tick)
    left = quantity_after(max(abs(order.quantity) - order.filled, 0), *ratio) // lot * lot
    is_buy = order.quantity > 0
    order.filled = quantity_after(order.filled, *ratio)
    order.quantity = (order.filled + left) * (1 if is_buy else -1)
    order.limit = _on_grid(price_after(order.limit, *ratio), tick, is_buy)
    order.stop = _on_grid(price_after(order.stop, *ratio), tick, is_buy)
    order.trail = price_after(order.trail, *ratio)


def _on_grid(price: int, tick: int, is_buy: bool) -> int:
    # A limit never worse, a stop never later: a purchase's goes down, a sale's up.
    if price == 0:
        return 0
    return max(price // tick * tick if is_buy else -(-price // tick) * tick, tick)


def _adopt_leg(order: OrderHistory, leg: int, time: int) -> None:
    asked = order.asked.get(leg)
    if leg <= order.head or asked is None:
        return
    order.head = leg
    order.legs += 1
    order.quantity = asked.quantity
    order.limit, order.stop = asked.limit, asked.stop
    order.trail, order.trail_fraction = asked.trail, asked.trail_fraction
    _by_fills(order, time)


def _by_fills(order: OrderHistory, time: int) -> None:
    order.end_time = None
    if order.filled <= 0:
        order.status = "accepted"
    elif order.filled < abs(order.quantity):
        order.status = "partially_filled"
    else:
        order.status, order.end_time = "filled", time


def _move_working(order: OrderHistory, event: OrderEvent) -> None:
    match event:
        case Acked():
            order.is_acknowledged = True
            _by_fills(order, event.time)
        case Rejected():
            _end(order, "rejected", event.time, event.reason)
        case Cancelled():
            _end(order, "cancelled", event.time)
        case Expired():
            _end(order, "expired", event.time)
        case DoneForDay() if order.submit.time_in_force in ENDS_WITH_DAY:
            _end(order, "expired", event.time)
        case Reported() if event.status in ENDS and event.status != "filled":
            _end(order, event.status, event.time)
        case SubmitUnknown():
            order.status = "unknown" if order.status == "pending_submit" else order.status
        case ProvenAbsent():
            order.status = "unknown" if order.is_acknowledged else "pending_submit"
        case DoneForDay() | Reported() | CancelPending() | Replaced() | Restated():
            order.is_acknowledged = True
            _by_fills(order, event.time)
        case _:
            pass  # a request that the broker refuses, or a message that it cannot place, changes no status


def _end(order: OrderHistory, status: str, time: int, reason: str = "") -> None:
    order.status, order.end_time = status, time
    order.reason = reason or order.reason
