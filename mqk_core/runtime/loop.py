"""Drives one engine over its tape with a broker whose market is that tape.

The order of events is that of `engine/step.py`: what the exchange did (1), the step itself (2–5), the exchange's
answers (6). What an operator asks for comes between steps: after all rows at or before its time, and it is answered
before the next. Progress is told between steps, at most once a chunk.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from typing import Final

import msgspec
import numpy as np

from mqk_core.domain.events import Command
from mqk_core.engine.step import Engine
from mqk_core.errors import InvariantViolation
from mqk_core.inbox import Inbox
from mqk_core.ports import SimulatedBroker
from mqk_core.runtime.dispatcher import Dispatcher

CHUNK_ROWS: Final = 1 << 16
GARBAGE_THRESHOLD: Final = 200_000


class Loop:
    """One engine, one broker, one session prefix.

    `commands` may come in any order; those of one time are obeyed as they stand. `inbox` is that of the session, where
    an earlier process began it.
    """

    def __init__(
        self,
        engine: Engine,
        broker: SimulatedBroker,
        prefix: str,
        commands: Sequence[Command] = (),
        inbox: Inbox | None = None,
    ) -> None:
        self._engine = engine
        self._broker = broker
        self._dispatcher = Dispatcher(broker, prefix)
        self.inbox = inbox if inbox is not None else Inbox(prefix)
        times = engine.tape.times
        self._commands = [
            msgspec.structs.replace(each, row=int(np.searchsorted(times, each.time, side="right")))
            for each in sorted(commands, key=_time)
        ]

    def run(self, progress: Callable[[int], object] | None = None) -> str:
        """Run to the tape's end, or to the halt that makes its rows unusable; return the decision hash."""
        # What was built to start is alive to the end, and so is nearly all that a run makes: the collector of garbage
        # need not look at it again and again.
        thresholds = gc.get_threshold()
        gc.freeze()
        gc.set_threshold(GARBAGE_THRESHOLD)
        try:
            self.go(self._engine.tape.rows, progress)
        finally:
            gc.set_threshold(*thresholds)
            gc.unfreeze()
        return self._engine.end()

    def go(self, stop: int, progress: Callable[[int], object] | None = None) -> None:
        """Take the steps that begin before row `stop`, and what belongs between them."""
        engine, state, broker = self._engine, self._engine.state, self._broker
        told = 0
        self._obey()
        while state.row < stop and not state.blind:
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
            if self._commands:
                due = min(due, self._commands[0].row)
            effects = engine.advance(min(due, stop, state.row + CHUNK_ROWS))
            self._dispatcher.dispatch(effects)
            self._settle(is_open or bool(effects))
            self._obey()
            if progress is not None and state.row - told >= CHUNK_ROWS:
                told = state.row
                progress(told)

    def _settle(self, is_open: bool) -> None:
        """Let the broker answer what was sent; an answer may call for a cancel, which is answered too."""
        while is_open:
            self._broker.settle(self._engine.state.row)
            is_open = self._deliver()

    def _obey(self) -> None:
        """Do what the operator asked for up to here."""
        while self._commands and self._commands[0].row <= self._engine.state.row:
            effects = self._engine.handle(self._commands.pop(0))
            self._dispatcher.dispatch(effects)
            self._settle(bool(effects))

    def _deliver(self) -> bool:
        """Give the broker's news to the engine, and send what it answers; return whether anything was sent."""
        is_sent = False
        for message in self._broker.poll():
            for event in self.inbox.translate(message, self._engine.state.row):
                effects = self._engine.handle(event)
                if effects:
                    self._dispatcher.dispatch(effects)
                    is_sent = True
        return is_sent


def _time(command: Command) -> int:
    return command.time
