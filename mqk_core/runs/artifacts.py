"""Everything that a run leaves, as bytes by file name, from what the run handed over.

The one place that knows how the nine files depend on each other: tables and metrics come from the decision records and
the equity curve, the manifest seals the other eight. Nothing here touches a disk; `folder.py` does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs
import numpy as np
from numpy.typing import NDArray

from mqk_core.domain.effects import Disable, Halt
from mqk_core.domain.money import to_text
from mqk_core.errors import InvariantViolation
from mqk_core.runs import accounting, history, report, tables
from mqk_core.runs.equity_curve import EquityCurve, max_drawdown
from mqk_core.runs.manifest import Assumptions, CountedRows, Identity, Manifest, encode, run_id
from mqk_core.runs.metrics import compute, drawdown_fraction
from mqk_core.runs.round_trips import RoundTrip, match
from mqk_core.runs.splits import Marks
from mqk_core.runs.text import json_bytes, time_text

if TYPE_CHECKING:
    from mqk_core.domain.instruments import Instrument
    from mqk_core.domain.market import Tape
    from mqk_core.domain.value import Value


@attrs.frozen(eq=False, kw_only=True)
class RunInputs:
    """What a backtest hands over at its end.

    Attributes
    ----------
    records : the decision records, oldest first; `audit` holds the same as the bytes of `audit.jsonl`.
    equity_times, equity : int64, one entry a completed step: its time, and equity after it in units of 1e-8.
    cash : the cash that the run began with, in units of 1e-8.
    instruments : of the tape's symbols.
    """

    identity: Identity
    engine: str
    mode: str
    tape: Tape
    instruments: tuple[Instrument, ...]
    records: Sequence[Value]
    audit: bytes
    equity_times: NDArray[np.int64]
    equity: NDArray[np.int64]
    cash: int
    config_yaml: str
    halted: bool
    halt_reason: str | None
    decision_hash: str
    state_digest: str
    assumptions: Assumptions
    bad_rows: tuple[CountedRows, ...] = ()


@attrs.frozen(eq=False)
class Artifacts:
    """The nine files, and the manifest as a value."""

    manifest: Manifest
    files: dict[str, bytes]


def build(inputs: RunInputs) -> Artifacts:
    """Return all files of a run.

    Raises
    ------
    InvariantViolation : the parts contradict each other; such a run leaves nothing.
    """
    instruments = {instrument.symbol: instrument for instrument in inputs.instruments}
    told = history.read(inputs.records, instruments)
    curve = _curve(inputs)
    _check(inputs, told, curve)
    marks = Marks(inputs.tape)
    trips = match(told.entries, instruments, marks)
    deepest = max_drawdown(curve)
    statement = _statement(inputs, told, curve, trips, marks)
    _reconcile(inputs, told, curve, statement)
    metrics = compute(curve, deepest, told, trips, statement)
    files = {
        "config.yaml": inputs.config_yaml.encode("utf-8"),
        "audit.jsonl": inputs.audit,
        "orders.csv": tables.orders_csv(told.orders.values()),
        "fills.csv": tables.fills_csv(told.bookings),
        "trades.csv": tables.trades_csv(trips, tables.bars_held(trips, inputs.tape)),
        "equity.csv": tables.equity_csv(curve),
        "metrics.json": json_bytes({**metrics, **_counts(told)}),
    }
    draft = _manifest(inputs, told, curve, drawdown_fraction(deepest))
    files["report.html"] = report.page(draft, metrics, curve, told, trips)
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    manifest = attrs.evolve(draft, artifacts=hashes)
    files["manifest.json"] = encode(manifest)
    return Artifacts(manifest, files)


def _curve(inputs: RunInputs) -> EquityCurve:
    times = np.ascontiguousarray(inputs.equity_times, np.int64)
    equity = np.ascontiguousarray(inputs.equity, np.int64)
    rows = np.searchsorted(inputs.tape.times, times, "right") - 1
    return EquityCurve(times, equity, np.ascontiguousarray(inputs.tape.days[rows]), inputs.cash)


def _statement(
    inputs: RunInputs, told: history.History, curve: EquityCurve, trips: Sequence[RoundTrip], marks: Marks
) -> accounting.Statement:
    # Valued as equity was after the last completed step.
    rows = int(np.searchsorted(inputs.tape.times, curve.times[-1], "right")) if len(curve.times) else 0
    instruments = {instrument.symbol: instrument for instrument in inputs.instruments}
    return accounting.state(told.entries, trips, instruments, lambda symbol: marks.before(symbol, rows))


def _reconcile(inputs: RunInputs, told: history.History, curve: EquityCurve, statement: accounting.Statement) -> None:
    # Only where every movement is known and the last step was completed: a broker elsewhere may owe us executions.
    is_cut = any(isinstance(record, Halt) and record.stage == "integrity" for record in told.halts)
    if inputs.mode != "backtest" or told.end is None or is_cut:
        return
    expected = curve.initial + statement.profit
    if expected != curve.final:
        raise InvariantViolation(
            f"run {run_id(inputs.identity)}: by the records, {to_text(curve.initial)} of equity became "
            f"{to_text(expected)}, by the engine's books {to_text(curve.final)}; nothing was written; report this"
        )


def _counts(told: history.History) -> dict[str, object]:
    return {
        "refusals": told.refusals,
        "refusals_by_strategy": told.refusals_by_strategy,
        "halts": [_halt(record) for record in told.halts],
    }


def _halt(record: Halt | Disable) -> dict[str, str]:
    time = time_text(record.time)
    if isinstance(record, Halt):
        return {"time": time, "stage": record.stage, "reason": record.reason, "subject": record.subject}
    return {"time": time, "stage": "strategy", "reason": record.reason, "subject": record.strategy}


def _check(inputs: RunInputs, told: history.History, curve: EquityCurve) -> None:
    problems = []
    if len(curve.times) != len(curve.equity):
        problems.append(f"{len(curve.times)} equity times for {len(curve.equity)} equities")
    if told.end is not None and told.end.equity != curve.final:
        problems.append(
            f"the records end with an equity of {to_text(told.end.equity)}, the curve with {to_text(curve.final)}"
        )
    if told.end is not None and told.end.digest != inputs.state_digest:
        problems.append(f"the records end in the state {told.end.digest}, the run in {inputs.state_digest}")
    if told.is_halted and not inputs.halted:
        problems.append("the records hold a halt, the run says it was not halted")
    if problems:
        raise InvariantViolation(
            f"run {run_id(inputs.identity)}: {'; '.join(problems)}; nothing was written; report this"
        )


def _manifest(inputs: RunInputs, told: history.History, curve: EquityCurve, deepest: float) -> Manifest:
    tape = inputs.tape
    bars = told.end.row if told.end is not None else tape.rows
    return Manifest(
        run_id=run_id(inputs.identity),
        identity=inputs.identity,
        engine=inputs.engine,
        mode=inputs.mode,
        symbols=tape.symbols,
        timeframe=tape.timeframe.value,
        first_bar=time_text(int(tape.times[0])) if bars else None,
        last_bar=time_text(int(tape.times[bars - 1])) if bars else None,
        bars=bars,
        steps=len(curve.times),
        orders=len(told.orders),
        fills=told.fills,
        refusals=told.refusals,
        final_equity=to_text(curve.final),
        max_drawdown=deepest,
        halted=inputs.halted,
        halt_reason=inputs.halt_reason,
        decision_hash=inputs.decision_hash,
        state_digest=inputs.state_digest,
        assumptions=inputs.assumptions,
        bad_rows=inputs.bad_rows,
        artifacts={},
    )
