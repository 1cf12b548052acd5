"""The four CSV tables of a run: orders, fills, trades, equity.

Money, prices and quantities are exact decimal text, times RFC 3339 in UTC, lines end in a line feed. `drawdown` is the
one statistic: a fraction of the peak, to 8 places. Columns are part of the contract: append, never move.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from mqk_core.domain.money import to_text
from mqk_core.runs import column_text
from mqk_core.runs.equity_curve import EquityCurve, drawdown_units
from mqk_core.runs.history import Booking
from mqk_core.runs.order_history import OrderHistory
from mqk_core.runs.round_trips import RoundTrip
from mqk_core.runs.splits import round_half_even
from mqk_core.runs.text import csv_cell, time_text

if TYPE_CHECKING:
    from mqk_core.domain.market import Tape

ORDER_COLUMNS: Final = (
    "order,time,symbol,strategy,side,quantity,kind,time_in_force,effect,"
    "status,filled_quantity,average_price,end_time,reason,limit,stop,trail,parent,group,reduce_only,legs"
)
FILL_COLUMNS: Final = "order,time,symbol,strategy,side,quantity,price,fee,kind"
TRADE_COLUMNS: Final = (
    "status,symbol,strategy,side,quantity,entry_time,exit_time,entry_price,exit_price,"
    "gross_profit,fees,net_profit,bars_held,closed_by"
)
EQUITY_COLUMNS: Final = "time,equity,drawdown"


def orders_csv(orders: Iterable[OrderHistory]) -> bytes:
    """Return every order as it stood last, with what became of it; `average_price` half to even, empty without a fill.

    A price that an order does not have is empty; `trail` is an amount, or a share of the price in percent.
    """
    return _table(ORDER_COLUMNS, (_order_row(order) for order in orders))


def fills_csv(bookings: Iterable[Booking]) -> bytes:
    """Return every trade of every book as it was booked: fills, busts, transfers, foreign fills.

    A bust has the side opposite to its fill, and the fee that was given back; what no order explains has no number.
    """
    return _table(FILL_COLUMNS, (_fill_row(booking) for booking in bookings))


def trades_csv(trips: Sequence[RoundTrip], bars_held: Sequence[int | None]) -> bytes:
    """Return the round trips; what is still held has the status `open` and no exit."""
    return _table(TRADE_COLUMNS, (_trade_row(trip, bars) for trip, bars in zip(trips, bars_held, strict=True)))


def equity_csv(curve: EquityCurve) -> bytes:
    """Return one row a step; the peak behind `drawdown` starts from the initial equity."""
    return column_text.csv_table(
        EQUITY_COLUMNS,
        [
            (curve.times, column_text.times),
            (curve.equity, column_text.amounts),
            (drawdown_units(curve), column_text.amounts),
        ],
    )


def bars_held(trips: Sequence[RoundTrip], tape: Tape) -> list[int | None]:
    """Return how many bars of its symbol each closed trip lasted; None for what is still held or has no bars."""
    by_symbol: dict[str, list[int]] = {}
    for place, trip in enumerate(trips):
        if trip.exit_time is not None and trip.symbol in tape.symbols:
            by_symbol.setdefault(trip.symbol, []).append(place)
    result: list[int | None] = [None] * len(trips)
    for symbol in sorted(by_symbol):
        places = by_symbol[symbol]
        closes = tape.times[tape.instrument == tape.symbols.index(symbol)]
        entries = np.searchsorted(closes, np.array([trips[place].entry_time for place in places], np.int64), "right")
        exits = np.searchsorted(closes, np.array([trips[place].exit_time for place in places], np.int64), "right")
        for place, bars in zip(places, (exits - entries).tolist(), strict=True):
            result[place] = bars
    return result


def _table(header: str, rows: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in (header, *rows)).encode("utf-8")


def _order_row(order: OrderHistory) -> str:
    submit = order.submit
    average = to_text(round_half_even(order.filled_value, order.filled)) if order.filled > 0 else ""
    ended = "" if order.end_time is None else time_text(order.end_time)
    return (
        f"{submit.order},{time_text(submit.time)},{submit.symbol},{csv_cell(submit.strategy)},{_side(submit.quantity)},"
        f"{to_text(abs(order.quantity))},{csv_cell(submit.kind)},{csv_cell(submit.time_in_force)},"
        f"{csv_cell(submit.effect)},{order.status},{to_text(order.filled)},{average},{ended},{csv_cell(order.reason)},"
        f"{price_text(order.limit)},{price_text(order.stop)},{trail_text(order)},{submit.parent or ''},"
        f"{submit.group or ''},{'true' if submit.reduce_only else 'false'},{order.legs}"
    )


def price_text(price: int) -> str:
    """Return a price of an order; nothing where it has none."""
    return to_text(price) if price else ""


def trail_text(order: OrderHistory) -> str:
    """Return the distance of a trailing stop: an amount, or percent; nothing for another order."""
    return f"{to_text(order.trail_fraction * 100)}%" if order.trail_fraction else price_text(order.trail)


def _fill_row(booking: Booking) -> str:
    return (
        f"{booking.order or ''},{time_text(booking.time)},{csv_cell(booking.symbol)},{csv_cell(booking.strategy)},"
        f"{_side(booking.quantity)},{to_text(abs(booking.quantity))},{to_text(booking.price)},{to_text(booking.fee)},"
        f"{booking.kind}"
    )


def _trade_row(trip: RoundTrip, bars: int | None) -> str:
    entry = (
        f"{'open' if trip.exit_time is None else 'closed'},{csv_cell(trip.symbol)},{csv_cell(trip.strategy)},"
        f"{'long' if trip.is_long else 'short'},{to_text(trip.quantity)},{time_text(trip.entry_time)}"
    )
    if trip.exit_time is None or trip.exit_price is None or trip.gross_profit is None or trip.net_profit is None:
        return f"{entry},,{to_text(trip.entry_price)},,,{to_text(trip.fees)},,,"
    held = "" if bars is None else str(bars)
    return (
        f"{entry},{time_text(trip.exit_time)},{to_text(trip.entry_price)},{to_text(trip.exit_price)},"
        f"{to_text(trip.gross_profit)},{to_text(trip.fees)},{to_text(trip.net_profit)},{held},{trip.closed_by}"
    )


def _side(quantity: int) -> str:
    return "buy" if quantity > 0 else "sell"
