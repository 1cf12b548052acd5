"""Trades matched into round trips lose no unit of cash, and agree with the ledger's own lots and with a plain sum."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mqk_core.domain.bars import Timeframe
from mqk_core.domain.effects import Submit
from mqk_core.domain.events import Busted, Charged, Dividend, Filled, ForeignFill, Split, Transfer
from mqk_core.domain.instruments import Instrument
from mqk_core.domain.market import Tape
from mqk_core.domain.money import SCALE
from mqk_core.portfolio.positions import Position
from mqk_core.runs import accounting, history
from mqk_core.runs.round_trips import match, trade_value
from mqk_core.runs.splits import Marks

FILLS = st.lists(
    st.tuples(
        st.integers(-(10**12), 10**12).filter(bool),
        st.integers(1, 10**13),
        st.integers(0, 10**9),
        st.sampled_from("AB"),
    ),
    max_size=30,
)
NOTHING = np.zeros(0, np.int64)
NO_BARS = Tape(("A", "B"), Timeframe.D1, np.zeros((7, 0), np.int64), NOTHING, NOTHING)


def order(number, strategy, symbol, quantity):
    return Submit(number, number, number, strategy, symbol, quantity, "market", "gtc", "entry")


def trips_of(fills):
    records = []
    for number, (quantity, price, fee, symbol) in enumerate(fills):
        records.append(order(number, "main", symbol, quantity))
        records.append(Filled(number, number, number, 0, quantity, price, fee))
    return match(history.read(records).entries, {}, Marks(NO_BARS))


@given(FILLS)
def test_profit_cost_and_fees_add_up_to_the_cash_that_moved(fills):
    trips = trips_of(fills)
    cash = sum(-trade_value(q, price) if q > 0 else trade_value(q, price) for q, price, _, _ in fills)
    closed = sum(trip.gross_profit for trip in trips if trip.gross_profit is not None)
    held = sum(trip.entry_value * (1 if trip.is_long else -1) for trip in trips if trip.exit_time is None)
    assert closed - held == cash
    assert sum(trip.fees for trip in trips) == sum(fee for _, _, fee, _ in fills)


@given(FILLS)
def test_quantities_close_in_pairs_and_what_is_left_is_the_position(fills):
    trips = trips_of(fills)
    assert all(trip.quantity > 0 and trip.entry_value >= 0 and trip.fees >= 0 for trip in trips)
    for symbol in "AB":
        held = [trip for trip in trips if trip.symbol == symbol and trip.exit_time is None]
        position = sum(quantity for quantity, _, _, one in fills if one == symbol)
        assert sum(trip.quantity if trip.is_long else -trip.quantity for trip in held) == position
        assert len({trip.is_long for trip in held}) <= 1


@given(FILLS)
def test_the_ledger_closes_the_same_lots_for_the_same_cash(fills):
    trips = trips_of(fills)
    for symbol in "AB":
        position = Position()
        position.closings = []
        for number, (quantity, price, _, one) in enumerate(fills):
            if one == symbol:
                value = trade_value(quantity, price)
                position.apply(quantity, value if quantity > 0 else -value, number)
        closed, held = [], []
        for trip in trips:
            if trip.symbol != symbol:
                continue
            side = 1 if trip.is_long else -1
            if trip.exit_time is None:
                held.append((side * trip.quantity, side * trip.entry_value))
            else:
                values = side * trip.quantity, side * trip.entry_value, side * trip.exit_value
                closed.append((*values, trip.entry_time, trip.exit_time))
        assert closed == position.closings
        assert (sum(quantity for quantity, _ in held), sum(cost for _, cost in held)) == (
            position.quantity,
            position.cost,
        )


DAYS = 8
SYMBOLS = ("A", "B")
BOOKS = ("", "one", "two")
PRICES = st.integers(1, 10**12)
SIGNED = st.integers(-(10**11), 10**11).filter(bool)
INSTRUMENTS = st.builds(
    lambda lots, multipliers: {
        symbol: Instrument(symbol, 1, lot, "USD", multiplier)
        for symbol, lot, multiplier in zip(SYMBOLS, lots, multipliers, strict=True)
    },
    st.tuples(*[st.sampled_from([1, 1_000, SCALE])] * 2),
    st.tuples(*[st.sampled_from([SCALE, 1, 50 * SCALE, 333_333_333])] * 2),
)
HAPPENINGS = st.one_of(
    st.tuples(st.just("fill"), st.sampled_from(BOOKS), st.sampled_from(SYMBOLS), SIGNED, PRICES, st.integers(0, 10**9)),
    st.tuples(st.just("bust"), st.integers(0, 50)),
    st.tuples(
        st.just("transfer"), st.permutations(BOOKS[1:]), st.sampled_from(SYMBOLS), st.integers(1, 10**11), PRICES
    ),
    st.tuples(st.just("split"), st.sampled_from(SYMBOLS), st.integers(1, 30), st.integers(1, 30)),
    st.tuples(st.just("dividend"), st.sampled_from(SYMBOLS), st.integers(0, 10**9)),
    st.tuples(st.just("charge"), st.sampled_from(["borrow", "financing"]), st.integers(0, 10**10)),
    st.tuples(st.just("day")),
)
CLOSES = st.lists(PRICES, min_size=2 * DAYS, max_size=2 * DAYS)


class PlainSum:
    """The account by plain sums of exact fractions: cash, what each book holds, and each book's cash from trades."""

    def __init__(self, instruments, closes):
        self.instruments, self.closes = instruments, closes
        self.day = 0
        self.cash = self.fees = 0
        self.held, self.traded, self.marks = defaultdict(int), defaultdict(int), {}
        self.records, self.executions = [], []

    @property
    def at(self):
        return 2 * self.day, self.day

    def worth(self, symbol, quantity, price):
        units = round(Fraction(quantity * self.instruments[symbol].multiplier, SCALE))
        return round(Fraction(units * price, SCALE))

    def trade(self, book, symbol, quantity, price, fee=0):
        value = self.worth(symbol, quantity, price)
        self.held[book, symbol] += quantity
        self.traded[book, symbol] -= value
        self.cash -= value + fee
        self.fees += fee
        self.marks.setdefault(symbol, price)

    def fill(self, book, symbol, quantity, price, fee):
        if book == "":
            self.records.append(ForeignFill(*self.at, symbol, quantity, price, fee, "EXTERNAL_FILL"))
        else:
            number = len(self.records) + 1
            filled = Filled(*self.at, number, 0, quantity, price, fee)
            self.records += [order(number, book, symbol, quantity), filled]
            self.executions.append((book, symbol, filled))
        self.trade(book, symbol, quantity, price, fee)

    def bust(self, place):
        if self.executions:
            book, symbol, filled = self.executions.pop(place % len(self.executions))
            self.records.append(Busted(*self.at, filled.order, 0, filled.quantity, filled.price, filled.fee))
            self.trade(book, symbol, -filled.quantity, filled.price, -filled.fee)

    def transfer(self, books, symbol, quantity, price):
        seller, buyer = books
        self.records.append(Transfer(*self.at, symbol, seller, buyer, quantity, price))
        self.trade(seller, symbol, -quantity, price)
        self.trade(buyer, symbol, quantity, price)

    def split(self, symbol, numerator, denominator):
        price = self.marks.get(symbol, 0)
        mark = max(round(Fraction(price * denominator, numerator)), 1) if price else 0
        lot = self.instruments[symbol].lot
        paid = 0
        for book in BOOKS:
            after = round(Fraction(self.held[book, symbol] * numerator, denominator))
            whole = abs(after) // lot * lot * (1 if after > 0 else -1)
            cash = self.worth(symbol, after - whole, mark)
            self.held[book, symbol] = whole
            self.traded[book, symbol] += cash
            paid += cash
        self.cash += paid
        self.records.append(Split(*self.at, symbol, numerator, denominator, paid))
        if price:
            self.marks[symbol] = mark

    def dividend(self, symbol, amount):
        cash = sum(round(Fraction(amount * self.held[book, symbol], SCALE)) for book in BOOKS)
        self.cash += cash
        self.records.append(Dividend(*self.at, symbol, amount, cash))

    def charge(self, kind, amount):
        self.cash -= amount
        self.records.append(Charged(*self.at, "A" if kind == "borrow" else "", kind, amount))

    def end_day(self):
        if self.day < DAYS:
            self.marks = {"A": self.closes[2 * self.day], "B": self.closes[2 * self.day + 1]}
            self.day += 1


def lived(instruments, closes, happenings):
    """The plain sum after these happenings, whose records it holds."""
    plain = PlainSum(instruments, closes)
    for name, *rest in happenings:
        {
            "fill": plain.fill, "bust": plain.bust, "transfer": plain.transfer, "split": plain.split,
            "dividend": plain.dividend, "charge": plain.charge, "day": plain.end_day,
        }[name](*rest)  # fmt: skip
    return plain


def tape_of(closes):
    columns = np.zeros((7, 2 * DAYS), np.int64)
    columns[0] = np.repeat(np.arange(DAYS), 2)
    columns[1] = np.tile([0, 1], DAYS)
    columns[2:6] = closes
    return Tape(SYMBOLS, Timeframe.D1, columns, columns[0], columns[0])


@settings(max_examples=400)
@given(INSTRUMENTS, CLOSES, st.lists(HAPPENINGS, max_size=40))
def test_books_conserve_cash_and_quantity_whatever_happens(instruments, closes, happenings):
    plain = lived(instruments, closes, happenings)
    told = history.read(plain.records, instruments)
    marks = Marks(tape_of(closes))
    trips = match(told.entries, instruments, marks)
    for book in BOOKS:
        for symbol in SYMBOLS:
            own = [trip for trip in trips if (trip.strategy, trip.symbol) == (book, symbol)]
            held = [trip for trip in own if trip.exit_time is None]
            assert sum(trip.quantity * (1 if trip.is_long else -1) for trip in held) == plain.held[book, symbol]
            assert all(trip.quantity > 0 for trip in held)
            assert len({trip.is_long for trip in held}) <= 1
            closed = sum(trip.gross_profit for trip in own if trip.gross_profit is not None)
            cost = sum(trip.entry_value * (1 if trip.is_long else -1) for trip in held)
            assert closed - cost == plain.traded[book, symbol]
    assert sum(trip.fees for trip in trips) == plain.fees
    statement = accounting.state(told.entries, trips, instruments, lambda symbol: marks.before(symbol, 2 * plain.day))
    worth = sum(
        plain.worth(symbol, sum(plain.held[book, symbol] for book in BOOKS), plain.marks.get(symbol, 0))
        for symbol in SYMBOLS
    )
    assert statement.profit == plain.cash + worth
    assert statement.fees == plain.fees
