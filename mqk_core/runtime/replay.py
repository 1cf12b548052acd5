"""Replays a stored run: its tape and its recorded events through an engine of its configuration, then compares.

No data provider, no broker: what came from outside stands in the records. A difference names the first record.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import attrs

from mqk_core.audit.chain import verify
from mqk_core.audit.record import encode
from mqk_core.config import load_resolved
from mqk_core.domain.value import Value
from mqk_core.engine.replay import replay as replay_records
from mqk_core.errors import InvariantViolation
from mqk_core.runs.stored import StoredRun, read_run
from mqk_core.runtime.compose import Assembly
from mqk_core.runtime.corporate_actions import CONTENT, stored_actions
from mqk_core.runtime.plugins import load
from mqk_core.store.contents import load_content
from mqk_core.store.tapes import load_tape

Note = Callable[[str], object]


@attrs.frozen
class ReplayOutcome:
    """What a replay found; `difference` is the first record that is not as it was, in words."""

    run_id: str
    decision_hash: str
    state_digest: str
    stored_decision_hash: str
    stored_state_digest: str
    same_code: bool
    difference: str | None

    @property
    def exit_code(self) -> int:
        return 3 if self.difference else 0

    def as_object(self) -> dict[str, Any]:
        return {**attrs.asdict(self), "equal": self.difference is None}

    def lines(self) -> list[str]:
        """Return what people read."""
        head = f"run {self.run_id}"
        if self.difference is None:
            return [f"{head} replays to the same decisions", self.decision_hash, f"state {self.state_digest}"]
        return [f"{head} does not replay", self.difference]


def replay(run_id: str, folder: str, note: Note = lambda line: None) -> ReplayOutcome:
    """Replay a stored run and compare.

    Raises
    ------
    UsageError : no such run.  TamperedRun : a file of it was changed.  DataError : what it read is not there.
    """
    stored = read_run(Path(folder), run_id)
    identity = stored.manifest.identity
    plugins = load()
    same_code = plugins.code_hash == identity.code_hash
    if not same_code:
        note(
            f"warning: run {run_id} was made by other code (expected {identity.code_hash}, found {plugins.code_hash}); "
            "a difference may come from there"
        )
    assembly = Assembly(load_resolved(stored.config_yaml, plugins.registry), plugins.registry)
    schedule = assembly.schedule()
    tape = load_tape(Path(folder), identity.tape_hash, schedule)
    content = load_content(Path(folder), identity.data_hash, identity.tape_hash, CONTENT)
    known = stored_actions(content, tape, schedule)
    lines: list[bytes] = []
    instruments = assembly.instruments(tape.symbols)
    engine = assembly.engine(tape, instruments, lines.append, known.actions, assembly.forbidden(known))
    try:
        decision_hash = replay_records(engine, stored.records)
        difference = _first_difference(stored, verify(b"".join(lines)).records)
    except InvariantViolation as error:
        decision_hash = engine.end()
        difference = _first_difference(stored, verify(b"".join(lines)).records) or error.message
    return ReplayOutcome(
        run_id,
        decision_hash,
        engine.state.digest(),
        stored.manifest.decision_hash,
        stored.manifest.state_digest,
        same_code,
        difference,
    )


def _first_difference(stored: StoredRun, found: Sequence[Value]) -> str | None:
    """Return a sentence on the first record that differs; None when all are the same."""
    for index, expected in enumerate(stored.records):
        if index >= len(found):
            return f"record {index}: expected {_text(expected)}, found the end of the replay"
        if found[index] != expected:
            return f"record {index}: expected {_text(expected)}, found {_text(found[index])}"
    if len(found) > len(stored.records):
        index = len(stored.records)
        return f"record {index}: expected the end of the run, found {_text(found[index])}"
    return None


def _text(record: Value) -> str:
    return encode(record).decode()[:200]
