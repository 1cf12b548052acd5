"""Hands a finished run over to `runs/`: its identity, its assumptions, and what a reader must know of its data."""

from __future__ import annotations

import numpy as np

from mqk_core.audit.chain import verify
from mqk_core.config import config_hash, policy_hash, resolved_yaml
from mqk_core.config.bounds import plain_text
from mqk_core.config.resolved import tree
from mqk_core.config.sections import RunConfig, Stress
from mqk_core.runs.artifacts import Artifacts, RunInputs, build
from mqk_core.runs.manifest import Assumptions, CountedRows, Identity
from mqk_core.runtime.compose import Assembly
from mqk_core.runtime.corporate_actions import KnownActions
from mqk_core.runtime.halts import halt_reason
from mqk_core.runtime.ingest import Ingested
from mqk_core.runtime.plugins import Plugins
from mqk_core.runtime.prepare import Prepared
from mqk_core.store.contents import data_hash


def make_artifacts(
    config: RunConfig, plugins: Plugins, prepared: Prepared, audit: bytes, decision_hash: str
) -> Artifacts:
    """Return the files of a run that has ended."""
    tape, state = prepared.tape, prepared.engine.state
    records = verify(audit).records
    reason = halt_reason(records, tape, prepared.schedule, tuple(config.strategies))
    times = tape.times[np.flatnonzero(np.diff(tape.times, append=tape.times[-1] + 1))][: state.step]
    equity = prepared.engine.equity[: state.step]
    return build(
        RunInputs(
            identity=_identity(config, plugins, prepared),
            engine=config.engine,
            mode=config.mode,
            tape=tape,
            instruments=Assembly(config, plugins.registry).instruments(tape.symbols),
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
            assumptions=_assumptions(config, prepared.known),
            bad_rows=_bad_rows(prepared.ingested),
        )
    )


def _identity(config: RunConfig, plugins: Plugins, prepared: Prepared) -> Identity:
    tape, schedule = prepared.tape, prepared.schedule
    return Identity(
        config_hash=config_hash(config),
        policy_hash=policy_hash(config),
        code_hash=plugins.code_hash,
        code={each.name: each.sources_sha256 for each in plugins.identities},
        data_hash=data_hash(prepared.contents),
        tape_hash=dict(prepared.contents)["tape"],
        calendar_hash=schedule.calendar_hash(int(tape.times[0]), int(tape.times[-1])),
        seed=config.seed,
    )


def _assumptions(config: RunConfig, known: KnownActions) -> Assumptions:
    costs = {name: plain_text(value) for name, value in sorted(tree(config.costs).items())}
    broker, calm = tree(config.broker), tree(Stress())
    venue = {name: plain_text(value) for name, value in sorted(broker.items()) if name != "kind"}
    stress = {name: plain_text(value) for name, value in tree(config.stress).items() if value != calm[name]}
    return Assumptions(
        fills=config.fills.kind,
        costs=costs,
        limitations=known.limitations,
        venue={"account": plain_text(config.account.kind), "broker": config.broker.kind, **venue},
        stress=stress,
    )


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
