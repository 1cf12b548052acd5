# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""A bar as a strategy sees it, and the tape that the engine runs over.

A tape is time-ordered columns of int64; rows of one time stand in the order of their symbols. Its slots and days come
from the schedule: they are no part of what the tape is hashed by.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mqk_core.domain.bars import Timeframe


class Bar:
    """One closed bar. Prices and volume as floats for reading, and exactly in units of 1e-8 (`…_units`).

    `time` is the bar's close in nanoseconds since 1970 UTC. A bar never changes; it may be kept.
    """

    def __init__(self, symbol: str, time: int, open: int, high: int, low: int, close: int, volume: int) -> None:
        self.symbol = symbol
        self.time = time
        self.open_units = open
        self.high_units = high
        self.low_units = low
        self.close_units = close
        self.volume_units = volume

    @property
    def open(self) -> float:
        return self.open_units / 1e8

    @property
    def high(self) -> float:
        return self.high_units / 1e8

    @property
    def low(self) -> float:
        return self.low_units / 1e8

    @property
    def close(self) -> float:
        return self.close_units / 1e8

    @property
    def volume(self) -> float:
        return self.volume_units / 1e8

    def __repr__(self) -> str:
        prices = f"open={self.open}, high={self.high}, low={self.low}, close={self.close}"
        return f"Bar({self.symbol!r}, time={self.time}, {prices}, volume={self.volume})"


def new_bar(symbol: str, time: int, open: int, high: int, low: int, close: int, volume: int) -> Bar:
    """Return a fresh bar without the argument parsing of a Python call."""
    bar = Bar.__new__(Bar)
    bar.symbol = symbol
    bar.time = time
    bar.open_units = open
    bar.high_units = high
    bar.low_units = low
    bar.close_units = close
    bar.volume_units = volume
    return bar


class Tape:
    """Columns of one run, memory-mapped or in memory; read only.

    Parameters
    ----------
    symbols : sorted; `instrument` holds indices into it.
    columns : int64, shape (7, rows), C-contiguous: time, instrument, open, high, low, close, volume.
    slots : ordinal of each row's bar slot on the schedule, -1 where no bar may close.
    days : ordinal of each row's trading day.
    covered : the slot up to which each row speaks for its instrument: its own, or the last of the rows right after it
        that were left out and counted (`data.bad_rows=count`), so that a counted row is no gap by itself.
    skipped : int64, shape (2, n): instrument and time of those rows; they are part of what the tape is hashed by.
    ends : int64, 1 where the row's bar is the last of its session on the schedule, else 0; without it, the last row
        that an instrument has in a trading day counts as that.
    """

    def __init__(
        self,
        symbols: tuple[str, ...],
        timeframe: Timeframe,
        columns: NDArray[np.int64],
        slots: NDArray[np.int64],
        days: NDArray[np.int64],
        covered: NDArray[np.int64] | None = None,
        skipped: NDArray[np.int64] | None = None,
        ends: NDArray[np.int64] | None = None,
    ) -> None:
        self.symbols = symbols
        self.timeframe = timeframe
        self.columns = columns
        self.times, self.instrument, self.open, self.high, self.low, self.close, self.volume = columns
        self.slots = slots
        self.days = days
        self.covered = slots if covered is None else covered
        self.skipped = np.zeros((2, 0), np.int64) if skipped is None else skipped
        self.ends = _last_of_days(self.instrument, days) if ends is None else ends
        self.rows: int = columns.shape[1]
        self.steps: int = 1 + int(np.count_nonzero(np.diff(self.times))) if self.rows else 0


def _last_of_days(instrument: NDArray[np.int64], days: NDArray[np.int64]) -> NDArray[np.int64]:
    order = np.argsort(instrument, kind="stable")
    is_last = np.ones(len(order), np.int64)
    is_last[: len(order) - 1] = (np.diff(instrument[order]) != 0) | (np.diff(days[order]) != 0)
    ends = np.empty(len(order), np.int64)
    ends[order] = is_last
    return ends
