# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""Whether a row of the tape may be used: possible, in order, once, on the schedule, with nothing missing before it.

The schedule's arithmetic is done outside: a row brings the ordinal of its bar slot, and slots that follow each other
have ordinals that follow each other, over nights, weekends and holidays. Files are checked as wholes before they become
a tape; these checks guard every row again, also the live one.
"""

from __future__ import annotations

from typing import Any

from mqk_core.domain import reasons

NEVER = -1


def is_possible(open: int, high: int, low: int, close: int, volume: int) -> bool:
    """Return whether such a bar can exist: prices above zero, low and high at the ends, volume not negative."""
    return low > 0 and low <= open and open <= high and low <= close and close <= high and volume >= 0


class Track:
    """What one instrument brought last: the ordinal of its bar slot, and its time."""

    def __init__(self) -> None:
        self.slot = NEVER
        self.time = NEVER


class IntegrityGate:
    """Marks of what each instrument brought last; one verdict a row."""

    def __init__(self, instruments: int, tolerance: int) -> None:
        self.tolerance = tolerance
        self.tracks = [Track() for _ in range(instruments)]
        self.observed = 0

    def check(
        self, k: int, time: int, slot: int, covered: int, open: int, high: int, low: int, close: int, volume: int
    ) -> str | None:
        """Return the reason why this row of instrument `k` cannot be used, or None; `observed` is what was missing.

        `covered` is the last slot that the row speaks for: counted bad rows right after it are no gap.
        """
        self.observed = 0
        if not is_possible(open, high, low, close, volume):
            return reasons.IMPOSSIBLE_PRICE
        track = self.tracks[k]
        last = track.slot
        if last != NEVER:
            if time <= track.time:
                return reasons.DUPLICATE_BAR if time == track.time else reasons.OUT_OF_ORDER
            if slot >= 0 and slot - last != 1:
                if slot <= last:
                    return reasons.DUPLICATE_BAR
                if slot - last - 1 > self.tolerance:
                    self.observed = slot - last - 1
                    return reasons.GAP
        if slot < 0:
            return reasons.OFF_CALENDAR
        track.slot = covered
        track.time = time
        return None

    def find_stale(self, newest_slot: int) -> int:
        """Return an instrument whose silence before `newest_slot` is longer than the tolerance, or -1."""
        for k in range(len(self.tracks)):
            track = self.tracks[k]
            if track.slot != NEVER and newest_slot - track.slot > self.tolerance:
                self.observed = newest_slot - track.slot
                return k
        return -1

    def state(self) -> object:
        return [(track.slot, track.time) for track in self.tracks]

    def restore(self, state: Any) -> None:
        for track, kept in zip(self.tracks, state, strict=True):
            track.slot, track.time = kept
