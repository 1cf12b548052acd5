"""Sentences about limits that need more than one bound, and about whom a limit holds."""

from __future__ import annotations

import re
from typing import Any

from pytest_bdd import given, parsers, then

from mqk_core.domain.intents import Refusal
from mqk_core.testing.desk import Desk, Outcome
from mqk_core.testing.market import MINUTE_NS
from mqk_core.testing.steps.desk import fraction

#: The key that counts, where it is not `count_max`.
_COUNTS = {"entry_throttle": "entries_max"}


@given(parsers.parse("the {rule} limit is {count:d} within {window:S}"))
def limit_within(desk: Desk, rule: str, count: int, window: str) -> None:
    name = rule.replace(" ", "_")
    keys: dict[str, Any] = {_COUNTS.get(name, "count_max"): count, "window": window}
    desk.limit(name, **keys)


@given(parsers.parse("the {rule} limit is {bound:S} over {bars:d} bars"))
def limit_over(desk: Desk, rule: str, bound: str, bars: int) -> None:
    desk.limit(rule.replace(" ", "_"), fraction_max=fraction(bound), bars=bars)


@given(parsers.parse("look-alikes are held for {window:S}"))
def look_alikes(desk: Desk, window: str) -> None:
    desk.limit("look_alike", window=window)


@given(parsers.parse("{symbols} may not be traded"))
def restricted(desk: Desk, symbols: str) -> None:
    desk.limit("restricted", symbols=_listed(symbols))


@given(parsers.parse("nothing but {symbols} may be traded"))
def allowed(desk: Desk, symbols: str) -> None:
    desk.limit("allowed", symbols=_listed(symbols))


def _listed(symbols: str) -> list[str]:
    return re.split(", | and ", symbols)


@given("short positions are not allowed")
def no_shorts(desk: Desk) -> None:
    desk.limit("short", allowed=False)


@given(parsers.parse("until {date:S} a margin account below {equity:S} may make {count:d} day trades in {days:d} days"))
def day_trades(desk: Desk, date: str, equity: str, count: int, days: int) -> None:
    row = {"date_first": "2001-09-28", "date_last": date, "count_max": count, "days": days, "equity_min": equity}
    desk.limit("day_trades", account="margin", rows={"row": row})


@given(parsers.parse("until {date:S} a {kind:w} account carries {ratio:S} times its equity"))
def margin(desk: Desk, date: str, kind: str, ratio: str) -> None:
    row = {"account": kind, "date_first": "1970-01-01", "date_last": date, "ratio_max": ratio}
    desk.limit("margin", account=kind, rows={"row": row})


@given(
    parsers.parse("for {days:d} days a new strategy sends {count:d} orders a day of {value:S} and holds {position:S}")
)
def canary(desk: Desk, days: int, count: int, value: str, position: str) -> None:
    desk.limit("canary", days=days, orders_max=count, order_value_max=value, position_value_max=position)


@given(parsers.parse("the strategy has traded on {days:d} days before"))
def traded_before(desk: Desk, days: int) -> None:
    desk.seen["main"] = days


@given(parsers.parse("the account is held to a {rule} limit of {bound:S}"))
def account_limit(desk: Desk, rule: str, bound: str) -> None:
    desk.limit(rule.replace(" ", "_"), fraction(bound), of_account=True)


@given(parsers.parse("the strategy is held to a {rule} limit of {bound:S}"))
def strategy_limit(desk: Desk, rule: str, bound: str) -> None:
    desk.limit(rule.replace(" ", "_"), fraction(bound), strategy="main")


@given(parsers.parse("the strategy goes in and out of {quantity:S} {symbol:S} {count:d} times from {at:S} on"))
def in_and_out(desk: Desk, quantity: str, symbol: str, count: int, at: str) -> None:
    first = desk.market.time(at)
    for n in range(2 * count):
        desk.want(symbol, "0" if n % 2 else quantity, first + n * MINUTE_NS)


@then("the order is not refused")
def not_refused(outcome: Outcome) -> None:
    assert outcome.of(Refusal) == []


@then(parsers.parse('the limit that refused is "{name}"'))
def refused_by(outcome: Outcome, name: str) -> None:
    (refusal,) = outcome.of(Refusal)
    assert refusal.rule == name
