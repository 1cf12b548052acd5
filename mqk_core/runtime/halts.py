"""Says why a run was halted, in a sentence that names the symbol, the day and the numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mqk_core.domain import reasons
from mqk_core.domain.calendar import Schedule, time_text
from mqk_core.domain.effects import Disable, Halt
from mqk_core.domain.market import Tape
from mqk_core.domain.money import to_text
from mqk_core.domain.value import Value


def halt_reason(records: Sequence[Value], tape: Tape, schedule: Schedule) -> str | None:
    """Return why a run was halted, or why all of its strategies were disabled; None if it was not."""
    halts = [_describe(record, tape, schedule) for record in reversed(records) if isinstance(record, Halt)]
    if halts:
        return "; before that ".join(halts)
    for record in records:
        if isinstance(record, Disable):
            return f"{record.reason}: strategy {record.strategy} raised {record.detail} at {time_text(record.time)}"
    return None


def _describe(halt: Halt, tape: Tape, schedule: Schedule) -> str:
    text = reasons.explain(halt.reason)
    if halt.stage == "integrity":
        return f"{halt.reason}: {halt.subject} at {time_text(halt.time)}: {_missing(halt, tape, schedule) or text}"
    limit, observed = to_text(halt.limit), to_text(halt.observed)
    return f"{halt.reason}: {halt.subject} at {time_text(halt.time)}: {text} (limit {limit}, observed {observed})"


def _missing(halt: Halt, tape: Tape, schedule: Schedule) -> str | None:
    """Name the first bar that is missing, where the halt is about one."""
    if halt.reason not in (reasons.GAP, reasons.STALE):
        return None
    k = tape.symbols.index(halt.subject)
    earlier = np.flatnonzero((tape.instrument == k) & (tape.times < halt.time))
    slot = int(tape.covered[earlier[-1]]) + 1
    first = schedule.slot_text(slot, tape.timeframe)
    return f"no bar for {first}; {halt.observed} missing, at most {halt.limit} allowed (integrity.gap_tolerance_bars)"
