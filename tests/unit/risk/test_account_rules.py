"""Rules by kind of account, date, and how well a strategy is known."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from risk_views import TOP, numbers, view
from small_engine import SCALE
from worlds import plain

MARGIN, CASH = (plain("domain.settings").AccountKind(kind) for kind in ("margin", "cash"))
settings = plain("risk.account_settings")
DAY = datetime.date(2024, 3, 4)
TODAY = (DAY - datetime.date(1970, 1, 1)).days


def named(rule):
    rule.name = "tested"
    return rule


def margin(kind, **rows):
    found = {
        name: settings.MarginRowConfig(account=account, date_first=first, date_last=last, ratio_max=Decimal(ratio))
        for name, (account, first, last, ratio) in rows.items()
    }
    return named(settings.build_margin(settings.MarginConfig(account=kind, rows=found)))


def gross(amount, **fields):
    return view(**{"equity": 100, "gross_after": amount, "day": TODAY, **fields})


ROWS = {"cash": (CASH, DAY, None, "1"), "margin": (MARGIN, DAY, DAY, "2")}


@pytest.mark.parametrize(("kind", "at", "found"), [(CASH, 100, 1), (MARGIN, 200, 2)])
def test_a_kind_of_account_carries_what_its_row_says(kind, at, found):
    assert margin(kind, **ROWS).check(None, gross(at)).level == 0
    refused = margin(kind, **ROWS).check(None, gross(at + 1))
    assert numbers(refused) == (1, "MARGIN", found * SCALE, (at + 1) * SCALE // 100)
    assert margin(kind, **ROWS).check(None, gross(at + 1, reducing=True)).level == 0


def test_a_day_without_a_row_allows_nothing():
    for day in (TODAY - 1, TODAY + 1):
        assert margin(MARGIN, **ROWS).check(None, gross(1, day=day)).reason == "NO_MARGIN_ROW"
    assert margin(CASH, **ROWS).check(None, gross(1, day=TODAY + 10_000)).level == 0
    assert margin(MARGIN).check(None, gross(0)).reason == "NO_MARGIN_ROW"


def test_rows_of_the_same_day_all_hold():
    rows = {**ROWS, "house": (MARGIN, DAY, None, "1.5")}
    assert margin(MARGIN, **rows).check(None, gross(150)).level == 0
    assert margin(MARGIN, **rows).check(None, gross(151)).level == 1


def test_margin_needs_price_and_equity_and_holds_at_64_bits():
    tested = margin(MARGIN, **ROWS)
    assert tested.check(None, gross(1, equity=0)).reason == "EQUITY_NOT_POSITIVE"
    assert tested.check(None, gross(1, price=0)).reason == "NO_PRICE"
    assert numbers(tested.check(None, gross(TOP, equity=1))) == (1, "MARGIN", 2 * SCALE, TOP)
    assert tested.check(None, gross(TOP, equity=TOP)).level == 0


def test_an_account_whose_kind_is_not_stated_is_held_by_no_row():
    assert margin(None).check(None, gross(TOP, equity=-1)).level == 0
    assert trades(None, 9).check(None, poor()).level == 0


def trades(kind, made=0, count_max=3, days=5, first=DAY, last=None, spacing=1):
    row = settings.DayTradeRowConfig(
        date_first=first, date_last=last, count_max=count_max, days=days, equity_min=Decimal(25_000)
    )
    tested = named(settings.build_day_trades(settings.DayTradesConfig(account=kind, rows={"row": row})))
    for n in range(made):
        round_trip(tested, TODAY + n * spacing)
    return tested


def round_trip(tested, day, symbol="OLD"):
    tested.filled(symbol, 10, 10, day, 0)
    tested.filled(symbol, -10, 0, day, 0)


def poor(day=TODAY, **fields):
    return view(**{"equity": 24_999 * SCALE, "day": day, **fields})


def test_an_entry_that_could_become_one_day_trade_too_many_is_refused():
    assert trades(MARGIN, 2, spacing=0).check(None, poor()).level == 0
    refused = trades(MARGIN, 3, spacing=0).check(None, poor())
    assert numbers(refused) == (1, "DAY_TRADES", 3 * SCALE, 4 * SCALE)


@pytest.mark.parametrize("fields", [{"equity": 25_000 * SCALE}, {"reducing": True}])
def test_enough_equity_and_reductions_pass(fields):
    assert trades(MARGIN, 9, spacing=0).check(None, poor(**fields)).level == 0


def test_cash_accounts_have_no_such_rule():
    assert trades(CASH, 9, spacing=0).check(None, poor()).level == 0


def test_a_row_holds_within_its_dates():
    tested = trades(MARGIN, 9, last=DAY, spacing=0)
    assert tested.check(None, poor()).level == 1
    assert tested.check(None, poor(TODAY + 1)).level == 0
    assert trades(MARGIN, first=DAY + datetime.timedelta(1), count_max=0).check(None, poor()).level == 0


def test_day_trades_leave_the_count_after_their_trading_days():
    tested = trades(MARGIN, 3, spacing=0)
    for passed in range(1, 5):
        tested.monitor(poor(TODAY + 7 * passed))
        assert tested.check(None, poor(TODAY + 7 * passed)).level == 1, "days that are no trading days do not count"
    tested.monitor(poor(TODAY + 35))
    assert tested.check(None, poor(TODAY + 35)).level == 0


def test_what_was_opened_or_ordered_today_counts_as_if_it_would_be_closed():
    tested = trades(MARGIN, 1)
    tested.ordered(None, poor(symbol="A"))
    assert tested.check(None, poor(symbol="B")).level == 0
    tested.filled("A", 10, 10, TODAY, 0)
    tested.ordered(None, poor(symbol="B"))
    assert tested.check(None, poor(symbol="C")).level == 1
    assert tested.check(None, poor(symbol="A")).level == 0, "more of the same is the same day trade"
    assert tested.check(None, poor(TODAY + 1, symbol="C")).level == 0, "held over night it is none"


@pytest.mark.parametrize(
    ("fills", "count"),
    [
        ([(10, 10), (-10, 0)], 1),
        ([(-10, -10), (10, 0)], 1),
        ([(10, 10), (10, 20), (-20, 0)], 1),
        ([(10, 10), (-5, 5), (-5, 0)], 1),
        ([(10, 10), (-5, 5), (5, 10), (-10, 0)], 2),
        ([(-10, 0), (10, 10)], 0),
        ([(10, 10), (-20, -10)], 1),
        ([(10, 10), (-20, -10), (10, 0)], 2),
    ],
)
def test_an_opening_and_its_closings_are_one_day_trade(fills, count):
    tested = trades(MARGIN)
    for quantity, held in fills:
        tested.filled("A", quantity, held, TODAY, 0)
    assert dict(tested.state()[1]).get(TODAY, 0) == count


def canary(days=5, orders_max=2):
    return named(
        settings.build_canary(
            settings.CanaryConfig(
                days=days, order_value_max=Decimal(100), orders_max=orders_max, position_value_max=Decimal(300)
            )
        )
    )


@pytest.mark.parametrize(
    ("at", "beyond", "found"),
    [
        ({"value": 100 * SCALE}, {"value": 100 * SCALE + 1}, ("CANARY_VALUE", 100 * SCALE, 100 * SCALE + 1)),
        (
            {"symbol_after": 300 * SCALE},
            {"symbol_after": 300 * SCALE + 1},
            ("CANARY_POSITION", 300 * SCALE, 300 * SCALE + 1),
        ),
    ],
)
def test_a_newcomer_is_held_to_its_caps(at, beyond, found):
    assert canary().check(None, view(days_seen=4, **at)).level == 0
    assert numbers(canary().check(None, view(days_seen=4, **beyond))) == (1, *found)
    assert canary().check(None, view(days_seen=5, **beyond)).level == 0
    assert canary().check(None, view(days_seen=0, reducing=True, **beyond)).level == 0
    assert canary(days=0).check(None, view(days_seen=0, **beyond)).level == 0


def test_a_newcomer_sends_so_many_orders_a_day():
    tested = canary()
    for strategy in ("main", "main", "other"):
        assert tested.check(None, view(days_seen=0, strategy=strategy)).level == 0
        tested.ordered(None, view(days_seen=0, strategy=strategy))
    assert numbers(tested.check(None, view(days_seen=0))) == (1, "CANARY_ORDERS", 2 * SCALE, 3 * SCALE)
    assert tested.check(None, view(days_seen=0, strategy="other")).level == 0
    assert tested.check(None, view(days_seen=1, day=1)).level == 0


def test_a_newcomer_needs_a_price():
    assert canary().check(None, view(days_seen=0, price=0)).reason == "NO_PRICE"
