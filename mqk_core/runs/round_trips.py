"""Fills matched first in, first out into round trips, with every unit of cash accounted for.

A fill's value is quantity x price rounded half to even to 1e-8, and it is split as the ledger splits it: first between
what closes and what opens, then over the lots, each part taking its share of what is left, the last part the rest. The
profit of the closed trips, the cost of the open lots and the fees add up to the cash that moved, to the last unit.
Books of strategies are kept apart. The same rule stands compiled in `portfolio/positions.py`; a test compares them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

import attrs

from mqk_core.domain.effects import Submit
from mqk_core.domain.events import Filled
from mqk_core.domain.money import SCALE


@attrs.frozen
class RoundTrip:
    """An entry and the exit that closed it, or, without exit, the part that is still held.

    `quantity` is unsigned; `entry_value` and `exit_value` are quantity x price in units of 1e-8; `fees` those of both
    sides as far as they fell on this quantity.
    """

    strategy: str
    symbol: str
    is_long: bool
    quantity: int
    entry_time: int
    entry_price: int
    entry_value: int
    fees: int
    exit_time: int | None = None
    exit_price: int | None = None
    exit_value: int | None = None

    @property
    def gross_profit(self) -> int | None:
        """What the price alone brought; None while the position is held."""
        if self.exit_value is None:
            return None
        return (self.exit_value - self.entry_value) * (1 if self.is_long else -1)

    @property
    def net_profit(self) -> int | None:
        """Gross profit less the fees of both sides; None while the position is held."""
        gross = self.gross_profit
        return None if gross is None else gross - self.fees


@attrs.define(eq=False)
class _Part:
    """What is left of a fill, or of a lot that a fill opened."""

    quantity: int
    value: int
    fee: int

    def take(self, quantity: int) -> tuple[int, int]:
        """Take `quantity` away; return its value and fee."""
        value = round_half_even(self.value * quantity, self.quantity)
        fee = round_half_even(self.fee * quantity, self.quantity)
        self.quantity -= quantity
        self.value -= value
        self.fee -= fee
        return value, fee


@attrs.frozen(eq=False)
class _Lot:
    part: _Part
    is_long: bool
    time: int
    price: int


def fill_value(quantity: int, price: int) -> int:
    """Return quantity x price in units of 1e-8, half to even; unsigned, of any size."""
    return round_half_even(abs(quantity) * price, SCALE)


def round_half_even(total: int, count: int) -> int:
    """Return total / count as a whole number, half to even; `count` is positive."""
    whole, rest = divmod(total, count)
    return whole + (2 * rest > count or (2 * rest == count and whole & 1))


def match_fills(fills: Iterable[tuple[Filled, Submit]]) -> list[RoundTrip]:
    """Return the closed trips in the order of their exits, then what is still held by strategy, symbol and age."""
    trips: list[RoundTrip] = []
    books: dict[tuple[str, str], deque[_Lot]] = {}
    for fill, submit in fills:
        if fill.quantity == 0:
            continue
        lots = books.setdefault((submit.strategy, submit.symbol), deque())
        is_long = fill.quantity > 0
        left = _Part(abs(fill.quantity), fill_value(fill.quantity, fill.price), fill.fee)
        if lots and lots[0].is_long != is_long:
            trips.extend(_close(lots, left, fill, submit))
        if left.quantity:
            lots.append(_Lot(left, is_long, fill.time, fill.price))
    for strategy, symbol in sorted(books):
        trips.extend(_held(strategy, symbol, lot) for lot in books[strategy, symbol])
    return trips


def _close(lots: deque[_Lot], left: _Part, fill: Filled, submit: Submit) -> Iterator[RoundTrip]:
    closing = _Part(min(left.quantity, sum(lot.part.quantity for lot in lots)), 0, 0)
    closing.value, closing.fee = left.take(closing.quantity)
    while closing.quantity:
        lot = lots[0]
        quantity = min(lot.part.quantity, closing.quantity)
        entry_value, entry_fee = lot.part.take(quantity)
        exit_value, exit_fee = closing.take(quantity)
        if not lot.part.quantity:
            lots.popleft()
        yield RoundTrip(
            strategy=submit.strategy,
            symbol=submit.symbol,
            is_long=lot.is_long,
            quantity=quantity,
            entry_time=lot.time,
            entry_price=lot.price,
            entry_value=entry_value,
            fees=entry_fee + exit_fee,
            exit_time=fill.time,
            exit_price=fill.price,
            exit_value=exit_value,
        )


def _held(strategy: str, symbol: str, lot: _Lot) -> RoundTrip:
    return RoundTrip(
        strategy=strategy,
        symbol=symbol,
        is_long=lot.is_long,
        quantity=lot.part.quantity,
        entry_time=lot.time,
        entry_price=lot.price,
        entry_value=lot.part.value,
        fees=lot.part.fee,
    )
