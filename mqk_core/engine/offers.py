# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""From a proposed trade to an order: described to the gate at its worst, judged, recorded, sent.

The one way to an order. Every order is made of an approved intent; each decision is recorded before the shell sees its
effect. Whether a trade only takes something away is said twice: for the account, which the limits guard, and for the
strategy's book, which the strategy's own limits guard.
"""

from __future__ import annotations

from typing import Any

import cython

from mqk_core.domain import reasons
from mqk_core.domain.effects import Submit
from mqk_core.domain.intents import ENTRY, FLATTEN, ApprovedIntent, Intent, Refusal
from mqk_core.domain.money import INT64_MAX
from mqk_core.domain.orders import AT_MARKET, MARKET, Terms
from mqk_core.engine.state import State
from mqk_core.errors import AmountOverflow
from mqk_core.oms.order import Order
from mqk_core.risk.rule import KNOWN, LEVEL_DISABLE, LEVEL_HALT, PASS, RiskView, Verdict, refuse

if cython.compiled:
    from cython.cimports.mqk_core.domain.money import add, magnitude, sub
    from cython.cimports.mqk_core.engine.control import cancel, disable, halt
else:
    from mqk_core.domain.money import add, magnitude, sub
    from mqk_core.engine.control import cancel, disable, halt

OWN_NUMBER = -1


class Proposal:
    """A trade that a book wants: `b` the book, `k` the instrument, signed quantity, and what the order shall be.

    Attributes
    ----------
    effect : what it does to the account. `is_exit`: it only takes away from what the book holds.
    group : number of the order group; OWN_NUMBER: the order founds one.
    former : what the order that this one changes counts for among what works, without sign; 0: it is a new one.
    """

    def __init__(self, b: int, k: int, target: int, quantity: int, effect: str, is_exit: bool, terms: Terms) -> None:
        self.b = b
        self.k = k
        self.target = target
        self.quantity = quantity
        self.effect = effect
        self.is_exit = is_exit
        self.terms = terms
        self.parent = self.group = self.ticket = self.former = 0
        self.reduce_only = False
        self.is_protected = False


def at_market(b: int, k: int, target: int, quantity: int, effect: str, is_exit: bool) -> Proposal:
    """Return the proposal of a market order."""
    return Proposal(b, k, target, quantity, effect, is_exit, AT_MARKET)


def offer(state: State, proposal: Proposal) -> int:
    """Take a proposal through the gate; make its order, or record why not. Return the order's number, or 0."""
    intent = _intent(state, proposal)
    verdict = judge(state, intent, proposal)
    state.chain.add(intent)
    if isinstance(verdict, Verdict):
        refused(state, proposal, verdict)
        return 0
    return submit(state, verdict, proposal)


def offer_bracket(state: State, entry: Proposal, exits: list[Proposal]) -> int:
    """Offer an entry with the exits that it brings: all of them or none. Return the entry's number, or 0."""
    verdicts: list[tuple[Intent, Any]] = []
    # The entry is judged last, so that the gate is told of it while its views still speak of it.
    for proposal in [*exits, entry]:
        intent = _intent(state, proposal)
        verdicts.append((intent, judge(state, intent, proposal)))
    for intent, _ in verdicts:
        state.chain.add(intent)
    for proposal, (_, verdict) in zip([*exits, entry], verdicts, strict=True):
        if isinstance(verdict, Verdict):
            refused(state, proposal, verdict)
            return 0
    number = submit(state, verdicts[len(exits)][1], entry)
    group = number + 1 if len(exits) > 1 else 0
    for k in range(len(exits)):
        child = exits[k]
        child.parent, child.group = number, group
        _describe(state, child)
        submit(state, verdicts[k][1], child)
    return number


def _intent(state: State, proposal: Proposal) -> Intent:
    line = state.lines[proposal.k]
    price = state.ledger.price_of(proposal.k)
    name = state.names[proposal.b]
    terms = proposal.terms
    if terms is AT_MARKET:
        return Intent(state.row, state.time, name, line.symbol, proposal.target, proposal.quantity, price)
    return Intent(
        state.row, state.time, name, line.symbol, proposal.target, proposal.quantity, price,
        terms.kind, terms.limit, terms.stop,
    )  # fmt: skip


def submit(state: State, approved: ApprovedIntent, proposal: Proposal) -> int:
    """Make the order of an approved intent, record it and send it; return its number."""
    terms = proposal.terms
    order = state.blotter.place(approved, proposal.k, proposal.b, terms, proposal.parent, proposal.reduce_only)
    order.group = order.number if proposal.group == OWN_NUMBER else proposal.group
    name = state.names[proposal.b]
    if proposal.ticket != 0:
        order.ticket = proposal.ticket
        host = state.hosts[proposal.b]
        host.orders[proposal.ticket] = order
    # At the broker a market exit too takes away no more than is held: a stop may be first at the same open.
    is_capped = proposal.reduce_only or proposal.is_exit
    held = state.held_soon(proposal.b, proposal.k) if is_capped else 0
    record = Submit(
        state.row, state.time, order.number, name, order.symbol, proposal.quantity, terms.kind, terms.time_in_force,
        proposal.effect, terms.limit, terms.stop, terms.trail, terms.trail_fraction, proposal.parent, order.group,
        is_capped, held,
    )  # fmt: skip
    state.chain.add(record)
    state.effects.append(record)
    state.gate.note_order(approved.intent)
    # A child sleeps until its entry is filled: it stands in nobody's way, least of all in its own entry's.
    if proposal.effect != ENTRY and proposal.parent == 0 and _working_against(state, proposal) != 0:
        _clear_the_way(state, proposal)
    return order.number


def refused(state: State, proposal: Proposal, verdict: Verdict) -> int:
    """Record a refusal, and do what its level asks for."""
    line = state.lines[proposal.k]
    name = state.names[proposal.b]
    record = Refusal(
        state.row, state.time, name, line.symbol, proposal.quantity,
        verdict.rule, verdict.reason, verdict.limit, verdict.observed,
    )  # fmt: skip
    state.chain.add(record)
    if verdict.level >= LEVEL_HALT:
        halt(state, "risk", verdict.reason, verdict.rule, verdict.limit, verdict.observed)
    elif verdict.level == LEVEL_DISABLE and proposal.b < len(state.hosts):
        disable(state, state.hosts[proposal.b], verdict.reason, verdict.rule)
    return 0


def refuse_unpriced(state: State, b: int, k: int, target: int, reason: str) -> int:
    """Record a target whose trade cannot even be described: without a price, or beyond 64 bits."""
    line = state.lines[k]
    name = state.names[b]
    state.chain.add(Intent(state.row, state.time, name, line.symbol, target, 0, 0))
    state.chain.add(Refusal(state.row, state.time, name, line.symbol, 0, "gate", reason, 0, 0))
    return 0


def judge(state: State, intent: Intent, proposal: Proposal) -> ApprovedIntent | Verdict:
    """Describe the book as it would be at its worst, and ask the gate.

    Exposure beyond 64 bits is refused, but for what reduces it: there is always a way down.
    """
    if proposal.effect != FLATTEN and not _describe(state, proposal):
        return refuse("gate", reasons.AMOUNT_OVERFLOW)
    return state.gate.judge(intent, proposal.effect)


def _describe(state: State, proposal: Proposal) -> bool:
    """Fill the gate's views with a proposal; False: what it would add cannot even be counted."""
    gate = state.gate
    is_counted = _is_described(state, gate.view, -1, proposal) or proposal.effect != ENTRY
    if gate.scopes:
        view = gate.view_of(state.names[proposal.b])
        if view is not None and not _is_described(state, view, proposal.b, proposal) and not proposal.is_exit:
            return False
    return is_counted


def judge_book(state: State, proposal: Proposal) -> Verdict:
    """Ask only the strategy's own limits about a trade that the account will not feel."""
    name = state.names[proposal.b]
    view = state.gate.view_of(name)
    if view is None:
        return PASS
    if not _is_described(state, view, proposal.b, proposal) and not proposal.is_exit:
        return refuse("gate", reasons.AMOUNT_OVERFLOW)
    verdict: Verdict = state.gate.judge_strategy(_intent(state, proposal))
    return verdict


def halt_if_breached(state: State, k: int, b: int) -> int:
    """Halt when what is held breaches a limit on the book, without any order being asked for."""
    if not state.ledger.has_price(k):
        return 0
    proposal = at_market(b, k, 0, 0, ENTRY, False)
    judge(state, _intent(state, proposal), proposal)
    for verdict in state.gate.objections:
        if verdict.reason in reasons.BOOK_LIMITS:
            halt(state, "risk", verdict.reason, verdict.rule, verdict.limit, verdict.observed)
    return 0


def _is_described(state: State, view: RiskView, b: int, proposal: Proposal) -> bool:
    """Fill a view with the order and the book after it: the account's (`b` < 0) or one strategy's. False: overflow."""
    k = proposal.k
    line = state.lines[k]
    terms = proposal.terms
    quantity = proposal.quantity
    price = state.ledger.price_of(k)
    order_price = terms.limit if terms.limit else terms.stop if terms.stop else price
    view.strategy, view.symbol, view.instrument = state.names[proposal.b], line.symbol, k
    view.time, view.day = state.time, state.day
    view.price, view.order_price, view.previous_price = price, order_price, line.previous_close
    view.price_age = state.price_age(k)
    view.is_buy, view.is_market = quantity > 0, terms.kind == MARKET
    view.is_protected = proposal.is_protected
    view.reducing = proposal.is_exit if b >= 0 else proposal.effect != ENTRY
    view.held = state.ledger.held(k) if b < 0 else state.ledger.held_by(b, k)
    view.open_orders = (len(state.blotter.live) if b < 0 else _count_live(state, b)) - (proposal.former != 0)
    view.is_opposed = _working_against(state, proposal) != 0 and _is_opposed(state, proposal)
    view.days_seen = state.days_seen(view.strategy) if state.seen else KNOWN
    try:
        view.quantity = magnitude(quantity)
        view.value = magnitude(state.ledger.worth(k, max(price, order_price), quantity))
        _describe_book(state, view, b, proposal)
    except AmountOverflow:
        view.gross_after = view.net_after = INT64_MAX
        return False
    return True


def _describe_book(state: State, view: RiskView, b: int, proposal: Proposal) -> int:
    gross = longs = shorts = 0
    for k in range(len(state.lines)):
        longest = _longest(state, k, b)
        shortest = _shortest(state, k, b)
        if k == proposal.k:
            if proposal.reduce_only:
                pass  # it is cut to what is held, and what is held counts already
            elif proposal.quantity > 0:
                longest = sub(add(longest, proposal.quantity), proposal.former)
            else:
                shortest = add(add(shortest, proposal.quantity), proposal.former)
        elif longest == 0 and shortest == 0:
            continue
        largest = max(magnitude(longest), magnitude(shortest))
        value = state.ledger.worth(k, state.ledger.price_of(k), largest) if largest != 0 else 0
        gross = add(gross, value)
        longs = add(longs, state.ledger.worth(k, state.ledger.price_of(k), longest) if longest != 0 else 0)
        shorts = add(shorts, state.ledger.worth(k, state.ledger.price_of(k), shortest) if shortest != 0 else 0)
        if k == proposal.k:
            view.position_after, view.symbol_after = largest, value
            view.short_after = magnitude(shortest) if shortest < 0 else 0
    view.gross_after = gross
    view.net_after = max(magnitude(longs), magnitude(shorts))
    return 0


def _longest(state: State, k: int, b: int) -> int:
    """Return the most that held and working quantities could come to, signed; of the account when `b` < 0."""
    if b >= 0:
        own = state.blotter.books[b][k]
        longest: int = add(state.ledger.held_by(b, k), own.buy)
        return longest
    working = state.blotter.working[k]
    longest = add(state.ledger.held(k), working.buy)
    if working.guard_buy != 0:
        longest = add(longest, _guarded(state, k, True))
    return longest


def _shortest(state: State, k: int, b: int) -> int:
    """Return the least that held and working quantities could come to, signed; of the account when `b` < 0."""
    if b >= 0:
        own = state.blotter.books[b][k]
        shortest: int = sub(state.ledger.held_by(b, k), own.sell)
        return shortest
    working = state.blotter.working[k]
    shortest = sub(state.ledger.held(k), working.sell)
    if working.guard_sell != 0:
        shortest = sub(shortest, _guarded(state, k, False))
    return shortest


def _guarded(state: State, k: int, is_buy: bool) -> int:
    """Return what protective orders could take out of the books: of each book no more than it holds."""
    total = 0
    for b in range(len(state.names)):
        own = state.blotter.books[b][k]
        held = state.ledger.held_by(b, k)
        if is_buy:
            open_short = sub(-held if held < 0 else 0, own.buy)
            total = add(total, max(0, min(own.guard_buy, open_short)))
        else:
            open_long = sub(held if held > 0 else 0, own.sell)
            total = add(total, max(0, min(own.guard_sell, open_long)))
    return total


def _count_live(state: State, b: int) -> int:
    count = 0
    for order in state.blotter.live.values():
        if order.book == b:
            count += 1
    return count


def _working_against(state: State, proposal: Proposal) -> int:
    """Return what works on the other side of the instrument, protective orders included."""
    working = state.blotter.working[proposal.k]
    if proposal.quantity > 0:
        return working.sell + working.guard_sell
    return working.buy + working.guard_buy


def _meets(state: State, proposal: Proposal, order: Order) -> bool:
    """Return whether a working order of the other side could trade with the proposed one.

    A market order is taken at the reference price; a stop rests nowhere until it triggers.
    """
    if order.instrument != proposal.k or (order.quantity > 0) == (proposal.quantity > 0) or order.leaves() == 0:
        return False
    mine, theirs = proposal.terms, order.head()
    if mine.stop or mine.trail or mine.trail_fraction or theirs.stop or theirs.trail or theirs.trail_fraction:
        return False
    if theirs.limit == 0:
        return True
    price = mine.limit if mine.limit else state.ledger.price_of(proposal.k)
    return theirs.limit <= price if proposal.quantity > 0 else theirs.limit >= price


def _is_opposed(state: State, proposal: Proposal) -> bool:
    for order in state.blotter.live.values():  # noqa: SIM110 - compiled, a generator costs more than the search
        if _meets(state, proposal, order):
            return True
    return False


def _clear_the_way(state: State, proposal: Proposal) -> int:
    """Cancel own entries that a way down would trade with."""
    for order in list(state.blotter.live.values()):
        if order.effect == ENTRY and not order.cancel_pending and _meets(state, proposal, order):
            cancel(state, order, reasons.SELF_MATCH)
    return 0
