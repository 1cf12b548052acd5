"""The sentences of this plugin's promises. Each drives the providers as a configuration would build them."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path

import attrs
from pytest_bdd import given, parsers, then, when

from mqk_core.api import BarSeries, DataError, Timeframe, parse_bars_csv
from mqk_data_files.providers import BarsFolder, BarsFolderConfig

PLAIN = b"ts_close_utc,open,high,low,close,volume\n2020-01-02T21:00:00Z,10,11,9.5,10.25,1200\n"


@attrs.define
class Reading:
    """What came of reading: series, or a refusal."""

    series: Sequence[BarSeries] = ()
    refusal: DataError | None = None


@given(parsers.parse('a bar file of ACME whose close is written "{text}"'), target_fixture="bar_folder")
def file_with_close(tmp_path: Path, text: str) -> Path:
    """Write one bar with this close."""
    (tmp_path / "ACME_1D.csv").write_bytes(PLAIN.replace(b"10.25", text.encode()))
    return tmp_path


@given("bars of ACME stored as compressed", target_fixture="bar_folder")
def compressed(tmp_path: Path) -> Path:
    """Write the plain bars compressed."""
    (tmp_path / "ACME_1D.csv.gz").write_bytes(gzip.compress(PLAIN))
    return tmp_path


@given("bars of ACME stored as Parquet", target_fixture="bar_folder")
def parquet(tmp_path: Path) -> Path:
    """Write the plain bars as Parquet, prices as floats."""
    import pyarrow
    import pyarrow.parquet

    row = parse_bars_csv(PLAIN, "plain").columns[:, 0].tolist()
    names = ("open", "high", "low", "close", "volume")
    columns = {name: pyarrow.array([units / 10**8]) for name, units in zip(names, row[1:], strict=True)}
    stamps = {"ts_close_utc": pyarrow.array(row[:1], pyarrow.timestamp("ns", "UTC"))}
    pyarrow.parquet.write_table(pyarrow.table(stamps | columns), tmp_path / "ACME_1D.parquet")
    return tmp_path


@given("bars of ACME stored both plain and compressed", target_fixture="bar_folder")
def both(tmp_path: Path) -> Path:
    """Write the plain bars twice."""
    (tmp_path / "ACME_1D.csv").write_bytes(PLAIN)
    return compressed(tmp_path)


@when("the bars of ACME are read", target_fixture="reading")
def reading(bar_folder: Path) -> Reading:
    """Read the folder, or keep the refusal."""
    config = BarsFolderConfig(path=str(bar_folder), symbols=frozenset({"ACME"}), timeframe=Timeframe.D1)
    try:
        return Reading(series=BarsFolder(config).read())
    except DataError as error:
        return Reading(refusal=error)


@then(parsers.parse("the close of ACME is {price:d} units of 0.00000001"))
def close_is(reading: Reading, price: int) -> None:
    """One bar was read, with this close."""
    (series,) = reading.series
    assert series.columns[4].tolist() == [price]


@then(parsers.parse('reading is refused at line {line:d} because of "{reason}"'))
def refused_at(reading: Reading, line: int, reason: str) -> None:
    """One problem, at this line of the file."""
    assert reading.refusal is not None
    (problem,) = reading.refusal.problems
    assert problem.where.line == line
    assert problem.where.file is not None
    assert problem.where.file.endswith("ACME_1D.csv")
    assert reason in problem.message


@then(parsers.parse('reading is refused because of "{reason}"'))
def refused(reading: Reading, reason: str) -> None:
    """The refusal says why."""
    assert reading.refusal is not None
    assert reason in str(reading.refusal)


@then("no bar is handed on")
def nothing(reading: Reading) -> None:
    """Nothing reached the engine's side."""
    assert not reading.series


@then("they are the bars that a plain file holds")
def as_plain(reading: Reading) -> None:
    """Every column equals that of the plain file."""
    (series,) = reading.series
    assert series.columns.tolist() == parse_bars_csv(PLAIN, "plain").columns.tolist()
