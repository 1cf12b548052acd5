"""Fills matched into round trips lose no unit of cash, and agree with the ledger's own lots."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mqk_core.domain.effects import Submit
from mqk_core.domain.events import Filled
from mqk_core.portfolio.positions import Position
from mqk_core.runs.round_trips import fill_value, match_fills

FILLS = st.lists(
    st.tuples(
        st.integers(-(10**12), 10**12).filter(bool),
        st.integers(1, 10**13),
        st.integers(0, 10**9),
        st.sampled_from("AB"),
    ),
    max_size=30,
)


def booked(fills):
    return [
        (
            Filled(number, number, number, 0, quantity, price, fee),
            Submit(number, number, number, "main", symbol, quantity, "market", "gtc", "entry"),
        )
        for number, (quantity, price, fee, symbol) in enumerate(fills)
    ]


@given(FILLS)
def test_profit_cost_and_fees_add_up_to_the_cash_that_moved(fills):
    trips = match_fills(booked(fills))
    cash = sum(-fill_value(q, price) if q > 0 else fill_value(q, price) for q, price, _, _ in fills)
    closed = sum(trip.gross_profit for trip in trips if trip.gross_profit is not None)
    held = sum(trip.entry_value * (1 if trip.is_long else -1) for trip in trips if trip.exit_time is None)
    assert closed - held == cash
    assert sum(trip.fees for trip in trips) == sum(fee for _, _, fee, _ in fills)


@given(FILLS)
def test_quantities_close_in_pairs_and_what_is_left_is_the_position(fills):
    trips = match_fills(booked(fills))
    assert all(trip.quantity > 0 and trip.entry_value >= 0 and trip.fees >= 0 for trip in trips)
    for symbol in "AB":
        held = [trip for trip in trips if trip.symbol == symbol and trip.exit_time is None]
        position = sum(quantity for quantity, _, _, one in fills if one == symbol)
        assert sum(trip.quantity if trip.is_long else -trip.quantity for trip in held) == position
        assert len({trip.is_long for trip in held}) <= 1


@given(FILLS)
def test_the_ledger_closes_the_same_lots_for_the_same_cash(fills):
    trips = match_fills(booked(fills))
    for symbol in "AB":
        position = Position()
        position.closings = []
        for number, (quantity, price, _, one) in enumerate(fills):
            if one == symbol:
                value = fill_value(quantity, price)
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
