"""Cash, fees, holdings: what a fill and a mark move, and what is refused."""

from __future__ import annotations

import pytest
from worlds import plain

SCALE = 10**8
ledger = plain("portfolio.ledger")
errors = plain("errors")


def opened(cash=10_000 * SCALE):
    tested = ledger.Ledger(2)
    tested.open(cash)
    return tested


def test_a_buy_moves_cash_into_holdings_and_the_fee_out():
    tested = opened()
    tested.book(0, 10 * SCALE, 100 * SCALE, 3 * SCALE, 1)
    tested.mark(0, 110 * SCALE)
    assert (tested.cash, tested.fees, tested.holdings) == (8_997 * SCALE, 3 * SCALE, 1_100 * SCALE)
    assert tested.equity() == 10_097 * SCALE
    assert (tested.held(0), tested.held(1)) == (10 * SCALE, 0)


def test_a_short_sale_brings_cash_and_owes_its_value():
    tested = opened()
    tested.book(0, -10 * SCALE, 100 * SCALE, 0, 1)
    tested.mark(0, 110 * SCALE)
    assert (tested.cash, tested.holdings, tested.equity()) == (11_000 * SCALE, -1_100 * SCALE, 9_900 * SCALE)


def test_profit_is_realised_before_fees_which_are_counted_apart():
    tested = opened()
    tested.book(0, 10 * SCALE, 100 * SCALE, SCALE, 1)
    assert tested.book(0, -10 * SCALE, 107 * SCALE, SCALE, 2) == 70 * SCALE
    assert (tested.cash, tested.fees, tested.holdings) == (10_068 * SCALE, 2 * SCALE, 0)


def test_a_position_is_marked_by_its_own_fill_until_a_bar_comes():
    tested = opened()
    tested.book(0, SCALE, 100 * SCALE, 0, 1)
    assert tested.equity() == 10_000 * SCALE
    assert tested.price_of(0) == 100 * SCALE


def test_a_fill_leaves_the_mark_of_the_last_bar():
    tested = opened()
    tested.mark(0, 90 * SCALE)
    tested.book(0, SCALE, 100 * SCALE, 0, 1)
    assert tested.price_of(0) == 90 * SCALE
    assert tested.equity() == 9_990 * SCALE


def test_an_instrument_without_a_mark_has_no_price():
    with pytest.raises(errors.MissingMark, match="instrument 1 has no mark yet"):
        opened().price_of(1)


@pytest.mark.parametrize(
    ("cash", "quantity", "price", "fee"),
    [(0, 2**62, 3 * SCALE, 0), (-(2**63), SCALE, SCALE, 0), (0, SCALE, SCALE, 2**63 - 1)],
    ids=["value", "cash", "fee"],
)
def test_a_fill_beyond_64_bits_is_refused_before_anything_is_booked(cash, quantity, price, fee):
    tested = opened(cash)
    before = tested.state()
    with pytest.raises(errors.AmountOverflow):
        tested.book(0, quantity, price, fee, 1)
    assert tested.state() == before


def test_a_ledger_survives_a_snapshot():
    tested, again = opened(), ledger.Ledger(2)
    tested.book(0, 3 * SCALE, 100 * SCALE, 7, 1)
    tested.book(1, -3 * SCALE, 50 * SCALE, 7, 2)
    tested.mark(0, 120 * SCALE)
    again.restore(tested.state())
    assert again.state() == tested.state()
    for one in (tested, again):
        one.book(0, -5 * SCALE, 99 * SCALE, 1, 3)
        one.mark(1, 40 * SCALE)
    assert again.state() == tested.state()
