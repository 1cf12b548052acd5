"""A restored engine goes on as if nothing had happened, from any step of any run."""

from __future__ import annotations

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st
from small_engine import Idle, assemble, make_tape, random_bars, standard_rules
from worlds import NAMES, world

FIXED = settings(derandomize=True, deadline=None, max_examples=40)
STEPS = 30


@attrs.define
class Memory:
    bars: int = 0
    level: float = 0
    last: dict[str, int] = attrs.Factory(dict)
    path: list[tuple[str, float]] = attrs.Factory(list)


class Remembering(Idle):
    """Wants what its whole memory and all kinds of indicators add up to."""

    def __init__(self, salt):
        self.salt = salt

    def on_start(self, context):
        made = context.indicators
        self.fast, self.slow = made.sma("close", 2), made.sma("close", 5)
        self.smooth, self.top, self.bottom = made.ema("high", 3), made.highest("high", 4), made.lowest("low", 3)

    def on_bar(self, bar, context):
        memory = context.state
        memory.bars += 1
        memory.level += self.smooth.value / 3
        memory.last[bar.symbol] = int(bar.close)
        memory.path = [*memory.path[-3:], (bar.symbol, self.top.value - self.bottom.value)]
        drift = memory.bars * self.salt + int(memory.level) + next(iter(memory.last.values()))
        step = drift + sum(int(width) for _, width in memory.path) + int(context.position(bar.symbol))
        context.target(bar.symbol, (step % 40 - 15) * (2 if self.fast.is_above(self.slow) else 1))


def built(core, seed, fills, salt):
    tape = make_tape(core, random_bars(seed, STEPS, 3, 0.15), days=3)
    return assemble(
        core,
        tape,
        Remembering(salt),
        state=Memory,
        rules=standard_rules(core),
        fills=fills,
        costs=(10**8, 10**6, 2 * 10**8),
        tolerance=STEPS,
        cash=20_000 * 10**8,
    )


def go_on(small, event_rows, events):
    """Take the rest of the tape with recorded events, as a replay does; return digests by row."""
    digests = {}
    while True:
        for event in events.get(small.state.row, ()):
            small.engine.handle(event)
        digests[small.state.row] = small.state.digest()
        if small.state.row == small.engine.tape.rows:
            return digests
        small.engine.advance(small.state.row + 1)


@FIXED
@given(
    st.sampled_from(NAMES),
    st.integers(0, 10**6),
    st.sampled_from(["NextOpen", "WorstCase", "SameClose"]),
    st.integers(0, 50),
    st.floats(0, 1),
)
def test_restoring_anywhere_equals_the_uninterrupted_run(name, seed, fills, salt, fraction):
    core = world(name)
    first = built(core, seed, fills, salt)
    first.run()
    records = first.records()
    events = {}
    for record in records:
        if type(record) in core("audit.record").EXTERNAL[1:]:
            events.setdefault(record.row, []).append(record)
    whole = built(core, seed, fills, salt)
    digests = go_on(whole, (), events)
    rows = sorted(digests)
    at = rows[int(fraction * (len(rows) - 1))]

    stopped = built(core, seed, fills, salt)
    while stopped.state.row < at:
        for event in events.get(stopped.state.row, ()):
            stopped.engine.handle(event)
        stopped.engine.advance(stopped.state.row + 1)
    again = built(core, seed, fills, salt)
    again.state.restore(stopped.state.snapshot())
    assert again.state.snapshot() == stopped.state.snapshot()
    assert go_on(again, (), events) == {row: digest for row, digest in digests.items() if row >= at}

    whole.engine.end()
    again.engine.end()
    assert whole.lines == first.lines
    later = again.records()[1:]  # its first record is the opening of the engine that was restored into
    assert later == records[len(records) - len(later) :]
    assert sum(1 for record in records if type(record).__name__ == "Filled") > 3
    assert again.state.ledger.state() == first.state.ledger.state()
