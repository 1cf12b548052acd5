"""Sentences about orders in so many words, as `testing/order_words.py` reads them: asked for, changed, taken back."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import attrs
from pytest_bdd import given, parsers, then

from mqk_core.domain.effects import Cancel, Submit
from mqk_core.domain.events import Expired
from mqk_core.domain.money import to_text
from mqk_core.testing.desk import Desk, Outcome
from mqk_core.testing.order_words import read_order
from mqk_core.testing.script import MAIN
from mqk_core.testing.steps.desk import fraction


def moment(desk: Desk, at: str) -> int:
    """Return the time that a scenario says: an hour of the desk's day, or a date, which means its close."""
    if "-" in at:
        return desk.market.close_of(datetime.date.fromisoformat(at))
    return desk.market.time(at)


@given(parsers.parse("the strategy asks at {at:S} for {order}"))
def asks(desk: Desk, at: str, order: str) -> None:
    asks_by_name(desk, MAIN, at, order)


@given(parsers.parse("the strategy {name:w} asks at {at:S} for {order}"))
def asks_by_name(desk: Desk, name: str, at: str, order: str) -> None:
    asked = read_order(order)
    desk.order(
        asked.name,
        asked.symbol,
        asked.quantity,
        moment(desk, at),
        instead_of=asked.instead_of,
        strategy=name,
        **asked.terms,
    )


@given(parsers.parse("the strategy changes the {what:w} of its {order} to {value:S} at {at:S}"))
def changes(desk: Desk, what: str, order: str, value: str, at: str) -> None:
    terms: dict[str, Any] = {what: Decimal(value)}
    desk.change(order, desk.market.time(at), **terms)


@given(parsers.parse("the strategy takes its {order} back at {at:S}"))
def takes_back(desk: Desk, order: str, at: str) -> None:
    desk.call(order, desk.market.time(at))


@given(parsers.parse("the exchange fills at most {share:S} of a bar's volume"))
def volume_cap(desk: Desk, share: str) -> None:
    desk.venue = attrs.evolve(desk.venue, volume_cap=fraction(share))


@given(parsers.parse("prices move in steps of {tick:S}"))
def ticks(desk: Desk, tick: str) -> None:
    desk.tick = tick


@then("the broker receives these orders with their prices")
def with_prices(outcome: Outcome, datatable: list[list[str]]) -> None:
    assert datatable[0] == ["kind", "side", "quantity", "symbol", "limit", "stop"]
    found = []
    for one in outcome.sent:
        side, prices = "buy" if one.quantity > 0 else "sell", (to_text(one.limit), to_text(one.stop))
        found.append([one.kind.replace("_", " "), side, to_text(abs(one.quantity)), one.symbol, *prices])
    assert found == datatable[1:]


@then(parsers.parse("the limit of {limit:S} stands for {quantity:S} at the broker"))
def stands_for(outcome: Outcome, limit: str, quantity: str) -> None:
    (order,) = outcome.state.blotter.live.values()
    assert (to_text(order.terms().limit), to_text(abs(order.quantity))) == (limit, quantity)


@then("no order is left at the broker")
def none_left(outcome: Outcome) -> None:
    assert list(outcome.state.blotter.live) == []
    assert outcome.of(Submit)


@then(parsers.parse("order {number:d} is left at the broker"))
def left(outcome: Outcome, number: int) -> None:
    assert list(outcome.state.blotter.live) == [number]


@then(parsers.parse("order {number:d} ran out"))
def ran_out(outcome: Outcome, number: int) -> None:
    assert [one.order for one in outcome.of(Expired)] == [number]


@then(parsers.parse('order {number:d} is cancelled because "{reason}"'))
def cancelled_for(outcome: Outcome, number: int, reason: str) -> None:
    assert [(one.order, one.reason) for one in outcome.of(Cancel)] == [(number, reason)]
    assert outcome.order(number).status == "cancelled"
