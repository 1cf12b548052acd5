from __future__ import annotations

import csv
import io

import numpy as np

from mqk_core.domain.events import Busted, Cancelled, ForeignFill, Rejected, Transfer
from mqk_core.domain.money import SCALE
from mqk_core.runs import history, tables


def rows_of(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"))))


def test_orders_say_what_was_asked_and_what_became_of_it(mini):
    told = history.read([mini.submit(1, 3), mini.fill(1, 1, 10), mini.fill(1, 2, 11, day=2), mini.submit(2, -5, day=2)])
    first, second = rows_of(tables.orders_csv(told.orders.values()))
    assert first == {
        "order": "1",
        "time": "2024-01-01T21:00:00Z",
        "symbol": "SPY",
        "strategy": "main",
        "side": "buy",
        "quantity": "3",
        "kind": "market",
        "time_in_force": "gtc",
        "effect": "entry",
        "status": "filled",
        "filled_quantity": "3",
        "average_price": "10.66666667",
        "end_time": "2024-01-03T21:00:00Z",
        "reason": "",
        "limit": "",
        "stop": "",
        "trail": "",
        "parent": "",
        "group": "",
        "reduce_only": "false",
        "legs": "0",
    }
    assert (second["side"], second["quantity"], second["status"]) == ("sell", "5", "pending_submit")
    assert (second["filled_quantity"], second["average_price"], second["end_time"]) == ("0", "", "")


def test_a_hostile_reason_stays_in_its_cell(mini):
    told = history.read([mini.submit(1, 1), Rejected(1, 1, 1, 0, '=cmd|"x",\n<b>')])
    data = tables.orders_csv(told.orders.values())
    assert data.count(b"\n") == 2
    assert rows_of(data)[0]["reason"] == '\'=cmd|"x",\\n<b>'


def test_the_reason_of_a_cancel_is_kept(mini):
    from mqk_core.domain.effects import Cancel

    told = history.read([mini.submit(1, 1), Cancel(1, 1, 1, "halted"), Cancelled(1, 1, 1, 0)])
    (row,) = rows_of(tables.orders_csv(told.orders.values()))
    assert (row["status"], row["reason"]) == ("cancelled", "halted")


def test_fills_are_exact(mini):
    told = history.read([mini.submit(1, 3), mini.fill(1, 3, 10, fee=1)])
    (row,) = rows_of(tables.fills_csv(told.bookings))
    assert (row["side"], row["quantity"], row["price"], row["fee"]) == ("buy", "3", "10", "0.00000001")


def test_trades_tell_closed_from_open_and_how_long_they_were_held(mini):
    submits = [mini.submit(1, 10), mini.submit(2, -4, day=2)]
    trips = mini.trips_of([*submits, mini.fill(1, 10, 11, day=1, fee=10), mini.fill(2, -4, 9, day=3, fee=6)])
    closed, held = rows_of(tables.trades_csv(trips, tables.bars_held(trips, mini.daily_tape([10, 11, 12, 9, 9]))))
    assert (closed["status"], closed["quantity"], closed["gross_profit"]) == ("closed", "4", "-8")
    assert (closed["fees"], closed["net_profit"], closed["bars_held"]) == ("0.0000001", "-8.0000001", "2")
    assert (held["status"], held["quantity"], held["exit_time"], held["net_profit"]) == ("open", "6", "", "")


def test_bars_held_are_counted_on_the_symbol_of_the_trade(mini):
    tape = mini.daily_tape([10, 11, 12, 9, 9], symbols=("A", "B"))
    orders = [mini.submit(1, 1, symbol="B"), mini.submit(2, -1, symbol="B")]
    trips = mini.trips_of([*orders, mini.fill(1, 1, 10, day=1), mini.fill(2, -1, 10, day=4)])
    assert tables.bars_held(trips, tape) == [3]


def test_a_trade_inside_one_bar_is_held_for_none(mini):
    trips = mini.trips_of([mini.submit(1, 1), mini.submit(2, -1), mini.fill(1, 1, 10), mini.fill(2, -1, 10)])
    assert tables.bars_held(trips, mini.daily_tape([10, 11])) == [0]


def test_equity_has_a_row_a_step_with_its_drawdown_from_the_initial_equity(mini):
    table = tables.equity_csv(mini.curve_of([900, 1200, 1100], initial=1000))
    assert table == (
        b"time,equity,drawdown\n"
        b"2024-01-01T21:00:00Z,900,0.1\n"
        b"2024-01-02T21:00:00Z,1200,0\n"
        b"2024-01-03T21:00:00Z,1100,0.08333333\n"
    )


def test_tables_without_content_are_their_headers():
    assert tables.orders_csv([]).decode() == tables.ORDER_COLUMNS + "\n"
    assert tables.fills_csv([]).decode() == tables.FILL_COLUMNS + "\n"
    assert tables.trades_csv([], []).decode() == tables.TRADE_COLUMNS + "\n"


def test_amounts_near_the_end_of_the_range_do_not_wrap(mini):
    told = history.read([mini.submit(1, 92_233_720_368), mini.fill(1, 92_233_720_368, 92_233_720_368)])
    (row,) = rows_of(tables.orders_csv(told.orders.values()))
    assert row["average_price"] == "92233720368"
    assert row["quantity"] == str(int(np.iinfo(np.int64).max) // SCALE)


def test_an_order_shows_its_prices_its_family_and_how_often_it_was_replaced(mini):
    parts = {"limit": 101 * SCALE // 10, "stop": 10 * SCALE, "parent": 4, "group": 5, "reduce_only": True}
    stop = mini.submit(1, -3, kind="stop_limit", **parts)
    by_amount = mini.submit(2, -3, kind="trailing_stop", trail=SCALE // 2)
    by_fraction = mini.submit(3, -3, kind="trailing_stop", trail_fraction=SCALE // 40)
    rows = rows_of(tables.orders_csv(history.read([stop, by_amount, by_fraction]).orders.values()))
    assert [rows[0][name] for name in ("limit", "stop", "trail", "parent", "group", "reduce_only", "legs")] == [
        "10.1", "10", "", "4", "5", "true", "0",
    ]  # fmt: skip
    assert [row["trail"] for row in rows] == ["", "0.5", "2.5%"]


def test_a_bust_is_a_row_with_the_opposite_side_and_the_fee_given_back(mini):
    bust = Busted(2, mini.close_ns(2), 1, 0, 3 * SCALE, 10 * SCALE, 1)
    filled, busted = rows_of(
        tables.fills_csv(history.read([mini.submit(1, 3), mini.fill(1, 3, 10, fee=1), bust]).bookings)
    )
    assert (filled["kind"], filled["side"], filled["fee"]) == ("fill", "buy", "0.00000001")
    assert (busted["kind"], busted["side"], busted["fee"]) == ("bust", "sell", "-0.00000001")
    assert (busted["order"], busted["quantity"], busted["price"]) == ("1", "3", "10")


def test_a_transfer_is_two_rows_without_order_and_fee(mini):
    crossing = Transfer(2, mini.close_ns(2), "SPY", "one", "two", 3 * SCALE, 10 * SCALE)
    rows = rows_of(tables.fills_csv(history.read([crossing]).bookings))
    assert [(row["strategy"], row["side"], row["kind"], row["order"], row["fee"]) for row in rows] == [
        ("one", "sell", "transfer", "", "0"),
        ("two", "buy", "transfer", "", "0"),
    ]


def test_a_foreign_symbol_stays_in_its_cell_and_counts_no_bars(mini):
    bought = ForeignFill(1, mini.close_ns(1), "=X,1", SCALE, SCALE, 0, "EXTERNAL_FILL")
    sold = ForeignFill(2, mini.close_ns(2), "=X,1", -SCALE, SCALE, 0, "EXTERNAL_FILL")
    trips = mini.trips_of([bought, sold])
    (row,) = rows_of(tables.trades_csv(trips, tables.bars_held(trips, mini.daily_tape([10, 11]))))
    assert (row["symbol"], row["strategy"], row["bars_held"], row["closed_by"]) == ("'=X,1", "", "", "foreign")
