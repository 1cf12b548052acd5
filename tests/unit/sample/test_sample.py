"""The shipped bars are what SOURCE.md says: which files, how many bars, from when to when, and where splits stand."""

import csv
import datetime as dt
import gzip
import itertools
import re
from decimal import Decimal

import pytest

from mqk_core.sample import sample_folder

TEXT = (sample_folder() / "SOURCE.md").read_text()
ROWS = re.findall(r"(?m)^\| `(\w+)_1D\.csv\.gz` \| ([\d,]+) \| (\S+) \| (\S+) \|$", TEXT)


def bars_of(symbol):
    text = gzip.decompress((sample_folder() / f"{symbol}_1D.csv.gz").read_bytes()).decode("ascii")
    return list(csv.DictReader(text.splitlines()))


def test_files_and_their_table_name_each_other():
    files = {path.name.removesuffix("_1D.csv.gz") for path in sample_folder().glob("*.gz")}
    assert files == {symbol for symbol, *_ in ROWS}
    assert len(files) >= 3


def test_nothing_lies_beside_the_bars_but_their_source_and_actions():
    others = {path.name for path in sample_folder().iterdir() if path.suffix != ".gz"}
    assert others - {"__pycache__"} == {"SOURCE.md", "__init__.py", "actions.csv"}


@pytest.mark.parametrize(("symbol", "count", "first", "last"), ROWS)
def test_every_file_holds_the_bars_that_the_table_counts(symbol, count, first, last):
    bars = bars_of(symbol)
    assert (f"{len(bars):,}", bars[0]["ts_close_utc"][:10], bars[-1]["ts_close_utc"][:10]) == (count, first, last)
    assert dt.date.fromisoformat(last).year - dt.date.fromisoformat(first).year >= 8


@pytest.mark.parametrize("symbol", [symbol for symbol, *_ in ROWS])
def test_a_jump_of_a_third_overnight_stands_only_where_a_split_is_named(symbol):
    jumps = {
        after["ts_close_utc"][:10]
        for before, after in itertools.pairwise(bars_of(symbol))
        if not Decimal("0.66") < Decimal(after["open"]) / Decimal(before["close"]) < Decimal("1.5")
    }
    (said,) = re.findall(r"(?s)splits stand in it as jumps: (.*?)\. A backtest", TEXT)
    stated = {
        day
        for part in re.split(r"(?=\b[A-Z]{3,5} 2:1)", said)
        if part.startswith(symbol)
        for day in re.findall(r"\d{4}-\d{2}-\d{2}", part)
    }
    crashes = {"AAPL": {"2000-09-29"}}.get(symbol, set())  # a profit warning, no split
    assert jumps - crashes == stated


def test_the_actions_are_those_that_the_source_counts_and_every_split_stands_in_both():
    rows = list(csv.DictReader((sample_folder() / "actions.csv").read_text().splitlines()))
    counts = {symbol: sum(row["symbol"] == symbol and row["kind"] != "none" for row in rows) for symbol, *_ in ROWS}
    (said,) = re.findall(r"`actions\.csv` \((.*?)\)", TEXT)
    assert said == ", ".join(f"{symbol} {count or 'none'}" for symbol, count in sorted(counts.items()))
    assert [row["symbol"] for row in rows if row["kind"] == "none"] == ["GOOG"]
    splits = {(row["symbol"], row["ex_date"], row["value"]) for row in rows if row["kind"] == "split"}
    dates = [("AAPL", "2000-06-21"), ("AAPL", "2005-02-28"), ("MSFT", "2003-02-18")]
    assert splits == {(*each, "2") for each in dates}


def test_the_special_dividend_and_the_first_of_apple_are_there():
    rows = (sample_folder() / "actions.csv").read_text().splitlines()
    assert {"MSFT,2004-11-15,dividend,3.08", "AAPL,2012-08-09,dividend,2.65"} <= set(rows)


def test_no_overnight_jump_is_left_once_splits_are_undone():
    rows = list(csv.DictReader((sample_folder() / "actions.csv").read_text().splitlines()))
    ratios = {(row["symbol"], row["ex_date"]): Decimal(row["value"]) for row in rows if row["kind"] == "split"}
    for (symbol, date), ratio in ratios.items():
        bars = bars_of(symbol)
        at = next(k for k, bar in enumerate(bars) if bar["ts_close_utc"].startswith(date))
        overnight = Decimal(bars[at]["open"]) * ratio / Decimal(bars[at - 1]["close"])
        assert Decimal("0.97") < overnight < Decimal("1.03"), (symbol, date)


def test_source_and_licence_are_stated():
    for word in ("**Source.**", "bokeh-sampledata", "sha256", "**Licence.** Public domain", "**What it lacks.**"):
        assert word in TEXT
