"""Sentences about the books, exact to the last unit: cash, fees, lots, profit, costs, fills, splits and dividends."""

from __future__ import annotations

import datetime

from pytest_bdd import given, parsers, then, when

from mqk_core.domain.events import Filled
from mqk_core.domain.money import from_decimal, to_text
from mqk_core.ports import BrokerEvent, BrokerFill, BrokerOrder
from mqk_core.testing.desk import Desk, Outcome
from mqk_core.testing.steps.desk import shown


@given(parsers.parse("a commission of {amount:S} per share"))
def per_share(desk: Desk, amount: str) -> None:
    desk.costs["commission_per_share"] = amount


@given(parsers.parse("a commission of {points:S} basis points"))
def by_value(desk: Desk, points: str) -> None:
    desk.costs["commission_bps"] = points


@given(parsers.parse("a slippage of {points:S} basis points"))
def slippage(desk: Desk, points: str) -> None:
    desk.costs["slippage_bps"] = points


@given(parsers.parse('orders fill by the rule "{name}"'))
def fill_rule(desk: Desk, name: str) -> None:
    desk.fills = name.replace(" ", "_")


@given(parsers.parse("one unit of {symbol:S} is worth {factor:S} times its price"))
def multiplier(desk: Desk, symbol: str, factor: str) -> None:
    desk.multipliers[symbol] = factor


@then("these trades are booked")
def trades_booked(desk: Desk, outcome: Outcome, datatable: list[list[str]]) -> None:
    assert datatable[0] == ["at", "side", "quantity", "symbol", "price", "fee"]
    found = []
    for one in outcome.of(Filled):
        side = "buy" if one.quantity > 0 else "sell"
        amounts = to_text(abs(one.quantity)), outcome.order(one.order).symbol, to_text(one.price), to_text(one.fee)
        found.append([shown(desk.market, one.time), side, *amounts])
    assert found == datatable[1:]


@then(parsers.parse("{amount:S} was earned on {symbol:S}, before fees"))
def earned(outcome: Outcome, amount: str, symbol: str) -> None:
    assert to_text(outcome.realised(symbol)) == amount


@then(parsers.parse("the {symbol:S} still held cost {amount:S}"))
def open_cost(outcome: Outcome, symbol: str, amount: str) -> None:
    assert to_text(outcome.cost(symbol)) == amount


@then(parsers.parse("fees of {amount:S} were paid"))
def fees(outcome: Outcome, amount: str) -> None:
    assert to_text(outcome.state.ledger.fees) == amount
    assert sum(one.fee for one in outcome.of(Filled)) == outcome.state.ledger.fees


@then("the books agree with a plain sum over the trades")
def plain_sum(desk: Desk, outcome: Outcome) -> None:
    assert outcome.equity == outcome.plain_equity(from_decimal(desk.cash))
    assert outcome.failure is None


@then("the books agree with the fills at their multiplier")
def at_multiplier(desk: Desk, outcome: Outcome) -> None:
    cash = from_decimal(desk.cash)
    for one in outcome.of(Filled):
        holding = outcome.holding(outcome.order(one.order).symbol)
        cash += (holding.mark - one.price) * one.quantity * holding.multiplier // 10**16 - one.fee
    assert outcome.equity == cash


@given(parsers.parse("{symbol:S} splits {new:d} for {old:d} on {date:S}"))
def splits(desk: Desk, symbol: str, new: int, old: int, date: str) -> None:
    desk.split(symbol, new, old, datetime.date.fromisoformat(date))


@given(parsers.parse("{symbol:S} pays {amount:S} a share on {date:S}"))
def pays(desk: Desk, symbol: str, amount: str, date: str) -> None:
    desk.pay(symbol, amount, datetime.date.fromisoformat(date))


@given(
    parsers.parse("an exchange that holds a {kind:w} to {side:w} {quantity:d} {symbol:S} at {price:S}"),
    target_fixture="resting",
)
def exchange_holds(kind: str, side: str, quantity: int, symbol: str, price: str) -> BrokerOrder:
    signed = from_decimal(quantity) * (1 if side == "buy" else -1)
    level = from_decimal(price)
    limit, stop = (level, 0) if kind == "limit" else (0, level)
    return BrokerOrder("one", symbol, signed, kind, "gtc", limit, stop)


@when("the exchange goes through all bars", target_fixture="said")
def exchange_runs(desk: Desk, resting: BrokerOrder) -> list[BrokerEvent]:
    return desk.exchange_alone([resting])


@then(parsers.parse("it {side:w} {quantity:S} {symbol:S} at {price:S} on {date:S}"))
def exchange_fills(
    desk: Desk, said: list[BrokerEvent], side: str, quantity: str, symbol: str, price: str, date: str
) -> None:
    (fill,) = [one for one in said if isinstance(one, BrokerFill)]
    signed = from_decimal(quantity) * (1 if side == "buys" else -1)
    found = fill.symbol, fill.quantity, to_text(fill.price), shown(desk.market, fill.time)
    assert found == (symbol, signed, price, date)


@then("it fills nothing")
def exchange_fills_nothing(said: list[BrokerEvent]) -> None:
    assert [one for one in said if isinstance(one, BrokerFill)] == []
