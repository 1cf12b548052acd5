"""The shipped sample and real files: every session in order, and the one true hole named by its first day."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
from collections.abc import Sequence
from pathlib import Path

import attrs
import numpy as np
import pytest

from mqk_core.domain.bars import BarsConfig, BarSeries, Timeframe
from mqk_core.domain.calendar import NO_SLOT, schedule_named
from mqk_core.kernels.bar_csv import FIRST_LINE, parse_bars_csv
from mqk_core.runtime.ingest import Ingested, read
from mqk_core.sample import sample_folder

SHARED = Path(__file__).parents[4] / "shared" / "data" / "bars"
EQUITIES = schedule_named("us_equities")
#: The bars that ship, as they were converted: a change of one byte of text is seen here.
SAMPLE = {
    "AAPL": (3270, "b0079af357d98a8b84f2babea94c6627b156b7cddf2b93ba89341774ad000b3a"),
    "GOOG": (2148, "4d9bb7edd7225eac5827e2e2f862d0bae3d953198a55f5dcf63021edda846bb4"),
    "IBM": (3270, "94604d19fd126755792c68257e7257b0f068e61d9091d6e1ed55d807a63d76e0"),
    "MSFT": (3270, "f76b369c4ac8ec6174255607e42da7466d9d7600acedac4e4b1db1ae8b2f0350"),
}

real = pytest.mark.skipif(not SHARED.is_dir(), reason="the real bars lie beside the project, and this is another place")


@attrs.frozen
class Folder:
    """A provider of `SYMBOL_TF.csv.gz` of one folder."""

    path: Path
    symbols: Sequence[str]
    timeframe: Timeframe

    def read(self) -> Sequence[BarSeries]:
        """Read the files."""
        return [self._series(symbol) for symbol in self.symbols]

    def _series(self, symbol: str) -> BarSeries:
        name = f"{symbol}_{self.timeframe.value}.csv.gz"
        parsed = parse_bars_csv(gzip.decompress((self.path / name).read_bytes()), name)
        return BarSeries(symbol, parsed.columns, name, FIRST_LINE, parsed.volumes_rounded, parsed.volumes_rounded_line)


def ingest(folder: Path, symbols: str, timeframe: str, schedule: str = "us_equities", **config: object) -> Ingested:
    frame = Timeframe(timeframe)
    return read(Folder(folder, symbols.split(), frame), BarsConfig(timeframe=frame, **config), schedule_named(schedule))


def steps(found: Ingested, symbol: str) -> np.ndarray:
    """Return by how many slots each of the symbol's bars comes after the one before."""
    own = found.tape.instrument == found.tape.symbols.index(symbol)
    assert (found.tape.slots[own] != NO_SLOT).all()
    return np.diff(found.tape.slots[own])


@pytest.mark.parametrize("symbol", SAMPLE)
def test_the_sample_is_whole_and_as_it_was_converted(symbol: str) -> None:
    found = ingest(sample_folder(), symbol, "1D")
    text = gzip.decompress((sample_folder() / f"{symbol}_1D.csv.gz").read_bytes())
    assert (found.tape.rows, hashlib.sha256(text).hexdigest()) == SAMPLE[symbol]
    assert (steps(found, symbol) == 1).all()
    assert found.skipped == found.notes == ()


def test_rows_of_one_time_stand_in_the_order_of_their_symbols() -> None:
    tape = ingest(sample_folder(), "MSFT IBM GOOG AAPL", "1D").tape
    places = list(zip(tape.times.tolist(), tape.instrument.tolist(), strict=True))
    assert places == sorted(set(places))


def test_the_sample_says_where_it_is_from() -> None:
    source = (sample_folder() / "SOURCE.md").read_text(encoding="utf-8")
    for said in ("bokeh-sampledata", "Public domain", "2000-06-21", "2005-02-28", "2003-02-18", *SAMPLE):
        assert said in source


@pytest.mark.parametrize("symbol", ["GOOG", "IBM"])
def test_what_the_demo_trades_does_not_split(symbol: str) -> None:
    tape = ingest(sample_folder(), symbol, "1D").tape
    assert (np.abs(np.diff(np.log(tape.close))) < 0.25).all()


@real
@pytest.mark.parametrize(
    ("symbol", "timeframe", "schedule", "rows"),
    [
        ("SPY", "1D", "us_equities", 5849),
        ("AAPL", "1D", "us_equities", 5849),
        ("SPY", "1m", "us_equities", 2340),
        ("BTCPERP", "1m", "always_open", 45031),
    ],
)
def test_whole_files_have_a_bar_in_every_slot(symbol: str, timeframe: str, schedule: str, rows: int) -> None:
    found = ingest(SHARED, symbol, timeframe, schedule)
    assert found.tape.rows == rows
    assert (steps(found, symbol) == 1).all()


@real
def test_six_symbols_from_one_day_on_stand_in_one_tape() -> None:
    found = ingest(SHARED, "SPY IWM AAPL IBM BAC QQQ", "1D", start=dt.date(2011, 3, 23))
    assert (found.tape.rows, found.tape.steps) == (6 * 2523, 2523)
    assert all((steps(found, symbol) == 1).all() for symbol in found.tape.symbols)


@real
def test_the_hole_of_qqq_begins_on_the_first_of_december_2004() -> None:
    found = ingest(SHARED, "QQQHOLE", "1D")
    (hole,) = np.flatnonzero(steps(found, "QQQHOLE") != 1)
    assert EQUITIES.slot_text(int(found.tape.slots[hole]) + 1, Timeframe.D1) == "2004-12-01"


@real
def test_hours_after_the_close_of_half_days_are_off_the_calendar() -> None:
    tape = ingest(SHARED, "SPY", "1H").tape
    odd = tape.days[tape.slots == NO_SLOT]
    assert (len(odd), len(np.unique(odd))) == (47, 23)


@real
def test_the_noise_of_binary_floats_in_six_volumes_is_noted() -> None:
    (note,) = ingest(SHARED, "BTCPERP", "1m", "always_open").notes
    assert note.startswith("BTCPERP_1m.csv.gz:249: 6 volume(s)")


@real
def test_minutes_of_currencies_lack_what_their_source_says_they_lack() -> None:
    found = ingest(SHARED, "GBPUSD", "1m", "weekdays_24x5")
    assert np.count_nonzero(steps(found, "GBPUSD") != 1) == 110
