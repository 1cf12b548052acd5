"""Runs recorded events through an engine again: the tape and what came from outside are all it needs.

Pure: it drives an engine that somebody built and opened. Comparing is done by who asked for the replay.
"""

from __future__ import annotations

from collections.abc import Iterable

from mqk_core.audit.record import EXTERNAL
from mqk_core.domain.events import Opening, TapeEnd
from mqk_core.domain.value import Value
from mqk_core.engine.step import Engine
from mqk_core.errors import InvariantViolation


def replay(engine: Engine, records: Iterable[Value]) -> str:
    """Feed an opened engine with the external events among the records; return the decision hash.

    Raises
    ------
    InvariantViolation : a record asks for a place of the tape that the engine does not pass.
    """
    for record in records:
        if isinstance(record, TapeEnd):
            _advance(engine, record.row)
        elif isinstance(record, EXTERNAL) and not isinstance(record, Opening):
            _advance(engine, record.row)
            engine.handle(record)
    return engine.end()


def _advance(engine: Engine, row: int) -> None:
    """Take steps up to `row`; effects are decisions again, and nobody acts on them."""
    reachable = min(row, engine.tape.rows)
    while engine.state.row < reachable and not engine.state.blind:
        engine.advance(row)
    if engine.state.row != row:
        raise InvariantViolation(
            f"a recorded event belongs to row {row}; the engine stopped at row {engine.state.row}; the replay ends here"
        )
