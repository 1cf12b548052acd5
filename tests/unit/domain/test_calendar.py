"""Schedules: the packaged table against its source, and slots, days and texts at the edges."""

from __future__ import annotations

import datetime as dt
import hashlib

import numpy as np
import pytest

from mqk_core.domain.bars import Timeframe
from mqk_core.domain.calendar import (
    CALENDAR_PREFIX,
    DAY_NS,
    NO_SLOT,
    SCHEDULES,
    Schedule,
    date_of,
    day_of,
    schedule_named,
    time_text,
)

EQUITIES = schedule_named("us_equities")
FX = schedule_named("weekdays_24x5")
OPEN = schedule_named("always_open")
INTRADAY = (Timeframe.M1, Timeframe.M5, Timeframe.M15, Timeframe.H1)


def ns(text: str) -> int:
    return int(np.datetime64(text, "ns").astype(np.int64))


def slots(schedule: Schedule, timeframe: Timeframe, *texts: str) -> list[int]:
    return schedule.slots(np.array([ns(text) for text in texts], np.int64), timeframe).tolist()


def days(schedule: Schedule, timeframe: Timeframe, *texts: str) -> list[str]:
    found = schedule.days(np.array([ns(text) for text in texts], np.int64), timeframe)
    return [str(date_of(day)) for day in found.tolist()]


@pytest.mark.filterwarnings("ignore:Series.values:DeprecationWarning")  # of pandas, within exchange_calendars
def test_the_packaged_sessions_are_those_of_exchange_calendars() -> None:
    exchange_calendars = pytest.importorskip("exchange_calendars", reason="a development dependency")
    first, last = date_of(EQUITIES.first_day), date_of(EQUITIES.last_day)
    theirs = exchange_calendars.get_calendar("XNYS", start=str(first), end=str(last)).schedule
    ours = EQUITIES.trading_days(EQUITIES.first_day * DAY_NS + DAY_NS // 2, EQUITIES.last_day * DAY_NS + DAY_NS // 2)
    assert ours == [date.date() for date in theirs.index]
    closes = EQUITIES.closes(np.array([day_of(date) for date in ours], np.int64))
    assert closes.tolist() == theirs["close"].dt.as_unit("ns").astype("int64").tolist()
    grid = np.array(ours, "datetime64[D]")
    opens = theirs["open"].dt.as_unit("ns").astype("int64").to_numpy()
    assert len(grid) == len(opens)
    assert (EQUITIES.slots(opens, Timeframe.M1) == NO_SLOT).all()
    assert (EQUITIES.slots(opens + Timeframe.M1.interval_ns, Timeframe.M1) != NO_SLOT).all()


def test_the_clock_of_new_york_is_that_of_the_zone_database() -> None:
    from zoneinfo import ZoneInfo

    zone = ZoneInfo("America/New_York")
    hours = [day * 24 + hour for day in range(EQUITIES.first_day, EQUITIES.last_day + 1) for hour in (3, 5, 7, 18)]
    found = EQUITIES.stamp_days(np.array(hours, np.int64) * (DAY_NS // 24)).tolist()
    theirs = [dt.datetime.fromtimestamp(hour * 3600, zone).date() for hour in hours]
    assert [date_of(day) for day in found] == theirs


@pytest.mark.parametrize("timeframe", [*INTRADAY, Timeframe.D1])
@pytest.mark.parametrize("name", SCHEDULES)
def test_the_time_of_a_slot_has_that_slot(name: str, timeframe: Timeframe) -> None:
    schedule = schedule_named(name)
    first = int(schedule.slots(np.array([ns("2004-01-05T21:00")]), Timeframe.H1)[0])
    start = {Timeframe.D1: 5_000, Timeframe.H1: first}.get(timeframe, first * 3_600 * 10**9 // timeframe.interval_ns)
    wanted = np.arange(start, start + 3_000)
    times = np.array([schedule.slot_time(slot, timeframe) for slot in wanted.tolist()], np.int64)
    assert (schedule.slots(times, timeframe) == wanted).all()
    assert (np.diff(times) > 0).all()
    for shift in (-1, 1, 10**9):
        moved = schedule.slots(times + shift, timeframe)
        assert timeframe is Timeframe.D1 or (moved == NO_SLOT).all()


def test_hours_of_a_session_begin_with_the_half_hour_and_end_with_the_close() -> None:
    hours = [f"2013-10-04T{hour}:00" for hour in range(14, 21)]
    found = slots(EQUITIES, Timeframe.H1, *hours)
    assert found == list(range(found[0], found[0] + 7))
    assert slots(EQUITIES, Timeframe.H1, "2013-10-04T13:00", "2013-10-04T13:30", "2013-10-04T21:00") == [NO_SLOT] * 3
    assert slots(EQUITIES, Timeframe.H1, "2013-10-07T14:00") == [found[-1] + 1]


def test_a_half_day_ends_at_its_close() -> None:
    close, after, monday = slots(EQUITIES, Timeframe.M1, "2020-11-27T18:00", "2020-11-27T18:01", "2020-11-30T14:31")
    assert (after, monday) == (NO_SLOT, close + 1)


def test_slots_run_on_over_the_change_of_the_clock() -> None:
    friday, monday = slots(EQUITIES, Timeframe.M5, "2021-03-12T21:00", "2021-03-15T13:35")
    assert monday == friday + 1


@pytest.mark.parametrize(
    ("stamp", "sits"),
    [
        ("2020-11-27T17:59:59", False),
        ("2020-11-27T18:00", True),
        ("2020-11-27T21:00", True),
        ("2020-11-28T04:59:59", True),
        ("2020-11-28T05:00", False),
        ("2020-11-28T00:00", False),
        ("2020-11-27T00:00", False),
        ("2020-11-28T21:00", False),
        ("2020-11-26T21:00", False),
    ],
)
def test_a_daily_bar_sits_from_the_close_until_midnight_but_never_at_midnight_utc(stamp: str, sits: bool) -> None:
    expected = slots(EQUITIES, Timeframe.D1, "2020-11-27T18:00") if sits else [NO_SLOT]
    assert slots(EQUITIES, Timeframe.D1, stamp) == expected


def test_days_of_equities_are_dates_of_new_york() -> None:
    stamps = ("2020-11-27T14:31", "2020-11-27T21:00", "2020-11-28T05:00", "2020-11-28T05:00:01")
    assert days(EQUITIES, Timeframe.M1, *stamps) == ["2020-11-27", "2020-11-27", "2020-11-27", "2020-11-28"]


def test_the_week_of_currencies_runs_from_sunday_to_friday_at_five() -> None:
    friday, sunday = slots(FX, Timeframe.M1, "2012-02-03T22:00", "2012-02-05T22:01")
    assert sunday == friday + 1
    assert slots(FX, Timeframe.M1, "2012-02-03T22:01", "2012-02-05T22:00", "2012-02-04T12:00") == [NO_SLOT] * 3
    assert days(FX, Timeframe.M1, "2012-02-03T22:00", "2012-02-05T22:01", "2012-02-06T22:00") == [
        "2012-02-03",
        "2012-02-06",
        "2012-02-06",
    ]


def test_a_daily_bar_of_currencies_stamped_after_five_belongs_to_the_day_that_closed() -> None:
    assert days(FX, Timeframe.D1, "2012-02-06T22:00", "2012-02-06T23:00") == ["2012-02-06", "2012-02-06"]
    assert slots(FX, Timeframe.D1, "2012-02-06T23:00", "2012-02-07T00:00") == [
        slots(FX, Timeframe.D1, "2012-02-06T22:00")[0],
        NO_SLOT,
    ]


def test_a_bar_at_midnight_belongs_to_the_day_before_around_the_clock() -> None:
    assert days(OPEN, Timeframe.M1, "2022-01-02T00:00", "2022-01-02T00:01") == ["2022-01-01", "2022-01-02"]
    assert slots(OPEN, Timeframe.D1, "2022-01-02T12:00") == [NO_SLOT]
    assert slots(OPEN, Timeframe.M1, "2022-01-02T12:00:30", "1969-12-31T23:59", "1970-01-01T00:00") == [NO_SLOT] * 3


def test_a_slot_is_named_by_its_date_or_its_time() -> None:
    last = slots(EQUITIES, Timeframe.D1, "2004-11-30T21:00")[0]
    assert EQUITIES.slot_text(last + 1, Timeframe.D1) == "2004-12-01"
    minute = slots(EQUITIES, Timeframe.M5, "2013-10-04T13:35")[0]
    assert EQUITIES.slot_text(minute, Timeframe.M5) == "2013-10-04 13:35Z"
    assert OPEN.slot_text(slots(OPEN, Timeframe.D1, "2022-01-02")[0], Timeframe.D1) == "2022-01-01"
    assert time_text(ns("2022-01-02T03:04:05.60")) == "2022-01-02 03:04:05.6Z"


@pytest.mark.parametrize("name", SCHEDULES)
def test_beyond_its_days_a_schedule_has_no_slot(name: str) -> None:
    schedule = schedule_named(name)
    for timeframe in (Timeframe.M1, Timeframe.D1):
        beyond = int(schedule.slots(np.array([schedule.slot_time(7, timeframe)]), timeframe)[0])
        assert beyond == 7
        with pytest.raises(IndexError, match="lies outside"):
            schedule.slot_time(2**40, timeframe)
        with pytest.raises(IndexError, match="lies outside"):
            schedule.slot_text(NO_SLOT, timeframe)
    if schedule.has_sessions:
        outside = np.array([ns("1989-12-29T21:00"), ns("2035-01-02T21:00"), -(2**63), 2**63 - 1])
        assert (schedule.slots(outside, Timeframe.D1) == NO_SLOT).all()
        assert (schedule.slots(outside, Timeframe.M1) == NO_SLOT).all()
        assert (schedule.closes(schedule.stamp_days(outside[:2])) == NO_SLOT).all()


def test_the_calendar_hash_covers_the_days_used_and_nothing_else() -> None:
    first, last = ns("2020-11-25T21:00"), ns("2020-11-27T18:00")
    short = EQUITIES.calendar_hash(first, last)
    hashed = "mqkcal1:us_equities\n2020-11-25 {} {}\n2020-11-27 {} {}\n".format(
        *(ns(f"2020-11-{clock}") for clock in ("25T14:30", "25T21:00", "27T14:30", "27T18:00"))
    )
    assert short == CALENDAR_PREFIX + hashlib.sha256(hashed.encode()).hexdigest()
    assert short == EQUITIES.calendar_hash(first - DAY_NS // 24, last + DAY_NS // 24)
    others = {
        EQUITIES.calendar_hash(first, last + 3 * DAY_NS),
        FX.calendar_hash(first, last),
        OPEN.calendar_hash(first, last),
    }
    assert len(others | {short}) == 4
    assert all(text.startswith(CALENDAR_PREFIX) for text in others)
    assert EQUITIES.trading_days(first, last) == [dt.date(2020, 11, 25), dt.date(2020, 11, 27)]


def test_an_unknown_schedule_is_refused() -> None:
    with pytest.raises(KeyError):
        schedule_named("moon")
