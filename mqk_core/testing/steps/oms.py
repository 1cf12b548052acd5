"""Sentences about what a broker reports of orders, in whatever order it likes."""

from __future__ import annotations

from typing import Any

import msgspec
from pytest_bdd import given, parsers, then

from mqk_core.domain.events import Incident
from mqk_core.domain.money import from_decimal, to_text
from mqk_core.ports import BrokerAck, BrokerCancelled, BrokerCancelReject, BrokerExpired, BrokerFill, BrokerReject
from mqk_core.testing.desk import Desk, Outcome


@given("a broker that fills nothing by itself")
def idle_broker(desk: Desk) -> None:
    desk.broker = []


@given("a broker that does not even acknowledge")
def silent_broker(desk: Desk) -> None:
    desk.broker = []
    desk.broker_is_silent = True


@given(parsers.parse("the broker reports at {at:S} that order {number:d} {side:w} {quantity:S} at {price:S}"))
def reports_fill(desk: Desk, at: str, number: int, side: str, quantity: str, price: str) -> None:
    signed = from_decimal(quantity) * {"bought": 1, "sold": -1}[side]
    name = f"execution {len(desk.broker or [])}"
    order = desk.client_order_id(number)
    desk.tell(BrokerFill(order, name, signed, from_decimal(price), 0, desk.market.time(at)))


@given(parsers.parse("the broker reports at {at:S} that order {number:d} is {what}"))
def reports(desk: Desk, at: str, number: int, what: str) -> None:
    order, time = desk.client_order_id(number), desk.market.time(at)
    messages: dict[str, Any] = {
        "accepted": BrokerAck(order, "b1", time),
        "rejected": BrokerReject(order, "NO_MARGIN", time),
        "cancelled": BrokerCancelled(order, time),
        "expired": BrokerExpired(order, time),
        "not to be cancelled": BrokerCancelReject(order, time),
    }
    desk.tell(messages[what])


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
    fill = BrokerFill(f"{session}-1", "foreign", from_decimal(quantity), from_decimal(price), 0, desk.market.time(at))
    desk.tell(fill)


@then(parsers.parse("order {number:d} is {status} with {quantity:S} filled"))
def order_is(outcome: Outcome, number: int, status: str, quantity: str) -> None:
    order = outcome.order(number)
    assert (order.status.replace("_", " "), to_text(abs(order.filled_quantity))) == (status, quantity)
    assert (number in outcome.state.blotter.live) == (status in ("pending submit", "accepted", "partially filled"))


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


@then(parsers.parse('the run ends there with a failure that says "{text}"'))
def run_fails(outcome: Outcome, text: str) -> None:
    assert outcome.failure is not None
    assert text in str(outcome.failure)
