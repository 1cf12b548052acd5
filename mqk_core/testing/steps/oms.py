"""Sentences about the orders that are asked for, and what a broker reports of them, in whatever order it likes."""

from __future__ import annotations

from decimal import Decimal

import attrs
import msgspec
from pytest_bdd import given, parsers, then

from mqk_core.domain.effects import Query
from mqk_core.domain.events import Incident
from mqk_core.domain.money import from_decimal, to_text
from mqk_core.ports import (
    BrokerAbsent,
    BrokerAck,
    BrokerBust,
    BrokerCancelled,
    BrokerCancelPending,
    BrokerCancelReject,
    BrokerCorrection,
    BrokerDoneForDay,
    BrokerEvent,
    BrokerExpired,
    BrokerFill,
    BrokerForeignFill,
    BrokerReject,
    BrokerReplaced,
    BrokerReplaceReject,
    BrokerReport,
    BrokerRestated,
    BrokerSubmitUnknown,
)
from mqk_core.testing.desk import Desk, Outcome
from mqk_core.testing.script import Asked

SIDES = {"buy": 1, "sell": -1, "bought": 1, "sold": -1}


@given("a broker that fills nothing by itself")
def idle_broker(desk: Desk) -> None:
    desk.broker = []


@given("a broker that does not even acknowledge")
def silent_broker(desk: Desk) -> None:
    desk.broker = []
    desk.broker_is_silent = True


@given(parsers.parse("order {number:d} is to {side:w} {quantity:S} {symbol:S} at {limit:S}, asked for at {at:S}"))
def limit_order(desk: Desk, number: int, side: str, quantity: str, symbol: str, limit: str, at: str) -> None:
    signed = Decimal(quantity) * SIDES[side]
    desk.order(str(number), symbol, signed, desk.market.time(at), limit=Decimal(limit))


@given(parsers.parse("order {number:d} is a stop to {side:w} {quantity:S} {symbol:S} at {stop:S}, asked for at {at:S}"))
def stop_order(desk: Desk, number: int, side: str, quantity: str, symbol: str, stop: str, at: str) -> None:
    signed = Decimal(quantity) * SIDES[side]
    desk.order(str(number), symbol, signed, desk.market.time(at), stop=Decimal(stop), reduce_only=True)


@given(parsers.parse("order {number:d} lives as {word:w}"))
def lives_as(desk: Desk, number: int, word: str) -> None:
    (line,) = [one for one in desk.orders if isinstance(one, Asked) and one.name == str(number)]
    terms = (*line.terms, ("time_in_force", word))
    desk.orders[desk.orders.index(line)] = attrs.evolve(line, terms=terms)


@given(parsers.parse("the strategy changes order {number:d} to {quantity:S} at {at:S}"))
def changes(desk: Desk, number: int, quantity: str, at: str) -> None:
    desk.change(str(number), desk.market.time(at), quantity=Decimal(quantity))


@given(parsers.parse("the strategy takes order {number:d} back at {at:S}"))
def takes_back(desk: Desk, number: int, at: str) -> None:
    desk.call(str(number), desk.market.time(at))


@given(parsers.parse("the broker reports at {at:S} that order {number:d} {side:w} {quantity:S} at {price:S}"))
def reports_fill(desk: Desk, at: str, number: int, side: str, quantity: str, price: str) -> None:
    _fill(desk, at, desk.client_order_id(number), from_decimal(quantity) * SIDES[side], price)


@given(
    parsers.parse(
        "the broker reports at {at:S} that change {leg:d} of order {number:d} {side:w} {quantity:S} at {price:S}"
    )
)
def reports_fill_of_change(desk: Desk, at: str, leg: int, number: int, side: str, quantity: str, price: str) -> None:
    order = f"{desk.client_order_id(number)}.{leg}"
    _fill(desk, at, order, from_decimal(quantity) * SIDES[side], price)


def _fill(desk: Desk, at: str, order: str, signed: int, price: str) -> None:
    told = sum(isinstance(one, BrokerFill) for one in desk.broker or [])
    desk.tell(BrokerFill(order, f"execution {told + 1}", signed, from_decimal(price), 0, desk.market.time(at)))


@given(parsers.parse("the broker reports at {at:S} that order {number:d} is {what}"))
def reports(desk: Desk, at: str, number: int, what: str) -> None:
    desk.tell(_message(desk.client_order_id(number), what, desk.market.time(at)))


@given(parsers.parse("the broker reports at {at:S} that change {leg:d} of order {number:d} is {what}"))
def reports_of_change(desk: Desk, at: str, leg: int, number: int, what: str) -> None:
    desk.tell(_message(f"{desk.client_order_id(number)}.{leg}", what, desk.market.time(at)))


def _message(order: str, what: str, time: int) -> BrokerEvent:
    messages: dict[str, BrokerEvent] = {
        "accepted": BrokerAck(order, "b1", time),
        "rejected": BrokerReject(order, "NO_MARGIN", time),
        "cancelled": BrokerCancelled(order, time),
        "expired": BrokerExpired(order, time),
        "done for the day": BrokerDoneForDay(order, time),
        "about to be cancelled": BrokerCancelPending(order, time),
        "not to be cancelled": BrokerCancelReject(order, time),
        "not open": BrokerCancelReject(order, time, not_open=True),
        "nowhere to be found": BrokerAbsent(order, time),
        "made": BrokerReplaced(order, "b2", time),
        "refused": BrokerReplaceReject(order, "TOO_LATE", time),
    }
    return messages[what]


@given(parsers.parse("nothing is heard by {at:S} of whether order {number:d} arrived"))
def nothing_heard(desk: Desk, at: str, number: int) -> None:
    desk.tell(BrokerSubmitUnknown(desk.client_order_id(number), desk.market.time(at)))


@given(
    parsers.parse(
        "the broker sums up at {at:S} that order {number:d} is {status:w} with {quantity:S} {side:w} at {price:S}"
    )
)
def sums_up(desk: Desk, at: str, number: int, status: str, quantity: str, side: str, price: str) -> None:
    filled = from_decimal(quantity) * SIDES[side]
    time = desk.market.time(at)
    desk.tell(BrokerReport(desk.client_order_id(number), status, filled, from_decimal(price), time))


@given(parsers.parse("the broker takes execution {execution:d} of order {number:d} back at {at:S}"))
def busts(desk: Desk, execution: int, number: int, at: str) -> None:
    desk.tell(BrokerBust(desk.client_order_id(number), f"execution {execution}", desk.market.time(at)))


@given(parsers.parse("the broker insists at {at:S} that execution {execution:d} of order {number:d} never stood"))
def insists(desk: Desk, execution: int, number: int, at: str) -> None:
    desk.tell(BrokerBust(desk.client_order_id(number), f"execution {execution}", desk.market.time(at), is_final=True))


@given(
    parsers.parse(
        "the broker corrects execution {execution:d} of order {number:d} at {at:S} to {quantity:S} at {price:S}"
    )
)
def corrects(desk: Desk, execution: int, number: int, at: str, quantity: str, price: str) -> None:
    units, paid, time = from_decimal(quantity), from_decimal(price), desk.market.time(at)
    desk.tell(BrokerCorrection(desk.client_order_id(number), f"execution {execution}", units, paid, 0, time))


@given(parsers.parse("the broker restates order {number:d} to {quantity:S} at {at:S}, as its change {sequence:d}"))
def restates(desk: Desk, number: int, quantity: str, at: str, sequence: int) -> None:
    time = desk.market.time(at)
    desk.tell(BrokerRestated(desk.client_order_id(number), from_decimal(quantity), 0, 0, sequence, time))


@given(
    parsers.parse("the broker reports at {at:S} that {quantity:S} {symbol:S} were {side:w} at {price:S} by nobody here")
)
def external_fill(desk: Desk, at: str, quantity: str, symbol: str, side: str, price: str) -> None:
    signed = from_decimal(quantity) * SIDES[side]
    desk.tell(BrokerForeignFill("external", symbol, signed, from_decimal(price), 0, desk.market.time(at)))


@given(parsers.parse("the broker liquidates {quantity:S} {symbol:S} at {at:S} for {price:S}"))
def liquidates(desk: Desk, quantity: str, symbol: str, at: str, price: str) -> None:
    signed = -from_decimal(quantity)
    desk.tell(
        BrokerForeignFill("margin", symbol, signed, from_decimal(price), 0, desk.market.time(at), is_liquidation=True)
    )


@given(parsers.parse("the broker sends that report again at {at:S}"))
def sent_again(desk: Desk, at: str) -> None:
    assert desk.broker
    desk.tell(msgspec.structs.replace(desk.broker[-1], time=desk.market.time(at)))


@given(parsers.parse("the broker sends that report again at {at:S}, now at a price of {price:S}"))
def sent_again_otherwise(desk: Desk, at: str, price: str) -> None:
    assert desk.broker
    desk.tell(msgspec.structs.replace(desk.broker[-1], time=desk.market.time(at), price=from_decimal(price)))


@given(
    parsers.parse('the broker reports at {at:S} a purchase of {quantity:S} at {price:S} for an order of "{session}"')
)
def foreign_fill(desk: Desk, at: str, quantity: str, price: str, session: str) -> None:
    units, paid, time = from_decimal(quantity), from_decimal(price), desk.market.time(at)
    desk.tell(BrokerFill(f"{session}-1", "foreign", units, paid, 0, time, "ACME"))


@then(parsers.parse("order {number:d} is {status} with {quantity:S} filled"))
def order_is(outcome: Outcome, number: int, status: str, quantity: str) -> None:
    order = outcome.order(number)
    assert (order.status.replace("_", " "), to_text(abs(order.filled_quantity))) == (status, quantity)
    assert (number in outcome.state.blotter.live) == order.is_live()
    assert outcome.failure is None


@then(parsers.parse('the incident "{code}" stands on order {number:d}'))
def incident(outcome: Outcome, code: str, number: int) -> None:
    assert [(one.code, one.order) for one in outcome.of(Incident)] == [(code, number)]


@then(parsers.parse('the incidents "{first}" and "{second}" stand on order {number:d}'))
def incidents(outcome: Outcome, first: str, second: str, number: int) -> None:
    assert [(one.code, one.order) for one in outcome.of(Incident)] == [(first, number), (second, number)]


@then("there is no incident")
def no_incident(outcome: Outcome) -> None:
    assert outcome.of(Incident) == []
    assert outcome.failure is None


@then(parsers.parse('the incident "{code}" stands on no order'))
def incident_without_order(outcome: Outcome, code: str) -> None:
    assert [(one.code, one.order) for one in outcome.of(Incident)] == [(code, 0)]


@then(parsers.parse('order {number:d} shows as "{word}"'))
def shows_as(outcome: Outcome, number: int, word: str) -> None:
    assert outcome.order(number).displayed().replace("_", " ") == word


@then(parsers.parse("the broker is asked about order {number:d} once"))
def asked_about(outcome: Outcome, number: int) -> None:
    assert [query.order for query in outcome.of(Query)] == [number]


@then(parsers.parse("up to {quantity:S} {symbol:S} may still be {side:w}"))
def may_still_trade(outcome: Outcome, quantity: str, symbol: str, side: str) -> None:
    working = outcome.state.blotter.working[outcome.tape.symbols.index(symbol)]
    assert to_text(working.buy if SIDES[side] > 0 else working.sell) == quantity


@then(parsers.parse("the broker is asked for a cancel of these in turn: {names}"))
def asked_in_turn(outcome: Outcome, names: str) -> None:
    assert outcome.cancelled == tuple(f"desk-{name}" for name in names.split(", "))


@then("the broker is asked for these changes")
def asked_for_changes(outcome: Outcome, datatable: list[list[str]]) -> None:
    found = [[one.client_order_id, one.replaces, to_text(abs(one.quantity))] for one in outcome.changed]
    assert datatable[0] == ["from then on", "before", "quantity"]
    assert found == [[f"desk-{new}", f"desk-{old}", quantity] for new, old, quantity in datatable[1:]]
