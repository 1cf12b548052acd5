# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""From targets to orders, and from the broker's messages back to the books: the order path between the stages.

Every order is made of an approved intent; every change of an order or position comes from a broker event. Each decision
is recorded before the shell sees its effect.
"""

from __future__ import annotations

import cython

from mqk_core.domain import reasons
from mqk_core.domain.effects import Cancel, Disable, Halt, Submit
from mqk_core.domain.events import Acked, Cancelled, CancelRejected, Expired, Filled, Incident, OrderEvent, Rejected
from mqk_core.domain.intents import ENTRY, FLATTEN, REDUCE, ApprovedIntent, Intent, Refusal
from mqk_core.domain.money import INT64_MAX
from mqk_core.engine.state import State
from mqk_core.errors import AmountOverflow
from mqk_core.oms import lifecycle
from mqk_core.oms.blotter import Order, Working
from mqk_core.risk.rule import LEVEL_HALT, Verdict, refuse
from mqk_core.strategy.host import StrategyHost

if cython.compiled:
    from cython.cimports.mqk_core.domain.money import add, magnitude, product, sub
    from cython.cimports.mqk_core.intents.netting import missing_quantity
else:
    from mqk_core.domain.money import add, magnitude, product, sub
    from mqk_core.intents.netting import missing_quantity

INTEGRITY = "integrity"
_MESSAGES: dict[type, str] = {
    Acked: lifecycle.ACK,
    Rejected: lifecycle.REJECT,
    Cancelled: lifecycle.CANCEL,
    Expired: lifecycle.EXPIRE,
    CancelRejected: lifecycle.CANCEL_REJECT,
}


def decide(state: State, host: StrategyHost) -> int:
    """Turn what one strategy asked for in this step into intents, in the order of the symbols."""
    for k in range(len(host.wishes)):
        wish = host.wishes[k]
        if not wish.asked:
            continue
        wish.asked = False
        held = state.ledger.held(k)
        working = state.blotter.working[k]
        line = state.lines[k]
        try:
            quantity = missing_quantity(wish.target, held, sub(working.buy, working.sell), line.lot)
        except AmountOverflow:
            _refuse_unpriced(state, host.name, line.symbol, wish.target, reasons.AMOUNT_OVERFLOW)
            continue
        if quantity == 0:
            if wish.target != 0 and -line.lot < wish.target < line.lot:
                host.dust += 1
            continue
        if not state.ledger.has_price(k):
            _refuse_unpriced(state, host.name, line.symbol, wish.target, reasons.NO_PRICE)
            continue
        exit = _exit_part(held, working, quantity, wish.target)
        if exit != 0:
            _offer(state, host.name, k, wish.target, exit, REDUCE)
        if exit != quantity:
            _offer(state, host.name, k, wish.target, quantity - exit, ENTRY)
    host.pending = False
    return 0


def _exit_part(held: int, working: Working, quantity: int, target: int) -> int:
    """Return how much of a trade only takes away from what is held and is not yet being taken away.

    A trade that leads through zero is no exit. One that also undoes a working entry is cut in two, so that whatever
    happens to the entry, the way down is open.
    """
    if held > 0 and quantity < 0 and target >= 0:
        return max(quantity, min(working.sell - held, 0))
    if held < 0 and quantity > 0 and target <= 0:
        return min(quantity, max(-held - working.buy, 0))
    return 0


def _refuse_unpriced(state: State, strategy: str, symbol: str, target: int, reason: str) -> int:
    """Record a target whose trade cannot even be described: without a price, or beyond 64 bits."""
    state.chain.add(Intent(state.row, state.time, strategy, symbol, target, 0, 0))
    state.chain.add(Refusal(state.row, state.time, strategy, symbol, 0, "gate", reason, 0, 0))
    return 0


def flatten(state: State) -> int:
    """Ask for the close of whatever is held and not yet being closed; never for more than is held."""
    for k in range(len(state.lines)):
        held = state.ledger.held(k)
        working = state.blotter.working[k]
        left = held - working.sell if held > 0 else held + working.buy
        if (held > 0 and left > 0) or (held < 0 and left < 0):
            host = state.hosts[0]
            _offer(state, host.name, k, 0, -left, FLATTEN)
    return 0


def _offer(state: State, strategy: str, k: int, target: int, quantity: int, effect: str) -> int:
    """Take one intent through the gate; make its order, or record why not."""
    line = state.lines[k]
    intent = Intent(state.row, state.time, strategy, line.symbol, target, quantity, state.ledger.price_of(k))
    verdict = _judge(state, intent, k, effect)
    state.chain.add(intent)
    if isinstance(verdict, Verdict):
        refusal = Refusal(
            state.row,
            state.time,
            strategy,
            line.symbol,
            quantity,
            verdict.rule,
            verdict.reason,
            verdict.limit,
            verdict.observed,
        )
        state.chain.add(refusal)
        if verdict.level >= LEVEL_HALT:
            halt(state, "risk", verdict.reason, verdict.rule, verdict.limit, verdict.observed)
        return 0
    order = state.blotter.place(verdict, k)
    submit = Submit(
        state.row, state.time, order.number, strategy, line.symbol, quantity, order.kind, order.time_in_force, effect
    )
    state.chain.add(submit)
    state.effects.append(submit)
    return 0


def _judge(state: State, intent: Intent, k: int, effect: str) -> ApprovedIntent | Verdict:
    """Describe the book as it would be at its worst, and ask the gate.

    Exposure beyond 64 bits is refused, but for what reduces it: there is always a way down.
    """
    if effect == FLATTEN:
        return state.gate.judge(intent, effect)
    view = state.gate.view
    quantity, price = intent.quantity, intent.price
    try:
        view.symbol = intent.symbol
        view.reducing = effect != ENTRY
        view.quantity = magnitude(quantity)
        view.price = price
        line = state.lines[k]
        view.previous_price = line.previous_close
        view.value = magnitude(product(price, quantity))
        view.position_after = _exposure(state, k, quantity)
        gross = product(price, view.position_after)
        for other in range(len(state.lines)):
            if other != k:
                exposure = _exposure(state, other, 0)
                if exposure != 0:
                    gross = add(gross, product(state.ledger.price_of(other), exposure))
        view.gross_after = gross
    except AmountOverflow:
        if effect == ENTRY:
            return refuse("gate", reasons.AMOUNT_OVERFLOW)
        view.gross_after = INT64_MAX
    return state.gate.judge(intent, effect)


def _exposure(state: State, k: int, quantity: int) -> int:
    """Return the largest position, without sign, that is held, working and offered quantities could lead to."""
    held = state.ledger.held(k)
    working = state.blotter.working[k]
    longest = add(held, working.buy)
    shortest = sub(held, working.sell)
    if quantity > 0:
        longest = add(longest, quantity)
    else:
        shortest = add(shortest, quantity)
    largest: int = max(magnitude(longest), magnitude(shortest))
    return largest


def halt(state: State, stage: str, reason: str, subject: str, limit: int, observed: int) -> int:
    """End the permission to add risk, and cancel what would add some. The first halt stands; bad data is told too."""
    if state.gate.halted is None:
        state.gate.halted = reason
    elif stage != INTEGRITY:
        return 0
    record = Halt(state.row, state.time, stage, reason, subject, limit, observed)
    state.chain.add(record)
    state.effects.append(record)
    _cancel_entries(state, None, reason)
    return 0


def disable(state: State, host: StrategyHost) -> int:
    """A strategy failed: say so, and cancel its working entries. What it holds stays."""
    record = Disable(state.row, state.time, host.name, reasons.STRATEGY_FAILED, type(host.failure).__name__)
    state.chain.add(record)
    state.effects.append(record)
    _cancel_entries(state, host.name, reasons.STRATEGY_FAILED)
    return 0


def _cancel_entries(state: State, strategy: str | None, reason: str) -> int:
    for order in list(state.blotter.live.values()):
        if order.effect == ENTRY and not order.cancel_pending and (strategy is None or order.strategy == strategy):
            state.blotter.request_cancel(order)
            cancel = Cancel(state.row, state.time, order.number, reason)
            state.chain.add(cancel)
            state.effects.append(cancel)
    return 0


def apply_order_event(state: State, event: OrderEvent) -> int:
    """Apply one message about an order to the blotter and, when it is a fill, to the ledger."""
    state.chain.add(event)
    order = state.blotter.find(event.order)
    if order is None:
        state.chain.add(Incident(state.row, state.time, event.order, reasons.UNKNOWN_ORDER, 0, 0))
        halt(state, "oms", reasons.UNKNOWN_ORDER, str(event.order), 0, 0)
    elif isinstance(event, Filled):
        _fill(state, order, event)
    else:
        _note(state, order, state.blotter.move(order, _MESSAGES[type(event)]))
    return 0


def _fill(state: State, order: Order, event: Filled) -> int:
    quantity = event.quantity
    if quantity == 0 or (quantity > 0) != (order.quantity > 0) or event.price <= 0 or event.fee < 0:
        state.chain.add(
            Incident(state.row, state.time, order.number, reasons.INCONSISTENT_REPORT, order.quantity, quantity)
        )
        halt(state, "oms", reasons.INCONSISTENT_REPORT, str(order.number), order.quantity, quantity)
        return 0
    k = order.instrument
    incidents = state.blotter.fill(order, quantity)
    state.ledger.book(k, quantity, event.price, event.fee, event.time)
    for host in state.hosts:
        if host.name == order.strategy:
            wish = host.wishes[k]
            wish.held = state.ledger.held(k)
    _note(state, order, incidents)
    return 0


def _note(state: State, order: Order, incidents: tuple[str, ...]) -> int:
    for code in incidents:
        state.chain.add(Incident(state.row, state.time, order.number, code, order.quantity, order.filled_quantity))
        if code == reasons.OVERFILL:
            halt(state, "oms", code, str(order.number), order.quantity, order.filled_quantity)
    return 0
