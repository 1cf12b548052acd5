"""Says why a run was halted, in a sentence that names the symbol, the day and the numbers."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from mqk_core.domain import reasons
from mqk_core.domain.calendar import Schedule, time_text
from mqk_core.domain.commands import ENABLE
from mqk_core.domain.effects import Disable, Halt
from mqk_core.domain.events import Command
from mqk_core.domain.market import Tape
from mqk_core.domain.money import to_text
from mqk_core.domain.value import Value


def halt_reason(
    records: Sequence[Value], tape: Tape, schedule: Schedule, strategies: Collection[str] = ()
) -> str | None:
    """Return why a run was halted, or why none of its strategies was left at the end; None if it was not.

    Without `strategies` a single disabled one is all that the run had.
    """
    halts = [_describe(record, tape, schedule) for record in reversed(records) if isinstance(record, Halt)]
    if halts:
        return "; before that ".join(halts)
    disabled = _disabled_at_end(records)
    if disabled and set(strategies) <= set(disabled):
        return "; ".join(_describe_disabled(record) for record in disabled.values())
    return None


def _disabled_at_end(records: Sequence[Value]) -> dict[str, Disable]:
    disabled: dict[str, Disable] = {}
    for record in records:
        if isinstance(record, Disable):
            disabled.setdefault(record.strategy, record)
        elif isinstance(record, Command) and record.command == ENABLE:
            disabled.pop(record.subject, None)
    return disabled


def _describe_disabled(record: Disable) -> str:
    at = time_text(record.time)
    if record.reason == reasons.STRATEGY_FAILED:
        return f"{record.reason}: strategy {record.strategy} raised {record.detail} at {at}"
    detail = f" ({record.detail})" if record.detail else ""
    return f"{record.reason}: strategy {record.strategy} was disabled at {at}: {reasons.explain(record.reason)}{detail}"


def _describe(halt: Halt, tape: Tape, schedule: Schedule) -> str:
    text = reasons.explain(halt.reason)
    at = time_text(halt.time)
    limit, observed = to_text(halt.limit), to_text(halt.observed)
    match halt.stage:
        case "integrity":
            return f"{halt.reason}: {halt.subject} at {at}: {_missing(halt, tape, schedule) or text}"
        case "oms":
            numbers = f" (expected {limit}, observed {observed})" if halt.limit or halt.observed else ""
            subject = f"order {halt.subject}" if halt.subject.isdecimal() else halt.subject
            return f"{halt.reason}: {_before(subject, at)}: {text}{numbers}"
        case "control":
            return f"{halt.reason}: {_before(halt.subject, at)}: {text}"
        case _:
            return f"{halt.reason}: {_before(halt.subject, at)}: {text} (limit {limit}, observed {observed})"


def _before(subject: str, at: str) -> str:
    return f"{subject} at {at}" if subject else f"at {at}"


def _missing(halt: Halt, tape: Tape, schedule: Schedule) -> str | None:
    """Name the first bar that is missing, where the halt is about one."""
    if halt.reason not in (reasons.GAP, reasons.STALE):
        return None
    k = tape.symbols.index(halt.subject)
    earlier = np.flatnonzero((tape.instrument == k) & (tape.times < halt.time))
    slot = int(tape.covered[earlier[-1]]) + 1
    first = schedule.slot_text(slot, tape.timeframe)
    return f"no bar for {first}; {halt.observed} missing, at most {halt.limit} allowed (integrity.gap_tolerance_bars)"
