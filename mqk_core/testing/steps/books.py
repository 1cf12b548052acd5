"""Sentences about several strategies on one account: what each wants, sees, holds and earns, and what crosses."""

from __future__ import annotations

import datetime

from pytest_bdd import given, parsers, then

from mqk_core.domain.effects import Disable
from mqk_core.domain.events import Cross, Transfer
from mqk_core.domain.intents import Refusal
from mqk_core.domain.money import from_decimal, to_text
from mqk_core.testing.desk import Desk, Outcome
from mqk_core.testing.script import Fault
from mqk_core.testing.steps.desk import fraction, shown


@given(parsers.parse("the strategy {name:w} wants {quantity:S} {symbol:S} at {at:S}"))
def wants(desk: Desk, name: str, quantity: str, symbol: str, at: str) -> None:
    desk.want(symbol, quantity, desk.market.time(at), name)


@given(parsers.parse("the strategy {name:w} wants {quantity:S} {symbol:S} at the close of {date:S}"))
def wants_on(desk: Desk, name: str, quantity: str, symbol: str, date: str) -> None:
    desk.want(symbol, quantity, desk.market.close_of(datetime.date.fromisoformat(date)), name)


@given(parsers.parse("the strategy {name:w} breaks at {at:S}: it {conduct}"))
def breaks(desk: Desk, name: str, at: str, conduct: str) -> None:
    desk.faults.append(Fault(desk.market.time(at), conduct, name))


@given(parsers.parse("the strategy {name:w} is held to a {rule} limit of {bound:S}"))
def held_to(desk: Desk, name: str, rule: str, bound: str) -> None:
    desk.limit(rule.replace(" ", "_"), fraction(bound), strategy=name)


@given(parsers.parse("the strategy {name:w} may enter {count:d} times within {window:S}"))
def may_enter(desk: Desk, name: str, count: int, window: str) -> None:
    desk.limit("entry_throttle", strategy=name, entries_max=count, window=window)


@given(parsers.parse("the strategy {name:w} looks at its book at {at:S}"))
def looks(desk: Desk, name: str, at: str) -> None:
    desk.look(desk.market.time(at), name)


@then(parsers.parse('the strategy {name:w} sees "{what}" at {at:S}'))
def sees(desk: Desk, outcome: Outcome, name: str, what: str, at: str) -> None:
    seen = outcome.seen(name, desk.market.time(at))
    assert seen is not None
    assert ("; ".join(seen) or "nothing") == what


@then(parsers.parse("the strategy {name:w} holds {quantity:S} {symbol:S}"))
def holds(outcome: Outcome, name: str, quantity: str, symbol: str) -> None:
    assert to_text(outcome.held(symbol, name)) == quantity


@then(parsers.parse("the strategy {name:w} has earned {amount:S}"))
def has_earned(outcome: Outcome, name: str, amount: str) -> None:
    assert to_text(outcome.earned(name)) == amount


@then(parsers.parse("{quantity:S} {symbol:S} cross from {seller:w} to {buyer:w} at {price:S}"))
def crosses(outcome: Outcome, quantity: str, symbol: str, seller: str, buyer: str, price: str) -> None:
    (one,) = outcome.of(Transfer)
    assert (to_text(one.quantity), one.symbol, one.seller, one.buyer) == (quantity, symbol, seller, buyer)
    assert to_text(one.price) == price


@then("nothing crosses")
def nothing_crosses(outcome: Outcome) -> None:
    assert outcome.of(Cross) == []
    assert outcome.of(Transfer) == []


@then("the books add up to the account")
def add_up(desk: Desk, outcome: Outcome) -> None:
    ledger = outcome.state.ledger
    books = [outcome.book(name) for name in outcome.state.names]
    assert ledger.cash == from_decimal(desk.cash) + sum(book.cash for book in books)
    for symbol in outcome.tape.symbols:
        assert outcome.held(symbol) == sum(outcome.held(symbol, name) for name in outcome.state.names)


@then(parsers.parse('the strategy {name:w} is disabled at {at:S} because "{reason}"'))
def disabled(desk: Desk, outcome: Outcome, name: str, at: str, reason: str) -> None:
    (record,) = outcome.of(Disable)
    assert (record.strategy, shown(desk.market, record.time), record.reason) == (name, at, reason)
    assert {host.name: host.enabled for host in outcome.state.hosts}[name] is False


@then(parsers.parse("the strategy {name:w} goes on"))
def goes_on(outcome: Outcome, name: str) -> None:
    assert name not in [record.strategy for record in outcome.of(Disable)]
    assert {host.name: host.enabled for host in outcome.state.hosts}[name] is True


@then(parsers.parse('the order of {name:w} is refused because "{reason}"'))
def refused(outcome: Outcome, name: str, reason: str) -> None:
    (refusal,) = outcome.of(Refusal)
    assert (refusal.strategy, refusal.reason) == (name, reason)
