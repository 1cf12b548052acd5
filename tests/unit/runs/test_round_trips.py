from __future__ import annotations

import pytest

from mqk_core.domain.events import Busted, Filled, Split, Transfer
from mqk_core.domain.instruments import Instrument
from mqk_core.domain.money import SCALE
from mqk_core.errors import InvariantViolation
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


def split(mini, numerator, denominator, cash=0, day=1):
    return Split(day, mini.close_ns(day), "SPY", numerator, denominator, cash * SCALE)


def test_a_trip_across_a_split_counts_the_shares_of_its_exit_at_unchanged_cost(mini):
    (trip,) = mini.trips_of(
        [mini.submit(1, 10), mini.fill(1, 10, 14), split(mini, 7, 1), mini.submit(2, -70), mini.fill(2, -70, 3, day=2)]
    )
    assert (trip.quantity, trip.entry_price, trip.exit_price) == (70 * SCALE, 2 * SCALE, 3 * SCALE)
    assert (trip.entry_value, trip.gross_profit) == (140 * SCALE, 70 * SCALE)


def test_the_fraction_of_a_lot_is_closed_for_cash_from_the_oldest_lot(mini):
    # The mark of 10 becomes 20; 5 shares become 2.5, of which the half is paid out.
    trips = mini.trips_of([mini.submit(1, 5), mini.fill(1, 2, 10), mini.fill(1, 3, 12), split(mini, 1, 2, cash=10)])
    paid, first, second = trips
    assert (paid.quantity, paid.exit_value, paid.closed_by) == (SCALE // 2, 10 * SCALE, "split")
    assert (paid.entry_value, paid.fees) == (10 * SCALE, 0)
    assert (first.quantity, first.entry_value, first.entry_price) == (SCALE // 2, 10 * SCALE, 20 * SCALE)
    assert (second.quantity, second.entry_value) == (3 * SCALE // 2, 36 * SCALE)


def test_a_short_pays_for_its_fraction(mini):
    trips = mini.trips_of([mini.submit(1, -5), mini.fill(1, -5, 10), split(mini, 1, 2, cash=-10)])
    assert [(trip.is_long, trip.quantity, trip.exit_value) for trip in trips] == [
        (False, SCALE // 2, 10 * SCALE),
        (False, 2 * SCALE, None),
    ]


def test_what_a_split_rounds_to_nothing_is_lost_at_its_cost(mini):
    small = Instrument("SPY", 1, 1, "USD")
    bought = Filled(1, mini.close_ns(1), 1, 0, 1, 100 * SCALE, 0)
    (trip,) = mini.trips_of([mini.submit(1, 1), bought, split(mini, 1, 10)], instruments=(small,))
    assert (trip.quantity, trip.entry_value, trip.exit_value, trip.gross_profit) == (0, 100, 0, -100)


def test_another_cash_for_fractions_than_the_books_give_is_refused(mini):
    with pytest.raises(InvariantViolation, match="split of SPY: the books give 10 in cash"):
        mini.trips_of([mini.submit(1, 5), mini.fill(1, 5, 10), split(mini, 1, 2, cash=9)])


def test_a_bust_closes_what_its_fill_opened_and_gives_the_fee_back(mini):
    taken_back = Busted(2, mini.close_ns(2), 1, 0, 10 * SCALE, 11 * SCALE, 7)
    (trip,) = mini.trips_of([mini.submit(1, 10), mini.fill(1, 10, 11, fee=7), taken_back])
    assert (trip.gross_profit, trip.fees, trip.closed_by) == (0, 0, "bust")


def test_a_transfer_closes_in_one_book_and_opens_in_the_other_at_no_cost(mini):
    crossing = Transfer(2, mini.close_ns(2), "SPY", "one", "two", 10 * SCALE, 13 * SCALE)
    closed, held = mini.trips_of([mini.submit(1, 10, strategy="one"), mini.fill(1, 10, 11, fee=7), crossing])
    assert (closed.strategy, closed.gross_profit, closed.fees, closed.closed_by) == ("one", 20 * SCALE, 7, "transfer")
    assert (held.strategy, held.is_long, held.entry_price, held.fees) == ("two", True, 13 * SCALE, 0)


def test_a_multiplier_scales_the_value_and_no_price(mini):
    future = Instrument("SPY", 1, SCALE, "USD", 50 * SCALE)
    records = [mini.submit(1, 2), mini.fill(1, 2, 10), mini.submit(2, -2), mini.fill(2, -2, 11, day=2)]
    (trip,) = mini.trips_of(records, instruments=(future,))
    assert (trip.entry_price, trip.entry_value, trip.gross_profit) == (10 * SCALE, 1000 * SCALE, 100 * SCALE)
