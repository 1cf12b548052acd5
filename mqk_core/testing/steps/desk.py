"""What every stage says: a desk, prices in market times, what a strategy wants, the run, and what came of it."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

import numpy as np
from pytest_bdd import given, parsers, then, when

from mqk_core.domain.bars import Timeframe
from mqk_core.domain.calendar import DAY_NS, HOUR_NS, date_of
from mqk_core.domain.effects import Halt, Submit
from mqk_core.domain.intents import Refusal
from mqk_core.domain.money import to_text
from mqk_core.ports import BrokerOrder
from mqk_core.testing.desk import Desk, Outcome
from mqk_core.testing.market import MINUTE_NS, Market
from mqk_core.testing.script import Fault, Wanted


def fraction(text: str) -> Decimal:
    """Return the number that `5%` or `1000` stands for."""
    return Decimal(text.removesuffix("%")) / 100 if text.endswith("%") else Decimal(text)


def shown(market: Market, time: int) -> str:
    """Return a time as a scenario says it: the hour at the exchange on the desk's first day, else the date."""
    since = time - market.time("00:00")
    if market.timeframe is Timeframe.D1 or not 0 <= since < DAY_NS:
        return str(date_of(int(market.schedule.stamp_days(np.array([time], np.int64))[0])))
    return f"{since // HOUR_NS:02}:{since // MINUTE_NS % 60:02}"


@given(parsers.parse("a desk with {cash:S} in cash"), target_fixture="desk")
def desk_with_cash(cash: str) -> Desk:
    return Desk(cash=cash)


@given(parsers.parse("{symbol:S} trades at {price:S} from {first:S} to {last:S}"))
def trades(desk: Desk, symbol: str, price: str, first: str, last: str) -> None:
    desk.market.trade(symbol, price, first, last)


@given(parsers.parse("{symbol:S} trades at {price:S} from {first:S} to {last:S} on {date:S}"))
def trades_on(desk: Desk, symbol: str, price: str, first: str, last: str, date: str) -> None:
    desk.market.date = datetime.date.fromisoformat(date)
    desk.market.trade(symbol, price, first, last)


@given(parsers.parse("{symbol:S} closes at {closes} from {date:S} on"))
def closes_daily(desk: Desk, symbol: str, closes: str, date: str) -> None:
    if desk.market.timeframe is not Timeframe.D1:
        desk.market = Market(timeframe=Timeframe.D1)
    desk.market.trade_days(symbol, re.split(", | and ", closes), datetime.date.fromisoformat(date))


@given(
    parsers.parse(
        "the bar of {symbol:S} at {at:S} opens at {open:S}, peaks at {high:S}, dips to {low:S} and closes at {close:S}"
    )
)
def bar_reads(desk: Desk, symbol: str, at: str, open: str, high: str, low: str, close: str) -> None:
    desk.market.bar(symbol, desk.market.time(at), close, open=open, high=high, low=low)


@given(parsers.parse("the strategy wants {quantity:S} {symbol:S} at {at:S}"))
def wants(desk: Desk, quantity: str, symbol: str, at: str) -> None:
    desk.want(symbol, quantity, desk.market.time(at))


@given(parsers.parse("the strategy wants {quantity:S} {symbol:S} at the close of {date:S}"))
def wants_on(desk: Desk, quantity: str, symbol: str, date: str) -> None:
    desk.want(symbol, quantity, desk.market.close_of(datetime.date.fromisoformat(date)))


@given(parsers.parse("the strategy computes {sum} and wants that many {symbol:S} at {at:S}"))
def wants_computed(desk: Desk, sum: str, symbol: str, at: str) -> None:
    desk.wanted.append(Wanted(desk.market.time(at), symbol, computed(sum)))


def computed(sum: str) -> float:
    """Return what binary arithmetic makes of numbers joined by +, * or /, from left to right."""
    number, *rest = sum.split()
    total = float(number)
    for sign, other in zip(rest[::2], rest[1::2], strict=True):
        total = {"+": total + float(other), "*": total * float(other), "/": total / float(other)}[sign]
    return total


@given(parsers.parse("the strategy breaks at {at:S}: it {conduct}"))
def breaks(desk: Desk, at: str, conduct: str) -> None:
    desk.faults.append(Fault(desk.market.time(at), conduct))


@given(parsers.parse("the {rule} limit is {bound:S}"))
def limit_is(desk: Desk, rule: str, bound: str) -> None:
    desk.limit(rule.replace(" ", "_"), fraction(bound))


@given(parsers.parse("quantities trade in lots of {lot:S}"))
def lots(desk: Desk, lot: str) -> None:
    desk.lot = lot


@when("the session runs", target_fixture="outcome")
def session_runs(desk: Desk) -> Outcome:
    return desk.run()


@then("the broker receives no order")
def no_order(outcome: Outcome) -> None:
    assert outcome.sent == ()
    assert outcome.failure is None


@then("the broker receives these orders")
def these_orders(desk: Desk, outcome: Outcome, datatable: list[list[str]]) -> None:
    submits = {f"desk-{one.order}": one for one in outcome.of(Submit)}
    found = [[shown(desk.market, submits[one.client_order_id].time), *_words(one)] for one in outcome.sent]
    assert found == datatable[1:]
    assert datatable[0] == ["at", "side", "quantity", "symbol"]
    assert outcome.failure is None


def _words(order: BrokerOrder) -> list[str]:
    return ["buy" if order.quantity > 0 else "sell", to_text(abs(order.quantity)), order.symbol]


@then(parsers.parse("the desk holds {quantity:S} {symbol:S}"))
def holds(outcome: Outcome, quantity: str, symbol: str) -> None:
    assert to_text(outcome.held(symbol)) == quantity


@then(parsers.parse("the desk is worth {amount:S}"))
def is_worth(outcome: Outcome, amount: str) -> None:
    assert to_text(outcome.equity) == amount


@then(parsers.parse("the desk has {amount:S} in cash"))
def has_cash(outcome: Outcome, amount: str) -> None:
    assert to_text(outcome.cash) == amount


@then(parsers.parse('the order is refused because "{reason}" with limit {limit:S} and observed {observed:S}'))
def refused(outcome: Outcome, reason: str, limit: str, observed: str) -> None:
    (refusal,) = outcome.of(Refusal)
    assert (refusal.reason, to_text(refusal.limit), to_text(refusal.observed)) == (reason, limit, observed)


@then(parsers.parse('the order is refused because "{reason}"'))
def refused_for(outcome: Outcome, reason: str) -> None:
    (refusal,) = outcome.of(Refusal)
    assert refusal.reason == reason


@then("no order is refused")
def none_refused(outcome: Outcome) -> None:
    assert outcome.of(Refusal) == []


@then(parsers.parse('the run is halted because "{reason}" with limit {limit:S} and observed {observed:S}'))
def halted_with(outcome: Outcome, reason: str, limit: str, observed: str) -> None:
    (halt,) = outcome.of(Halt)
    assert (halt.reason, to_text(halt.limit), to_text(halt.observed)) == (reason, limit, observed)
    assert outcome.state.gate.halted == reason


@then(parsers.parse('the run is halted because "{reason}"'))
def halted(outcome: Outcome, reason: str) -> None:
    (halt,) = outcome.of(Halt)
    assert halt.reason == outcome.state.gate.halted == reason


@then(parsers.parse("the run is halted at {at:S}"))
def halted_at(desk: Desk, outcome: Outcome, at: str) -> None:
    assert [shown(desk.market, halt.time) for halt in outcome.of(Halt)] == [at]


@then("the run is not halted")
def not_halted(outcome: Outcome) -> None:
    assert outcome.of(Halt) == []
    assert outcome.state.gate.halted is None
    assert outcome.failure is None


@then(parsers.parse("the broker is asked to cancel order {number:d}"))
def asked_to_cancel(desk: Desk, outcome: Outcome, number: int) -> None:
    assert outcome.cancelled == (desk.client_order_id(number),)


@then("the broker is asked to cancel nothing")
def nothing_cancelled(outcome: Outcome) -> None:
    assert outcome.cancelled == ()
