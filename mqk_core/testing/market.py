"""A market written down by hand: bars in market times, and the tape that the engine runs over.

Times are said as the exchange's clock says them ("at 09:31" on a date) and become int64 nanoseconds; prices are texts
or exact numbers and become units of 1e-8. Slots and trading days come from the real schedule. Nothing is checked here:
a bar that cannot be is what some tests are about.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import attrs
import numpy as np

from mqk_core.domain.bars import Timeframe
from mqk_core.domain.calendar import DAY_NS, HOUR_NS, NO_SLOT, date_of, day_of, schedule_named
from mqk_core.domain.market import Tape
from mqk_core.domain.money import from_decimal
from mqk_core.store.tapes import build_tape

Amount = int | str | Decimal

#: A Monday whose week has no holiday.
FIRST_DATE: Final = datetime.date(2024, 3, 4)
MINUTE_NS: Final = 60 * 10**9
VOLUME: Final = 1_000


@attrs.frozen
class PricedBar:
    """One bar: prices and volume in units of 1e-8, `time` its close in nanoseconds since 1970 UTC."""

    symbol: str
    time: int
    open: int
    high: int
    low: int
    close: int
    volume: int


class Market:
    """Bars of some symbols on one schedule. `date` is the day that times belong to until it is changed."""

    def __init__(
        self, schedule: str = "us_equities", timeframe: Timeframe = Timeframe.M1, date: datetime.date = FIRST_DATE
    ) -> None:
        self.schedule = schedule_named(schedule)
        self.timeframe = timeframe
        self.date = date
        self.bars: list[PricedBar] = []
        self._in_time_order = True

    def time(self, at: str, date: datetime.date | None = None) -> int:
        """Return the nanoseconds since 1970 UTC of a time of day ("09:31") on the exchange's own clock.

        Raises
        ------
        ValueError : not a time of day, as HH:MM or HH:MM:SS.
        """
        clock = datetime.time.fromisoformat(at)
        since = (clock.hour * 3600 + clock.minute * 60 + clock.second) * 10**9
        day = day_of(date or self.date)
        # On the days on which the clock is put ahead or back, it is so before 03:00.
        return self._midnight(day) + since if clock.hour < 3 else self._midnight(day + 1) - DAY_NS + since

    def close_of(self, date: datetime.date | None = None) -> int:
        """Return when the session of a date closes; a date without a session closes at 16:00."""
        day = day_of(date or self.date)
        close = int(self.schedule.closes(np.array([day], np.int64))[0])
        return close if close != NO_SLOT else self._midnight(day) + 16 * HOUR_NS

    def _midnight(self, day: int) -> int:
        for hours in range(-14, 15):
            time = day * DAY_NS + hours * HOUR_NS
            before, after = self.schedule.stamp_days(np.array([time - 1, time], np.int64)).tolist()
            if before < day <= after:
                return time
        raise AssertionError(f"{self.schedule.name} has no midnight on {date_of(day)}")

    def bar(
        self,
        symbol: str,
        time: int,
        close: Amount,
        *,
        open: Amount | None = None,
        high: Amount | None = None,
        low: Amount | None = None,
        volume: Amount = VOLUME,
    ) -> None:
        """Add a bar, in place of one of the same symbol and time; prices that are not given equal the close."""
        opened, highest, lowest, closed = (
            from_decimal(close if price is None else price) for price in (open, high, low, close)
        )
        added = PricedBar(symbol, time, opened, highest, lowest, closed, from_decimal(volume))
        self.bars = [one for one in self.bars if (one.symbol, one.time) != (symbol, time)] + [added]

    def trade(self, symbol: str, price: Amount, first: str, last: str) -> None:
        """Add one flat bar an interval, from the one that closes at `first` to the one that closes at `last`."""
        for time in range(self.time(first), self.time(last) + 1, self.timeframe.interval_ns):
            self.bar(symbol, time, price)

    def trade_days(self, symbol: str, closes: Sequence[Amount], first: datetime.date) -> None:
        """Add one flat daily bar a session from `first` on, stamped at the session's close."""
        days = self.schedule.trading_days(
            self.close_of(first), self.close_of(first + datetime.timedelta(days=2 * len(closes) + 14))
        )
        for date, close in zip(days, closes, strict=False):
            self.bar(symbol, self.close_of(date), close)

    def silence(self, symbol: str, first: str, last: str) -> None:
        """Take away the symbol's bars from `first` to `last`."""
        begin, end = self.time(first), self.time(last)
        self.bars = [one for one in self.bars if one.symbol != symbol or not begin <= one.time <= end]

    def deliver_again(self, symbol: str, at: str, after: str) -> None:
        """Let a bar come once more, after the bars of a later (or the same) time: what a broken feed does."""
        again = next(one for one in self.bars if (one.symbol, one.time) == (symbol, self.time(at)))
        ordered = self._ordered()
        place = sum(one.time <= self.time(after) for one in ordered)
        self.bars = [*ordered[:place], again, *ordered[place:]]
        self._in_time_order = False

    def poison(self, after: int, price: Amount) -> None:
        """Replace every price after a time: what a decision before it must not be able to see."""
        units = from_decimal(price)
        self.bars = [
            attrs.evolve(one, open=units, high=units, low=units, close=units) if one.time > after else one
            for one in self.bars
        ]

    def _ordered(self) -> list[PricedBar]:
        return sorted(self.bars, key=lambda one: (one.time, one.symbol)) if self._in_time_order else self.bars

    @property
    def symbols(self) -> tuple[str, ...]:
        """Every symbol that has a bar, sorted."""
        return tuple(sorted({one.symbol for one in self.bars}))

    def tape(self) -> Tape:
        """Return the tape of all bars, ordered by time, then symbol (unless a bar was delivered again)."""
        index = {symbol: k for k, symbol in enumerate(self.symbols)}
        rows = [
            (one.time, index[one.symbol], one.open, one.high, one.low, one.close, one.volume) for one in self._ordered()
        ]
        columns = np.ascontiguousarray(np.array(rows, np.int64).reshape(-1, 7).T)
        return build_tape(self.symbols, self.timeframe, columns, np.zeros((2, 0), np.int64), self.schedule)
