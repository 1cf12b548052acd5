# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""The order of the stages, on one page. Rows and events in, effects out.

All rows of one time are one step. Within it:

1. what the exchange did to orders that worked before this time: `handle`, called by the shell before the step;
2. all bars: integrity, then marks;
3. limits and monitors, once, on the whole book;
4. strategies, by name, then symbol: indicators are fed, then the strategy is asked;
5. what they want: target → intent → gate → order → effect;
6. the exchange's answers to this step's orders: `handle` again, called by the shell after the step.

`advance` is the one way forward in every mode; it ends early after the first step that has effects.
"""

from __future__ import annotations

from collections.abc import Sequence

import cython
import numpy as np

from mqk_core.domain.effects import Effect
from mqk_core.domain.events import Checkpoint, EngineEvent, Filled, Opening, TapeEnd
from mqk_core.domain.market import Tape
from mqk_core.domain.reasons import STALE
from mqk_core.engine.state import State
from mqk_core.errors import InvariantViolation

if cython.compiled:
    from cython.cimports.mqk_core.engine.orders import apply_order_event, decide, disable, flatten, halt
else:
    from mqk_core.engine.orders import apply_order_event, decide, disable, flatten, halt

CHECKPOINT_SHIFT = 12  # every 4,096 rows


class Engine:
    """One engine over one tape. `equity` (int64, one a step) is an observation, no part of the state."""

    def __init__(self, tape: Tape, state: State) -> None:
        self.tape = tape
        self.state = state
        self.times, self.instrument = tape.times.data, tape.instrument.data
        self.opens, self.highs, self.lows = tape.open.data, tape.high.data, tape.low.data
        self.closes, self.volumes = tape.close.data, tape.volume.data
        self.slots, self.covered, self.days = tape.slots.data, tape.covered.data, tape.days.data
        self.rows = tape.rows
        self.equity = np.zeros(tape.steps, np.int64)
        self.equity_curve = self.equity.data

    def advance(self, stop: int) -> Sequence[Effect]:
        """Take whole steps until row `stop` is reached, an effect arises, or data is unusable; return the effects."""
        state = self.state
        if not state.opened:
            raise InvariantViolation("the engine was never opened; no row was taken; give it an Opening first")
        if stop > self.rows:
            stop = self.rows
        while state.row < stop and not state.blind:
            self._take_step()
            if state.effects:
                break
        return self._drain()

    def handle(self, event: EngineEvent) -> Sequence[Effect]:
        """Apply one event from outside; return the effects.

        Raises
        ------
        InvariantViolation : the event belongs to another place of the tape.
        """
        state = self.state
        if event.row != state.row:
            raise InvariantViolation(
                f"event {event} belongs to row {event.row}; the engine stands at row {state.row}; nothing was applied"
            )
        if type(event) is Opening:
            self._open(event)
        else:
            apply_order_event(state, event)
            if type(event) is Filled and event.time == state.time and state.step > 0:
                self._keep_equity()
        return self._drain()

    def end(self) -> str:
        """Close the decision chain; return the decision hash."""
        state = self.state
        state.chain.add(TapeEnd(state.row, state.time, state.ledger.equity(), state.digest()))
        return state.chain.seal()

    def _open(self, event: Opening) -> None:
        state = self.state
        if state.opened:
            raise InvariantViolation("a second opening state came; a run opens once; nothing was applied")
        if event.positions:
            raise InvariantViolation(
                "an opening state with positions came; this build opens with cash; nothing was applied"
            )
        state.opened = True
        state.chain.add(event)
        state.ledger.open(event.cash)
        state.gate.mark(state.ledger.equity())

    def _take_step(self) -> int:
        state = self.state
        begin = state.row
        end = begin + 1
        while end < self.rows and self.times[end] == self.times[begin]:
            end += 1
        self._begin(end)
        if self._accept_bars(begin, end):  # 2
            self._watch_limits()  # 3
            self._ask_strategies(begin, end)  # 4
            self._decide()  # 5
        return 0

    def _begin(self, end: int) -> int:
        """Cross into the step: a trading-day edge or 4,096 rows leave a checkpoint of the state before it."""
        state = self.state
        begin = state.row
        day = self.days[begin]
        if day != state.day or begin >> CHECKPOINT_SHIFT != state.begin >> CHECKPOINT_SHIFT:
            state.chain.add(Checkpoint(begin, state.time, day, state.ledger.equity(), state.digest()))
        if day != state.day:
            state.gate.begin_day(state.gate.view.equity)
        state.begin, state.row, state.step = begin, end, state.step + 1
        state.time, state.day = self.times[begin], day
        return 0

    def _accept_bars(self, begin: int, end: int) -> bool:
        state = self.state
        for i in range(begin, end):
            k = self.instrument[i]
            line = state.lines[k]
            reason = state.integrity.check(
                k,
                self.times[i],
                self.slots[i],
                self.covered[i],
                self.opens[i],
                self.highs[i],
                self.lows[i],
                self.closes[i],
                self.volumes[i],
            )
            if reason is not None:
                state.blind = True
                halt(state, "integrity", reason, line.symbol, state.integrity.tolerance, state.integrity.observed)
                return False
            position = state.ledger.positions[k]
            line.previous_close = position.mark if position.mark != 0 else self.opens[i]
            state.ledger.mark(k, self.closes[i])
        if end - begin < len(state.lines):
            silent = state.integrity.find_stale(self.slots[begin])
            if silent >= 0:
                state.blind = True
                line = state.lines[silent]
                halt(state, "integrity", STALE, line.symbol, state.integrity.tolerance, state.integrity.observed)
                return False
        return True

    def _watch_limits(self) -> int:
        self._keep_equity()
        state = self.state
        if state.gate.halted is None:
            verdict = state.gate.watch()
            if verdict.level > 0:
                halt(state, "risk", verdict.reason, verdict.rule, verdict.limit, verdict.observed)
        return 0

    def _ask_strategies(self, begin: int, end: int) -> int:
        state = self.state
        for host in state.hosts:
            for i in range(begin, end):
                if not host.enabled:
                    break
                k = self.instrument[i]
                line = state.lines[k]
                if not host.take(
                    line.symbol,
                    k,
                    self.times[i],
                    self.opens[i],
                    self.highs[i],
                    self.lows[i],
                    self.closes[i],
                    self.volumes[i],
                ):
                    disable(state, host)
        return 0

    def _decide(self) -> int:
        state = self.state
        if state.gate.halted is not None and state.flatten_on_halt:
            for host in state.hosts:
                host.clear()
            flatten(state)
            return 0
        for host in state.hosts:
            if host.pending:
                decide(state, host)
        return 0

    def _keep_equity(self) -> int:
        state = self.state
        equity = state.ledger.equity()
        state.gate.mark(equity)
        self.equity_curve[state.step - 1] = equity
        return 0

    def _drain(self) -> list[Effect]:
        effects = self.state.effects
        if effects:
            self.state.effects = []
        return effects
