# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""What each part of a step does to the state. `step.py` says in which order; nothing here calls its neighbour."""

from __future__ import annotations

import cython

from mqk_core.domain.events import Checkpoint
from mqk_core.domain.market import Tape
from mqk_core.domain.reasons import STALE, STRATEGY_FAILED
from mqk_core.engine.state import State
from mqk_core.oms.order import Order
from mqk_core.risk.rule import PASS

if cython.compiled:
    from cython.cimports.mqk_core.domain.money import add, magnitude
    from cython.cimports.mqk_core.engine.control import disable, halt
    from cython.cimports.mqk_core.engine.requests import serve_requests
    from cython.cimports.mqk_core.engine.targets import book_crossings, flatten, trade_targets
else:
    from mqk_core.domain.money import add, magnitude
    from mqk_core.engine.control import disable, halt
    from mqk_core.engine.requests import serve_requests
    from mqk_core.engine.targets import book_crossings, flatten, trade_targets

CHECKPOINT_SHIFT = 12  # every 4,096 rows


class Rows:
    """The columns of a tape, as the compiled engine reads them."""

    def __init__(self, tape: Tape) -> None:
        self.times, self.instrument = tape.times.data, tape.instrument.data
        self.opens, self.highs, self.lows = tape.open.data, tape.high.data, tape.low.data
        self.closes, self.volumes = tape.close.data, tape.volume.data
        self.slots, self.covered, self.days = tape.slots.data, tape.covered.data, tape.days.data
        self.count = tape.rows

    def end_of_step(self, begin: int) -> int:
        """Return the first row after those that share the time of row `begin`."""
        end = begin + 1
        while end < self.count and self.times[end] == self.times[begin]:
            end += 1
        return end


def enter_step(state: State, rows: Rows, end: int) -> int:
    """Cross into the step: a trading-day edge or 4,096 rows leave a checkpoint of the state before it."""
    begin = state.row
    day = rows.days[begin]
    if day != state.day or begin >> CHECKPOINT_SHIFT != state.begin >> CHECKPOINT_SHIFT:
        state.chain.add(Checkpoint(begin, state.time, day, state.ledger.equity(), state.digest()))
    if day != state.day:
        _begin_day(state)
    state.begin, state.row, state.step = begin, end, state.step + 1
    state.time, state.day, state.slot = rows.times[begin], day, rows.slots[begin]
    return 0


def _begin_day(state: State) -> int:
    gate = state.gate
    gate.begin_day(gate.view.equity)
    for name in gate.scopes:
        view = gate.view_of(name)
        if view is not None:
            gate.begin_day_strategy(name, view.equity)
    if state.step > 0:
        state.days_run += 1
    return 0


def accept_bars(state: State, rows: Rows, begin: int, end: int) -> bool:
    """Check every bar of the step and mark its instrument; False: data is unusable, and the run halts."""
    for i in range(begin, end):
        k = rows.instrument[i]
        reason = state.integrity.check(
            k,
            rows.times[i],
            rows.slots[i],
            rows.covered[i],
            rows.opens[i],
            rows.highs[i],
            rows.lows[i],
            rows.closes[i],
            rows.volumes[i],
        )
        if reason is not None:
            return _go_blind(state, k, reason)
        line = state.lines[k]
        if state.crosses:
            book_crossings(state, k, rows.opens[i], end, rows.times[i])
        position = state.ledger.positions[k]
        line.previous_close = position.mark if position.mark != 0 else rows.opens[i]
        state.ledger.mark(k, rows.closes[i])
        state.gate.note_bar(k, line.symbol, rows.closes[i], rows.times[i])
    if end - begin < len(state.lines):
        silent = state.integrity.find_stale(rows.slots[begin])
        if silent >= 0:
            return _go_blind(state, silent, STALE)
    return True


def _go_blind(state: State, k: int, reason: str) -> bool:
    """Halt on unusable data; no further row is taken."""
    line = state.lines[k]
    state.blind = True
    halt(state, "integrity", reason, line.symbol, state.integrity.tolerance, state.integrity.observed)
    return False


def keep_equity(state: State) -> int:
    """Mark the account, and each strategy that has limits of its own; return the account's equity."""
    equity = state.ledger.equity()
    state.gate.mark(equity)
    if state.gate.scopes:
        for b in range(len(state.hosts)):
            state.gate.mark_strategy(state.names[b], add(state.capital, state.ledger.profit_of(b)))
    return equity


def watch_limits(state: State) -> int:
    """Let the monitors look at the book as it is marked."""
    gate = state.gate
    gate.view.time, gate.view.day = state.time, state.day
    if gate.watches_protection:
        _describe_protection(state)
    if gate.halted is None:
        verdict = gate.watch()
        if verdict is not PASS:
            halt(state, "risk", verdict.reason, verdict.rule, verdict.limit, verdict.observed)
    for host in state.hosts if gate.scopes else ():
        view = gate.view_of(host.name)
        if host.enabled and view is not None:
            view.time, view.day = state.time, state.day
            verdict = gate.watch_strategy(host.name)
            if verdict is not PASS:
                disable(state, host, verdict.reason, verdict.rule)
    return 0


def _describe_protection(state: State) -> int:
    """Tell the monitors what is held without a working protective stop, in each book and in all."""
    total = 0
    for b in range(len(state.names)):
        exposed = 0
        for k in range(len(state.lines)):
            bare = unprotected(state, b, k)
            if bare != 0:
                exposed = add(exposed, state.ledger.worth(k, state.ledger.price_of(k), bare))
        total = add(total, exposed)
        view = state.gate.view_of(state.names[b])
        if view is not None:
            view.unprotected = exposed
    state.gate.view.unprotected = total
    return 0


def unprotected(state: State, b: int, k: int) -> int:
    """Return how much a book holds that no working stop of its own guards, without sign."""
    held = state.ledger.held_by(b, k)
    if held == 0:
        return 0
    bare = held if held > 0 else -held
    for order in state.blotter.live.values():
        leg = order.head()
        is_stop = order.reduce_only and (leg.stop != 0 or leg.trail != 0 or leg.trail_fraction != 0)
        if is_stop and order.book == b and order.instrument == k and (order.quantity > 0) != (held > 0):
            bare -= _awake(state, order)
    return bare if bare > 0 else 0


def _awake(state: State, order: Order) -> int:
    """Return what an order guards: a child of a working entry no more than was filled of that, without sign."""
    leaves = order.leaves()
    parent = state.blotter.live.get(order.parent)
    if parent is None:
        return leaves
    woken = magnitude(parent.filled_quantity) - magnitude(order.filled_quantity)
    least: int = max(min(leaves, woken), 0)
    return least


def ask_strategies(state: State, rows: Rows, begin: int, end: int) -> int:
    """Feed the indicators and ask each strategy, by name, then symbol; one that fails is disabled."""
    for host in state.hosts:
        for i in range(begin, end):
            if not host.enabled:
                break
            k = rows.instrument[i]
            line = state.lines[k]
            if not host.take(
                line.symbol,
                k,
                rows.times[i],
                rows.opens[i],
                rows.highs[i],
                rows.lows[i],
                rows.closes[i],
                rows.volumes[i],
            ):
                disable(state, host, STRATEGY_FAILED, type(host.failure).__name__)
    return 0


def make_orders(state: State) -> int:
    """Turn what strategies want into orders; after a halt that closes everything, only into closes."""
    if state.flattening:
        for host in state.hosts:
            host.clear()
        flatten(state)
        return 0
    is_wanted = False
    for b in range(len(state.hosts)):
        host = state.hosts[b]
        if host.pending:
            is_wanted = True
            if host.requests:
                serve_requests(state, host, b)
    if is_wanted:
        trade_targets(state)
    return 0
