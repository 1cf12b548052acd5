"""Sentences about the evidence that a run leaves, and about those who change it."""

from __future__ import annotations

from collections.abc import Callable

import attrs
from pytest_bdd import given, parsers, then, when

from mqk_core.audit.chain import BLOCK_RECORDS, Verified, verify
from mqk_core.domain.effects import Submit
from mqk_core.domain.events import Filled
from mqk_core.domain.intents import Intent
from mqk_core.errors import TamperedRun
from mqk_core.testing.desk import Desk, Outcome


@attrs.frozen
class Reading:
    """What reading the evidence gave: its records, or the refusal to believe them."""

    verified: Verified | None
    refusal: TamperedRun | None


#: What is done to lines[i] of an audit file, where each is a record or closes a block.
CHANGES: dict[str, Callable[[list[bytes], int], list[bytes]]] = {
    "edited": lambda lines, i: [*lines[:i], lines[i].replace(b"1", b"2", 1), *lines[i + 1 :]],
    "deleted": lambda lines, i: [*lines[:i], *lines[i + 1 :]],
    "written twice": lambda lines, i: [*lines[:i], lines[i], *lines[i:]],
    "exchanged with the next": lambda lines, i: [*lines[:i], lines[i + 1], lines[i], *lines[i + 2 :]],
    "made the last": lambda lines, i: [*lines[: i + 1], b""],
}


def line_of(lines: list[bytes], record: int) -> int:
    """Return the line of a record: one line is the header, and one closes each block before it."""
    return 1 + record + record // BLOCK_RECORDS


def read(audit: bytes) -> Reading:
    """Read evidence back."""
    try:
        return Reading(verify(audit), None)
    except TamperedRun as refusal:
        return Reading(None, refusal)


@given(parsers.parse("a strategy that goes in and out of {quantity:d} {symbol:S} at every bar"))
def in_and_out(desk: Desk, quantity: int, symbol: str) -> None:
    for number, bar in enumerate(desk.market.bars):
        desk.want(symbol, quantity if number % 2 == 0 else 0, bar.time)


@given("the session was run", target_fixture="outcome")
def was_run(desk: Desk) -> Outcome:
    return desk.run()


@when(parsers.parse("record {number:d} of its evidence is {change}"), target_fixture="reading")
def evidence_changed(outcome: Outcome, number: int, change: str) -> Reading:
    lines = outcome.audit.split(b"\n")
    return read(b"\n".join(CHANGES[change](lines, line_of(lines, number))))


@when("its evidence is read as it was written", target_fixture="reading")
def evidence_read(outcome: Outcome) -> Reading:
    return read(outcome.audit)


@then(parsers.parse("the evidence is refused from block {number:d} on"))
def evidence_refused(reading: Reading, number: int) -> None:
    assert reading.refusal is not None
    assert f"block {number} " in str(reading.refusal)


@then("the evidence is believed, and leads to the same decision hash")
def evidence_believed(outcome: Outcome, reading: Reading) -> None:
    assert reading.verified is not None
    assert tuple(reading.verified.records) == outcome.records
    assert reading.verified.decision_hash == outcome.decision_hash


@then("every trade leads back through its order to an intent of the strategy")
def traced(outcome: Outcome) -> None:
    intents = {(one.time, one.symbol, one.quantity) for one in outcome.of(Intent)}
    orders = {one.order: (one.time, one.symbol, one.quantity) for one in outcome.of(Submit)}
    assert outcome.of(Filled)
    assert all(orders[fill.order] in intents for fill in outcome.of(Filled))
