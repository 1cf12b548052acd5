"""When bars may close: schedules of sessions, bar slots and trading days. Tables are in the package; nothing is asked.

A *slot* is a moment at which a bar of one timeframe may close; slots are numbered so that consecutive expected bars
have consecutive numbers, over nights, weekends, holidays and half days. A *day* is a trading day as days since
1970-01-01. All times are int64 nanoseconds since 1970 UTC. What to do about a missing slot is decided in `integrity/`,
not here; outside a schedule's first and last day nothing can be said, and `runtime/ingest.py` refuses such bars.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from collections.abc import Callable
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from mqk_core.domain.bars import Timeframe

Ints = NDArray[np.int64]

DAY_NS: Final = 86_400 * 10**9
HOUR_NS: Final = 3_600 * 10**9
NO_SLOT: Final = -1
CALENDAR_PREFIX: Final = "mqkcal1:"
SCHEDULES: Final = ("us_equities", "always_open", "weekdays_24x5")

_EPOCH: Final = dt.date(1970, 1, 1)


def day_of(date: dt.date) -> int:
    """Return the date as days since 1970-01-01."""
    return (date - _EPOCH).days


def date_of(day: int) -> dt.date:
    """Return the date of a day number."""
    return _EPOCH + dt.timedelta(days=day)


def time_text(time: int) -> str:
    """Return a time as people read it in messages: `2013-10-04 13:35Z`, with seconds only where there are any."""
    date, rest = divmod(time, DAY_NS)
    seconds, fraction = divmod(rest, 10**9)
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
    if seconds % 60 or fraction:
        clock += f":{seconds % 60:02}"
    if fraction:
        clock += f".{fraction:09}".rstrip("0")
    return f"{date_of(date)} {clock}Z"


class Schedule(Protocol):
    """When bars close. `first_day` and `last_day` (inclusive) bound what the schedule knows."""

    @property
    def name(self) -> str: ...

    @property
    def first_day(self) -> int: ...

    @property
    def last_day(self) -> int: ...

    @property
    def has_sessions(self) -> bool:
        """Return whether bars close only within sessions of an exchange or a market."""
        ...

    def slots(self, times: Ints, timeframe: Timeframe) -> Ints:
        """Return the slot that closes at each time, `NO_SLOT` where no bar may close."""
        ...

    def days(self, times: Ints, timeframe: Timeframe) -> Ints:
        """Return the trading day of bars that close at these times; between sessions, the date of the local clock."""
        ...

    def slot_time(self, slot: int, timeframe: Timeframe) -> int:
        """Return when a slot closes. Raises IndexError outside the schedule's first and last day."""
        ...

    def slot_text(self, slot: int, timeframe: Timeframe) -> str:
        """Return how a message names a slot: a date for daily bars, else date and time."""
        ...

    def closes(self, days: Ints) -> Ints:
        """Return when each day's session closes, `NO_SLOT` for days without a session."""
        ...

    def stamp_days(self, times: Ints) -> Ints:
        """Return the date of each time on the schedule's own clock (New York, or UTC)."""
        ...

    def trading_days(self, first_ns: int, last_ns: int) -> list[dt.date]:
        """Return the dates of the sessions from the day of `first_ns` to the day of `last_ns`, both included."""
        ...

    def calendar_hash(self, first_ns: int, last_ns: int) -> str:
        """Return the hash of the trading days used: name, date, open and close of each."""
        ...


def _calendar_hash(name: str, days: Ints, opens: Ints, closes: Ints) -> str:
    digest = hashlib.sha256(f"{CALENDAR_PREFIX}{name}\n".encode())
    for day, opened, closed in zip(days.tolist(), opens.tolist(), closes.tolist(), strict=True):
        digest.update(f"{date_of(day)} {opened} {closed}\n".encode())
    return CALENDAR_PREFIX + digest.hexdigest()


class SessionSchedule:
    """Bars close within sessions, and nowhere else.

    Slots of a timeframe lie in (open, close] at its multiples on the local clock, so that a session that opens at 09:30
    has its first hourly bar at 10:00. A daily bar may be stamped from its session's close until the local midnight, but
    never at midnight UTC: such a stamp is a date, and would be taken for the evening before.
    """

    has_sessions: Final = True

    def __init__(
        self, name: str, opens: Ints, closes: Ints, days: Ints, clock: tuple[Ints, Ints], turn_ns: int
    ) -> None:
        """Take ascending sessions, the clock's (instants, offsets), and how long before midnight the day turns."""
        self.name = name
        self.first_day, self.last_day = int(days[0]), int(days[-1])
        self._opens, self._closes, self._days = opens, closes, days
        self._instants, self._offsets = clock
        self._turn_ns = turn_ns
        self._midnights = (self.stamp_days(closes) + 1) * DAY_NS - self._offset(closes)

    def _offset(self, times: Ints) -> Ints:
        at = np.searchsorted(self._instants, times, side="right") - 1
        return self._offsets[np.maximum(at, 0)]

    def stamp_days(self, times: Ints) -> Ints:
        return (times + self._offset(times)) // DAY_NS

    @functools.cache  # noqa: B019 - a schedule is made once a process and lives as long
    def _grid(self, timeframe: Timeframe) -> tuple[Ints, Ints]:
        """Return the first slot's time of each session, and the slot's number (with the total at the end)."""
        interval = timeframe.interval_ns
        firsts = self._opens // interval * interval + interval
        counts = (self._closes - firsts) // interval + 1
        return firsts, np.concatenate(([0], np.cumsum(counts)))

    def slots(self, times: Ints, timeframe: Timeframe) -> Ints:
        if timeframe is Timeframe.D1:
            session = np.searchsorted(self._closes, times, side="right") - 1
            sits = (session >= 0) & (times < self._midnights[session]) & (times % DAY_NS != 0)
            return np.where(sits, session, NO_SLOT)
        firsts, numbers = self._grid(timeframe)
        session = np.searchsorted(self._closes, times, side="left")
        inside = session < len(self._closes)
        session = np.where(inside, session, 0)
        since = times - firsts[session]
        sits = inside & (since >= 0) & (since % timeframe.interval_ns == 0)
        return np.where(sits, numbers[session] + since // timeframe.interval_ns, NO_SLOT)

    def days(self, times: Ints, timeframe: Timeframe) -> Ints:
        before = times - 1
        days = (before + self._offset(before) + self._turn_ns) // DAY_NS
        if timeframe is Timeframe.D1:
            # A daily bar stamped after the close belongs to that session, though the next may have begun.
            slots = self.slots(times, timeframe)
            days = np.where(slots >= 0, self._days[slots], days)
        return days

    def slot_time(self, slot: int, timeframe: Timeframe) -> int:
        if timeframe is Timeframe.D1:
            if not 0 <= slot < len(self._closes):
                raise IndexError(f"slot {slot} lies outside {self.name}")
            return int(self._closes[slot])
        firsts, numbers = self._grid(timeframe)
        if not 0 <= slot < numbers[-1]:
            raise IndexError(f"slot {slot} lies outside {self.name}")
        session = int(np.searchsorted(numbers, slot, side="right")) - 1
        return int(firsts[session]) + (slot - int(numbers[session])) * timeframe.interval_ns

    def slot_text(self, slot: int, timeframe: Timeframe) -> str:
        time = self.slot_time(slot, timeframe)
        return str(date_of(int(self._days[slot]))) if timeframe is Timeframe.D1 else time_text(time)

    def closes(self, days: Ints) -> Ints:
        session = np.minimum(np.searchsorted(self._days, days), len(self._days) - 1)
        return np.where(self._days[session] == days, self._closes[session], NO_SLOT)

    def _sessions(self, first_ns: int, last_ns: int) -> slice:
        first, last = self.days(np.array([first_ns, last_ns], np.int64), Timeframe.D1).tolist()
        return slice(*np.searchsorted(self._days, [first, last + 1]).tolist())

    def trading_days(self, first_ns: int, last_ns: int) -> list[dt.date]:
        return [date_of(day) for day in self._days[self._sessions(first_ns, last_ns)].tolist()]

    def calendar_hash(self, first_ns: int, last_ns: int) -> str:
        used = self._sessions(first_ns, last_ns)
        return _calendar_hash(self.name, self._days[used], self._opens[used], self._closes[used])


class AlwaysOpen:
    """Bars close around the clock, at multiples of their timeframe; a trading day is a UTC date."""

    name: Final = "always_open"
    has_sessions: Final = False
    first_day: Final = 1
    #: The last whole day that int64 nanoseconds can hold, less one for the midnight after it.
    last_day: Final = (2**63 - 1) // DAY_NS - 2

    def stamp_days(self, times: Ints) -> Ints:
        return times // DAY_NS

    def slots(self, times: Ints, timeframe: Timeframe) -> Ints:
        interval = timeframe.interval_ns
        return np.where((times > 0) & (times % interval == 0), times // interval, NO_SLOT)

    def days(self, times: Ints, timeframe: Timeframe) -> Ints:
        return (times - 1) // DAY_NS

    def slot_time(self, slot: int, timeframe: Timeframe) -> int:
        time = slot * timeframe.interval_ns
        if not 0 < time <= (self.last_day + 1) * DAY_NS:
            raise IndexError(f"slot {slot} lies outside {self.name}")
        return time

    def slot_text(self, slot: int, timeframe: Timeframe) -> str:
        time = self.slot_time(slot, timeframe)
        return str(date_of((time - 1) // DAY_NS)) if timeframe is Timeframe.D1 else time_text(time)

    def closes(self, days: Ints) -> Ints:
        known = (days >= self.first_day) & (days <= self.last_day)
        return np.where(known, (np.minimum(days, self.last_day) + 1) * DAY_NS, NO_SLOT)

    def trading_days(self, first_ns: int, last_ns: int) -> list[dt.date]:
        return [date_of(day) for day in range((first_ns - 1) // DAY_NS, (last_ns - 1) // DAY_NS + 1)]

    def calendar_hash(self, first_ns: int, last_ns: int) -> str:
        days = np.arange((first_ns - 1) // DAY_NS, (last_ns - 1) // DAY_NS + 1, dtype=np.int64)
        return _calendar_hash(self.name, days, days * DAY_NS, (days + 1) * DAY_NS)


def _clock(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * HOUR_NS + int(minutes) * HOUR_NS // 60


def _day(text: str) -> int:
    return day_of(dt.date.fromisoformat(text))


def _new_york_clock() -> tuple[Ints, Ints]:
    from mqk_core.domain._sessions import new_york

    instants, offsets = [], []
    for word in new_york.OFFSETS.split():
        instant, hours = word.rsplit(":", 1)
        date, hour = instant.split("T")
        instants.append(_day(date) * DAY_NS + int(hour) * HOUR_NS)
        offsets.append(int(hours) * HOUR_NS)
    return np.array(instants, np.int64), np.array(offsets, np.int64)


def _weekdays(first: int, last: int) -> Ints:
    days = np.arange(first, last + 1, dtype=np.int64)
    return days[(days + 3) % 7 < 5]  # 1970-01-01 was a Thursday


def _to_utc(local: Ints, clock: tuple[Ints, Ints]) -> Ints:
    """Turn local times into UTC. No session opens or closes in an hour that the clock skips or repeats."""
    instants, offsets = clock
    guess = local - offsets[np.searchsorted(instants, local, side="right") - 1]
    return local - offsets[np.searchsorted(instants, guess, side="right") - 1]


def _us_equities() -> SessionSchedule:
    from mqk_core.domain._sessions import new_york

    closed = np.array([_day(word) for word in new_york.CLOSED.split()], np.int64)
    days = _weekdays(_day(new_york.FIRST_DAY), _day(new_york.LAST_DAY))
    days = days[~np.isin(days, closed)]
    closes = days * DAY_NS + 16 * HOUR_NS
    for word in new_york.EARLY.split():
        date, close = word.split("T")
        day = _day(date)
        closes[np.searchsorted(days, day)] = day * DAY_NS + _clock(close)
    clock = _new_york_clock()
    opens = _to_utc(days * DAY_NS + _clock("09:30"), clock)
    return SessionSchedule("us_equities", opens, _to_utc(closes, clock), days, clock, turn_ns=0)


def _weekdays_24x5() -> SessionSchedule:
    from mqk_core.domain._sessions import new_york

    clock = _new_york_clock()
    days = _weekdays(_day(new_york.FIRST_DAY), _day(new_york.LAST_DAY))
    closes = _to_utc(days * DAY_NS + 17 * HOUR_NS, clock)
    opens = _to_utc((days - 1) * DAY_NS + 17 * HOUR_NS, clock)
    return SessionSchedule("weekdays_24x5", opens, closes, days, clock, turn_ns=7 * HOUR_NS)


@functools.cache
def schedule_named(name: str) -> Schedule:
    """Return one of `SCHEDULES`; `weekdays_24x5` is the week of currencies, Sunday to Friday 17:00 New York.

    Raises
    ------
    KeyError : another name.
    """
    makers: dict[str, Callable[[], Schedule]] = {
        "us_equities": _us_equities,
        "always_open": AlwaysOpen,
        "weekdays_24x5": _weekdays_24x5,
    }
    return makers[name]()
