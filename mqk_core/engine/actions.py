# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""Corporate actions in the books: splits move positions, orders and stops; dividends are paid, or owed on shorts.

An action is in force before the first step of its ex-date, and before anything that the exchange says of that step.
Its value to the account is nothing but the rounding of fractions, which become cash.
"""

from __future__ import annotations

from mqk_core.domain.actions import SPLIT, CorporateAction
from mqk_core.domain.events import Dividend, Split
from mqk_core.domain.ticks import after_split, price_after_split
from mqk_core.engine.state import State


def apply_actions(state: State, time: int) -> int:
    """Apply what is in force from the step at `time` on, which begins at the row where the state stands."""
    while state.next_action < len(state.actions):
        action = state.actions[state.next_action]
        if action.row > state.row:
            break
        state.next_action += 1
        if action.kind == SPLIT:
            _split(state, action, time)
        else:
            _pay(state, action, time)
    return 0


def _split(state: State, action: CorporateAction, time: int) -> int:
    k, numerator, denominator = action.instrument, action.numerator, action.denominator
    line = state.lines[k]
    cash = 0
    if state.ledger.has_price(k):
        mark = price_after_split(state.ledger.price_of(k), numerator, denominator)
        cash = state.ledger.split(k, numerator, denominator, line.lot, mark, time)
    state.blotter.split(k, numerator, denominator, line.lot, line.tick)
    for crossing in state.crosses:
        if crossing.k == k:
            state.count_crossing(k, crossing.seller, crossing.buyer, -crossing.quantity)
            crossing.quantity = after_split(crossing.quantity, numerator, denominator) // line.lot * line.lot
            state.count_crossing(k, crossing.seller, crossing.buyer, crossing.quantity)
    state.crosses = [crossing for crossing in state.crosses if crossing.quantity != 0]
    line.previous_close = price_after_split(line.previous_close, numerator, denominator)
    for host in state.hosts:
        host.split(k, numerator, denominator)
    state.gate.note_split(k, line.symbol, numerator, denominator)
    for b in range(len(state.names)):
        state.tell_held(b, k)
    state.chain.add(Split(state.row, time, line.symbol, numerator, denominator, cash))
    return 0


def _pay(state: State, action: CorporateAction, time: int) -> int:
    line = state.lines[action.instrument]
    cash = state.ledger.pay_dividend(action.instrument, action.amount)
    state.chain.add(Dividend(state.row, time, line.symbol, action.amount, cash))
    return 0
