# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""Limits on how much happens within a window of tape time: orders, entries, look-alikes, rejects.

What is exactly a window old counts no more; exactly the bound passes. Nothing is queued: what is too much is refused.
Only what falls into the window is kept.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from mqk_core.domain import reasons
from mqk_core.domain.intents import Intent
from mqk_core.risk.observed import counted
from mqk_core.risk.rule import PASS, RiskMonitor, RiskRule, RiskView, Verdict, disable, halt, refuse


class OrderRate(RiskRule):
    """Orders and changes of orders within the window. Reductions count, and are never held back."""

    def __init__(self, count_max: int, window: int) -> None:
        self.count_max = count_max
        self.window = window
        self.times: Any = deque()

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        if view.reducing:
            return PASS
        count = _within(self.times, view.time - self.window) + 1
        if count > self.count_max:
            return refuse(self.name, reasons.ORDERS_PER_MINUTE, counted(self.count_max), counted(count))
        return PASS

    def ordered(self, intent: Intent, view: RiskView) -> None:
        _within(self.times, view.time - self.window)
        self.times.append(view.time)

    def state(self) -> object:
        return list(self.times)

    def restore(self, state: Any) -> None:
        self.times = deque(state)


class LookAlike(RiskRule):
    """An entry is held for review when another intent asked for the very same within the window.

    The same is: strategy, symbol, side, quantity and price.
    """

    def __init__(self, window: int) -> None:
        self.window = window
        self.seen: Any = deque()

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        if view.reducing:
            return PASS
        since = view.time - self.window
        alike = _likeness(view)
        for time, *found in self.seen:
            if time > since and found == alike:
                return refuse(self.name, reasons.LOOK_ALIKE, view.quantity, view.quantity)
        return PASS

    def ordered(self, intent: Intent, view: RiskView) -> None:
        since = view.time - self.window
        while self.seen and self.seen[0][0] <= since:
            self.seen.popleft()
        if not view.reducing:
            self.seen.append([view.time, *_likeness(view)])

    def state(self) -> object:
        return list(self.seen)

    def restore(self, state: Any) -> None:
        self.seen = deque([list(each) for each in state])


def _likeness(view: RiskView) -> list[object]:
    price = view.price if view.is_market else view.order_price
    return [view.strategy, view.symbol, int(view.is_buy), view.quantity, price]


class EntryThrottle(RiskRule):
    """Entries of one strategy into one symbol within the window; one more disables the strategy.

    A named person enables it again; no passing of time does.
    """

    def __init__(self, entries_max: int, window: int) -> None:
        self.entries_max = entries_max
        self.window = window
        self.times: dict[tuple[str, str], Any] = {}

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        if view.reducing:
            return PASS
        times = self.times.get((view.strategy, view.symbol))
        count = (0 if times is None else _within(times, view.time - self.window)) + 1
        if count > self.entries_max:
            return disable(self.name, reasons.ENTRY_THROTTLE, counted(self.entries_max), counted(count))
        return PASS

    def ordered(self, intent: Intent, view: RiskView) -> None:
        if view.reducing:
            return
        key = view.strategy, view.symbol
        if key not in self.times:
            self.times[key] = deque()
        _within(self.times[key], view.time - self.window)
        self.times[key].append(view.time)

    def state(self) -> object:
        return [(strategy, symbol, list(times)) for (strategy, symbol), times in sorted(self.times.items()) if times]

    def restore(self, state: Any) -> None:
        self.times = {(strategy, symbol): deque(times) for strategy, symbol, times in state}


class RejectStorm(RiskMonitor):
    """Rejects of the broker within the window; more than the bound halts."""

    def __init__(self, count_max: int, window: int) -> None:
        self.count_max = count_max
        self.window = window
        self.times: Any = deque()

    def rejected(self, symbol: str, time: int) -> None:
        _within(self.times, time - self.window)
        self.times.append(time)

    def monitor(self, view: RiskView) -> Verdict:
        if not self.times:
            return PASS
        # A reject may be younger than the step, whose time the view holds.
        now = max(view.time, self.times[len(self.times) - 1])
        count = _within(self.times, now - self.window)
        if count > self.count_max:
            return halt(self.name, reasons.REJECT_STORM, counted(self.count_max), counted(count))
        return PASS

    def state(self) -> object:
        return list(self.times)

    def restore(self, state: Any) -> None:
        self.times = deque(state)


def _within(times: Any, since: int) -> int:
    """Forget what is not younger than `since`, and return how many are left."""
    while times and times[0] <= since:
        times.popleft()
    return len(times)
