"""Nothing is lost: cash and positions of account and books after anything that moves them, against plain sums.

The plain sums are made of fractions and of Python's own rounding, half to even; they know nothing of lots or marks.
"""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import NAMES, plain, world

SCALE = 10**8
FIXED = settings(derandomize=True, deadline=None, max_examples=150)
CASH = 10**15
SYMBOLS, BOOKS = 2, 3
K, B = st.integers(0, SYMBOLS - 1), st.integers(0, BOOKS - 1)
QUANTITY = st.integers(-(10**12), 10**12).filter(bool) | st.sampled_from([-SCALE, SCALE, -1, 1])
PRICE = st.integers(1, 10**12)
RATIO = st.sampled_from([(2, 1), (4, 1), (3, 2), (1, 2), (1, 10), (7, 3), (1, 1)])
DEEDS = st.lists(
    st.tuples(st.just("trade"), K, B, QUANTITY, PRICE, st.integers(0, 10**9))
    | st.tuples(st.just("transfer"), K, B, B, st.integers(1, 10**12), PRICE)
    | st.tuples(st.just("dividend"), K, st.integers(0, 10**9))
    | st.tuples(st.just("charge"), B, st.integers(0, 10**9))
    | st.tuples(st.just("split"), K, RATIO, st.sampled_from([1, SCALE // 100, SCALE]))
    | st.tuples(st.just("mark"), K, PRICE),
    max_size=25,
)


class PlainSums:
    """What each book holds and has, and nothing else."""

    def __init__(self):
        self.held = [[0] * SYMBOLS for _ in range(BOOKS)]
        self.cash, self.fees = [0] * BOOKS, [0] * BOOKS
        self.marks = [SCALE] * SYMBOLS

    def trade(self, k, b, quantity, price, fee):
        self.held[b][k] += quantity
        self.cash[b] -= worth(quantity, price) + fee
        self.fees[b] += fee

    def transfer(self, k, seller, buyer, quantity, price):
        for b, sign in ((seller, -1), (buyer, 1)):
            self.held[b][k] += sign * quantity
            self.cash[b] -= sign * worth(quantity, price)

    def dividend(self, k, amount):
        for b in range(BOOKS):
            self.cash[b] += worth(self.held[b][k], amount)

    def charge(self, b, amount):
        self.cash[b] -= amount

    def mark(self, k, price):
        self.marks[k] = price

    def split(self, k, ratio, lot):
        self.marks[k] = max(round(Fraction(self.marks[k] * ratio[1], ratio[0])), 1)
        for held, b in zip(self.held, range(BOOKS), strict=True):
            scaled = round(Fraction(held[k] * ratio[0], ratio[1]))
            held[k] = (abs(scaled) // lot * lot) * (1 if scaled > 0 else -1)
            self.cash[b] += worth(scaled - held[k], self.marks[k])


def worth(quantity, price):
    return round(Fraction(quantity * price, SCALE))


def do(ledger, time, name, *fields):
    """Let the ledger do what the plain sums do."""
    if name == "trade":
        k, b, quantity, price, fee = fields
        ledger.book(k, b, quantity, ledger.worth(k, price, quantity), fee, time)
    elif name == "transfer":
        ledger.transfer(*fields, time)
    elif name == "dividend":
        ledger.pay_dividend(*fields)
    elif name == "charge":
        ledger.charge(*fields)
    elif name == "mark":
        ledger.mark(*fields)
    else:
        k, (new, old), lot = fields
        ledger.split(k, new, old, lot, plain("domain.ticks").price_after_split(ledger.price_of(k), new, old), time)


def opened():
    ledger = plain("portfolio.ledger").Ledger([SCALE] * SYMBOLS, BOOKS)
    ledger.open(CASH)
    for k in range(SYMBOLS):
        ledger.mark(k, SCALE)
    return ledger


def done(deeds):
    ledger, sums = opened(), PlainSums()
    for time, (name, *fields) in enumerate(deeds):
        do(ledger, time, name, *fields)
        getattr(sums, name)(*fields)
    return ledger, sums


@FIXED
@given(DEEDS)
def test_every_book_is_what_a_plain_sum_says(deeds):
    ledger, sums = done(deeds)
    for b, book in enumerate(ledger.books):
        assert [book.held(k) for k in range(SYMBOLS)] == sums.held[b]
        assert (book.cash, book.fees) == (sums.cash[b], sums.fees[b])
    assert [holding.mark for holding in ledger.positions] == sums.marks


@FIXED
@given(DEEDS)
def test_the_books_always_add_up_to_the_account(deeds):
    ledger = opened()
    for time, (name, *fields) in enumerate(deeds):
        do(ledger, time, name, *fields)
        assert ledger.cash == CASH + sum(book.cash for book in ledger.books)
        for total in ("fees", "dividends", "charges"):
            assert getattr(ledger, total) == sum(getattr(book, total) for book in ledger.books)
        for k in range(SYMBOLS):
            assert ledger.held(k) == sum(book.held(k) for book in ledger.books)


@FIXED
@given(DEEDS)
def test_profit_taken_less_cost_left_is_the_cash_that_trades_moved(deeds):
    ledger, _ = done(deeds)
    for book in ledger.books:
        taken = sum(position.realised - position.cost for position in book.positions)
        assert taken == book.cash + book.fees + book.charges - book.dividends


@FIXED
@given(DEEDS)
def test_what_the_books_earned_is_what_the_account_is_worth_more_up_to_one_rounding_each(deeds):
    ledger, _ = done(deeds)
    earned = sum(ledger.profit_of(b) for b in range(BOOKS))
    assert abs(CASH + earned - ledger.equity()) <= BOOKS * SYMBOLS


@FIXED
@given(DEEDS)
def test_holdings_kept_mark_by_mark_are_those_counted_afresh(deeds):
    ledger, _ = done(deeds)
    assert ledger.holdings == sum(worth(one.mark, one.quantity) for one in ledger.positions)
    again = plain("portfolio.ledger").Ledger([SCALE] * SYMBOLS, BOOKS)
    again.restore(ledger.state())
    assert again.state() == ledger.state()


@FIXED
@given(st.lists(st.tuples(st.integers(-(10**15), 10**15).filter(bool), st.integers(0, 10**15)), max_size=25))
def test_lots_add_up_to_the_position_and_point_one_way_in_both_worlds(fills):
    states = []
    for name in NAMES:
        position = world(name)("portfolio.positions").Position()
        for time, (quantity, value) in enumerate(fills):
            position.apply(quantity, value if quantity > 0 else -value, time)
        quantity, cost, realised, lots = position.state()
        assert quantity == sum(lot[0] for lot in lots) == sum(quantity for quantity, _ in fills)
        assert cost == sum(lot[1] for lot in lots)
        assert realised - cost == -sum(value if quantity > 0 else -value for quantity, value in fills)
        assert len({lot[0] > 0 for lot in lots}) <= 1
        assert [lot[2] for lot in lots] == sorted(lot[2] for lot in lots)
        states.append(position.state())
    assert states[0] == states[1]
