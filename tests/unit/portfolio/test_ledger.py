"""Cash, fees, holdings, books: what a fill, a mark, a transfer, a dividend, a charge and a split move."""

from __future__ import annotations

import pytest
from worlds import plain

SCALE = 10**8
ledger = plain("portfolio.ledger")
errors = plain("errors")


def opened(cash=10_000 * SCALE, multiplier=SCALE):
    tested = ledger.Ledger([multiplier, multiplier], 3)
    tested.open(cash)
    return tested


def trade(tested, k, b, quantity, price, fee=0, time=1):
    """Book a trade in whole units."""
    tested.mark_first(k, price * SCALE)
    value = tested.worth(k, price * SCALE, quantity * SCALE)
    return tested.book(k, b, quantity * SCALE, value, fee, time)


def books(tested, k=0):
    return [(book.cash // SCALE, book.held(k) // SCALE) for book in tested.books]


def test_a_buy_moves_cash_into_holdings_and_the_fee_out():
    tested = opened()
    trade(tested, 0, 1, 10, 100, fee=3 * SCALE)
    tested.mark(0, 110 * SCALE)
    assert (tested.cash, tested.fees, tested.holdings) == (8_997 * SCALE, 3 * SCALE, 1_100 * SCALE)
    assert tested.equity() == 10_097 * SCALE
    assert (tested.held(0), tested.held(1)) == (10 * SCALE, 0)
    assert books(tested) == [(0, 0), (-1_003, 10), (0, 0)]


def test_a_short_sale_brings_cash_and_owes_its_value():
    tested = opened()
    trade(tested, 0, 0, -10, 100)
    tested.mark(0, 110 * SCALE)
    assert (tested.cash, tested.holdings, tested.equity()) == (11_000 * SCALE, -1_100 * SCALE, 9_900 * SCALE)


def test_profit_is_realised_before_fees_which_are_counted_apart():
    tested = opened()
    trade(tested, 0, 0, 10, 100, fee=SCALE)
    assert trade(tested, 0, 0, -10, 107, fee=SCALE, time=2) == 70 * SCALE
    assert (tested.cash, tested.fees, tested.holdings) == (10_068 * SCALE, 2 * SCALE, 0)
    assert tested.profit_of(0) == 68 * SCALE


def test_opposite_positions_of_two_books_are_none_of_the_account():
    tested = opened()
    trade(tested, 0, 0, 10, 100)
    trade(tested, 0, 1, -10, 100)
    tested.mark(0, 130 * SCALE)
    assert (tested.held(0), tested.holdings, tested.equity()) == (0, 0, 10_000 * SCALE)
    assert (tested.profit_of(0), tested.profit_of(1)) == (300 * SCALE, -300 * SCALE)


def test_a_position_is_marked_by_its_own_fill_until_a_bar_comes():
    tested = opened()
    trade(tested, 0, 0, 1, 100)
    assert tested.equity() == 10_000 * SCALE
    assert tested.price_of(0) == 100 * SCALE


def test_a_fill_leaves_the_mark_of_the_last_bar():
    tested = opened()
    tested.mark(0, 90 * SCALE)
    trade(tested, 0, 0, 1, 100)
    assert tested.price_of(0) == 90 * SCALE
    assert tested.equity() == 9_990 * SCALE


def test_an_instrument_without_a_mark_has_no_price():
    tested = opened()
    assert not tested.has_price(1)
    with pytest.raises(errors.MissingMark, match="instrument 1 has no mark yet"):
        tested.price_of(1)


def test_a_multiplier_makes_a_unit_worth_more_and_is_rounded_once():
    tested = opened(multiplier=50 * SCALE)
    trade(tested, 0, 0, 2, 10)
    assert (tested.cash, tested.holdings) == (9_000 * SCALE, 1_000 * SCALE)
    tested.mark(0, 11 * SCALE)
    assert tested.profit_of(0) == 100 * SCALE
    assert opened(multiplier=SCALE // 3).worth(0, 3, SCALE) == 1


def test_a_transfer_moves_shares_and_money_between_books_and_nothing_else():
    tested = opened()
    trade(tested, 0, 0, 100, 10)
    before = (tested.cash, tested.fees, tested.held(0), tested.equity())
    tested.transfer(0, 0, 2, 60 * SCALE, 12 * SCALE, 2)
    assert (tested.cash, tested.fees, tested.held(0), tested.equity()) == before
    assert books(tested) == [(-280, 40), (0, 0), (-720, 60)]
    assert [book.positions[0].realised // SCALE for book in tested.books] == [120, 0, 0]
    assert [book.positions[0].cost // SCALE for book in tested.books] == [400, 0, 720]


def test_a_dividend_is_paid_to_longs_and_owed_by_shorts_book_by_book():
    tested = opened()
    trade(tested, 0, 0, 100, 10)
    trade(tested, 0, 1, -40, 10)
    cash = tested.cash
    assert tested.pay_dividend(0, SCALE // 2) == 30 * SCALE
    assert (tested.cash - cash, tested.dividends) == (30 * SCALE, 30 * SCALE)
    assert [book.dividends // SCALE for book in tested.books] == [50, -20, 0]


def test_a_charge_is_taken_from_one_book_and_the_account():
    tested = opened()
    tested.charge(1, 7)
    assert (tested.cash, tested.charges) == (10_000 * SCALE - 7, 7)
    assert [(book.cash, book.charges) for book in tested.books] == [(0, 0), (-7, 7), (0, 0)]


@pytest.mark.parametrize(
    ("held", "ratio", "lot", "then", "paid"),
    [
        (100, (4, 1), SCALE, 400, 0),
        (-100, (4, 1), SCALE, -400, 0),
        (101, (1, 2), SCALE, 50, 12),
        (-101, (1, 2), SCALE, -50, -12),
        (1, (1, 2), SCALE, 0, 12),
        (101, (1, 2), SCALE // 2, 50.5, 0),
        (7, (3, 2), 10 * SCALE, 10, 4),
    ],
)
def test_a_split_keeps_wealth_and_pays_fractions_of_a_lot(held, ratio, lot, then, paid):
    tested = opened()
    trade(tested, 0, 1, held, 12)
    new, old = ratio
    mark = 12 * SCALE * old // new
    assert tested.split(0, new, old, lot, mark, 2) == paid * SCALE
    assert tested.held(0) == tested.held_by(1, 0) == then * SCALE
    assert tested.price_of(0) == mark
    assert tested.equity() == 10_000 * SCALE
    assert tested.cash - 10_000 * SCALE == sum(book.cash for book in tested.books)


def test_a_split_rounds_each_book_by_itself():
    tested = opened()
    trade(tested, 0, 0, 3, 10)
    trade(tested, 0, 1, 3, 10)
    assert tested.split(0, 1, 2, SCALE, 20 * SCALE, 2) == 20 * SCALE
    assert (tested.held(0), tested.held_by(0, 0), tested.held_by(1, 0)) == (2 * SCALE, SCALE, SCALE)


@pytest.mark.parametrize(
    ("cash", "quantity", "value", "fee"),
    [(-(2**63), SCALE, SCALE, 0), (0, SCALE, SCALE, 2**63 - 1), (2**62, -SCALE, -(2**62) - 1, 0)],
    ids=["cash", "fee", "proceeds"],
)
def test_a_trade_beyond_64_bits_is_refused_before_anything_is_booked(cash, quantity, value, fee):
    tested = opened(cash)
    before = tested.state()
    with pytest.raises(errors.AmountOverflow):
        tested.book(0, 0, quantity, value, fee, 1)
    assert tested.state() == before


def test_what_a_trade_is_worth_beyond_64_bits_is_refused():
    with pytest.raises(errors.AmountOverflow):
        opened().worth(0, 3 * SCALE, 2**62)


def test_a_ledger_survives_a_snapshot():
    tested, again = opened(), ledger.Ledger([SCALE, SCALE], 3)
    trade(tested, 0, 0, 3, 100, 7)
    trade(tested, 1, 1, -3, 50, 7, 2)
    tested.mark(0, 120 * SCALE)
    tested.transfer(0, 0, 2, SCALE, 119 * SCALE, 3)
    tested.pay_dividend(1, 5)
    tested.charge(1, 9)
    again.restore(tested.state())
    assert again.state() == tested.state()
    for one in (tested, again):
        trade(one, 0, 2, -5, 99, 1, 4)
        one.split(1, 3, 1, SCALE, 40 * SCALE, 5)
        one.mark(1, 40 * SCALE)
    assert again.state() == tested.state()
