# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""What ends permission, and what an operator asks for: halts, disabled strategies, cancels, commands.

The stop matrix in code: HALT ends new risk and cancels resting entries; protective stops and positions stay. KILL
cancels everything. FLATTEN closes what is held besides. All of it works on a halted engine, as often as it is asked.
"""

from __future__ import annotations

from mqk_core.domain import commands, reasons
from mqk_core.domain.effects import Cancel, Disable, Halt
from mqk_core.domain.events import Command
from mqk_core.domain.intents import ENTRY, FLATTEN
from mqk_core.engine.state import State
from mqk_core.errors import InvariantViolation
from mqk_core.oms import lifecycle
from mqk_core.oms.order import Order
from mqk_core.strategy.host import StrategyHost

INTEGRITY = "integrity"
CONTROL = "control"


def halt(state: State, stage: str, reason: str, subject: str, limit: int, observed: int) -> int:
    """End the permission to add risk, and cancel what would add some. The first halt stands; bad data is told too."""
    if state.gate.halted is None:
        state.gate.halted = reason
        state.flattening = state.flatten_on_halt and stage not in (INTEGRITY, CONTROL)
    elif stage != INTEGRITY:
        return 0
    record = Halt(state.row, state.time, stage, reason, subject, limit, observed)
    state.chain.add(record)
    state.effects.append(record)
    cancel_entries(state, None, reason)
    return 0


def disable(state: State, host: StrategyHost, reason: str, detail: str) -> int:
    """A strategy may not go on: say so, and cancel its working entries. What it holds stays."""
    if not host.enabled and reason != reasons.STRATEGY_FAILED:
        return 0
    host.disable()
    record = Disable(state.row, state.time, host.name, reason, detail)
    state.chain.add(record)
    state.effects.append(record)
    cancel_entries(state, host.name, reason)
    return 0


def cancel(state: State, order: Order, reason: str) -> int:
    """Ask the broker to take an order back; a request that is not answered yet is enough."""
    if order.cancel_pending:
        return 0
    order.cancel_doubted = False
    order.cancel_tries += 1
    state.blotter.request_cancel(order)
    record = Cancel(state.row, state.time, order.number, reason, order.newest_leg())
    state.chain.add(record)
    state.effects.append(record)
    return 0


def cancel_entries(state: State, strategy: str | None, reason: str) -> int:
    """Cancel every working entry, of one strategy or of all; protective orders stay."""
    for order in list(state.blotter.live.values()):
        if order.effect == ENTRY and not order.reduce_only and (strategy is None or order.strategy == strategy):
            cancel(state, order, reason)
    return 0


def cancel_all(state: State, reason: str, keeps_closes: bool) -> int:
    """Cancel every working order; `keeps_closes`: but those that close what is held already."""
    for order in list(state.blotter.live.values()):
        if not (keeps_closes and order.effect == FLATTEN):
            cancel(state, order, reason)
    return 0


def obey(state: State, command: Command) -> int:
    """Do what an operator asks for. Closing what is held, after FLATTEN, is the next stage's.

    Raises
    ------
    InvariantViolation : there is no such command, or no such strategy; nothing was done.
    """
    word = command.command
    if word not in commands.COMMANDS:
        raise InvariantViolation(f"command {word!r}: expected one of {', '.join(commands.COMMANDS)}; nothing was done")
    host = _subject(state, command)
    state.chain.add(command)
    if word == commands.REDUCE:
        state.gate.reducing = command.reason
        cancel_entries(state, None, reasons.REDUCING)
    elif word == commands.RESUME:
        state.gate.reducing = None
    elif host is not None:
        if word == commands.ENABLE:
            host.enable()
        else:
            disable(state, host, reasons.OPERATOR, command.reason)
    else:
        halt(state, CONTROL, reasons.OPERATOR, command.reason, 0, 0)
        if word == commands.HALT:
            cancel_entries(state, None, reasons.OPERATOR)  # again, where a broker refused it before
        else:
            cancel_all(state, reasons.OPERATOR, word == commands.FLATTEN)
            state.flattening = word == commands.FLATTEN
    return 0


def _subject(state: State, command: Command) -> StrategyHost | None:
    if command.command not in (commands.ENABLE, commands.DISABLE):
        return None
    for host in state.hosts:
        if host.name == command.subject:
            return host
    raise InvariantViolation(
        f"command {command.command} for strategy {command.subject!r}: expected one of "
        f"{', '.join([each.name for each in state.hosts])}; nothing was done"
    )


def is_replaceable(order: Order) -> bool:
    """Return whether the broker may be asked to change an order."""
    return order.status in (lifecycle.ACCEPTED, lifecycle.PARTIALLY_FILLED) and not order.cancel_pending
