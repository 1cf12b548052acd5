"""What moved the books, matched first in, first out into round trips, with every unit of cash accounted for.

A trade's value is price x quantity x multiplier rounded half to even to 1e-8, and it is split as the ledger splits it:
first between what closes and what opens, then over the lots, each part taking its share of what is left, the last part
the rest. The profit of the closed trips, the cost of the open lots and the fees add up to the cash that trades moved,
to the last unit. Books of strategies are kept apart. A bust is a trade with the opposite sign; a split restates lots at
their cost and closes fractions for cash. The same rules stand compiled in `portfolio/`; a test compares them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import attrs

from mqk_core.domain.events import Split
from mqk_core.domain.instruments import Instrument
from mqk_core.domain.money import SCALE, to_text
from mqk_core.errors import InvariantViolation
from mqk_core.runs.history import Booking, Entry
from mqk_core.runs.splits import Marks, price_after, quantity_after, round_half_even

#: What closed a trip, beside the kinds of a booking.
SPLIT: Final = "split"

_Book = tuple[str, str]


@attrs.frozen
class RoundTrip:
    """An entry and the exit that closed it, or, without exit, the part that is still held.

    `quantity` is unsigned, in the shares of the exit; `entry_value` and `exit_value` are what was paid and received in
    units of 1e-8; `fees` those of both sides as far as they fell on this quantity. `closed_by` is the kind of booking
    that closed it, or SPLIT.
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
    closed_by: str = ""

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
    """What is left of a trade, or of a lot that a trade opened."""

    quantity: int
    value: int
    fee: int

    def take(self, quantity: int) -> tuple[int, int]:
        """Take `quantity` away; return its value and fee."""
        if quantity == self.quantity:
            value, fee = self.value, self.fee
        else:
            value = round_half_even(self.value * quantity, self.quantity)
            fee = round_half_even(self.fee * quantity, self.quantity)
        self.quantity -= quantity
        self.value -= value
        self.fee -= fee
        return value, fee


@attrs.define(eq=False)
class _Lot:
    part: _Part
    is_long: bool
    time: int
    price: int


@attrs.frozen
class _Exit:
    """What closes lots: whose book, when, at which price, and of what kind."""

    book: _Book
    time: int
    price: int
    kind: str


def trade_value(quantity: int, price: int, multiplier: int = SCALE) -> int:
    """Return price x quantity x multiplier in units of 1e-8, half to even; unsigned, of any size."""
    return round_half_even(round_half_even(abs(quantity) * multiplier, SCALE) * price, SCALE)


def match(entries: Iterable[Entry], instruments: Mapping[str, Instrument], marks: Marks) -> list[RoundTrip]:
    """Return the closed trips in the order of their exits, then what is still held by strategy, symbol and age.

    Raises
    ------
    InvariantViolation : a split paid other cash for fractions than the books give.
    """
    trips: list[RoundTrip] = []
    books: dict[_Book, deque[_Lot]] = {}
    for entry in entries:
        if isinstance(entry, Booking):
            marks.note_trade(entry.symbol, entry.price)
            if entry.quantity:
                instrument = instruments.get(entry.symbol)
                trips.extend(_book(books, entry, SCALE if instrument is None else instrument.multiplier))
        elif isinstance(entry, Split):
            trips.extend(_split(books, entry, instruments.get(entry.symbol), marks))
    for strategy, symbol in sorted(books):
        trips.extend(_held(strategy, symbol, lot) for lot in books[strategy, symbol])
    return trips


def _book(books: dict[_Book, deque[_Lot]], booking: Booking, multiplier: int) -> Iterator[RoundTrip]:
    book = booking.strategy, booking.symbol
    lots = books.setdefault(book, deque())
    is_long = booking.quantity > 0
    value = trade_value(booking.quantity, booking.price, multiplier)
    left = _Part(abs(booking.quantity), value, booking.fee)
    if lots and lots[0].is_long != is_long:
        yield from _close(lots, left, _Exit(book, booking.time, booking.price, booking.kind))
    if left.quantity:
        lots.append(_Lot(left, is_long, booking.time, booking.price))


def _close(lots: deque[_Lot], left: _Part, out: _Exit) -> Iterator[RoundTrip]:
    closing = _Part(min(left.quantity, sum(lot.part.quantity for lot in lots)), 0, 0)
    closing.value, closing.fee = left.take(closing.quantity)
    while closing.quantity:
        lot = lots[0]
        quantity = min(lot.part.quantity, closing.quantity)
        yield _trip(lot, quantity, *closing.take(quantity), out)
        if not lot.part.quantity:
            lots.popleft()


def _split(
    books: dict[_Book, deque[_Lot]], split: Split, instrument: Instrument | None, marks: Marks
) -> Iterator[RoundTrip]:
    mark = marks.split(split.symbol, split.row, split.numerator, split.denominator)
    lot, multiplier = (1, SCALE) if instrument is None else (instrument.lot, instrument.multiplier)
    paid = 0
    for book in sorted(books):
        if book[1] != split.symbol or not books[book]:
            continue
        lots, out = books[book], _Exit(book, split.time, mark, SPLIT)
        is_long = lots[0].is_long
        yield from _restate(lots, split, out)
        rest = sum(one.part.quantity for one in lots) % lot
        cash = trade_value(rest, mark, multiplier)
        paid += cash if is_long else -cash
        if rest:
            yield from _close(lots, _Part(rest, cash, 0), out)
    if paid != split.cash:
        raise InvariantViolation(
            f"split of {split.symbol}: the books give {to_text(paid)} in cash for fractions, the record says "
            f"{to_text(split.cash)}; nothing was written; report this"
        )


def _restate(lots: deque[_Lot], split: Split, out: _Exit) -> Iterator[RoundTrip]:
    # Cumulative rounding: the lots add up to the position, restated and rounded once.
    before = after = 0
    for lot in list(lots):
        before += lot.part.quantity
        lot.part.quantity = quantity_after(before, split.numerator, split.denominator) - after
        after += lot.part.quantity
        lot.price = price_after(lot.price, split.numerator, split.denominator)
        if not lot.part.quantity:  # rounded to nothing: its cost is lost
            lots.remove(lot)
            yield _trip(lot, 0, 0, 0, out)


def _trip(lot: _Lot, quantity: int, exit_value: int, exit_fee: int, out: _Exit) -> RoundTrip:
    entry_value, entry_fee = lot.part.take(quantity)
    return RoundTrip(
        strategy=out.book[0],
        symbol=out.book[1],
        is_long=lot.is_long,
        quantity=quantity,
        entry_time=lot.time,
        entry_price=lot.price,
        entry_value=entry_value,
        fees=entry_fee + exit_fee,
        exit_time=out.time,
        exit_price=out.price,
        exit_value=exit_value,
        closed_by=out.kind,
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
