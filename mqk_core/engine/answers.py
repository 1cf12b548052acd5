# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""From the broker's messages back to the books: every change of an order or a position comes from here.

A message is recorded, then applied. What cannot be is noted as an incident and booked as it is, because it is real;
where the books and the broker contradict each other, the permission to add risk ends.
"""

from __future__ import annotations

import cython

from mqk_core.domain import reasons
from mqk_core.domain.effects import Query
from mqk_core.domain.events import (
    Acked,
    Busted,
    BustUnmatched,
    Cancelled,
    CancelPending,
    CancelRejected,
    Charged,
    Conflict,
    DoneForDay,
    Expired,
    Filled,
    ForeignFill,
    Incident,
    OrderEvent,
    ProvenAbsent,
    Rejected,
    Replaced,
    ReplaceRejected,
    Reported,
    Restated,
    SubmitUnknown,
)
from mqk_core.domain.intents import ENTRY
from mqk_core.engine.state import State
from mqk_core.oms import lifecycle
from mqk_core.oms.order import Order

if cython.compiled:
    from cython.cimports.mqk_core.domain.money import add, magnitude, share, sub
    from cython.cimports.mqk_core.engine.control import cancel, halt
    from cython.cimports.mqk_core.engine.offers import halt_if_breached
else:
    from mqk_core.domain.money import add, magnitude, share, sub
    from mqk_core.engine.control import cancel, halt
    from mqk_core.engine.offers import halt_if_breached

CANCEL_TRIES_MAX = 3
QUERIES_MAX = 20

_MESSAGES: dict[type, str] = {
    Acked: lifecycle.ACK,
    Rejected: lifecycle.REJECT,
    Cancelled: lifecycle.CANCEL,
    Expired: lifecycle.EXPIRE,
    DoneForDay: lifecycle.DONE_FOR_DAY,
    CancelPending: lifecycle.CANCEL_COMING,
    SubmitUnknown: lifecycle.SUBMIT_UNKNOWN,
    ProvenAbsent: lifecycle.ABSENT,
}
_REPORTED: dict[str, str] = {
    lifecycle.WORKING: lifecycle.WORKING,
    lifecycle.CANCELLED: lifecycle.CANCEL,
    lifecycle.EXPIRED: lifecycle.EXPIRE,
    lifecycle.REJECTED: lifecycle.REJECT,
}
#: Incidents after which nothing may be added: books and broker contradict each other.
_HALTING = frozenset({reasons.OVERFILL, reasons.VANISHED})


def apply_order_event(state: State, event: OrderEvent) -> int:
    """Apply one message about an order to the blotter and, when money moved, to the ledger."""
    blotter = state.blotter
    blotter.record = state.records_before + state.chain.records
    state.chain.add(event)
    order = blotter.find(event.order)
    if order is None or event.leg >= len(order.legs):
        _contradict(state, event.order, reasons.UNKNOWN_ORDER, 0, 0)
        return 0
    was_live = order.is_live()
    kind = type(event)
    if type(event) is Filled:
        _fill(state, order, event)
    elif type(event) is Reported:
        _report(state, order, event)
    elif type(event) is Busted:
        _bust(state, order, event)
    elif type(event) is Replaced:
        _note(state, order, blotter.replaced(order, event.leg))
    elif type(event) is ReplaceRejected:
        _replace_rejected(state, order, event.leg)
    elif type(event) is CancelRejected:
        _cancel_rejected(state, order, event)
    elif type(event) is Conflict:
        _contradict(state, order.number, reasons.EXECUTION_CONFLICT, 0, event.quantity)
    elif type(event) is BustUnmatched:
        _contradict(state, order.number, reasons.UNMATCHED_BUST, 0, 0)
    elif type(event) is Restated:
        _restate(state, order, event)
    else:
        _move(state, order, event, _MESSAGES[kind])
    _keep_nameable(state, order)
    if not was_live and order.is_live():
        _cancel_revived(state, order)
    return 0


def _cancel_revived(state: State, order: Order) -> int:
    """An order that had ended works again: what would add risk goes the way that it would have gone had it worked."""
    if order.effect == ENTRY and not order.reduce_only:
        if state.gate.halted is not None:
            cancel(state, order, state.gate.halted)
        elif state.gate.reducing is not None:
            cancel(state, order, reasons.REDUCING)
    return 0


def _move(state: State, order: Order, event: OrderEvent, message: str) -> int:
    """Apply a message that only moves the status. What concerns a leg that was replaced is over with it."""
    if event.leg < order.leg:
        return 0
    if event.leg > order.leg:
        if message == lifecycle.SUBMIT_UNKNOWN:  # the request stands, and the order as it was
            _note(state, order, (lifecycle.QUERY,))
            return 0
        if message == lifecycle.ABSENT:
            return _replace_rejected(state, order, event.leg)
        _note(state, order, state.blotter.replaced(order, event.leg))
    if message == lifecycle.REJECT and order.status in lifecycle.LIVE:
        state.gate.note_reject(order.strategy, order.symbol, event.time)
    _note(state, order, state.blotter.move(order, message))
    return 0


def _fill(state: State, order: Order, event: Filled) -> int:
    """Book an execution; as far as it explains what a cumulative report told before, in its place."""
    quantity = event.quantity
    if not _is_possible(order, quantity, event.price, event.fee):
        _contradict(state, order.number, reasons.INCONSISTENT_REPORT, order.quantity, quantity)
        return 0
    if event.leg > order.leg:
        _note(state, order, state.blotter.replaced(order, event.leg))
    told_before = order.unattributed()
    was_live = order.is_live()
    notes = state.blotter.fill(order, quantity)
    if told_before != 0:
        _take_back_told(state, order, told_before, quantity, event.time)
    value = state.ledger.worth(order.instrument, event.price, quantity)
    _book(state, order, quantity, value, event.fee, event.price, event.time)
    order.filled_value = add(order.filled_value, magnitude(value))
    _note(state, order, notes)
    if not was_live:
        halt_if_breached(state, order.instrument, order.book)
    return 0


def _is_possible(order: Order, quantity: int, price: int, fee: int) -> bool:
    return quantity != 0 and (quantity > 0) == (order.quantity > 0) and price > 0 and fee >= 0


def _take_back_told(state: State, order: Order, told: int, quantity: int, time: int) -> int:
    """Reverse as much of what a report told as an execution explains now."""
    covered = quantity if magnitude(quantity) < magnitude(told) else told
    value = share(order.provisional_value, magnitude(covered), magnitude(told))
    _book(state, order, -covered, -value if covered > 0 else value, 0, 0, time)
    order.provisional_value = sub(order.provisional_value, value)
    order.filled_value = sub(order.filled_value, value)
    return 0


def _report(state: State, order: Order, event: Reported) -> int:
    """Adopt what the broker says of the whole order: what was filled of it, then where it stands."""
    filled = event.filled
    is_known = event.status in _REPORTED or event.status == lifecycle.FILLED
    is_possible = filled == 0 or ((filled > 0) == (order.quantity > 0) and event.price > 0)
    if not is_known or not is_possible:
        _contradict(state, order.number, reasons.INCONSISTENT_REPORT, order.quantity, filled)
        return 0
    if event.leg > order.leg:
        _note(state, order, state.blotter.replaced(order, event.leg))
    before = order.filled_quantity
    notes = state.blotter.report(order, filled)
    change = sub(order.filled_quantity, before)
    if change != 0:
        worth = magnitude(state.ledger.worth(order.instrument, event.price, order.filled_quantity))
        value = sub(worth, order.filled_value)
        if value <= 0:
            value = magnitude(state.ledger.worth(order.instrument, event.price, change))
        _book(state, order, change, value if change > 0 else -value, 0, event.price, event.time)
        order.provisional_value = add(order.provisional_value, value)
        order.filled_value = add(order.filled_value, value)
    _note(state, order, notes)
    if event.leg < order.leg:
        return 0
    if event.status == lifecycle.FILLED:
        if magnitude(order.filled_quantity) < magnitude(order.quantity):
            _note(state, order, state.blotter.move(order, lifecycle.FILLED_TOO_LITTLE))
        return 0
    _note(state, order, state.blotter.move(order, _REPORTED[event.status]))
    if event.status == lifecycle.WORKING and order.cancel_pending and order.cancel_doubted:
        _cancel_again(state, order)
    return 0


def _replace_rejected(state: State, order: Order, leg: int) -> int:
    """The order goes on as it was; a cancel that was sent to the leg which never came is sent to the one that works."""
    newest = order.newest_leg()
    _note(state, order, state.blotter.replace_rejected(order, leg))
    if leg == newest and order.newest_leg() != leg and order.is_live() and order.cancel_pending:
        _cancel_again(state, order)
    return 0


def _cancel_again(state: State, order: Order) -> int:
    """The cancel did not reach what works, as the broker says: ask again, but not forever."""
    order.cancel_pending = order.cancel_doubted = False
    if order.cancel_tries < CANCEL_TRIES_MAX:
        cancel(state, order, reasons.CANCEL_AGAIN)
    return 0


def _cancel_rejected(state: State, order: Order, event: CancelRejected) -> int:
    if event.leg < order.leg:
        return 0
    if event.not_open and order.is_live():
        order.cancel_doubted = True
        _note(state, order, state.blotter.move(order, lifecycle.CANCEL_NOT_OPEN))
    else:
        _note(state, order, state.blotter.move(order, lifecycle.CANCEL_REJECT))
    return 0


def _bust(state: State, order: Order, event: Busted) -> int:
    """Book the reverse of an execution that was taken back; what could not be booked is not reversed either."""
    if not _is_possible(order, event.quantity, event.price, event.fee):
        return 0
    notes = state.blotter.bust(order, event.quantity)
    value = state.ledger.worth(order.instrument, event.price, event.quantity)
    _book(state, order, -event.quantity, -value, -event.fee, event.price, event.time)
    order.filled_value = sub(order.filled_value, magnitude(value))
    _note(state, order, notes)
    return 0


def _restate(state: State, order: Order, event: Restated) -> int:
    """Adopt what the broker changed by itself; of a leg that was replaced, nothing is left to change."""
    if (event.quantity > 0) != (order.quantity > 0) or event.quantity == 0 or event.limit < 0 or event.stop < 0:
        _contradict(state, order.number, reasons.INCONSISTENT_REPORT, order.quantity, event.quantity)
        return 0
    if event.leg < order.leg:
        return 0
    if event.leg > order.leg:
        _note(state, order, state.blotter.replaced(order, event.leg))
    if state.blotter.restate(order, event.quantity, event.limit, event.stop, event.sequence):
        _note(state, order, (reasons.RESTATED,))
    return 0


def _book(state: State, order: Order, quantity: int, value: int, fee: int, price: int, time: int) -> int:
    k, b = order.instrument, order.book
    ledger = state.ledger
    if price > 0:
        ledger.mark_first(k, price)
    ledger.book(k, b, quantity, value, fee, time)
    state.tell_held(b, k)
    state.gate.note_fill(
        order.strategy, order.symbol, quantity, ledger.held(k), ledger.held_by(b, k), state.event_day, time
    )
    return 0


def _note(state: State, order: Order, notes: tuple[str, ...]) -> int:
    for code in notes:
        if code == lifecycle.QUERY:
            if order.queries >= QUERIES_MAX:  # an order that no answer settles stays as it is; a person must look
                continue
            order.queries += 1
            query = Query(state.row, state.time, order.number, order.status, order.newest_leg())
            state.chain.add(query)
            state.effects.append(query)
            continue
        state.chain.add(Incident(state.row, state.time, order.number, code, order.quantity, order.filled_quantity))
        if code in _HALTING:
            halt(state, "oms", code, str(order.number), order.quantity, order.filled_quantity)
    return 0


def _contradict(state: State, number: int, reason: str, expected: int, observed: int) -> int:
    """Note that the broker says what our books cannot be, and let nothing be added any more."""
    state.chain.add(Incident(state.row, state.time, number, reason, expected, observed))
    halt(state, "oms", reason, str(number), expected, observed)
    return 0


def _keep_nameable(state: State, order: Order) -> int:
    """Keep what the strategy can name in step with what works."""
    if order.ticket != 0:
        host = state.hosts[order.book]
        if not order.is_live():
            host.orders.pop(order.ticket, None)
        elif order.ticket not in host.orders:
            host.orders[order.ticket] = order
    return 0


def apply_foreign_fill(state: State, event: ForeignFill) -> int:
    """Book what traded without an order of ours to no strategy; what is quarantined only counts as exposure."""
    state.chain.add(event)
    k = state.instrument_of(event.symbol)
    if k >= 0 and event.quantity != 0 and event.price > 0:
        if event.code == reasons.UNKNOWN_ORDER:
            state.quarantine(k, event.quantity)
        else:
            b = len(state.hosts)
            value = state.ledger.worth(k, event.price, event.quantity)
            state.ledger.mark_first(k, event.price)
            state.ledger.book(k, b, event.quantity, value, event.fee, event.time)
            state.tell_held(b, k)
    _contradict(state, 0, event.code, 0, event.quantity)
    return 0


def apply_charge(state: State, event: Charged) -> int:
    """Take a charge from the books that caused it: the shorts of its symbol, or the books in debt, by their share."""
    state.chain.add(event)
    k = state.instrument_of(event.symbol) if event.symbol else -1
    weights: list[int] = []
    total = 0
    for b in range(len(state.names)):
        book = state.ledger.books[b]
        size = book.held(k) if k >= 0 else book.cash
        weight = magnitude(size) if size < 0 else 0
        weights.append(weight)
        total = add(total, weight)
    left = event.amount
    for b in range(len(weights)):
        weight = weights[b]
        if weight != 0:
            part = share(left, weight, total)
            state.ledger.charge(b, part)
            left = sub(left, part)
            total = sub(total, weight)
    if left != 0:
        state.ledger.charge(len(state.hosts), left)
    return 0
