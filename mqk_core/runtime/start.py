"""The one start path of a run: load, compose, type, assemble, run, and leave a run folder.

Everything that can be refused is refused before the engine takes its first row. Nothing is left behind unless the whole
folder is.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

from mqk_core.config import compose, structure
from mqk_core.domain.market import Tape
from mqk_core.isolation.order_ids import order_prefix
from mqk_core.runs.folder import check_writable, write
from mqk_core.runs.manifest import Manifest, summary
from mqk_core.runtime.handover import make_artifacts
from mqk_core.runtime.loop import Loop
from mqk_core.runtime.plugins import load
from mqk_core.runtime.prepare import prepare
from mqk_core.store.contents import save_contents
from mqk_core.store.tapes import save_tape

PROGRESS_SECONDS: Final = 2.0

Note = Callable[[str], object]


@attrs.frozen(eq=False)
class RunOutcome:
    """What came of a run: its manifest, how long the engine took, and where its files are."""

    manifest: Manifest
    run_seconds: float
    folder: Path
    is_new: bool
    exit_code: int
    why_no_orders: tuple[str, ...] = ()

    def as_object(self) -> dict[str, Any]:
        """Return the run's object, as `--json` prints it."""
        return {**summary(self.manifest), "run_seconds": round(self.run_seconds, 6), "artifacts": str(self.folder)}

    def lines(self) -> list[str]:
        """Return the summary that people read."""
        manifest = self.manifest
        lines = [
            f"run {manifest.run_id}  {manifest.engine}  {manifest.mode}  {', '.join(manifest.symbols)[:200]}",
            f"{manifest.bars} bars  {manifest.first_bar or '-'} … {manifest.last_bar or '-'}",
            f"{manifest.orders} orders  {manifest.fills} fills  {sum(manifest.refusals.values())} refused",
            f"final equity {manifest.final_equity}  max drawdown {manifest.max_drawdown:.2%}",
        ]
        lines += [f"refused {count} × {reason}" for reason, count in manifest.refusals.items()]
        lines += self.why_no_orders
        if manifest.halted:
            lines.append(f"halted: {manifest.halt_reason}")
        state = "results in" if self.is_new else "the same run was there already, byte for byte:"
        return [*lines, f"{state} {self.folder}"]


def start(overrides: Sequence[str], config_dir: str | None = None, note: Note = lambda line: None) -> RunOutcome:
    """Run one engine from its overrides to its run folder.

    Raises
    ------
    MqkError : any refusal or failure; no folder was left.
    """
    plugins = load()
    composed = compose(overrides, plugins.config_packages, config_dir)
    config = structure(composed, plugins.registry)
    folder = Path(config.runs.folder)
    check_writable(folder)
    lines: list[bytes] = []
    prepared = prepare(config, composed, plugins, lines.append)
    for message in prepared.notes():
        note(message)
    prefix = order_prefix(config.mode, None, config.engine)
    begun = time.perf_counter()
    decision_hash = Loop(prepared.engine, prepared.broker, prefix).run(_progress(prepared.tape, begun, note))
    run_seconds = time.perf_counter() - begun
    artifacts = make_artifacts(config, plugins, prepared, b"".join(lines), decision_hash)
    save_tape(prepared.tape, folder)
    save_contents(prepared.contents, [prepared.known.content] if prepared.known.content else [], folder)
    written = write(folder, artifacts.manifest.run_id, artifacts.files)
    for failure in prepared.failures():
        note(failure)
    return RunOutcome(
        artifacts.manifest, run_seconds, written.path, written.is_new, prepared.exit_code(), prepared.why_no_orders()
    )


def _progress(tape: Tape, begun: float, note: Note) -> Callable[[int], object]:
    told = begun

    def tell(rows: int) -> None:
        nonlocal told
        now = time.perf_counter()
        if now - told >= PROGRESS_SECONDS:
            told = now
            note(f"{rows / tape.rows:4.0%}  {rows:,} of {tape.rows:,} bars  {rows / (now - begun):,.0f} bars/s")

    return tell
