"""Nothing is lost: cash and positions after any fills, to the last unit, against sums of fractions."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import NAMES, plain, world

SCALE = 10**8
FIXED = settings(derandomize=True, deadline=None, max_examples=150)
FILLS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(-(10**12), 10**12).filter(bool) | st.sampled_from([-SCALE, SCALE, -1, 1]),
        st.integers(1, 10**12),
        st.integers(0, 10**9),
    ),
    max_size=25,
)
MARKS = st.lists(st.integers(1, 10**12), min_size=3, max_size=3)
CASH = 10**15


def booked(fills, marks):
    ledger = plain("portfolio.ledger").Ledger(3)
    ledger.open(CASH)
    for time, (k, quantity, price, fee) in enumerate(fills):
        ledger.mark(k, marks[time % 3])
        ledger.book(k, quantity, price, fee, time)
    for k, mark in enumerate(marks):
        ledger.mark(k, mark)
    return ledger


def value_of(quantity, price):
    return round(Fraction(quantity * price, SCALE))


@FIXED
@given(FILLS, MARKS)
def test_equity_is_the_cash_that_moved_and_what_is_held_at_its_marks(fills, marks):
    ledger = booked(fills, marks)
    held = [sum(quantity for k, quantity, _, _ in fills if k == one) for one in range(3)]
    cash = CASH - sum(value_of(quantity, price) + fee for _, quantity, price, fee in fills)
    assert [position.quantity for position in ledger.positions] == held
    assert ledger.cash == cash
    assert ledger.fees == sum(fee for _, _, _, fee in fills)
    assert ledger.equity() == cash + sum(value_of(*pair) for pair in zip(held, marks, strict=True))


@FIXED
@given(FILLS, MARKS)
def test_equity_is_initial_cash_plus_realised_plus_unrealised_less_fees(fills, marks):
    ledger = booked(fills, marks)
    realised = sum(position.realised for position in ledger.positions)
    unrealised = sum(position.value - position.cost for position in ledger.positions)
    assert ledger.equity() == CASH + realised + unrealised - ledger.fees


@FIXED
@given(FILLS, MARKS)
def test_holdings_kept_mark_by_mark_are_those_counted_afresh(fills, marks):
    ledger = booked(fills, marks)
    assert ledger.holdings == sum(value_of(one.mark, one.quantity) for one in ledger.positions)
    again = plain("portfolio.ledger").Ledger(3)
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
        quantity, cost, realised, _, _, lots = position.state()
        assert quantity == sum(lot[0] for lot in lots) == sum(quantity for quantity, _ in fills)
        assert cost == sum(lot[1] for lot in lots)
        assert realised - cost == -sum(value if quantity > 0 else -value for quantity, value in fills)
        assert len({lot[0] > 0 for lot in lots}) <= 1
        assert [lot[2] for lot in lots] == sorted(lot[2] for lot in lots)
        states.append(position.state())
    assert states[0] == states[1]
