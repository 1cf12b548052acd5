"""The three sources of bars: which file they read, and what they refuse to read."""

from __future__ import annotations

import gzip
from pathlib import Path

import attrs
import pytest

import mqk_data_files
from mqk_core.api import BarsConfig, DataError, Timeframe
from mqk_data_files.providers import (
    BarsFile,
    BarsFileConfig,
    BarsFolder,
    BarsFolderConfig,
    Sample,
    SampleConfig,
)

TEXT = "ts_close_utc,open,high,low,close,volume\n2020-01-02T21:00:00Z,1,2,0.5,1.5,10\n"


def folder(tmp_path: Path, *symbols: str) -> BarsFolder:
    return BarsFolder(BarsFolderConfig(path=str(tmp_path), symbols=frozenset(symbols), timeframe=Timeframe.D1))


def problems(provider: BarsFile | BarsFolder | Sample) -> list[str]:
    with pytest.raises(DataError) as caught:
        provider.read()
    return [str(problem) for problem in caught.value.problems]


def test_plain_and_compressed_files_give_the_same_bars(tmp_path: Path) -> None:
    (tmp_path / "AAA_1D.csv").write_text(TEXT)
    (tmp_path / "BBB_1D.csv.gz").write_bytes(gzip.compress(TEXT.encode()))
    first, second = folder(tmp_path, "BBB", "AAA").read()
    assert (first.symbol, second.symbol) == ("AAA", "BBB")
    assert (first.columns == second.columns).all()
    assert (first.source, first.first_line) == (f"{tmp_path}/AAA_1D.csv", 2)
    one = BarsFile(BarsFileConfig(path=str(tmp_path / "BBB_1D.csv.gz"), symbol="X", timeframe=Timeframe.D1)).read()
    assert [(series.symbol, series.columns.tolist()) for series in one] == [("X", first.columns.tolist())]


@pytest.mark.parametrize("pair", [(".csv", ".csv.gz"), (".csv", ".parquet"), (".csv.gz", ".parquet")])
def test_two_files_of_one_symbol_are_ambiguous(tmp_path: Path, pair: tuple[str, str]) -> None:
    for ending in pair:
        (tmp_path / f"AAA_1D{ending}").write_text(TEXT)
    (message,) = problems(folder(tmp_path, "AAA"))
    assert f"AAA_1D{pair[0]} and AAA_1D{pair[1]} are both there" in message


def test_every_missing_symbol_is_named_with_what_the_folder_holds(tmp_path: Path) -> None:
    (tmp_path / "AAA_1D.csv").write_text(TEXT)
    (tmp_path / "AAB_1m.csv\x1b[2J").write_text(TEXT)
    found = problems(folder(tmp_path, "AAA", "BBB", "AAB"))
    assert [message.split(";")[0].split(": ")[1] for message in found] == [
        "there is no file for AAB",
        "there is no file for BBB",
    ]
    assert "expected one of AAB_1D.csv, AAB_1D.csv.gz, AAB_1D.parquet" in found[0]
    assert "the folder holds AAA_1D.csv, AAB_1m.csv\\x1b[2J" in found[0]


def test_a_folder_that_cannot_be_read_is_one_problem(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "absent", tmp_path / "file"):
        (message,) = problems(folder(path, "AAA", "BBB"))
        assert "the folder cannot be read" in message


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    assert problems(folder(tmp_path, "AAA"))[0].endswith("the folder is empty")


def test_faults_of_several_files_are_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "AAA_1D.csv").write_text(TEXT + "x")
    (tmp_path / "BBB_1D.csv").mkdir()
    (tmp_path / "CCC_1D.csv.gz").write_bytes(b"no")
    first, second, third = problems(folder(tmp_path, "AAA", "BBB", "CCC"))
    assert "AAA_1D.csv:3:1: the line ends after 1 of 6 cells" in first
    assert "this is a folder" in second
    assert "damaged" in third


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "bars.txt", tmp_path / "bars.gz", tmp_path / "bars.CSV"):
        config = BarsFileConfig(path=str(path), symbol="AAA", timeframe=Timeframe.D1)
        assert "ends in none of .csv, .csv.gz, .parquet" in problems(BarsFile(config))[0]


@pytest.mark.parametrize("symbol", ["", "../AAA", "aaa", "A/B", ".A", "A" * 33, "A\n", "A\0", "-A", "Ä"])
def test_what_is_no_symbol_never_reaches_a_path(symbol: str) -> None:
    makers = [
        lambda: BarsFile(BarsFileConfig(path="x.csv", symbol=symbol, timeframe=Timeframe.D1)),
        lambda: BarsFolder(BarsFolderConfig(path="x", symbols=frozenset({symbol, "AAA"}), timeframe=Timeframe.D1)),
        lambda: Sample(SampleConfig(symbols=frozenset({symbol, "IBM"}))),
    ]
    for make in makers:
        with pytest.raises(DataError, match="a symbol is 1 to 32 of") as caught:
            make()
        assert str(caught.value).isprintable()


def test_no_symbol_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="expected at least one symbol"):
        BarsFolderConfig(path="x", symbols=frozenset(), timeframe=Timeframe.D1)


def test_the_sample_is_read_by_symbol() -> None:
    goog, ibm = Sample(SampleConfig(symbols=frozenset({"IBM", "GOOG"}))).read()
    assert [(goog.symbol, goog.columns.shape[1]), (ibm.symbol, ibm.columns.shape[1])] == [("GOOG", 2148), ("IBM", 3270)]
    (message,) = problems(Sample(SampleConfig(symbols=frozenset({"FB", "IBM"}))))
    assert message == "data.symbols: the sample has no FB; it holds AAPL, GOOG, IBM, MSFT"
    with pytest.raises(ValueError, match="timeframe"):
        SampleConfig(symbols=frozenset({"IBM"}), timeframe=Timeframe.H1)


def test_every_key_says_what_it_is_and_places_are_no_part_of_identity() -> None:
    for component in mqk_data_files.mqk_data_providers():
        assert issubclass(component.config, BarsConfig)
        own = set(attrs.fields_dict(component.config)) - set(attrs.fields_dict(BarsConfig))
        for name in own:
            metadata = attrs.fields_dict(component.config)[name].metadata
            assert metadata["help"].endswith("."), name
            assert metadata.get("identity", True) is (name != "path"), name


def test_a_component_of_each_name_has_its_configuration() -> None:
    shipped = {path.stem for path in (Path(mqk_data_files.__file__).parent / "conf" / "data").glob("*.yaml")}
    assert {component.name for component in mqk_data_files.mqk_data_providers()} == shipped
