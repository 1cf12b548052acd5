"""A strategy's own book begins at nothing and earns what its trades, dividends and charges give."""

from __future__ import annotations

import pytest
from worlds import plain

SCALE = 10**8
books = plain("portfolio.books")


def test_a_book_owes_what_it_paid_and_keeps_its_fees_apart():
    book = books.Book(2)
    assert book.trade(1, 10 * SCALE, 100 * SCALE, 3, 1) == 0
    assert (book.cash, book.fees, book.held(0), book.held(1)) == (-100 * SCALE - 3, 3, 0, 10 * SCALE)
    assert book.trade(1, -10 * SCALE, -130 * SCALE, 4, 2) == 30 * SCALE
    assert (book.cash, book.fees) == (30 * SCALE - 7, 7)


def test_dividends_and_charges_are_counted_apart_from_trades():
    book = books.Book(1)
    book.receive_dividend(50)
    book.receive_dividend(-20)
    book.charge(7)
    assert (book.cash, book.dividends, book.charges, book.fees) == (23, 30, 7, 0)


@pytest.mark.parametrize(("cash", "value", "fee"), [(2, 1 - 2**63, 0), (-2, 0, 2**63 - 1)])
def test_a_trade_that_leaves_64_bits_changes_nothing(cash, value, fee):
    book = books.Book(1)
    book.receive_dividend(cash)
    before = book.state()
    with pytest.raises(plain("errors").AmountOverflow):
        book.trade(0, SCALE, value, fee, 1)
    assert book.state() == before


def test_a_split_leaves_the_money_of_a_book_alone():
    book = books.Book(1)
    book.trade(0, 3 * SCALE, 30 * SCALE, 0, 1)
    assert book.split(0, 1, 2, SCALE) == SCALE // 2
    assert (book.cash, book.held(0)) == (-30 * SCALE, 3 * SCALE // 2)


def test_a_book_survives_a_snapshot():
    book, again = books.Book(2), books.Book(2)
    book.trade(0, 5, 50, 1, 1)
    book.receive_dividend(3)
    book.charge(2)
    again.restore(book.state())
    assert again.state() == book.state()
