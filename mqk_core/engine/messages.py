# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""What reaches the engine from outside and is no row: the state a run opens with, and what the broker says.

A message of the coming step is applied after the corporate actions of that step's day, and before its bars.
"""

from __future__ import annotations

import cython

from mqk_core.domain.events import Charged, ForeignFill, Opening, OrderEvent
from mqk_core.engine.stages import Rows
from mqk_core.engine.state import State
from mqk_core.errors import InvariantViolation

if cython.compiled:
    from cython.cimports.mqk_core.engine.actions import apply_actions
    from cython.cimports.mqk_core.engine.answers import apply_charge, apply_foreign_fill, apply_order_event
    from cython.cimports.mqk_core.engine.stages import keep_equity
else:
    from mqk_core.engine.actions import apply_actions
    from mqk_core.engine.answers import apply_charge, apply_foreign_fill, apply_order_event
    from mqk_core.engine.stages import keep_equity


def open_run(state: State, event: Opening) -> int:
    """Take the state that a run starts from.

    Raises
    ------
    InvariantViolation : the run is open already, or something is held; nothing was applied.
    """
    if state.opened or event.positions:
        found = "a second opening state" if state.opened else "an opening state with positions"
        raise InvariantViolation(f"{found} came; a run of this build opens once, with cash; nothing was applied")
    state.opened = True
    state.chain.add(event)
    state.ledger.open(event.cash)
    state.capital = event.cash
    state.seen = dict(event.seen)
    keep_equity(state)
    return 0


def apply_message(state: State, rows: Rows, event: OrderEvent | ForeignFill | Charged) -> int:
    """Apply what the broker says."""
    row = state.row
    is_ahead = row < rows.count and event.time >= rows.times[row]
    state.event_day = rows.days[row] if is_ahead else state.day
    if is_ahead and state.next_action < len(state.actions):
        apply_actions(state, rows.times[row])
    if isinstance(event, Charged):
        apply_charge(state, event)
    elif isinstance(event, ForeignFill):
        apply_foreign_fill(state, event)
    else:
        apply_order_event(state, event)
    return 0
