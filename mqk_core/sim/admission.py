# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""What the exchange turns away, and the words it does it with. They are a broker's words: no reasons of ours."""

from __future__ import annotations

from typing import Final

from mqk_core.domain.money import INT64_MAX, SCALE
from mqk_core.domain.orders import TIMES_IN_FORCE
from mqk_core.ports import BrokerReplace
from mqk_core.sim.resting import Resting

UNKNOWN_SYMBOL: Final = "UNKNOWN_SYMBOL"
INVALID_QUANTITY: Final = "INVALID_QUANTITY"
INVALID_PRICE: Final = "INVALID_PRICE"
UNSUPPORTED_KIND: Final = "UNSUPPORTED_KIND"
UNSUPPORTED_TIME_IN_FORCE: Final = "UNSUPPORTED_TIME_IN_FORCE"
DUPLICATE_ID: Final = "DUPLICATE_ID"
UNKNOWN_PARENT: Final = "UNKNOWN_PARENT"
NO_MARKET: Final = "NO_MARKET"
NOTHING_HELD: Final = "NOTHING_HELD"
NOT_OPEN: Final = "NOT_OPEN"

#: Why a request can be turned away; `NOT_OPEN` answers a replace only.
REJECTIONS: Final = (
    UNKNOWN_SYMBOL, INVALID_QUANTITY, INVALID_PRICE, UNSUPPORTED_KIND, UNSUPPORTED_TIME_IN_FORCE, DUPLICATE_ID,
    UNKNOWN_PARENT, NO_MARKET, NOTHING_HELD, NOT_OPEN,
)  # fmt: skip


def flaw_of_order(order: Resting, tick: int, lot: int) -> str:
    """Return why an order cannot stand on this market, whatever else rests on it; empty if it can."""
    if order.quantity == 0 or order.quantity % lot:
        return INVALID_QUANTITY
    if not order.is_market and not order.has_limit and not order.has_stop:
        return UNSUPPORTED_KIND
    if not has_prices(order, order.limit, order.stop, order.trail, order.trail_fraction, tick):
        return INVALID_PRICE
    if order.is_single and order.time_in_force not in TIMES_IN_FORCE:
        return UNSUPPORTED_TIME_IN_FORCE
    if (order.is_open or order.is_close) and order.has_stop:
        return UNSUPPORTED_TIME_IN_FORCE
    return ""


def flaw_of_change(order: Resting, change: BrokerReplace, tick: int, lot: int) -> str:
    """Return why an order cannot be changed so; empty if it can."""
    quantity = change.quantity
    if quantity == 0 or quantity % lot or (quantity > 0) != (order.side > 0) or abs(quantity) > INT64_MAX:
        return INVALID_QUANTITY
    try:
        stands = has_prices(order, change.limit, change.stop, change.trail, change.trail_fraction, tick)
    except OverflowError:
        stands = False
    return "" if stands else INVALID_PRICE


def has_prices(order: Resting, limit: int, stop: int, trail: int, fraction: int, tick: int) -> bool:
    """Return whether the prices that the order's kind needs stand on the tick, and no other stands at all."""
    if order.is_trailing:
        is_trail = (trail > 0 and fraction == 0) or (trail == 0 and 0 < fraction < SCALE)
    else:
        is_trail = trail == 0 and fraction == 0
    needs_stop = order.has_stop and not order.is_trailing
    return is_trail and _stands(limit, order.has_limit, tick) and _stands(stop, needs_stop, tick)


def _stands(price: int, is_needed: bool, tick: int) -> bool:
    return (price > 0 and price % tick == 0) if is_needed else price == 0
