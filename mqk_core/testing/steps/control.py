"""Sentences about what an operator asks for, and about a process that ends and begins again."""

from __future__ import annotations

from pytest_bdd import given, parsers, then

from mqk_core.domain import commands
from mqk_core.domain.effects import Cancel, Disable
from mqk_core.testing.desk import Desk, Outcome

ASKS = {
    "halts": commands.HALT,
    "kills": commands.KILL,
    "flattens": commands.FLATTEN,
    "reduces": commands.REDUCE,
    "resumes": commands.RESUME,
    "disables": commands.DISABLE,
    "enables": commands.ENABLE,
}


@given(parsers.parse('the operator {asks:w} the desk at {at:S} because "{reason}"'))
def operator_asks(desk: Desk, asks: str, at: str, reason: str) -> None:
    desk.command(ASKS[asks], desk.market.time(at), "", reason)


@given(parsers.parse('the operator {asks:w} the strategy {name:S} at {at:S} because "{reason}"'))
def operator_asks_of_strategy(desk: Desk, asks: str, name: str, at: str, reason: str) -> None:
    desk.command(ASKS[asks], desk.market.time(at), name, reason)


@given(parsers.parse("the process ends at {at:S} and another goes on from its snapshot"))
def restarts(desk: Desk, at: str) -> None:
    desk.restart = desk.market.time(at)


@then(parsers.parse("the broker is asked to cancel the orders {numbers}"))
def asked_to_cancel_all(desk: Desk, outcome: Outcome, numbers: str) -> None:
    wanted = [desk.client_order_id(int(number)) for number in numbers.replace(" and ", ", ").split(", ")]
    assert sorted(outcome.cancelled) == sorted(wanted)
    assert len(outcome.of(Cancel)) == len(wanted)


@then(parsers.parse('the strategy {name:S} is disabled because "{reason}"'))
def strategy_disabled(outcome: Outcome, name: str, reason: str) -> None:
    (record,) = outcome.of(Disable)
    assert (record.strategy, record.reason) == (name, reason)


@then(parsers.parse('only reductions pass because "{reason}"'))
def is_reducing(outcome: Outcome, reason: str) -> None:
    assert outcome.state.gate.reducing == reason
    assert outcome.failure is None
