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

from mqk_core.domain.commands import FLATTEN
from mqk_core.domain.effects import Effect
from mqk_core.domain.events import Command, EngineEvent, Opening, TapeEnd
from mqk_core.domain.market import Tape
from mqk_core.engine.stages import Rows
from mqk_core.engine.state import State
from mqk_core.errors import InvariantViolation

if cython.compiled:
    from cython.cimports.mqk_core.engine.actions import apply_actions
    from cython.cimports.mqk_core.engine.control import obey
    from cython.cimports.mqk_core.engine.messages import apply_message, open_run
    from cython.cimports.mqk_core.engine.stages import (
        accept_bars,
        ask_strategies,
        enter_step,
        keep_equity,
        make_orders,
        watch_limits,
    )
    from cython.cimports.mqk_core.engine.targets import flatten
else:
    from mqk_core.engine.actions import apply_actions
    from mqk_core.engine.control import obey
    from mqk_core.engine.messages import apply_message, open_run
    from mqk_core.engine.stages import (
        accept_bars,
        ask_strategies,
        enter_step,
        keep_equity,
        make_orders,
        watch_limits,
    )
    from mqk_core.engine.targets import flatten


class Engine:
    """One engine over one tape. `equity` (int64, one a step) is an observation, no part of the state."""

    def __init__(self, tape: Tape, state: State) -> None:
        self.tape = tape
        self.state = state
        self.rows = Rows(tape)
        self.equity = np.zeros(tape.steps, np.int64)
        self.equity_curve = self.equity.data

    def _take_step(self) -> int:
        """Take the rows of one time through the stages."""
        state = self.state
        begin = state.row
        end = self.rows.end_of_step(begin)
        if state.next_action < len(state.actions):
            apply_actions(state, self.rows.times[begin])
        enter_step(state, self.rows, end)
        is_usable = accept_bars(state, self.rows, begin, end)  # 2
        self._keep_equity()
        if is_usable:
            watch_limits(state)  # 3
            ask_strategies(state, self.rows, begin, end)  # 4
            make_orders(state)  # 5
        return 0

    def advance(self, stop: int) -> Sequence[Effect]:
        """Take whole steps until row `stop` is reached, an effect arises, or data is unusable; return the effects.

        Raises
        ------
        InvariantViolation : the engine was never opened.
        """
        state = self.state
        if not state.opened:
            raise InvariantViolation("the engine was never opened; no row was taken; give it an Opening first")
        if stop > self.rows.count:
            stop = self.rows.count
        while state.row < stop and not state.blind:
            self._take_step()
            if state.effects:
                break
        return self._drain()

    def handle(self, event: EngineEvent) -> Sequence[Effect]:
        """Apply one event from outside; return the effects.

        Raises
        ------
        InvariantViolation : the event belongs to another place of the tape, or opens what is open.
        """
        state = self.state
        if event.row != state.row:
            raise InvariantViolation(
                f"event {event} belongs to row {event.row}; the engine stands at row {state.row}; nothing was applied"
            )
        if isinstance(event, Opening):
            open_run(state, event)
        elif isinstance(event, Command):
            obey(state, event)
            if event.command == FLATTEN:
                flatten(state)
        else:
            apply_message(state, self.rows, event)
            if event.time == state.time and state.step > 0:
                self._keep_equity()
        return self._drain()

    def end(self) -> str:
        """Close the decision chain; return the decision hash."""
        state = self.state
        state.chain.add(TapeEnd(state.row, state.time, state.ledger.equity(), state.digest()))
        return state.chain.seal()

    def _keep_equity(self) -> int:
        state = self.state
        self.equity_curve[state.step - 1] = keep_equity(state)
        return 0

    def _drain(self) -> list[Effect]:
        effects = self.state.effects
        if effects:
            self.state.effects = []
        return effects
