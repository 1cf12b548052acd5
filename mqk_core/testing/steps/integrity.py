"""Sentences about market data that may not be used."""

from __future__ import annotations

from pytest_bdd import given, parsers, then

from mqk_core.domain.effects import Halt
from mqk_core.testing.desk import Desk, Outcome
from mqk_core.testing.steps.desk import shown


@given(parsers.parse("{symbol:S} is silent from {first:S} to {last:S}"))
def silent(desk: Desk, symbol: str, first: str, last: str) -> None:
    desk.market.silence(symbol, first, last)


@given(parsers.parse("the bar of {symbol:S} at {at:S} comes again after that of {after:S}"))
def comes_again(desk: Desk, symbol: str, at: str, after: str) -> None:
    desk.market.deliver_again(symbol, at, after)


@given(parsers.parse("{count:d} missing bars in a row are tolerated"))
def tolerated(desk: Desk, count: int) -> None:
    desk.gap_tolerance = count


@then(parsers.parse('the data of {symbol:S} is refused because "{reason}" with {missing:d} bars missing'))
def data_refused_missing(outcome: Outcome, symbol: str, reason: str, missing: int) -> None:
    (halt,) = outcome.of(Halt)
    assert (halt.stage, halt.subject, halt.reason, halt.observed) == ("integrity", symbol, reason, missing)
    assert outcome.state.blind


@then(parsers.parse('the data of {symbol:S} is refused because "{reason}"'))
def data_refused(outcome: Outcome, symbol: str, reason: str) -> None:
    (halt,) = outcome.of(Halt)
    assert (halt.stage, halt.subject, halt.reason) == ("integrity", symbol, reason)
    assert outcome.state.blind


@then(parsers.parse("nothing after {at:S} is used"))
def nothing_after(desk: Desk, outcome: Outcome, at: str) -> None:
    assert shown(desk.market, outcome.state.time) == at
    assert outcome.state.row < outcome.tape.rows


@then("every bar is used")
def every_bar(outcome: Outcome) -> None:
    assert outcome.state.row == outcome.tape.rows
    assert not outcome.state.blind
