# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""Indicators: one series a symbol, fed with every bar before the strategy is asked.

Integer columns are summed and compared as integers, so that no rounding decides a cross; values are floats for reading.
The strategy holds an `Indicator`; its `value` in `on_bar` is that of the bar's own symbol.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from mqk_core.domain.ticks import after_split
from mqk_core.errors import StrategyError

COLUMNS = ("open", "high", "low", "close", "volume")
PERIOD_MAX = 1_000_000


class Series:
    """One indicator on one symbol. `ready` says whether enough bars came."""

    ready: bool

    def push(self, units: int) -> int:
        raise NotImplementedError("abstract")

    def read(self) -> float:
        raise NotImplementedError("abstract")

    def rescale(self, numerator: int, denominator: int) -> int:
        """Restate every value kept as numerator / denominator of itself: what a split does to prices."""
        raise NotImplementedError("abstract")

    def state(self) -> object:
        raise NotImplementedError("abstract")

    def restore(self, state: Any) -> None:
        raise NotImplementedError("abstract")


class SmaSeries(Series):
    """Mean of the last `length` values; the sum is exact, 128 bits wide."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.at = 0
        self.values = np.zeros(length, np.int64)
        self.window = self.values.data
        self.total = 0
        self.ready = False

    def push(self, units: int) -> int:
        self.total = self.total - self.window[self.at] + units
        self.window[self.at] = units
        self.at += 1
        if self.at == self.length:
            self.at = 0
            self.ready = True
        return 0

    def read(self) -> float:
        return float(self.total) / (float(self.length) * 1e8)

    def rescale(self, numerator: int, denominator: int) -> int:
        self.total = 0
        for i in range(self.length):
            self.window[i] = after_split(self.window[i], numerator, denominator)
            self.total = self.total + self.window[i]
        return 0

    def is_above(self, other: SmaSeries) -> bool:
        return self.total * other.length > other.total * self.length

    def state(self) -> object:
        return self.at, self.ready, self.values.astype("<i8", copy=False).tobytes()

    def restore(self, state: Any) -> None:
        self.at, self.ready, window = state
        self.values[:] = np.frombuffer(window, "<i8")
        self.total = 0
        for i in range(self.length):
            self.total = self.total + self.window[i]


class EmaSeries(Series):
    """Exponential mean with weight 2 / (length + 1), begun at the first value; ready after `length` values."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.count = 0
        self.weight = 2.0 / (length + 1.0)
        self.level = 0.0
        self.ready = False

    def push(self, units: int) -> int:
        price = units / 1e8
        if self.count == 0:
            self.level = price
        else:
            self.level = self.level + self.weight * (price - self.level)
        if not self.ready:
            self.count += 1
            self.ready = self.count >= self.length
        return 0

    def read(self) -> float:
        return self.level

    def rescale(self, numerator: int, denominator: int) -> int:
        self.level = self.level * (float(numerator) / float(denominator))
        return 0

    def state(self) -> object:
        return self.count, self.ready, self.level

    def restore(self, state: Any) -> None:
        self.count, self.ready, self.level = state


class ExtremeSeries(Series):
    """Highest (sign 1) or lowest (sign -1) of the last `length` values, the current one included."""

    def __init__(self, length: int, sign: int) -> None:
        self.length = length
        self.sign = sign
        self.at = 0
        self.count = 0
        self.values = np.zeros(length, np.int64)
        self.window = self.values.data
        self.extreme = 0
        self.ready = False

    def push(self, units: int) -> int:
        value = units * self.sign
        leaving = self.window[self.at]
        self.window[self.at] = value
        self.at += 1
        if self.at == self.length:
            self.at = 0
        if self.count < self.length:
            self.count += 1
            self.ready = self.count == self.length
            if self.count == 1 or value > self.extreme:
                self.extreme = value
        elif value >= self.extreme:
            self.extreme = value
        elif leaving == self.extreme:
            self._rescan()
        return 0

    def _rescan(self) -> int:
        self.extreme = self.window[0]
        for i in range(1, self.count):
            if self.window[i] > self.extreme:
                self.extreme = self.window[i]
        return 0

    def read(self) -> float:
        return self.extreme * self.sign / 1e8

    def rescale(self, numerator: int, denominator: int) -> int:
        for i in range(self.length):
            self.window[i] = after_split(self.window[i], numerator, denominator)
        self._rescan()
        return 0

    def state(self) -> object:
        return self.at, self.count, self.extreme, self.values.astype("<i8", copy=False).tobytes()

    def restore(self, state: Any) -> None:
        self.at, self.count, self.extreme, window = state
        self.ready = self.count == self.length
        self.values[:] = np.frombuffer(window, "<i8")


class Indicator:
    """What a strategy holds: one series a symbol behind one name."""

    def __init__(self, column: int, series: list[Series]) -> None:
        self.column = column
        self.series = series
        self.current = series[0]

    @property
    def value(self) -> float:
        """The value at the current bar, in price units; read it only when `ready`."""
        return self.current.read()

    @property
    def ready(self) -> bool:
        """Whether enough bars of the current bar's symbol have come."""
        return self.current.ready

    def state(self) -> object:
        return [one.state() for one in self.series]

    def restore(self, state: Any) -> None:
        for one, kept in zip(self.series, state, strict=True):
            one.restore(kept)


class Sma(Indicator):
    """A simple moving average; two of them compare without rounding."""

    def is_above(self, other: Sma) -> bool:
        """Return whether this mean is strictly greater than the other, exactly."""
        mine: Any = self.current
        theirs: Any = other.current
        above: bool = mine.is_above(theirs)
        return above


class Indicators:
    """Makes indicators, in `on_start` only: a later one would have missed bars."""

    def __init__(self, instruments: int) -> None:
        self.instruments = instruments
        self.made: list[Indicator] = []
        self.open = True

    def sma(self, column: str, length: int) -> Sma:
        """Return the mean of the last `length` values of `column` (open, high, low, close, volume)."""
        at = self._column(column, length)
        series: list[Series] = [SmaSeries(length) for _ in range(self.instruments)]
        return cast(Sma, self._keep(Sma(at, series)))

    def ema(self, column: str, length: int) -> Indicator:
        """Return the exponential mean of `column` with weight 2 / (length + 1)."""
        return self._keep(Indicator(self._column(column, length), [EmaSeries(length) for _ in range(self.instruments)]))

    def highest(self, column: str, length: int) -> Indicator:
        """Return the highest of the last `length` values of `column`, the current bar's included."""
        return self._keep(
            Indicator(self._column(column, length), [ExtremeSeries(length, 1) for _ in range(self.instruments)])
        )

    def lowest(self, column: str, length: int) -> Indicator:
        """Return the lowest of the last `length` values of `column`, the current bar's included."""
        return self._keep(
            Indicator(self._column(column, length), [ExtremeSeries(length, -1) for _ in range(self.instruments)])
        )

    def _column(self, column: str, length: int) -> int:
        if not self.open:
            raise StrategyError(
                "an indicator was asked for after on_start; it would have missed bars; ask for it in on_start"
            )
        if column not in COLUMNS:
            raise StrategyError(f"no column is called {column!r}; expected one of {', '.join(COLUMNS)}")
        if type(length) is not int or not 1 <= length <= PERIOD_MAX:
            raise StrategyError(f"an indicator's length is {length!r}; expected a whole number from 1 to {PERIOD_MAX}")
        return COLUMNS.index(column)

    def _keep(self, indicator: Indicator) -> Indicator:
        self.made.append(indicator)
        return indicator
