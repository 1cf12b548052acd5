from __future__ import annotations

import pytest

from mqk_core.domain.money import SCALE
from mqk_core.runs.round_trips import trade_value
from mqk_core.runs.splits import round_half_even


def trips_of(mini, *fills, fees=0):
    records = []
    for n, (quantity, price) in enumerate(fills, 1):
        records += [mini.submit(n, quantity), mini.fill(n, quantity, price, day=n - 1, fee=fees)]
    return mini.trips_of(records)


def told(trips):
    def units(value):
        return None if value is None else value / SCALE

    return [
        ("long" if trip.is_long else "short", units(trip.quantity), units(trip.gross_profit), units(trip.net_profit))
        for trip in trips
    ]


def test_a_long_trip_earns_what_the_price_rose(mini):
    assert told(trips_of(mini, (10, 11), (-10, 13))) == [("long", 10, 20, 20)]


def test_a_short_trip_earns_what_the_price_fell(mini):
    assert told(trips_of(mini, (-10, 11), (10, 9))) == [("short", 10, 20, 20)]


def test_the_oldest_lot_is_closed_first(mini):
    trips = trips_of(mini, (10, 10), (10, 20), (-15, 30))
    assert told(trips) == [("long", 10, 200, 200), ("long", 5, 50, 50), ("long", 5, None, None)]
    assert [trip.entry_time for trip in trips] == [mini.close_ns(0), mini.close_ns(1), mini.close_ns(1)]
    assert [trip.exit_time for trip in trips] == [mini.close_ns(2), mini.close_ns(2), None]


def test_a_fill_through_zero_closes_one_side_and_opens_the_other(mini):
    assert told(trips_of(mini, (10, 10), (-25, 12))) == [("long", 10, 20, 20), ("short", 15, None, None)]


def test_fees_of_both_sides_are_shared_by_quantity_and_none_is_lost(mini):
    trips = trips_of(mini, (3, 10), (-1, 10), (-1, 10), (-1, 10), fees=100)
    # The entry's 100 falls in parts of 33, 34 and 33; each exit adds its own 100.
    assert [trip.fees for trip in trips] == [133, 134, 133]
    assert sum(trip.net_profit for trip in trips) == -400


def test_strategies_and_symbols_have_books_of_their_own(mini):
    orders = [
        mini.submit(1, 10, symbol="A", strategy="one"),
        mini.submit(2, -10, symbol="A", strategy="two"),
        mini.submit(3, -10, symbol="B", strategy="one"),
    ]
    fills = [mini.fill(order.order, order.quantity // SCALE, 10) for order in orders]
    trips = mini.trips_of([*orders, *fills])
    assert [(trip.strategy, trip.symbol, trip.exit_time) for trip in trips] == [
        ("one", "A", None),
        ("one", "B", None),
        ("two", "A", None),
    ]


def test_no_fills_make_no_trips(mini):
    assert mini.trips_of([]) == []


@pytest.mark.parametrize(
    ("total", "count", "rounded"), [(5, 2, 2), (7, 2, 4), (-5, 2, -2), (-7, 2, -4), (1, 3, 0), (2, 3, 1)]
)
def test_halves_go_to_even(total, count, rounded):
    assert round_half_even(total, count) == rounded


def test_the_value_of_a_fill_is_unsigned_and_may_leave_64_bits():
    assert trade_value(-3 * SCALE, 2 * SCALE) == 6 * SCALE
    assert trade_value(1, SCALE // 2) == 0
    assert trade_value(2**63 - 1, 2**63 - 1) > 2**63
