"""Drives one engine over its tape with a broker whose market is that tape.

The order of events is that of `engine/step.py`: what the exchange did (1), the step itself (2–5), the exchange's
answers (6). Progress is told between steps, at most once a chunk.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Final

from mqk_core.engine.step import Engine
from mqk_core.errors import InvariantViolation
from mqk_core.inbox import Inbox
from mqk_core.ports import SimulatedBroker
from mqk_core.runtime.dispatcher import Dispatcher

CHUNK_ROWS: Final = 1 << 16
GARBAGE_THRESHOLD: Final = 200_000


class Loop:
    """One engine, one broker, one session prefix."""

    def __init__(self, engine: Engine, broker: SimulatedBroker, prefix: str) -> None:
        self._engine = engine
        self._broker = broker
        self._dispatcher = Dispatcher(broker, prefix)
        self._inbox = Inbox(prefix)

    def run(self, progress: Callable[[int], object] | None = None) -> str:
        """Run to the tape's end, or to the halt that makes its rows unusable; return the decision hash."""
        # What was built to start is alive to the end, and so is nearly all that a run makes: the collector of garbage
        # need not look at it again and again.
        thresholds = gc.get_threshold()
        gc.freeze()
        gc.set_threshold(GARBAGE_THRESHOLD)
        try:
            self._run(progress)
        finally:
            gc.set_threshold(*thresholds)
            gc.unfreeze()
        return self._engine.end()

    def _run(self, progress: Callable[[int], object] | None) -> None:
        engine, state, broker = self._engine, self._engine.state, self._broker
        rows = engine.tape.rows
        told = 0
        while state.row < rows and not state.blind:
            due = broker.due(state.row)
            if due < state.row:
                raise InvariantViolation(
                    f"the broker's market names row {due} as due; the engine stands at {state.row}; the run ends here"
                )
            is_open = due == state.row
            if is_open:
                broker.reach(state.row)
                self._deliver()
                due = state.row + 1
            effects = engine.advance(min(due, state.row + CHUNK_ROWS))
            self._dispatcher.dispatch(effects)
            is_open = is_open or bool(effects)
            while is_open:  # an answer may call for a cancel, which is answered in this step too
                broker.settle(state.row)
                is_open = self._deliver()
            if progress is not None and state.row - told >= CHUNK_ROWS:
                told = state.row
                progress(told)

    def _deliver(self) -> bool:
        """Give the broker's news to the engine, and send what it answers; return whether anything was sent."""
        is_sent = False
        for message in self._broker.poll():
            for event in self._inbox.translate(message, self._engine.state.row):
                effects = self._engine.handle(event)
                if effects:
                    self._dispatcher.dispatch(effects)
                    is_sent = True
        return is_sent
