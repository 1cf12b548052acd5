"""From files to a tape: what is refused, what is counted, and what leaves no trace."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from decimal import Decimal

import attrs
import numpy as np
import pytest

from mqk_core.domain.bars import BadRows, BarsConfig, BarSeries, DailyStamp, Timeframe
from mqk_core.domain.calendar import NO_SLOT, date_of, schedule_named
from mqk_core.errors import ConfigError, DataError, PluginError
from mqk_core.runtime.ingest import FIRST_LINES_SHOWN, Ingested, SkippedRows, read

EQUITIES, FX, OPEN = (schedule_named(name) for name in ("us_equities", "weekdays_24x5", "always_open"))
DAILY = BarsConfig(timeframe=Timeframe.D1)
MINUTES = BarsConfig(timeframe=Timeframe.M1)
COUNT = BarsConfig(timeframe=Timeframe.D1, bad_rows=BadRows.COUNT)
GOOD = "10 11 9 10 5"
#: Thursday, a half day, Monday: closes of three sessions that follow each other (Thanksgiving lies before the second).
WEEK = ("2020-11-25T21:00", "2020-11-27T18:00", "2020-11-30T21:00", "2020-12-01T21:00")


@attrs.frozen
class Given:
    """A provider of series that stand in a test."""

    series: Sequence[BarSeries]

    def read(self) -> Sequence[BarSeries]:
        """Return them."""
        return self.series


def bars(symbol: str, *rows: str) -> BarSeries:
    """Return a series from rows "TIME [open high low close volume]", as from a file SYMBOL.csv."""
    cells = [row.split() if " " in row else [row, *GOOD.split()] for row in rows]
    values = [
        [int(np.datetime64(row[0], "ns").astype(np.int64)), *(int(Decimal(cell) * 10**8) for cell in row[1:])]
        for row in cells
    ]
    return BarSeries(symbol, np.ascontiguousarray(np.array(values, np.int64).T), f"{symbol}.csv", 2)


def ingest(*series: BarSeries, config: BarsConfig = DAILY, schedule: object = EQUITIES) -> Ingested:
    return read(Given(series), config, schedule)


def refusal(*series: BarSeries, config: BarsConfig = DAILY, schedule: object = EQUITIES) -> list[str]:
    with pytest.raises(DataError) as caught:
        ingest(*series, config=config, schedule=schedule)
    return [str(problem) for problem in caught.value.problems]


def closes(found: Ingested) -> list[str]:
    return [str(time)[:16] for time in found.tape.times.astype("datetime64[ns]")]


def test_symbols_are_merged_by_time_and_then_by_name() -> None:
    found = ingest(bars("BBB", *WEEK[:2]), bars("AAA", *WEEK[1:3])).tape
    assert found.symbols == ("AAA", "BBB")
    assert found.instrument.tolist() == [1, 0, 1, 0]
    assert closes(ingest(bars("BBB", *WEEK[:2]), bars("AAA", *WEEK[1:3]))) == [WEEK[0], WEEK[1], WEEK[1], WEEK[2]]
    assert (found.rows, found.steps) == (4, 3)
    assert np.diff(found.slots).tolist() == [1, 0, 1]
    assert [str(date_of(day)) for day in found.days.tolist()] == [
        "2020-11-25",
        "2020-11-27",
        "2020-11-27",
        "2020-11-30",
    ]


def test_the_order_in_which_files_come_leaves_no_trace() -> None:
    series = [bars("BBB", *WEEK), bars("AAA", WEEK[1], f"{WEEK[2]} 1 2 1 2 0"), bars("CC", *WEEK[:3])]
    results = {ingest(*order).contents for order in itertools.permutations(series)}
    assert len(results) == 1
    assert next(iter(results))[0][0] == "tape"


def test_every_value_reaches_its_column() -> None:
    tape = ingest(bars("AAA", f"{WEEK[0]} 10.5 12 9.25 11 0.00000001")).tape
    found = [int(column[0]) for column in (tape.open, tape.high, tape.low, tape.close, tape.volume)]
    assert found == [1_050_000_000, 1_200_000_000, 925_000_000, 1_100_000_000, 1]


@pytest.mark.parametrize("bad_rows", list(BadRows))
def test_a_time_that_runs_backward_is_refused_whatever_is_counted(bad_rows: BadRows) -> None:
    config = attrs.evolve(DAILY, bad_rows=bad_rows)
    (message,) = refusal(bars("AAA", WEEK[0], WEEK[2], WEEK[1]), config=config)
    assert message.startswith("AAA.csv:4: the bar of 2020-11-27 18:00Z comes after that of 2020-11-30 21:00Z")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ("10 9 8 9 1", "open 10, high 9, low 8, close 9, volume 1; expected 0 < low ≤ open, close ≤ high"),
        ("10 11 10.5 11 1", "expected 0 < low ≤ open, close ≤ high"),
        ("10 11 9 12 1", "expected 0 < low ≤ open, close ≤ high"),
        ("10 11 9 8 1", "expected 0 < low ≤ open, close ≤ high"),
        ("10 9 11 10 1", "expected 0 < low ≤ open, close ≤ high"),
        ("0 0 0 0 1", "expected 0 < low"),
        ("10 11 -1 10 1", "expected 0 < low"),
        ("10 11 9 10 -0.5", "volume -0.5; expected a volume not below 0"),
    ],
)
def test_a_bar_that_cannot_be_is_refused_with_its_line_and_numbers(values: str, said: str) -> None:
    (message,) = refusal(bars("AAA", WEEK[0], f"{WEEK[1]} {values}", WEEK[2]))
    assert message.startswith("AAA.csv:3: the bar of 2020-11-27 18:00Z cannot be: open ")
    assert said in message
    assert "data.bad_rows=count" in message


def test_bars_at_the_edge_of_the_possible_are_taken() -> None:
    found = ingest(bars("AAA", f"{WEEK[0]} 5 5 5 5 0", f"{WEEK[1]} 0.00000001 0.00000001 0.00000001 0.00000001 0"))
    assert found.tape.rows == 2


def test_a_double_bar_is_refused() -> None:
    (message,) = refusal(bars("AAA", WEEK[0], WEEK[1], WEEK[1]))
    assert message.startswith("AAA.csv:4: the bar of 2020-11-27 18:00Z is there already")


def test_two_stamps_of_one_session_are_one_bar_twice() -> None:
    (message,) = refusal(bars("AAA", WEEK[0], WEEK[1], "2020-11-27T21:00"))
    assert message.startswith("AAA.csv:4: the bar of 2020-11-27 21:00Z is there already")
    assert ingest(bars("AAA", "2020-11-27T17:59", "2020-11-27T18:00"), config=MINUTES).tape.rows == 2


def test_the_first_fault_of_every_file_is_named_at_once() -> None:
    faulty = bars("AAA", WEEK[1], WEEK[0]), bars("BBB", WEEK[0], WEEK[0], f"{WEEK[1]} 1 2 3 4 5"), bars("CCC", *WEEK)
    first, second = refusal(*faulty)
    assert first.startswith("AAA.csv:3: ")
    assert second.startswith("BBB.csv:3: ")
    assert second.endswith("1 more such row(s) follow")


def test_counted_rows_are_left_out_and_reported_by_reason_with_their_first_lines() -> None:
    rows = [WEEK[0], f"{WEEK[1]} 1 2 3 4 5", f"{WEEK[1]} 10 11 9 10 -1", WEEK[2], *[WEEK[2]] * 7, WEEK[3]]
    found = ingest(bars("AAA", *rows), config=COUNT)
    assert closes(found) == [WEEK[0], WEEK[2], WEEK[3]]
    assert found.skipped == (
        SkippedRows("AAA", "AAA.csv", "IMPOSSIBLE_PRICE", 1, (2,), 2),
        SkippedRows("AAA", "AAA.csv", "IMPOSSIBLE_VOLUME", 1, (3,), 2),
        SkippedRows("AAA", "AAA.csv", "DUPLICATE_BAR", 7, (5, 6, 7, 8, 9), 2),
    )
    assert [rows.first_lines for rows in found.skipped] == [(3,), (4,), (6, 7, 8, 9, 10)]
    assert FIRST_LINES_SHOWN == 5


def test_a_counted_row_is_no_gap_by_itself_but_a_missing_one_stays_one() -> None:
    found = ingest(bars("AAA", WEEK[0], f"{WEEK[1]} 1 2 3 4 5", WEEK[2]), config=COUNT).tape
    assert found.slots[1] - found.covered[0] == 1
    missing = ingest(bars("AAA", WEEK[0], WEEK[2]), config=COUNT).tape
    assert missing.slots[1] - missing.covered[0] == 2
    assert missing.skipped.shape == (2, 0)


def test_of_a_bad_and_a_good_bar_of_one_time_the_good_one_is_taken() -> None:
    found = ingest(bars("AAA", WEEK[0], f"{WEEK[1]} 1 2 3 4 5", f"{WEEK[1]} 7 7 7 7 7", WEEK[2]), config=COUNT)
    assert found.tape.close.tolist()[1] == 700_000_000
    assert found.tape.skipped.shape == (2, 0)
    assert [one.reason for one in found.skipped] == ["IMPOSSIBLE_PRICE"]


def test_counting_changes_the_tape_only_where_something_was_counted() -> None:
    clean = bars("AAA", *WEEK)
    assert ingest(clean).contents == ingest(clean, config=COUNT).contents
    assert ingest(clean, config=COUNT).skipped == ()
    counted = ingest(bars("AAA", *WEEK[:2], f"{WEEK[2]} 1 2 3 4 5", WEEK[3]), config=COUNT)
    absent = ingest(bars("AAA", *WEEK[:2], WEEK[3]), config=COUNT)
    assert counted.contents != absent.contents


def test_a_file_of_counted_rows_alone_is_refused() -> None:
    (message,) = refusal(bars("AAA", f"{WEEK[0]} 1 2 3 4 5"), config=COUNT)
    assert "every bar was skipped" in message


@pytest.mark.parametrize("stamp", ["2020-11-27T00:00", "2020-11-28T00:00", "2020-11-27T05:00", "2020-07-06T04:00"])
@pytest.mark.parametrize("schedule", [EQUITIES, FX], ids=["equities", "fx"])
def test_a_daily_stamp_at_midnight_is_refused_with_the_way_out(stamp: str, schedule: object) -> None:
    (message,) = refusal(bars("AAA", stamp), schedule=schedule)
    assert message.startswith("AAA.csv:2: the daily bar is stamped ")
    assert message.endswith("set data.daily_stamp=date")


def test_midnight_is_a_close_around_the_clock() -> None:
    assert (ingest(bars("AAA", "2020-11-27", "2020-11-28"), schedule=OPEN).tape.slots > 0).all()


@pytest.mark.parametrize("hour", ["T00:00", "T05:00", "T21:00"])
def test_stamps_that_are_dates_move_to_the_close(hour: str) -> None:
    config = attrs.evolve(DAILY, daily_stamp=DailyStamp.DATE)
    stamped = ingest(bars("AAA", *(f"{close[:10]}{hour}" for close in WEEK)), config=config)
    assert stamped.contents == ingest(bars("AAA", *WEEK)).contents
    assert (ingest(bars("AAA", "2020-11-27"), config=config, schedule=OPEN).tape.times) == ingest(
        bars("AAA", "2020-11-28"), schedule=OPEN
    ).tape.times


def test_a_date_without_a_session_stays_and_is_off_the_calendar() -> None:
    config = attrs.evolve(DAILY, daily_stamp=DailyStamp.DATE)
    for days in (["2020-11-25", "2020-11-26", "2020-11-27"], ["2020-11-27", "2020-11-28", "2020-11-30"]):
        found = ingest(bars("AAA", *days), config=config).tape
        assert [slot == NO_SLOT for slot in found.slots.tolist()] == [False, True, False]
        assert str(found.times[1].astype("datetime64[ns]"))[:16] == f"{days[1]}T00:00"


def test_a_date_that_differs_between_utc_and_the_exchange_is_refused() -> None:
    config = attrs.evolve(DAILY, daily_stamp=DailyStamp.DATE)
    (message,) = refusal(bars("AAA", "2020-11-27T01:30"), config=config)
    assert "falls on another date at the exchange than in UTC" in message


def test_one_date_twice_is_a_double_bar() -> None:
    config = attrs.evolve(DAILY, daily_stamp=DailyStamp.DATE)
    (message,) = refusal(bars("AAA", "2020-11-27", "2020-11-27T05:00"), config=config)
    assert message.startswith("AAA.csv:3: the bar of 2020-11-27 05:00Z is there already")


def test_dates_for_bars_of_a_minute_contradict_each_other() -> None:
    with pytest.raises(ConfigError, match=r"data\.daily_stamp: .* the timeframe is 1m") as caught:
        ingest(bars("AAA", WEEK[0]), config=attrs.evolve(MINUTES, daily_stamp=DailyStamp.DATE))
    assert caught.value.exit_code == 2


def test_start_and_end_are_trading_days_and_both_belong() -> None:
    config = attrs.evolve(MINUTES, start=dt.date(2022, 1, 2), end=dt.date(2022, 1, 2))
    stamps = ("2022-01-02T00:00", "2022-01-02T00:01", "2022-01-03T00:00", "2022-01-03T00:01")
    assert closes(ingest(bars("AAA", *stamps), config=config, schedule=OPEN)) == list(stamps[1:3])
    evening = attrs.evolve(MINUTES, start=dt.date(2012, 2, 6))
    weekend = bars("AAA", "2012-02-03T22:00", "2012-02-05T22:01")
    assert closes(ingest(weekend, config=evening, schedule=FX)) == ["2012-02-05T22:01"]


def test_rows_outside_start_and_end_are_judged_too() -> None:
    config = attrs.evolve(DAILY, start=dt.date(2020, 11, 30))
    assert len(refusal(bars("AAA", f"{WEEK[0]} 1 2 3 4 5", WEEK[2]), config=config)) == 1


def test_nothing_between_start_and_end_says_what_the_file_holds() -> None:
    config = attrs.evolve(DAILY, start=dt.date(2021, 1, 1), end=dt.date(2021, 2, 1))
    first, second = refusal(bars("AAA", *WEEK), bars("BBB", WEEK[0]), config=config)
    assert first == (
        "AAA.csv: no bar of AAA is left from 2021-01-01 to 2021-02-01; the file holds 2020-11-25 to 2020-12-01; "
        "set data.start and data.end within that"
    )
    assert "no bar of BBB" in second


def test_a_start_after_the_end_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"data\.start"):
        ingest(bars("AAA", *WEEK), config=attrs.evolve(DAILY, start=dt.date(2021, 1, 2), end=dt.date(2021, 1, 1)))


@pytest.mark.parametrize(
    ("stamp", "advice"), [("1985-01-02T21:00", "set data.start=1990-01-02"), ("2040-01-03T21:00", "set data.end=20")]
)
def test_bars_beyond_the_calendar_are_refused_with_the_way_out(stamp: str, advice: str) -> None:
    (message,) = refusal(bars("AAA", stamp))
    assert "lies beyond the calendar: us_equities knows 1990-01-02 to " in message
    assert advice in message
    kept = ingest(bars("AAA", "1985-01-02T21:00", *WEEK), config=attrs.evolve(DAILY, start=dt.date(1990, 1, 2)))
    assert closes(kept) == list(WEEK)


@pytest.mark.parametrize("schedule", [EQUITIES, FX, OPEN], ids=["equities", "fx", "open"])
@pytest.mark.parametrize("stamp", [DailyStamp.CLOSE, DailyStamp.DATE])
@pytest.mark.parametrize("time", [-(2**63), -(2**63) + 1, -1, 0, 2**63 - 1])
def test_times_at_the_ends_of_64_bits_are_refused_and_never_wrap(
    schedule: object, stamp: DailyStamp, time: int
) -> None:
    for timeframe in (Timeframe.M1, Timeframe.D1):
        if timeframe is Timeframe.M1 and stamp is DailyStamp.DATE:
            continue
        series = attrs.evolve(bars("AAA", WEEK[0]))
        series.columns[0, 0] = time
        assert len(refusal(series, config=BarsConfig(timeframe=timeframe, daily_stamp=stamp), schedule=schedule)) == 1


def test_bars_off_the_calendar_stay_for_the_gate() -> None:
    found = ingest(bars("AAA", WEEK[0], "2020-11-26T21:00", "2020-11-28T20:00", WEEK[2])).tape
    assert [slot == NO_SLOT for slot in found.slots.tolist()] == [False, True, True, False]


def test_volumes_that_were_rounded_are_noted() -> None:
    found = ingest(attrs.evolve(bars("AAA", *WEEK), volumes_rounded=6, volumes_rounded_line=249))
    assert len(found.notes) == 1
    assert found.notes[0].startswith("AAA.csv:249: 6 volume(s)")


@pytest.mark.parametrize(
    "series",
    [
        [],
        [BarSeries("AAA", np.zeros((6, 0), np.int64), "x", 2)],
        [BarSeries("AAA", np.zeros((5, 1), np.int64), "x", 2)],
        [BarSeries("AAA", np.zeros(6, np.int64), "x", 2)],
        [BarSeries("AAA", np.zeros((6, 1), np.float64), "x", 2)],
        [BarSeries("../AAA", np.ones((6, 1), np.int64), "x", 2)],
    ],
)
def test_a_provider_that_breaks_its_promise_is_named(series: list[BarSeries]) -> None:
    with pytest.raises(PluginError, match="the data provider returned"):
        ingest(*series)


def test_one_symbol_from_two_files_is_refused() -> None:
    (message,) = refusal(bars("AAA", *WEEK), bars("AAA", *WEEK))
    assert message == "AAA.csv: AAA was already read from AAA.csv; expected one file for each symbol"
