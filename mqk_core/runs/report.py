"""`report.html`: one page for a person, with nothing outside it and no script.

What the run was made of and what it assumes come first, then whether it was halted, then the numbers. Every text is
escaped; the page is the same bytes for the same run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from mqk_core.domain.effects import Disable, Halt
from mqk_core.domain.money import SCALE, to_text
from mqk_core.domain.reasons import explain
from mqk_core.runs import chart, report_orders
from mqk_core.runs.equity_curve import EquityCurve, drawdown_units
from mqk_core.runs.history import History
from mqk_core.runs.manifest import Manifest
from mqk_core.runs.markup import note, pairs, rows, shown
from mqk_core.runs.metrics import Metric
from mqk_core.runs.round_trips import RoundTrip
from mqk_core.runs.text import date_text, time_text

TRADES_MAX: Final = 500
_ROWS_MAX: Final = 100
_STYLE: Final = """
:root{color-scheme:light dark;--ink:#1c2024;--paper:#fff;--soft:#667;--line:#d5d9df;--bad:#b3261e}
@media(prefers-color-scheme:dark){:root{--ink:#e6e8eb;--paper:#14171a;--soft:#9aa3ad;--line:#333a41;--bad:#ff8a80}}
body{margin:0 auto;padding:1rem;max-width:64rem;color:var(--ink);background:var(--paper);
font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.5rem;margin:.5rem 0}h2{font-size:1.1rem;margin:2rem 0 .5rem}
.table{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:.2rem .8rem .2rem 0;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
.rows th,.rows td{white-space:nowrap}th{font-weight:600}.pairs th{color:var(--soft);font-weight:400}
.halt{color:var(--bad);font-weight:600}figure{margin:1rem 0}figcaption{font-weight:600}
svg{display:block;width:100%;height:auto;border:1px solid var(--line)}
polyline{fill:none;stroke:currentColor;stroke-width:1.5;vector-effect:non-scaling-stroke}
.scale,.axis,.note{color:var(--soft);font-size:.85rem}.axis{display:flex;justify-content:space-between}
""".strip()


def page(
    manifest: Manifest,
    metrics: Mapping[str, Metric],
    curve: EquityCurve,
    history: History,
    trips: Sequence[RoundTrip],
) -> bytes:
    """Return the page as UTF-8."""
    title = f"{shown(manifest.engine)} · {shown(', '.join(manifest.symbols))}"
    sections = (
        f"<h1>{title}</h1>",
        _halted(manifest),
        "<h2>What was run</h2>",
        pairs(_identity(manifest)),
        "<h2>What it assumes</h2>",
        pairs(_assumptions(manifest)),
        "<h2>Halts and incidents</h2>",
        _halts(history),
        "<h2>Result</h2>",
        pairs((name.replace("_", " "), "–" if value is None else str(value)) for name, value in metrics.items()),
        _charts(curve, metrics),
        "<h2>Refused intents and rejected orders</h2>",
        report_orders.refusals(history),
        "<h2>Orders with a price of their own</h2>",
        report_orders.priced_orders(history),
        *report_orders.actions_and_charges(history),
        "<h2>Trades</h2>",
        _trades(trips),
    )
    head = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';style-src 'unsafe-inline'\">"
        f"<title>{shown(manifest.run_id)}</title><style>{_STYLE}</style></head><body>\n"
    )
    return (head + "\n".join(sections) + "\n</body></html>\n").encode("utf-8")


def _halted(manifest: Manifest) -> str:
    if not manifest.halted:
        return note("The run was not halted.")
    return f'<p class="halt">Halted: {shown(manifest.halt_reason or "no reason was recorded")}</p>'


def _identity(manifest: Manifest) -> list[tuple[str, str]]:
    identity = manifest.identity
    return [
        ("run", manifest.run_id),
        ("mode", manifest.mode),
        ("bars", f"{manifest.bars} of {manifest.timeframe}, {manifest.first_bar} to {manifest.last_bar}"),
        ("configuration", identity.config_hash),
        ("policy", identity.policy_hash),
        ("code", identity.code_hash),
        *((f"code of {name}", digest) for name, digest in sorted(identity.code.items())),
        ("data", identity.data_hash),
        ("tape", identity.tape_hash),
        ("calendar", identity.calendar_hash),
        ("seed", str(identity.seed)),
        ("decisions", manifest.decision_hash),
        ("state", manifest.state_digest),
    ]


def _assumptions(manifest: Manifest) -> list[tuple[str, str]]:
    assumptions = manifest.assumptions
    return [
        ("fills", assumptions.fills),
        *((f"costs: {name}", value) for name, value in sorted(assumptions.costs.items())),
        *((f"venue: {name}", value) for name, value in sorted(assumptions.venue.items())),
        *((f"stress: {name}", value) for name, value in sorted(assumptions.stress.items())),
        *(("limitation", sentence) for sentence in assumptions.limitations),
        *(("bars left out", _counted(row.reason, row.count, row.first)) for row in manifest.bad_rows),
    ]


def _counted(reason: str, count: int, first: Sequence[tuple[str, int]]) -> str:
    places = ", ".join(f"{symbol} row {row}" for symbol, row in first)
    return f"{count} rows: {explain(reason)}" + (f" (first: {places})" if places else "")


def _halts(history: History) -> str:
    told = [_halt_row(record) for record in history.halts]
    told += [
        (time_text(one.time), "incident", one.code, f"order {one.order}: {explain(one.code)}")
        for one in history.incidents
    ]
    told += [(time_text(one.time), "operator", one.command, f"{one.subject} {one.reason}") for one in history.commands]
    if not told:
        return note("None.")
    more = note(f"{len(told) - _ROWS_MAX} more in audit.jsonl.") if len(told) > _ROWS_MAX else ""
    return rows(("time", "by", "code", "what"), told[:_ROWS_MAX]) + more


def _halt_row(record: Halt | Disable) -> tuple[str, str, str, str]:
    if isinstance(record, Halt):
        subject = f"{record.subject}: " if record.subject else ""
        return time_text(record.time), record.stage, record.reason, f"{subject}{explain(record.reason)}"
    return time_text(record.time), record.strategy, record.reason, f"{explain(record.reason)}: {record.detail}"


def _charts(curve: EquityCurve, metrics: Mapping[str, Metric]) -> str:
    if not len(curve.equity):
        return note("No step was completed: there is no equity to draw.")
    span = (date_text(int(curve.days[0])), date_text(int(curve.days[-1])))
    equity = curve.equity.astype(np.float64)
    fall = -drawdown_units(curve) / SCALE
    extremes = (to_text(int(curve.equity.max())), to_text(int(curve.equity.min())))
    return chart.line(equity, title="Equity", height=300, labels=(*extremes, *span)) + chart.line(
        fall, title="Drawdown", height=120, labels=("0", f"-{metrics['max_drawdown']}", *span)
    )


def _trades(trips: Sequence[RoundTrip]) -> str:
    if not trips:
        return note("None.")
    header = ("symbol", "side", "quantity", "entry", "price", "exit", "price", "fees", "net profit")
    more = note(f"{len(trips)} trades in all: see trades.csv.") if len(trips) > TRADES_MAX else ""
    return rows(header, (_trade_row(trip) for trip in trips[:TRADES_MAX])) + more


def _trade_row(trip: RoundTrip) -> tuple[str, ...]:
    return (
        trip.symbol,
        "long" if trip.is_long else "short",
        to_text(trip.quantity),
        time_text(trip.entry_time),
        to_text(trip.entry_price),
        "held" if trip.exit_time is None else time_text(trip.exit_time),
        "" if trip.exit_price is None else to_text(trip.exit_price),
        to_text(trip.fees),
        "" if trip.net_profit is None else to_text(trip.net_profit),
    )
