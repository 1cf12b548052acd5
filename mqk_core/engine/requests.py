# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""The orders that strategies ask for in so many words: new ones, changes, cancels, in the order of asking.

Prices come to the instrument's grid and quantities to whole lots, always towards less risk. What an order with a price
takes away from what the book holds, it may only take away: it is cut to that and never opens a position.
"""

from __future__ import annotations

import cython

from mqk_core.domain import reasons
from mqk_core.domain.effects import Replace
from mqk_core.domain.intents import ENTRY, REDUCE, Intent, Refusal
from mqk_core.domain.orders import MARKET, Terms
from mqk_core.domain.ticks import limit_price, stop_price
from mqk_core.engine.state import State
from mqk_core.oms.order import Order
from mqk_core.risk.rule import Verdict
from mqk_core.strategy.host import StrategyHost
from mqk_core.strategy.requests import CancelRequest, ChangeRequest, OrderRequest

if cython.compiled:
    from cython.cimports.mqk_core.domain.money import magnitude
    from cython.cimports.mqk_core.engine.control import cancel, is_replaceable
    from cython.cimports.mqk_core.engine.offers import (
        OWN_NUMBER,
        Proposal,
        judge,
        offer,
        offer_bracket,
        refuse_unpriced,
        refused,
    )
    from cython.cimports.mqk_core.intents.netting import whole_lots
else:
    from mqk_core.domain.money import magnitude
    from mqk_core.engine.control import cancel, is_replaceable
    from mqk_core.engine.offers import (
        OWN_NUMBER,
        Proposal,
        judge,
        offer,
        offer_bracket,
        refuse_unpriced,
        refused,
    )
    from mqk_core.intents.netting import whole_lots


def serve_requests(state: State, host: StrategyHost, b: int) -> int:
    """Do what a strategy asked for in this step."""
    requests = host.requests
    host.requests = []
    excluded = {request.excludes for request in requests if isinstance(request, OrderRequest)}
    made: dict[int, int] = {}
    for request in requests:
        if not host.enabled:
            break  # a limit ended the strategy by an order before
        if isinstance(request, CancelRequest):
            order = host.orders.get(request.ticket)
            if order is not None:
                cancel(state, order, reasons.ASKED_BY_STRATEGY)
        elif isinstance(request, ChangeRequest):
            _change(state, host, b, request)
        else:
            made[request.ticket] = _place(state, b, request, excluded, made)
    return 0


def _place(state: State, b: int, request: OrderRequest, excluded: set[int], made: dict[int, int]) -> int:
    """Offer one order with its exits; return its number, or 0."""
    k = request.instrument
    line = state.lines[k]
    held = state.held_soon(b, k)
    quantity = whole_lots(request.quantity, line.lot)
    if not state.ledger.has_price(k):
        refuse_unpriced(state, b, k, 0, reasons.NO_PRICE)
        return 0
    is_against = held != 0 and (held > 0) != (quantity > 0)
    reduces = request.reduce_only
    if reduces is None:
        reduces = is_against and request.terms.kind != MARKET and magnitude(quantity) <= magnitude(held)
    if reduces and not is_against:
        return _refuse(state, b, k, quantity, reasons.NOTHING_TO_REDUCE, held, quantity)
    if reduces and magnitude(quantity) > magnitude(held):
        quantity = -held
    if quantity == 0:
        host = state.hosts[b]
        host.dust += 1
        return 0
    terms = _on_grid(request.terms, quantity > 0, line.tick, reduces)
    proposal = Proposal(b, k, held + quantity, quantity, _effect(state, k, quantity, reduces), reduces, terms)
    proposal.reduce_only = reduces
    proposal.ticket = request.ticket
    proposal.is_protected = request.stop_loss is not None
    if request.excludes:
        if request.excludes not in made:
            return _refuse(state, b, k, quantity, reasons.INVALID_ORDER, request.excludes, request.ticket)
        proposal.group = made[request.excludes]
    elif request.ticket in excluded:
        proposal.group = OWN_NUMBER
    if request.stop_loss is None and request.take_profit is None:
        number: int = offer(state, proposal)
    else:
        number = offer_bracket(state, proposal, _exits(b, k, request, quantity, line.tick))
    return number


def _exits(b: int, k: int, request: OrderRequest, quantity: int, tick: int) -> list[Proposal]:
    found = []
    for terms, ticket in ((request.stop_loss, request.ticket + 1), (request.take_profit, request.ticket + 2)):
        if terms is not None:
            child = Proposal(b, k, 0, -quantity, REDUCE, True, _on_grid(terms, quantity < 0, tick, True))
            child.reduce_only = True
            child.ticket = ticket
            found.append(child)
    return found


def _effect(state: State, k: int, quantity: int, reduces: bool) -> str:
    """Return whether the account too only loses exposure by an order that reduces its book."""
    if not reduces:
        return ENTRY
    held = state.ledger.held(k)
    is_down = (held > 0) != (quantity > 0) and magnitude(quantity) <= magnitude(held)
    return REDUCE if is_down else ENTRY


def _on_grid(terms: Terms, is_buy: bool, tick: int, is_exit: bool) -> Terms:
    limit = limit_price(terms.limit, is_buy, tick) if terms.limit else 0
    stop = stop_price(terms.stop, is_buy, tick, is_exit) if terms.stop else 0
    if limit == terms.limit and stop == terms.stop:
        return terms
    return Terms(terms.kind, terms.time_in_force, limit, stop, terms.trail, terms.trail_fraction)


def _change(state: State, host: StrategyHost, b: int, request: ChangeRequest) -> int:
    """Ask the broker to change an order, if it still works and the gate lets what it would become pass."""
    order = host.orders.get(request.ticket)
    if order is None:
        return 0
    k = order.instrument
    line = state.lines[k]
    leg = order.legs[order.newest_leg()]
    quantity = leg.quantity if request.quantity is None else whole_lots(request.quantity, line.lot)
    terms = _changed(order, leg, request)
    is_possible = is_replaceable(order) and (quantity > 0) == (order.quantity > 0) and quantity != 0
    if terms is None or not is_possible or magnitude(quantity) < magnitude(order.filled_quantity):
        return _refuse(state, b, k, quantity, reasons.REPLACE_REFUSED, order.filled_quantity, quantity)
    terms = _on_grid(terms, quantity > 0, line.tick, order.reduce_only)
    proposal = Proposal(
        b, k, state.ledger.held_by(b, k) + quantity - order.filled_quantity, quantity - order.filled_quantity,
        order.effect, order.reduce_only, terms,
    )  # fmt: skip
    proposal.reduce_only, proposal.former = order.reduce_only, order.leaves()
    if proposal.quantity != 0:
        price = state.ledger.price_of(k)
        intent = Intent(
            state.row, state.time, host.name, line.symbol, proposal.target, proposal.quantity, price,
            terms.kind, terms.limit, terms.stop,
        )  # fmt: skip
        verdict = judge(state, intent, proposal)
        state.chain.add(intent)
        if isinstance(verdict, Verdict):
            refused(state, proposal, verdict)
            return 0
        state.gate.note_order(intent)
    replace(state, order, quantity, terms, state.held_soon(b, k), reasons.ASKED_BY_STRATEGY)
    return 0


def _changed(order: Order, leg: object, request: ChangeRequest) -> Terms | None:
    """Return the terms after a change; None when it names a price that the order's kind does not have."""
    former = (leg.limit, leg.stop, leg.trail, leg.trail_fraction)  # type: ignore[attr-defined]
    asked = (request.limit, request.stop, request.trail, request.trail_fraction)
    prices = []
    for before, after in zip(former, asked, strict=True):
        if after is not None and (before == 0 or after <= 0):
            return None
        prices.append(before if after is None else after)
    return Terms(order.kind, order.time_in_force, prices[0], prices[1], prices[2], prices[3])


def replace(state: State, order: Order, quantity: int, terms: Terms, held: int, reason: str) -> int:
    """Ask the broker for another leg of an order; `held` is what its book holds, or will at the next open."""
    former = order.newest_leg()
    leg = state.blotter.request_replace(order, quantity, terms)
    record = Replace(
        state.row, state.time, order.number, leg, quantity, terms.limit, terms.stop, terms.trail,
        terms.trail_fraction, held if order.reduce_only else 0, reason, former,
    )  # fmt: skip
    state.chain.add(record)
    state.effects.append(record)
    return 0


def _refuse(state: State, b: int, k: int, quantity: int, reason: str, limit: int, observed: int) -> int:
    line = state.lines[k]
    state.chain.add(
        Refusal(state.row, state.time, state.names[b], line.symbol, quantity, "order", reason, limit, observed)
    )
    return 0
