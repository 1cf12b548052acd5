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


def test_nothing_lies_beside_the_bars_but_their_source():
    others = {path.name for path in sample_folder().iterdir() if path.suffix != ".gz"}
    assert others - {"__pycache__"} == {"SOURCE.md", "__init__.py"}


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


def test_source_and_licence_are_stated():
    for word in ("**Source.**", "bokeh-sampledata", "sha256", "**Licence.** Public domain", "**What it lacks.**"):
        assert word in TEXT
