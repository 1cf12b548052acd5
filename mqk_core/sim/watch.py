# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""Which bars may touch an order: one high, one low and one row a symbol, held against rows without any Python.

A threshold may be closer than the nearest order (one that has ended still stands until `reset`), never farther.
"""

from __future__ import annotations

import numpy as np

from mqk_core.domain.money import INT64_MAX, INT64_MIN
from mqk_core.sim.resting import Resting
from mqk_core.sim.timeline import Timeline

#: How many rows one look takes in at most.
LOOK_ROWS = 512

_NEVER_HIGH = INT64_MAX
_NEVER_LOW = INT64_MIN


class Watch:
    """A bar is to be looked at if its high reaches `up`, its low `down`, or its row `wake`."""

    def __init__(self, timeline: Timeline, symbols: int) -> None:
        self.timeline = timeline
        self.up = np.full(symbols, _NEVER_HIGH, np.int64).data
        self.down = np.full(symbols, _NEVER_LOW, np.int64).data
        self.wake = np.full(symbols, timeline.rows, np.int64).data

    def reset(self, k: int) -> int:
        """Forget all orders of a symbol."""
        self.up[k], self.down[k], self.wake[k] = _NEVER_HIGH, _NEVER_LOW, self.timeline.rows
        return 0

    def by(self, k: int, p: int) -> int:
        """Look at the bar at position `p`, if it comes."""
        if p < self.timeline.begins[k + 1]:
            self.wake[k] = min(self.wake[k], self.timeline.row_of[p])
        return 0

    def add(self, order: Resting, p: int) -> int:
        """Watch for what may happen to an order from position `p` on."""
        k = order.k
        if order.expiry >= 0:
            self.by(k, order.expiry)
        if order.is_single:
            self.by(k, order.at)
        elif order.first > p:
            self.by(k, order.first)
        elif order.extreme or order.working() > 0:
            if order.is_market or (order.is_triggered and not order.has_limit):
                self.by(k, p)
            else:
                self._add_levels(order, k)
        return 0

    def _add_levels(self, order: Resting, k: int) -> int:
        is_stop = order.has_stop and not order.is_triggered
        if order.is_trailing:  # a new extreme moves the level
            if order.side < 0:
                self.up[k] = min(self.up[k], order.extreme + 1)
            else:
                self.down[k] = max(self.down[k], order.extreme - 1)
        if is_stop and order.side > 0:
            self.up[k] = min(self.up[k], order.level)
        elif is_stop:
            self.down[k] = max(self.down[k], order.level)
        elif order.side > 0:
            self.down[k] = max(self.down[k], order.limit - 1)
        else:
            self.up[k] = min(self.up[k], order.limit + 1)
        return 0

    def is_quiet(self, i: int) -> bool:
        """Return whether the bar at row `i` touches nothing."""
        k = self.timeline.instrument[i]
        is_within: bool = self.timeline.highs[i] < self.up[k] and self.timeline.lows[i] > self.down[k]
        return is_within and i < self.wake[k]

    def look(self, row: int) -> int:
        """Return the first row from `row` on that may touch something, or where the look ended."""
        i, end = row, min(row + LOOK_ROWS, self.timeline.rows)
        while i < end and self.is_quiet(i):
            i += 1
        return i
