"""The one start path of a run: load, compose, type, assemble, run, and leave a run folder.

Everything that can be refused is refused before the engine takes its first row. Nothing is left behind unless the whole
folder is.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import attrs
import numpy as np

from mqk_core.audit.chain import verify
from mqk_core.config import compose, config_hash, policy_hash, resolved_yaml, structure, tracking
from mqk_core.config.provenance import Composed
from mqk_core.config.resolved import tree
from mqk_core.config.sections import RunConfig
from mqk_core.domain.calendar import Schedule
from mqk_core.domain.market import Tape
from mqk_core.engine.step import Engine
from mqk_core.ports import SimulatedBroker
from mqk_core.runs.artifacts import Artifacts, RunInputs, build
from mqk_core.runs.folder import check_writable, write
from mqk_core.runs.manifest import Assumptions, CountedRows, Identity, Manifest, summary
from mqk_core.runtime.compose import Assembly
from mqk_core.runtime.halts import halt_reason
from mqk_core.runtime.ingest import Ingested, read
from mqk_core.runtime.loop import Loop
from mqk_core.runtime.plugins import Plugins, load
from mqk_core.store.tapes import save_tape
from mqk_core.strategy.host import StrategyHost

SESSION_PREFIX: Final = "bt"
PROGRESS_SECONDS: Final = 2.0
LIMITATIONS: Final = ("no corporate actions: prices are taken as they are",)

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
    prepared = _prepare(config, composed, plugins, lines.append)
    for message in prepared.notes():
        note(message)
    begun = time.perf_counter()
    decision_hash = Loop(prepared.engine, prepared.broker, SESSION_PREFIX).run(_progress(prepared.tape, begun, note))
    run_seconds = time.perf_counter() - begun
    artifacts = _artifacts(config, plugins, prepared, b"".join(lines), decision_hash)
    save_tape(prepared.tape, folder)
    written = write(folder, artifacts.manifest.run_id, artifacts.files)
    for failure in prepared.failures():
        note(failure)
    return RunOutcome(
        artifacts.manifest, run_seconds, written.path, written.is_new, prepared.exit_code(), prepared.why_no_orders()
    )


@attrs.frozen(eq=False)
class Prepared:
    """All parts of a run, built and ready, before the first row."""

    engine: Engine
    broker: SimulatedBroker
    ingested: Ingested
    schedule: Schedule
    cash: int

    @property
    def tape(self) -> Tape:
        return self.ingested.tape

    def notes(self) -> list[str]:
        """Return what a person should know about the data."""
        skipped = [
            f"{rows.source}: {rows.count} row(s) of {rows.symbol} were left out ({rows.reason}), first at line "
            f"{', '.join(map(str, rows.first_lines))}"
            for rows in self.ingested.skipped
        ]
        return [*self.ingested.notes, *skipped]

    def failures(self) -> list[str]:
        """Return what strategies raised, for a person to mend."""
        return [
            f"strategy {host.name} was disabled: {type(host.failure).__name__}: {host.failure}"
            for host in self.engine.state.hosts
            if not host.enabled
        ]

    def why_no_orders(self) -> tuple[str, ...]:
        """Return why nothing was ordered, strategy by strategy; nothing when something was."""
        if self.engine.state.blotter.count:
            return ()
        return tuple(f"no orders: strategy {host.name} {_silence(host)}" for host in self.engine.state.hosts)

    def exit_code(self) -> int:
        """Return 3 when the data was unusable or the books contradicted the broker, 1 when a strategy broke, else 0."""
        if self.engine.state.blind:
            return 3
        return 1 if self.failures() else 0


def _prepare(config: RunConfig, composed: Composed, plugins: Plugins, sink: Callable[[bytes], object]) -> Prepared:
    """Build every part while the configuration is watched, so that a key that nothing reads is refused."""
    assembly = Assembly(config, plugins.registry)
    with tracking(config) as tracker:
        schedule = assembly.schedule()
        ingested = read(assembly.provider(), config.data.config, schedule)
        instruments = assembly.instruments(ingested.tape.symbols)
        broker = assembly.broker(ingested.tape, instruments)
        engine = assembly.engine(ingested.tape, instruments, sink)
        prepared = Prepared(engine, broker, ingested, schedule, assembly.cash())
        _ = config.runs.folder, [choice.kind for choice in (*config.strategies.values(), *config.risk.rules.values())]
        tracker.refuse_unread(composed)
    return prepared


def _silence(host: StrategyHost) -> str:
    if not host.calls:
        return "was never asked: its indicators were not ready before the data ended"
    if host.dust:
        return f"asked {host.dust} time(s) for less than one lot (instruments.default.lot)"
    return f"was asked {host.calls} time(s) and never wanted to hold something else that the limits allow"


def _progress(tape: Tape, begun: float, note: Note) -> Callable[[int], object]:
    told = begun

    def tell(rows: int) -> None:
        nonlocal told
        now = time.perf_counter()
        if now - told >= PROGRESS_SECONDS:
            told = now
            note(f"{rows / tape.rows:4.0%}  {rows:,} of {tape.rows:,} bars  {rows / (now - begun):,.0f} bars/s")

    return tell


def _artifacts(config: RunConfig, plugins: Plugins, prepared: Prepared, audit: bytes, decision_hash: str) -> Artifacts:
    tape, state = prepared.tape, prepared.engine.state
    records = verify(audit).records
    reason = halt_reason(records, tape, prepared.schedule)
    times = tape.times[np.flatnonzero(np.diff(tape.times, append=tape.times[-1] + 1))][: state.step]
    equity = prepared.engine.equity[: state.step]
    return build(
        RunInputs(
            identity=_identity(config, plugins, prepared),
            engine=config.engine,
            mode=config.mode,
            tape=tape,
            records=records,
            audit=audit,
            equity_times=times,
            equity=equity,
            cash=prepared.cash,
            config_yaml=resolved_yaml(config),
            halted=reason is not None,
            halt_reason=reason,
            decision_hash=decision_hash,
            state_digest=state.digest(),
            assumptions=_assumptions(config),
            bad_rows=_bad_rows(prepared.ingested),
        )
    )


def _identity(config: RunConfig, plugins: Plugins, prepared: Prepared) -> Identity:
    tape, schedule = prepared.tape, prepared.schedule
    contents = dict(prepared.ingested.contents)
    digest = hashlib.sha256(b"mqk-data\0v1\0")
    for name in sorted(contents):
        digest.update(f"{name} {contents[name]}\n".encode())
    return Identity(
        config_hash=config_hash(config),
        policy_hash=policy_hash(config),
        code_hash=plugins.code_hash,
        code={each.name: each.sources_sha256 for each in plugins.identities},
        data_hash="mqkdat1:" + digest.hexdigest(),
        tape_hash=contents["tape"],
        calendar_hash=schedule.calendar_hash(int(tape.times[0]), int(tape.times[-1])),
        seed=config.seed,
    )


def _assumptions(config: RunConfig) -> Assumptions:
    costs = {name: str(value) for name, value in sorted(tree(config.costs).items())}
    return Assumptions(fills=config.fills.kind, costs=costs, limitations=LIMITATIONS)


def _bad_rows(ingested: Ingested) -> tuple[CountedRows, ...]:
    reasons = sorted({rows.reason for rows in ingested.skipped})
    return tuple(
        CountedRows(
            reason=reason,
            count=sum(rows.count for rows in ingested.skipped if rows.reason == reason),
            first=tuple(
                (rows.symbol, row) for rows in ingested.skipped if rows.reason == reason for row in rows.first_rows
            ),
        )
        for reason in reasons
    )
