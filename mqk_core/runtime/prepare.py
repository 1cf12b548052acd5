"""Builds all parts of a run before its first row, while the configuration is watched for keys that nothing reads."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from mqk_core.config import tracking
from mqk_core.config.provenance import Composed
from mqk_core.config.sections import RunConfig
from mqk_core.domain.calendar import Schedule
from mqk_core.domain.market import Tape
from mqk_core.domain.reasons import BROKER_CONTRADICTIONS
from mqk_core.engine.step import Engine
from mqk_core.ports import SimulatedBroker
from mqk_core.runtime.compose import Assembly
from mqk_core.runtime.corporate_actions import CONTENT, KnownActions
from mqk_core.runtime.ingest import Ingested, read
from mqk_core.runtime.plugins import Plugins
from mqk_core.strategy.host import StrategyHost


@attrs.frozen(eq=False)
class Prepared:
    """All parts of a run, built and ready, before the first row."""

    engine: Engine
    broker: SimulatedBroker
    ingested: Ingested
    known: KnownActions
    schedule: Schedule
    cash: int

    @property
    def tape(self) -> Tape:
        return self.ingested.tape

    @property
    def contents(self) -> tuple[tuple[str, str], ...]:
        """(name, hash) of every content read, of which the data hash is made."""
        content = self.known.content
        return (*self.ingested.contents, *([(CONTENT, content.address)] if content else []))

    def notes(self) -> list[str]:
        """Return what a person should know about the data."""
        skipped = [
            f"{rows.source}: {rows.count} row(s) of {rows.symbol} were left out ({rows.reason}), first at line "
            f"{', '.join(map(str, rows.first_lines))}"
            for rows in self.ingested.skipped
        ]
        return [*self.ingested.notes, *skipped, *self.known.notes]

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
        state = self.engine.state
        if state.blind or state.gate.halted in BROKER_CONTRADICTIONS:
            return 3
        return 1 if self.failures() else 0


def prepare(config: RunConfig, composed: Composed, plugins: Plugins, sink: Callable[[bytes], object]) -> Prepared:
    """Build every part while the configuration is watched, so that a key that nothing reads is refused."""
    assembly = Assembly(config, plugins.registry)
    with tracking(config) as tracker:
        schedule = assembly.schedule()
        ingested = read(assembly.provider(), config.data.config, schedule)
        tape = ingested.tape
        known = assembly.actions(tape, schedule)
        instruments = assembly.instruments(tape.symbols)
        broker = assembly.broker(tape, instruments, known.actions)
        engine = assembly.engine(tape, instruments, sink, known.actions, assembly.forbidden(known))
        prepared = Prepared(engine, broker, ingested, known, schedule, assembly.cash())
        # The folder of runs and the kind of the account are read by whoever writes the results.
        _ = config.runs.folder, config.account.kind
        tracker.refuse_unread(composed)
    return prepared


def _silence(host: StrategyHost) -> str:
    if not host.calls:
        return "was never asked: its indicators were not ready before the data ended"
    if host.dust:
        return f"asked {host.dust} time(s) for less than one lot (instruments.default.lot)"
    return f"was asked {host.calls} time(s) and never wanted to hold something else that the limits allow"
