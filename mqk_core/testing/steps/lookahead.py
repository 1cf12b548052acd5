"""Sentences that replace the future and ask whether the past was decided by it."""

from __future__ import annotations

import copy
from collections.abc import Sequence

import attrs
from pytest_bdd import given, parsers, then, when

from mqk_core.domain.intents import Intent
from mqk_core.domain.money import to_text
from mqk_core.testing.desk import Desk, Outcome
from mqk_core.testing.steps.desk import shown


@attrs.frozen
class Futures:
    """The same desk run twice: with the real future, and with another."""

    real: Outcome
    other: Outcome


def decisions(outcome: Outcome, until: int) -> Sequence[object]:
    """Return everything that was decided up to a time."""
    return [record for record in outcome.records if getattr(record, "time", 0) <= until]


@given(parsers.parse("{symbol:S} swings between {low:d} and {high:d} from {first:S} to {last:S}"))
def swings(desk: Desk, symbol: str, low: int, high: int, first: str, last: str) -> None:
    market = desk.market
    steps = [*range(low, high), *range(high, low, -1)]
    times = range(market.time(first), market.time(last) + 1, market.timeframe.interval_ns)
    for number, time in enumerate(times):
        market.bar(symbol, time, steps[number % len(steps)])


@when(
    parsers.parse("the session runs with its real future, and with prices of {price:S} after {at:S}"),
    target_fixture="futures",
)
def both_futures(desk: Desk, price: str, at: str) -> Futures:
    real = desk.run()
    other = copy.copy(desk)
    other.market = copy.copy(desk.market)
    other.market.poison(desk.market.time(at), price)
    return Futures(real, other.run())


@then(parsers.parse("both decide the same up to {at:S}, {count:d} times or more"))
def same_decisions(desk: Desk, futures: Futures, at: str, count: int) -> None:
    until = desk.market.time(at)
    assert decisions(futures.real, until) == decisions(futures.other, until)
    assert len([one for one in futures.real.of(Intent) if one.time <= until]) >= count


@then("they decide differently afterwards")
def different_decisions(futures: Futures) -> None:
    assert futures.real.decision_hash != futures.other.decision_hash


@then(parsers.parse("the first decision is made at {at:S}, for {quantity:S} {symbol:S}"))
def first_decision(desk: Desk, outcome: Outcome, at: str, quantity: str, symbol: str) -> None:
    first = outcome.of(Intent)[0]
    assert (shown(desk.market, first.time), to_text(first.quantity), first.symbol) == (at, quantity, symbol)
