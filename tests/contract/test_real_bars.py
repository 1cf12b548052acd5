"""Backtests of real bars end as the contract says, and what the gate will not have is named by its day."""

import datetime as dt
import gzip
import itertools

import pytest


@pytest.fixture
def run(line, real_bars, of_file):
    """run(symbol, timeframe, *more): sma_cross on one real file."""

    def one(symbol, timeframe, *more):
        return line(*of_file(real_bars / f"{symbol}_{timeframe}.csv.gz", symbol, timeframe), *more)

    return one


def times_of(path):
    lines = gzip.decompress(path.read_bytes()).decode().splitlines()
    place = lines[0].split(",").index("ts_close_utc")
    return [dt.datetime.fromisoformat(text.split(",")[place]) for text in lines[1:]]


def test_daily_spy_runs_to_its_end_without_a_halt(run, real_bars):
    answer = run("SPY", "1D")
    assert (answer.code, answer.object["halted"], answer.object["halt_reason"]) == (0, False, None)
    assert answer.object["bars"] == len(times_of(real_bars / "SPY_1D.csv.gz"))
    assert answer.object["orders"] == answer.object["fills"] == 153


def test_minutes_of_spy_run_to_their_end_without_a_halt(run, real_bars):
    answer = run("SPY", "1m")
    assert (answer.code, answer.object["halted"]) == (0, False)
    assert answer.object["bars"] == len(times_of(real_bars / "SPY_1m.csv.gz")) == 2340
    assert answer.object["fills"] > 0


def test_a_perpetual_that_trades_around_the_clock_runs_to_its_end_without_a_halt(run, real_bars):
    answer = run("BTCPERP", "1m", "schedule=always_open", 'strategy.quantity="0.01"')
    assert (answer.code, answer.object["halted"]) == (0, False)
    assert answer.object["bars"] == len(times_of(real_bars / "BTCPERP_1m.csv.gz"))
    assert answer.object["fills"] > 0
    assert "6 volume(s)" in answer.err


def test_six_symbols_at_once_run_and_a_split_that_trips_a_limit_is_said(line, real_bars):
    symbols = ("SPY", "IWM", "AAPL", "IBM", "BAC", "QQQ")
    words = ["+engine=sma_cross", "+mode=backtest", "data=bars_folder", f"data.path={real_bars}", "data.timeframe=1D"]
    words += [f"data.symbols=[{','.join(symbols)}]", "data.start=2011-03-23"]
    answer = line(*words)
    start = dt.date(2011, 3, 23)
    bars = sum(time.date() >= start for symbol in symbols for time in times_of(real_bars / f"{symbol}_1D.csv.gz"))
    assert (answer.code, answer.object["bars"]) == (0, bars)
    assert answer.object["halted"] is True
    assert answer.object["halt_reason"].startswith("DAILY_LOSS: daily_loss at 2014-06-09 20:00Z")
    people = line(*words, people=True)
    assert "halted: DAILY_LOSS" in people.out
    assert people.code == 0


def test_a_true_hole_halts_the_run_and_names_its_first_day(run, real_bars):
    answer = run("QQQHOLE", "1D")
    first, last = dt.date(2004, 12, 1), dt.date(2011, 3, 22)
    sessions = sum(first <= time.date() <= last for time in times_of(real_bars / "SPY_1D.csv.gz"))
    assert (answer.code, answer.object["halted"]) == (3, True)
    assert "no bar for 2004-12-01" in answer.object["halt_reason"]
    assert f"{sessions} missing, at most 0 allowed" in answer.object["halt_reason"]
    before = sum(time.date() < first for time in times_of(real_bars / "QQQHOLE_1D.csv.gz"))
    assert answer.object["bars"] == before + 1 or answer.object["bars"] == before


def test_a_halted_run_leaves_a_whole_folder_and_its_summary_says_why(run, line):
    answer = run("QQQHOLE", "1D")
    folder = line.folder / answer.object["artifacts"]
    assert len(list(folder.iterdir())) == 9
    assert "2004-12-01" in (folder / "report.html").read_text()
    again = run("QQQHOLE", "1D")
    assert (again.code, again.object["run_id"]) == (3, answer.object["run_id"])


def test_bars_after_the_close_of_a_half_day_are_off_the_calendar_and_halt(run):
    answer = run("SPY", "1H")
    assert (answer.code, answer.object["halted"]) == (3, True)
    assert "OFF_CALENDAR: SPY at 1998-11-27 19:00Z" in answer.object["halt_reason"]


def test_a_missing_minute_of_a_currency_halts_without_tolerance_and_is_named(run, real_bars):
    times = times_of(real_bars / "GBPUSD_1m.csv.gz")
    minute, weekend = dt.timedelta(minutes=1), dt.timedelta(days=1)
    first = next(a + minute for a, b in itertools.pairwise(times) if minute < b - a < weekend)
    answer = run("GBPUSD", "1m", "schedule=weekdays_24x5")
    assert answer.code == 3
    assert f"no bar for {first:%Y-%m-%d %H:%M}Z" in answer.object["halt_reason"]


def test_tolerance_for_the_longest_gap_lets_a_currency_through_and_one_bar_less_does_not(run, real_bars):
    times = times_of(real_bars / "GBPUSD_1m.csv.gz")
    minute, weekend = dt.timedelta(minutes=1), dt.timedelta(days=1)
    longest = max((b - a) // minute - 1 for a, b in itertools.pairwise(times) if b - a < weekend)
    through = run("GBPUSD", "1m", "schedule=weekdays_24x5", f"integrity.gap_tolerance_bars={longest}")
    assert (through.code, through.object["halted"], through.object["bars"]) == (0, False, len(times))
    stopped = run("GBPUSD", "1m", "schedule=weekdays_24x5", f"integrity.gap_tolerance_bars={longest - 1}")
    assert (stopped.code, stopped.object["halted"]) == (3, True)
