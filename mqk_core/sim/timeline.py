# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""The tape symbol by symbol: which bar an order meets, and in which it ends.

A *position* counts the rows of the tape sorted by symbol, then time; the bars of symbol k stand from `begins[k]` to
`begins[k + 1]`, and that end stands for a bar that never comes. Looking ahead here names rows, never changes an order.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from mqk_core.domain.bars import Timeframe
from mqk_core.domain.market import Tape
from mqk_core.ports import VenueTerms

#: From the open of a session to its close: what a daily bar covers.
SESSION_NS: Final = 23_400 * 10**9
#: After every trading day.
NO_DAY: Final = 2**63 - 1


class Timeline:
    """The columns of a tape, and its bars in the order of each symbol."""

    def __init__(self, tape: Tape, terms: VenueTerms) -> None:
        self.times, self.instrument = tape.times.data, tape.instrument.data
        self.opens, self.highs = tape.open.data, tape.high.data
        self.lows, self.closes = tape.low.data, tape.close.data
        self.volumes, self.days, self.ends = tape.volume.data, tape.days.data, tape.ends.data
        self.rows = tape.rows
        is_narrow = len(tape.symbols) < 2**15  # then sorting takes one pass
        keys = tape.instrument.astype(np.int16) if is_narrow else tape.instrument
        self.row_of = np.argsort(keys, kind="stable").astype(np.int64).data
        counts = np.bincount(tape.instrument, minlength=len(tape.symbols))
        begins = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
        self.begins = begins.data
        self.pointers = begins.copy().data
        self.day_ends = np.append(np.flatnonzero(np.diff(tape.days)), tape.rows - 1).astype(np.int64).data
        self.day = 0
        self.latency_bars, self.latency_ns = terms.latency_bars, terms.latency_ns
        self.span = SESSION_NS if tape.timeframe is Timeframe.D1 else tape.timeframe.interval_ns

    def position(self, k: int, row: int) -> int:
        """Return the position of the symbol's first bar at or after `row`."""
        p, begin, end = self.pointers[k], self.begins[k], self.begins[k + 1]
        while p < end and self.row_of[p] < row:
            p += 1
        while p > begin and self.row_of[p - 1] >= row:
            p -= 1
        self.pointers[k] = p
        return p

    def first(self, k: int, row: int) -> int:
        """Return the position of the first bar in which something decided before `row` acts."""
        p, end = self.position(k, row) + self.latency_bars, self.begins[k + 1]
        if self.latency_ns:
            from_ns = (self.times[row - 1] if row > 0 else 0) + self.latency_ns + self.span
            while p < end and self.times[self.row_of[p]] < from_ns:
                p += 1
        return min(p, end)

    def opening(self, k: int, p: int) -> int:
        """Return the position of the first bar of a session, at or after `p`."""
        begin, end = self.begins[k], self.begins[k + 1]
        while begin < p < end and self.days[self.row_of[p]] == self.days[self.row_of[p - 1]]:
            p += 1
        return p

    def closing(self, k: int, p: int) -> int:
        """Return the position of the last bar of a session, at or after `p`."""
        end = self.begins[k + 1]
        while p < end and not self.ends[self.row_of[p]]:
            p += 1
        return p

    def day_end(self, row: int) -> int:
        """Return the last row of a trading day, at or after `row`; the tape's last row if `row` lies past it."""
        last = len(self.day_ends) - 1
        while self.day < last and self.day_ends[self.day] < row:
            self.day += 1
        while self.day > 0 and self.day_ends[self.day - 1] >= row:
            self.day -= 1
        return self.day_ends[self.day]

    def last_day(self, k: int, row: int) -> int:
        """Return the trading day through which a day order decided before `row` lives; `NO_DAY` if it has no more.

        At a session's end, or when the symbol's newest day is over, that is its next session; else the current one.
        """
        p, end = self.position(k, row), self.begins[k + 1]
        if p > self.begins[k]:
            newest = self.row_of[p - 1]
            if not self.ends[newest] and self.days[newest] >= self.days[row - 1]:
                day: int = self.days[newest]
                return day
            while p < end and self.days[self.row_of[p]] == self.days[newest]:
                p += 1
        return self.days[self.row_of[p]] if p < end else NO_DAY

    def expiry(self, k: int, row: int, day: int) -> int:
        """Return the position of the bar that ends the session of `day`, else of the first bar after that day."""
        p, end = self.position(k, row), self.begins[k + 1]
        while p < end and (self.days[self.row_of[p]] < day or self._is_inside(self.row_of[p], day)):
            p += 1
        return p

    def _is_inside(self, i: int, day: int) -> bool:
        return self.days[i] == day and not self.ends[i]
