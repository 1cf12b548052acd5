"""What is expensive to undo: record lines, header, block line, chain hash, state digest and order ids, byte for byte.

The values are written by hand here; what they encode to stands in readable files beside this one. A change of these
files is a change of the format: it needs a new version prefix, never a quiet rewrite.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import attrs
import pytest
from small_engine import SCALE, Idle, Script, assemble, drive, make_tape
from worlds import NAMES, world

from mqk_core.audit.record import RECORD_CLASSES, decode, encode, header
from mqk_core.domain.effects import Cancel, Disable, Halt, Query, Replace, Submit
from mqk_core.domain.events import (
    Acked,
    Busted,
    BustUnmatched,
    Cancelled,
    CancelPending,
    CancelRejected,
    Charged,
    Checkpoint,
    Command,
    Conflict,
    Cross,
    Dividend,
    DoneForDay,
    Expired,
    Filled,
    ForeignFill,
    Incident,
    Opening,
    ProvenAbsent,
    Rejected,
    Replaced,
    ReplaceRejected,
    Reported,
    Restated,
    Split,
    SubmitUnknown,
    TapeEnd,
    Transfer,
)
from mqk_core.domain.intents import Intent, Refusal

GOLDEN = Path(__file__).parent
TIME = 1_299_168_000_000_000_000
DIGEST = "mqksta1:" + "0123456789abcdef" * 4
SUBMIT = Submit(
    51, TIME, 7, "main", "GOOG", -10_000_000_000, "stop_limit", "gtc", "reduce",
    60_937_000_000, 60_938_000_000, 100_000_000, 5_000_000, 3, 4, True, 10_000_000_000,
)  # fmt: skip
RECORDS = [
    Opening(0, 0, 10_000_000_000_000, (("BRK.B", -300_000_000, 8_512_000_000),), (("main", 4),)),
    Intent(51, TIME, "main", "GOOG", 10_000_000_000, 10_000_000_000, 60_937_000_000, "stop_limit", 3, 2),
    Refusal(51, TIME, "main", "GOOG", 10_000_000_000, "order_value", "ORDER_VALUE", 1, 9_223_372_036_854_775_807),
    SUBMIT,
    Cancel(52, TIME, 7, "DRAWDOWN", 1),
    Halt(52, TIME, "integrity", "GAP", "GOOG", 0, 3),
    Disable(52, TIME, "main", "STRATEGY_FAILED", 'Odd"Error\u2028é\n'),
    Acked(52, TIME, 7, 0),
    Rejected(52, TIME, 7, 0, "no shares to borrow"),
    Filled(52, TIME, 7, 0, -10_000_000_000, 60_937_000_001, 50_000_000),
    Cancelled(53, TIME, 7, 0),
    Expired(53, TIME, 7, 0),
    CancelRejected(53, TIME, 7, 0, True),
    Incident(53, TIME, 7, "OVERFILL", -10_000_000_000, -10_000_000_001),
    Checkpoint(4096, TIME, 15_036, -9_223_372_036_854_775_808, DIGEST),
    TapeEnd(4100, TIME, 10_000_000_000_001, DIGEST),
    Replace(52, TIME, 7, 1, -10_000_000_000, 60_900_000_000, 61_000_000_000, 1, 2, -5_000_000_000, "TRAIL", 0),
    Query(52, TIME, 7, "NOT_OPEN", 1),
    Replaced(52, TIME, 7, 1),
    ReplaceRejected(52, TIME, 7, 2),
    SubmitUnknown(52, TIME, 8, 0),
    ProvenAbsent(53, TIME, 8, 0),
    DoneForDay(53, TIME, 7, 1),
    CancelPending(53, TIME, 7, 1),
    Reported(53, TIME, 7, 1, "working", -10_000_000_000, 60_937_000_001),
    Busted(53, TIME, 7, 1, -10_000_000_000, 60_937_000_001, -50_000_000),
    BustUnmatched(53, TIME, 7, 1),
    Conflict(53, TIME, 7, 1, -10_000_000_000, 60_937_000_002),
    Restated(53, TIME, 7, 1, -5_000_000_000, 60_900_000_000, 61_000_000_000, 2),
    ForeignFill(53, TIME, "GOOG", 100_000_000, 60_937_000_001, 1, "EXTERNAL_FILL"),
    Charged(53, TIME, "", "financing", 9_223_372_036_854_775_807),
    Command(53, TIME, "disable", "main", 'said "stop"'),
    Cross(53, TIME, "GOOG", "main", "other", 10_000_000_000),
    Transfer(54, TIME, "GOOG", "main", "other", 10_000_000_000, 60_937_000_001),
    Split(54, TIME, "GOOG", 20, 1, 0),
    Dividend(54, TIME, "GOOG", 2_250_000, -225_000_000),
]
#: Lines as they were before fields were appended, and what those fields then are.
SHORTER = [
    ('["opening",0,0,5,[["B",-3,8]]]', [()]),
    ('["intent",5,6,"main","B",1,1,102]', ["market", 0, 0]),
    ('["submit",5,6,1,"main","B",1,"market","gtc","entry"]', [0, 0, 0, 0, 0, 0, False, 0]),
    ('["cancel_rejected",5,6,7,0]', [False]),
    ('["cancel",5,6,7,"DRAWDOWN"]', [0]),
    ('["query",5,6,7,"NOT_OPEN"]', [0]),
    ('["replace",5,6,7,1,2,0,0,0,0,0,"ORDER"]', [0]),
]


@attrs.define
class Memory:
    """State of every kind that a snapshot holds."""

    count: int = 0
    level: float = 0.1
    name: str = "é"
    seen: list[int] = attrs.Factory(list)
    by_symbol: dict[str, float] = attrs.Factory(dict)


class Remembering(Script):
    """Keeps something of each kind, and has every indicator."""

    def on_start(self, context):
        made = context.indicators
        self.kept = (made.sma("close", 2), made.ema("open", 3), made.highest("high", 2), made.lowest("low", 2))

    def on_bar(self, bar, context):
        super().on_bar(bar, context)
        memory = context.state
        memory.count += 1
        memory.level += 0.2
        memory.seen.append(bar.close_units)
        memory.by_symbol[bar.symbol] = bar.close


def small_engine(name):
    """An engine with a mark, lots, a fee, an ended order, a working one, memory and indicators of each kind."""
    core = world(name)
    bars = {"B": [100, (101, 104, 99, 103), 102, 104, 105], "A": [50, 51, None, None, 53]}
    script = Remembering((2, "B", 10), (3, "B", -4), (3, "A", 3))
    tape = make_tape(core, bars, days=2)
    return assemble(core, tape, script, state=Memory, tolerance=2, costs=(SCALE, SCALE // 200, 2 * SCALE))


def golden(name):
    return (GOLDEN / name).read_bytes()


def test_every_class_of_record_stands_here_once():
    assert [type(record) for record in RECORDS] == list(RECORD_CLASSES)


@pytest.mark.parametrize("number", range(len(RECORDS)), ids=lambda number: type(RECORDS[number]).__name__)
def test_a_record_is_the_line_that_it_was(number):
    line = golden("records_v1.jsonl").split(b"\n")[number]
    assert encode(RECORDS[number]) == line
    assert decode(line) == RECORDS[number]


@pytest.mark.parametrize(("line", "appended"), SHORTER, ids=lambda part: str(part)[:12])
def test_a_line_from_before_fields_were_appended_is_still_read(line, appended):
    record = decode(line.encode())
    assert [getattr(record, field) for field in record.__struct_fields__[-len(appended) :]] == appended


@pytest.mark.parametrize("name", NAMES)
def test_a_run_leaves_the_file_that_it_left(name):
    small = small_engine(name)
    decision_hash = small.run()
    assert b"".join(small.lines) == golden("audit_v1.jsonl")
    assert header() == golden("audit_v1.jsonl").split(b"\n")[0] + b"\n"
    assert decision_hash == json.loads(golden("engine_v1.json"))["decision_hash"]


def test_the_hash_of_a_block_is_that_of_the_one_before_and_its_lines():
    lines = golden("audit_v1.jsonl").split(b"\n")[1:-1]
    genesis = hashlib.sha256(b"mqk-decisions\0v1\0").digest()
    link = hashlib.sha256(genesis + b"".join(line + b"\n" for line in lines[:-1])).hexdigest()
    assert lines[-1].decode() == f'{{"block":0,"first":0,"last":{len(lines) - 2},"sha256":"{link}"}}'
    assert json.loads(golden("engine_v1.json"))["decision_hash"] == f"mqkdec1:{link}"


@pytest.mark.parametrize("name", NAMES)
def test_a_chain_of_two_blocks_has_the_hash_that_it_had(name):
    core = world(name)
    script = Script(*[(step, "A", 1 + step % 2) for step in range(60)])
    small = assemble(core, make_tape(core, {"A": [10] * 60}, days=3), script)
    small.lines.clear()
    expected = json.loads(golden("engine_v1.json"))
    assert small.run() == expected["two_blocks"]["decision_hash"]
    lines = b"".join(small.lines).split(b"\n")
    assert [line.decode() for line in lines if line.startswith(b"{")] == expected["two_blocks"]["block_lines"]


@pytest.mark.parametrize("name", NAMES)
def test_the_state_of_a_small_engine_has_the_digests_that_it_had(name):
    small = small_engine(name)
    digests = {"opened": small.state.digest()}
    drive(small, small.engine.tape.rows, lambda now: digests.update({f"row {now.state.row}": now.state.digest()}))
    assert digests == json.loads(golden("engine_v1.json"))["state_digests"]


@pytest.mark.parametrize("name", NAMES)
def test_orders_are_known_outside_by_session_and_number(name):
    sent = []
    small = small_engine(name)
    submit = small.world("runtime.dispatcher").Dispatcher

    class Listening:
        def submit(self, order):
            sent.append(order.client_order_id)

    for number in (1, 7, 12_345):
        effect = small.world("domain.effects").Submit(1, 1, number, "main", "A", 1, "market", "gtc", "entry")
        submit(Listening(), "bt").dispatch([effect])
    assert sent == json.loads(golden("engine_v1.json"))["client_order_ids"]


def test_an_idle_engine_has_another_digest_than_a_busy_one():
    core = world("compiled")
    idle = assemble(core, small_engine("compiled").engine.tape, Idle(), tolerance=2)
    assert idle.state.digest() != json.loads(golden("engine_v1.json"))["state_digests"]["opened"]
