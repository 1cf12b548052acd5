"""From what a data provider read to one tape: whole files judged, daily stamps settled, days chosen, symbols merged.

What is refused here could not have been bars: backward or double times, prices that cannot be, stamps that would look
ahead, times that the calendar does not know. Gaps and bars off the calendar stay in the tape: the integrity gate halts
on them. Neither the order of files nor that of symbols leaves a trace. Reading files is the provider's business.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import json
from collections.abc import Sequence
from typing import Final

import attrs
import numpy as np
from numpy.typing import NDArray

from mqk_core.domain.bars import SYMBOL_RULE, BadRows, BarsConfig, BarSeries, DailyStamp, Timeframe, is_symbol
from mqk_core.domain.calendar import DAY_NS, NO_SLOT, Schedule, date_of, day_of, time_text
from mqk_core.domain.market import Tape
from mqk_core.domain.money import to_text
from mqk_core.domain.reasons import DUPLICATE_BAR, IMPOSSIBLE_PRICE, IMPOSSIBLE_VOLUME
from mqk_core.errors import ConfigError, DataError, PluginError, Problem, Where
from mqk_core.ports import DataProvider
from mqk_core.store.tapes import build_tape, tape_hash

FIRST_LINES_SHOWN: Final = 5

_COLUMNS: Final = 6
_TIME, _OPEN, _HIGH, _LOW, _CLOSE, _VOLUME = range(_COLUMNS)

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@attrs.frozen
class SkippedRows:
    """Rows of one file that `data.bad_rows=count` left out: why, how many, and the first of them.

    `first_rows` count data rows from 1, whatever kind of file they came from; `first_line` is the file's line of row 1.
    """

    symbol: str
    source: str
    reason: str
    count: int
    first_rows: tuple[int, ...]
    first_line: int

    @property
    def first_lines(self) -> tuple[int, ...]:
        """Return the lines of the first rows, as an editor counts them."""
        return tuple(row - 1 + self.first_line for row in self.first_rows)


@attrs.frozen(eq=False)
class Ingested:
    """A tape, what its data hash is made of, what was left out, and what a person should know about the files.

    `contents` are (name, hash) of every content read; `skipped` and `notes` stand in the order of the symbols.
    """

    tape: Tape
    contents: tuple[tuple[str, str], ...]
    skipped: tuple[SkippedRows, ...]
    notes: tuple[str, ...]


@attrs.frozen(eq=False)
class _Clean:
    # One symbol's rows that go into the tape (their settled times beside them), and the times of counted rows.
    times: Ints
    columns: Ints
    skipped_times: Ints
    skipped: tuple[SkippedRows, ...]


def read(provider: DataProvider, config: BarsConfig, schedule: Schedule) -> Ingested:
    """Read every series of the provider, judge it, and merge all into one tape ordered by time, then symbol.

    Raises
    ------
    DataError : files that cannot be bars, each with its first fault; or nothing is left between start and end.
    ConfigError : `start`, `end` and `daily_stamp` contradict each other or the timeframe.
    PluginError : the provider returned something else than it promised.
    """
    _check_config(config)
    series = sorted(provider.read(), key=lambda one: one.symbol)
    _check_series(series)
    cleaned: list[_Clean] = []
    problems: list[Problem] = []
    for one in series:
        try:
            cleaned.append(_clean(one, config, schedule))
        except DataError as error:
            problems.extend(error.problems)
    if problems:
        raise DataError(problems)
    tape = _merge([one.symbol for one in series], cleaned, config.timeframe, schedule)
    skipped = tuple(rows for clean in cleaned for rows in clean.skipped)
    contents = (("tape", tape_hash(tape)), *((("skipped_rows", _skipped_hash(skipped)),) if skipped else ()))
    return Ingested(tape, contents, skipped, _notes(series))


def _skipped_hash(skipped: Sequence[SkippedRows]) -> str:
    # What was left out stands in the manifest, and the tape does not show all of it (a double row, a day not wanted).
    told = [[rows.symbol, rows.reason, rows.count, *rows.first_rows] for rows in skipped]
    return hashlib.sha256(json.dumps(told, separators=(",", ":")).encode("ascii")).hexdigest()


def _check_config(config: BarsConfig) -> None:
    if config.daily_stamp is DailyStamp.DATE and config.timeframe is not Timeframe.D1:
        message = f"'date' says how daily bars are stamped; the timeframe is {config.timeframe.value}; leave it out"
        raise ConfigError([Problem(Where(key="data.daily_stamp"), message)])
    if config.start is not None and config.end is not None and config.start > config.end:
        message = f"the start {config.start} is after the end {config.end}; expected a start on or before data.end"
        raise ConfigError([Problem(Where(key="data.start"), message)])


def _check_series(series: Sequence[BarSeries]) -> None:
    if not series:
        raise PluginError("the data provider returned no series; expected one for each symbol")
    for before, after in itertools.pairwise(series):
        if before.symbol == after.symbol:
            message = f"{after.symbol} was already read from {before.source}; expected one file for each symbol"
            raise DataError([Problem(Where(file=after.source), message)])
    for one in series:
        columns = one.columns
        if not is_symbol(one.symbol):
            raise PluginError(f"the data provider returned a series for {one.symbol[:200]!r}; {SYMBOL_RULE}")
        if columns.dtype != np.int64 or columns.ndim != 2 or len(columns) != _COLUMNS or not columns.shape[1]:
            raise PluginError(
                f"the data provider returned {columns.dtype}{list(columns.shape)} for {one.symbol}; "
                f"expected int64[{_COLUMNS}, rows] with at least one row"
            )


def _clean(series: BarSeries, config: BarsConfig, schedule: Schedule) -> _Clean:
    times = series.columns[_TIME]
    _check_order(series, times)
    if config.timeframe is Timeframe.D1:
        times = _settle_stamps(series, config.daily_stamp, schedule)
    keys = _bar_keys(times, config.timeframe, schedule)
    faults = _find_faults(series.columns, keys)
    skipped = _judge_faults(series, faults, config.bad_rows)
    bad = np.logical_or.reduce([mask for _, mask in faults])
    days = schedule.days(times, config.timeframe)
    wanted = _within(days, config.start, config.end)
    kept = wanted & ~bad
    if not kept.any():
        raise _nothing_left(series, config, days[~bad])
    _check_horizon(series, config, schedule, times, days, kept)
    # A counted row whose bar came after all (as of two bars of one time) is missing nowhere.
    lost = np.flatnonzero(wanted & bad)
    there = keys[kept]
    lost = lost[there[np.minimum(np.searchsorted(there, keys[lost]), len(there) - 1)] != keys[lost]]
    rows = slice(None) if kept.all() else kept
    return _Clean(times[rows], series.columns[:, rows], times[lost], skipped)


def _check_order(series: BarSeries, times: Ints) -> None:
    backward = np.flatnonzero(times[1:] < times[:-1])
    if len(backward):
        row = int(backward[0]) + 1
        raise _refused(
            series,
            row,
            f"the bar of {time_text(int(times[row]))} comes after that of {time_text(int(times[row - 1]))}; expected "
            "times that only increase; sort the file",
        )


def _settle_stamps(series: BarSeries, stamp: DailyStamp, schedule: Schedule) -> Ints:
    """Return the times of daily bars as closes. Stamps at midnight are dates, and only said to be so are they taken."""
    times: Ints = series.columns[_TIME]
    utc_days = times // DAY_NS
    if stamp is DailyStamp.CLOSE:
        if not schedule.has_sessions:
            return times
        midnight = np.flatnonzero(
            (times % DAY_NS == 0) | (schedule.stamp_days(times) != schedule.stamp_days(times - 1))
        )
        if len(midnight):
            row = int(midnight[0])
            raise _refused(
                series,
                row,
                f"the daily bar is stamped {time_text(int(times[row]))}, at midnight; expected a time at or after its "
                f"session's close and before midnight of the exchange ({schedule.name}), since anything else would "
                "look ahead; if the stamps are session dates, set data.daily_stamp=date",
            )
        return times
    unclear = np.flatnonzero((schedule.stamp_days(times) != utc_days) & (times % DAY_NS != 0))
    if len(unclear):
        row = int(unclear[0])
        raise _refused(
            series,
            row,
            f"the stamp {time_text(int(times[row]))} falls on another date at the exchange than in UTC; with "
            "data.daily_stamp=date expected session dates, at midnight UTC",
        )
    closes: Ints = schedule.closes(utc_days)
    # A date without a session keeps its midnight: no slot is there, and the integrity gate names it.
    return np.where(closes != NO_SLOT, closes, times)


def _bar_keys(times: Ints, timeframe: Timeframe, schedule: Schedule) -> Ints:
    """Return what makes two rows the same bar: the time; of daily bars, the session's close."""
    if timeframe is not Timeframe.D1:
        return times
    on_calendar = schedule.slots(times, timeframe) != NO_SLOT
    return np.where(on_calendar, schedule.closes(schedule.days(times, timeframe)), times)


def _find_faults(columns: Ints, keys: Ints) -> list[tuple[str, Mask]]:
    """Return each reason with the rows it holds for; no row has two."""
    lowest = columns[[_OPEN, _HIGH, _LOW, _CLOSE]].min(axis=0)
    highest = columns[[_OPEN, _HIGH, _LOW, _CLOSE]].max(axis=0)
    price = (lowest <= 0) | (columns[_LOW] != lowest) | (columns[_HIGH] != highest)
    volume = (columns[_VOLUME] < 0) & ~price
    good = np.flatnonzero(~(price | volume))
    double = np.zeros_like(price)
    double[good[1:]] = keys[good[1:]] == keys[good[:-1]]
    return [(IMPOSSIBLE_PRICE, price), (IMPOSSIBLE_VOLUME, volume), (DUPLICATE_BAR, double)]


def _judge_faults(series: BarSeries, faults: list[tuple[str, Mask]], bad_rows: BadRows) -> tuple[SkippedRows, ...]:
    found = [(reason, np.flatnonzero(mask)) for reason, mask in faults if mask.any()]
    if found and bad_rows is BadRows.REFUSE:
        reason, rows = min(found, key=lambda one: int(one[1][0]))
        others = sum(len(rows) for _, rows in found) - 1
        also = f"; {others} more such row(s) follow" if others else ""
        raise _refused(series, int(rows[0]), f"{_describe(series, reason, int(rows[0]))}{also}")
    return tuple(
        SkippedRows(
            series.symbol,
            series.source,
            reason,
            len(rows),
            tuple((rows[:FIRST_LINES_SHOWN] + 1).tolist()),
            series.first_line,
        )
        for reason, rows in found
    )


def _describe(series: BarSeries, reason: str, row: int) -> str:
    values = dict(zip(("time", "open", "high", "low", "close", "volume"), series.columns[:, row].tolist(), strict=True))
    when = time_text(values.pop("time"))
    advice = "correct the file, or set data.bad_rows=count to skip and count such rows"
    if reason == DUPLICATE_BAR:
        return f"the bar of {when} is there already; expected each bar once; {advice}"
    said = ", ".join(f"{name} {to_text(value)}" for name, value in values.items())
    expected = "a volume not below 0" if reason == IMPOSSIBLE_VOLUME else "0 < low ≤ open, close ≤ high"
    return f"the bar of {when} cannot be: {said}; expected {expected}; {advice}"


def _within(days: Ints, start: dt.date | None, end: dt.date | None) -> Mask:
    wanted = np.ones(len(days), np.bool_)
    if start is not None:
        wanted &= days >= day_of(start)
    if end is not None:
        wanted &= days <= day_of(end)
    return wanted


def _nothing_left(series: BarSeries, config: BarsConfig, days: Ints) -> DataError:
    where = Where(file=series.source)
    if not len(days):
        message = "every bar was skipped as impossible or double; expected at least one that can be used"
        return DataError([Problem(where, message)])
    span = " ".join(f"{word} {date}" for word, date in (("from", config.start), ("to", config.end)) if date is not None)
    message = (
        f"no bar of {series.symbol} is left {span}; the file holds {date_of(int(days[0]))} to "
        f"{date_of(int(days[-1]))}; set data.start and data.end within that"
    )
    return DataError([Problem(where, message)])


def _check_horizon(
    series: BarSeries, config: BarsConfig, schedule: Schedule, times: Ints, days: Ints, kept: Mask
) -> None:
    beyond = np.flatnonzero(kept & ((days < schedule.first_day) | (days > schedule.last_day)))
    if not len(beyond):
        return
    row = int(beyond[0])
    first, last = date_of(schedule.first_day), date_of(schedule.last_day)
    advice = f"set data.start={first} or later" if days[row] < schedule.first_day else f"set data.end={last} or earlier"
    raise _refused(
        series,
        row,
        f"the bar of {time_text(int(times[row]))} lies beyond the calendar: {schedule.name} knows {first} to {last}; "
        f"{advice}, or use another schedule",
    )


def _refused(series: BarSeries, row: int, message: str) -> DataError:
    return DataError([Problem(Where(file=series.source, line=series.first_line + row), message)])


def _merge(symbols: list[str], cleaned: list[_Clean], timeframe: Timeframe, schedule: Schedule) -> Tape:
    ends = np.cumsum([len(clean.times) for clean in cleaned]).tolist()
    columns = np.empty((1 + _COLUMNS, ends[-1]), np.int64)
    for k, (clean, end) in enumerate(zip(cleaned, ends, strict=True)):
        own = columns[:, end - len(clean.times) : end]
        own[0], own[1], own[2:] = clean.times, k, clean.columns[1:]
    if len(cleaned) > 1:
        columns = np.ascontiguousarray(columns[:, np.lexsort((columns[1], columns[0]))])
    skipped = np.concatenate(
        [np.stack((np.full(len(clean.skipped_times), k), clean.skipped_times)) for k, clean in enumerate(cleaned)],
        axis=1,
    ).astype(np.int64)
    skipped = np.ascontiguousarray(skipped[:, np.lexsort((skipped[0], skipped[1]))])
    return build_tape(tuple(symbols), timeframe, columns, skipped, schedule)


def _notes(series: Sequence[BarSeries]) -> tuple[str, ...]:
    return tuple(
        f"{one.source}:{one.volumes_rounded_line}: {one.volumes_rounded} volume(s), from this line on, had 16 or 17 "
        "digits, as binary floats print; they were rounded to 8 decimals"
        for one in series
        if one.volumes_rounded
    )
