# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""What each part of a step does to the state. `step.py` says in which order; nothing here calls its neighbour."""

from __future__ import annotations

import cython

from mqk_core.domain.events import Checkpoint
from mqk_core.domain.market import Tape
from mqk_core.domain.reasons import STALE
from mqk_core.engine.state import State
from mqk_core.risk.rule import PASS

if cython.compiled:
    from cython.cimports.mqk_core.engine.orders import decide, disable, flatten, halt
else:
    from mqk_core.engine.orders import decide, disable, flatten, halt

CHECKPOINT_SHIFT = 12  # every 4,096 rows


class Rows:
    """The columns of a tape, as the compiled engine reads them."""

    def __init__(self, tape: Tape) -> None:
        self.times, self.instrument = tape.times.data, tape.instrument.data
        self.opens, self.highs, self.lows = tape.open.data, tape.high.data, tape.low.data
        self.closes, self.volumes = tape.close.data, tape.volume.data
        self.slots, self.covered, self.days = tape.slots.data, tape.covered.data, tape.days.data
        self.count = tape.rows

    def end_of_step(self, begin: int) -> int:
        """Return the first row after those that share the time of row `begin`."""
        end = begin + 1
        while end < self.count and self.times[end] == self.times[begin]:
            end += 1
        return end


def enter_step(state: State, rows: Rows, end: int) -> int:
    """Cross into the step: a trading-day edge or 4,096 rows leave a checkpoint of the state before it."""
    begin = state.row
    day = rows.days[begin]
    if day != state.day or begin >> CHECKPOINT_SHIFT != state.begin >> CHECKPOINT_SHIFT:
        state.chain.add(Checkpoint(begin, state.time, day, state.ledger.equity(), state.digest()))
    if day != state.day:
        state.gate.begin_day(state.gate.view.equity)
    state.begin, state.row, state.step = begin, end, state.step + 1
    state.time, state.day = rows.times[begin], day
    return 0


def accept_bars(state: State, rows: Rows, begin: int, end: int) -> bool:
    """Check every bar of the step and mark its instrument; False: data is unusable, and the run halts."""
    for i in range(begin, end):
        k = rows.instrument[i]
        reason = state.integrity.check(
            k,
            rows.times[i],
            rows.slots[i],
            rows.covered[i],
            rows.opens[i],
            rows.highs[i],
            rows.lows[i],
            rows.closes[i],
            rows.volumes[i],
        )
        if reason is not None:
            return _go_blind(state, k, reason)
        line = state.lines[k]
        position = state.ledger.positions[k]
        line.previous_close = position.mark if position.mark != 0 else rows.opens[i]
        state.ledger.mark(k, rows.closes[i])
    if end - begin < len(state.lines):
        silent = state.integrity.find_stale(rows.slots[begin])
        if silent >= 0:
            return _go_blind(state, silent, STALE)
    return True


def _go_blind(state: State, k: int, reason: str) -> bool:
    """Halt on unusable data; no further row is taken."""
    line = state.lines[k]
    state.blind = True
    halt(state, "integrity", reason, line.symbol, state.integrity.tolerance, state.integrity.observed)
    return False


def watch_limits(state: State) -> int:
    """Let the monitors look at the book as it is marked."""
    if state.gate.halted is None:
        verdict = state.gate.watch()
        if verdict is not PASS:
            halt(state, "risk", verdict.reason, verdict.rule, verdict.limit, verdict.observed)
    return 0


def ask_strategies(state: State, rows: Rows, begin: int, end: int) -> int:
    """Feed the indicators and ask each strategy, by name, then symbol; one that fails is disabled."""
    for host in state.hosts:
        for i in range(begin, end):
            if not host.enabled:
                break
            k = rows.instrument[i]
            line = state.lines[k]
            if not host.take(
                line.symbol,
                k,
                rows.times[i],
                rows.opens[i],
                rows.highs[i],
                rows.lows[i],
                rows.closes[i],
                rows.volumes[i],
            ):
                disable(state, host)
    return 0


def make_orders(state: State) -> int:
    """Turn what strategies want into orders; after a halt that closes everything, only into closes."""
    if state.gate.halted is not None and state.flatten_on_halt:
        for host in state.hosts:
            host.clear()
        flatten(state)
        return 0
    for host in state.hosts:
        if host.pending:
            decide(state, host)
    return 0
