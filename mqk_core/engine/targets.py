# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""From targets to trades: what each book misses, what crosses between books, and what goes to the market.

One netting rule for targets and for market orders: target − position − working orders; what is being cancelled is
neither offset nor wanted twice. Opposite wants of two books cross inside, at the next reference price and free of cost;
only the rest is offered. After a halt that closes everything, what is wanted is nothing.
"""

from __future__ import annotations

import cython

from mqk_core.domain import reasons
from mqk_core.domain.events import Cross, Transfer
from mqk_core.domain.intents import ENTRY, FLATTEN, REDUCE, Intent
from mqk_core.engine.state import Crossing, State
from mqk_core.errors import AmountOverflow
from mqk_core.oms.order import Order
from mqk_core.risk.rule import PASS
from mqk_core.strategy.host import StrategyHost

if cython.compiled:
    from cython.cimports.mqk_core.domain.money import add, sub
    from cython.cimports.mqk_core.engine.control import cancel, is_replaceable
    from cython.cimports.mqk_core.engine.offers import at_market, judge_book, offer, refuse_unpriced, refused
    from cython.cimports.mqk_core.engine.requests import replace
    from cython.cimports.mqk_core.intents.netting import missing_quantity
else:
    from mqk_core.domain.money import add, sub
    from mqk_core.engine.control import cancel, is_replaceable
    from mqk_core.engine.offers import at_market, judge_book, offer, refuse_unpriced, refused
    from mqk_core.engine.requests import replace
    from mqk_core.intents.netting import missing_quantity


class Want:
    """What a book misses of an instrument: signed quantity that leads to `target`."""

    def __init__(self, b: int, k: int, target: int, quantity: int) -> None:
        self.b = b
        self.k = k
        self.target = target
        self.quantity = quantity


def trade_targets(state: State) -> int:
    """Turn what strategies want into orders, strategy by strategy, symbol by symbol."""
    wants: list[Want] = []
    speakers = 0
    for b in range(len(state.hosts)):
        host = state.hosts[b]
        if host.pending:
            speakers += 1
            _collect(state, host, b, wants)
    if speakers > 1:
        _cross(state, wants)
    for want in wants:
        if want.quantity != 0:
            _trade(state, want)
    return 0


def _goes_on(state: State, b: int) -> bool:
    """Return whether a strategy may go on: a limit may have ended it by another trade of this step."""
    host = state.hosts[b]
    goes_on: bool = host.enabled
    return goes_on


def _collect(state: State, host: StrategyHost, b: int, wants: list[Want]) -> int:
    for k in range(len(host.wishes)):
        wish = host.wishes[k]
        if not wish.asked and wish.change == 0:
            continue
        line = state.lines[k]
        own = state.blotter.books[b][k]
        held = state.ledger.held_by(b, k)
        target = wish.target
        try:
            working = sub(own.buy, own.sell)
            if not wish.asked:
                target = add(held, working)
            target = add(target, wish.change)
            quantity = missing_quantity(target, held, working, line.lot)
            if wish.asked and quantity != 0 and working != 0:
                quantity = _less(quantity, _going(state, b, k, quantity < 0))
        except AmountOverflow:
            refuse_unpriced(state, b, k, target, reasons.AMOUNT_OVERFLOW)
            continue
        if quantity == 0:
            if target != 0 and -line.lot < target < line.lot:
                host.dust += 1
        elif not state.ledger.has_price(k):
            refuse_unpriced(state, b, k, target, reasons.NO_PRICE)
        else:
            wants.append(Want(b, k, target, quantity))
    host.clear()
    return 0


def _trade(state: State, want: Want) -> int:
    """Offer a trade in up to three parts, so that whatever happens to an entry, the way down is open.

    What takes away from the book and from the account; what takes away from the book alone; and what adds.
    """
    b, k = want.b, want.k
    exit = _exit_part(state, b, k, want.quantity, want.target)
    reduction = _reduction(state, k, exit) if exit != 0 else 0
    going = _going(state, b, k, want.quantity < 0) if exit != 0 else 0
    if reduction != 0 and _goes_on(state, b):
        offer(state, at_market(b, k, want.target, reduction, REDUCE, True))
    if exit != reduction and _goes_on(state, b):
        offer(state, at_market(b, k, want.target, exit - reduction, ENTRY, True))
    rest = want.quantity - exit
    if exit != 0 and rest != 0:  # the way down may have cancelled what the rest would only offset
        rest = _less(rest, _going(state, b, k, rest < 0) - going)
    if rest != 0 and _goes_on(state, b):
        offer(state, at_market(b, k, want.target, rest, ENTRY, False))
    return 0


def _going(state: State, b: int, k: int, is_buy: bool) -> int:
    """Return what works on one side in a book and is being cancelled, without sign."""
    going = 0
    for order in state.blotter.live.values():
        is_entry = order.book == b and order.instrument == k and not order.reduce_only
        if is_entry and order.cancel_pending and (order.quantity > 0) == is_buy:
            going = add(going, order.leaves())
    return going


def _less(quantity: int, going: int) -> int:
    """Return a trade without the part that would only offset orders that are being cancelled.

    Whether they fill before they are gone nobody knows; to trade too little can be made good at the next bar.
    """
    return max(quantity - going, 0) if quantity > 0 else min(quantity + going, 0)


def _exit_part(state: State, b: int, k: int, quantity: int, target: int) -> int:
    """Return how much of a trade only takes away from what the book holds and is not yet being taken away.

    A trade that leads through zero is no exit.
    """
    held = state.ledger.held_by(b, k)
    own = state.blotter.books[b][k]
    if held > 0 and quantity < 0 and target >= 0:
        return max(quantity, min(own.sell - held, 0))
    if held < 0 and quantity > 0 and target <= 0:
        return min(quantity, max(-held - own.buy, 0))
    return 0


def _reduction(state: State, k: int, quantity: int) -> int:
    """Return how much of a trade takes away from what the account holds and is not yet being taken away."""
    held = state.ledger.held(k)
    working = state.blotter.working[k]
    if held > 0 and quantity < 0:
        return max(quantity, min(working.sell - held, 0))
    if held < 0 and quantity > 0:
        return min(quantity, max(-held - working.buy, 0))
    return 0


def _cross(state: State, wants: list[Want]) -> int:
    """Let opposite wants of one instrument cross between their books, by the names of the strategies.

    While only reductions pass, only what takes away from both books may cross.
    """
    is_closing = state.gate.halted is not None or state.gate.reducing is not None
    for seller in wants:
        for buyer in wants:
            if seller.k != buyer.k or seller.b == buyer.b or seller.quantity >= 0 or buyer.quantity <= 0:
                continue
            giving, taking = -seller.quantity, buyer.quantity
            if is_closing:
                giving = -_exit_part(state, seller.b, seller.k, seller.quantity, seller.target)
                taking = _exit_part(state, buyer.b, buyer.k, buyer.quantity, buyer.target)
            quantity = min(giving, taking)
            if not _can_be_told(state, seller.k, seller.b, -quantity) or not _can_be_told(
                state, buyer.k, buyer.b, quantity
            ):
                continue
            if quantity > 0 and _may_cross(state, seller) and _may_cross(state, buyer):
                seller.quantity += quantity
                buyer.quantity -= quantity
                cross(state, seller.k, seller.b, buyer.b, quantity)
    return 0


def _can_be_told(state: State, k: int, b: int, change: int) -> bool:
    """Return whether the broker can be told what a crossing leaves for the protective orders of a book to take away.

    The change of any of them tells it; one that has nothing left to take away is taken back, unless it sleeps.
    """
    own = state.blotter.books[b][k]
    if own.guard_buy == 0 and own.guard_sell == 0:
        return True
    held = add(state.held_soon(b, k), change)
    is_asked = is_told = False
    for order in state.blotter.live.values():
        if not order.reduce_only or order.book != b or order.instrument != k:
            continue
        sleeps = _sleeps(state, order)
        if held == 0 and sleeps:
            return False
        if held != 0 and (sleeps or (held > 0) != (order.quantity > 0)):
            is_asked = True
            is_told = is_told or is_replaceable(order)
    return is_told or not is_asked


def _sleeps(state: State, order: Order) -> bool:
    """Return whether an order waits for its entry."""
    return order.parent in state.blotter.live


def _may_cross(state: State, want: Want) -> bool:
    """Ask the strategy's own limits about the whole of what it wants; a refusal ends that want."""
    if not state.gate.scopes or want.quantity == 0 or state.flattening:
        return want.quantity != 0  # while everything is closed, no rule is asked
    if want.b < len(state.hosts) and not _goes_on(state, want.b):
        return False
    exit = _exit_part(state, want.b, want.k, want.quantity, want.target)
    proposal = at_market(want.b, want.k, want.target, want.quantity, ENTRY, exit == want.quantity)
    verdict = judge_book(state, proposal)
    if verdict is PASS:
        return True
    line = state.lines[want.k]
    price = state.ledger.price_of(want.k)
    intent = Intent(state.row, state.time, state.names[want.b], line.symbol, want.target, want.quantity, price)
    state.chain.add(intent)
    refused(state, proposal, verdict)
    want.quantity = 0
    return False


def cross(state: State, k: int, seller: int, buyer: int, quantity: int) -> int:
    """Agree on a crossing: it counts as working in both books, and is booked at the instrument's next open."""
    line = state.lines[k]
    state.crosses.append(Crossing(k, seller, buyer, quantity))
    state.count_crossing(k, seller, buyer, quantity)
    state.chain.add(Cross(state.row, state.time, line.symbol, state.names[seller], state.names[buyer], quantity))
    _tell_cover(state, k, seller)
    _tell_cover(state, k, buyer)
    return 0


def _tell_cover(state: State, k: int, b: int) -> int:
    """Tell the broker what protective orders of a book may still take away, where a crossing leaves less of it.

    Else a stop could fill in the very bar of the crossing for what is not there any more. One that has nothing left to
    take away is taken back.
    """
    own = state.blotter.books[b][k]
    if own.guard_buy == 0 and own.guard_sell == 0:
        return 0
    held = state.held_soon(b, k)
    for order in list(state.blotter.live.values()):
        if order.book != b or order.instrument != k or not order.reduce_only:
            continue
        sleeps = _sleeps(state, order)
        if held != 0 and (sleeps or (held > 0) != (order.quantity > 0)):
            if is_replaceable(order):
                leg = order.legs[order.newest_leg()]
                replace(state, order, leg.quantity, leg.terms(order.kind, order.time_in_force), held, reasons.CROSSED)
        elif not sleeps:
            cancel(state, order, reasons.CROSSED)
    return 0


def book_crossings(state: State, k: int, price: int, row: int, time: int) -> int:
    """Book what was agreed to cross in an instrument, at its open; what each book guards is told anew."""
    left = []
    for crossing in state.crosses:
        if crossing.k != k:
            left.append(crossing)
            continue
        line = state.lines[k]
        quantity = crossing.quantity
        state.count_crossing(k, crossing.seller, crossing.buyer, -quantity)
        state.ledger.transfer(k, crossing.seller, crossing.buyer, quantity, price, time)
        state.tell_held(crossing.seller, k)
        state.tell_held(crossing.buyer, k)
        seller, buyer = state.names[crossing.seller], state.names[crossing.buyer]
        state.chain.add(Transfer(row, time, line.symbol, seller, buyer, quantity, price))
    state.crosses = left
    return 0


def flatten(state: State) -> int:
    """Ask for the close of whatever is held and not yet being closed; never for more than is held.

    Books that hold opposite things cross; no rule may stand in the way of the rest.
    """
    wants: list[Want] = []
    for k in range(len(state.lines)):
        for b in range(len(state.names)):
            held = state.ledger.held_by(b, k)
            own = state.blotter.books[b][k]
            left = sub(held, own.sell) if held > 0 else add(held, own.buy)
            if (held > 0 and left > 0) or (held < 0 and left < 0):
                wants.append(Want(b, k, 0, -left))
    if len(state.hosts) > 1:
        _cross(state, wants)
    for want in wants:
        if want.quantity != 0:
            offer(state, at_market(want.b, want.k, 0, want.quantity, FLATTEN, True))
    return 0
