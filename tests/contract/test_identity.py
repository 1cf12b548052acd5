"""The same identity is the same run, byte for byte; what is no part of it leaves no trace; what is part of it shows."""

import datetime as dt
import getpass
import gzip
import shutil
import socket
import time
from decimal import Decimal
from pathlib import Path

import pytest

SYMBOLS = ("AAPL", "GOOG", "IBM")


@pytest.fixture(scope="module")
def reference(shared_line, small_lines, of_file, tmp_path_factory):
    """The words of a small run, its object and its nine files, to which all others are held."""
    path = tmp_path_factory.mktemp("reference") / "IBM_1D.csv"
    path.write_text("\n".join(small_lines) + "\n")
    more = ["strategy.fast=3", "strategy.slow=8"]
    answer = shared_line(*of_file(path, "IBM", "1D"), *more)
    assert answer.code == 0
    folder = shared_line.folder / answer.object["artifacts"]
    return path, more, answer.object, {file.name: file.read_bytes() for file in folder.iterdir()}


def differing(folder, files):
    return [name for name in sorted(files) if (folder / name).read_bytes() != files[name]]


@pytest.mark.parametrize(
    ("hash_seed", "more"),
    [
        ("0", {"TZ": "Pacific/Auckland"}),
        ("1", {"LC_ALL": "C"}),
        ("42", {"LC_ALL": "tr_TR.UTF-8", "LANG": "de_DE", "COLUMNS": "20"}),
    ],
)
def test_hash_seed_zone_locale_folder_and_process_leave_no_trace(
    line, reference, of_file, bytes_of, tmp_path, hash_seed, more
):
    path, words, expected, files = reference
    moved = tmp_path / "elsewhere" / "häuser" / "prices.csv"
    moved.parent.mkdir(parents=True)
    shutil.copy(path, moved)
    answer = line.process(
        *of_file(moved, "IBM", "1D"), *words, "runs.folder=deep/er", environment={"PYTHONHASHSEED": hash_seed, **more}
    )
    assert answer.code == 0, answer.err
    assert answer.object["run_id"] == expected["run_id"]
    assert answer.object["artifacts"] == f"deep/er/{expected['run_id']}"
    assert bytes_of(line.folder / answer.object["artifacts"]) == files


def test_order_of_the_words_and_defaults_written_out_leave_no_trace(line, reference, of_file):
    path, words, expected, files = reference
    said = ["account.cash=100000.00", "costs=us_retail", "fills=next_open", "data.bad_rows=refuse", "seed=0"]
    answer = line(*reversed([*of_file(path, "IBM", "1D"), *words, *said]))
    assert answer.object["run_id"] == expected["run_id"]
    assert differing(line.folder / answer.object["artifacts"], files) == []


def as_gzip(lines, path):
    path = path.with_suffix(".csv.gz")
    path.write_bytes(gzip.compress("\n".join(lines).encode(), mtime=7))
    return path


def as_crlf_with_columns_in_another_order(lines, path):
    path = path.with_suffix(".csv")
    turned = [",".join(reversed(text.split(","))) for text in lines]
    path.write_bytes(b"\xef\xbb\xbf" + ("\r\n".join(turned) + "\r\n\r\n").encode())
    return path


def with_other_spellings_of_the_same_values(lines, path):
    path = path.with_suffix(".csv")
    header, *bars = lines
    cells = [text.replace("Z,", "+00:00,").split(",") for text in bars]
    longer = [
        ",".join([time, *(number + ("0" if "." in number else ".00") for number in more)]) for time, *more in cells
    ]
    path.write_text("\n".join([header, *longer]))
    return path


def parquet_with(unit, prices):
    def write(lines, path):
        pyarrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
        names = lines[0].split(",")
        columns = dict(zip(names, zip(*(text.split(",") for text in lines[1:]), strict=True), strict=True))
        times = [dt.datetime.fromisoformat(text) for text in columns["ts_close_utc"]]
        arrays = {"ts_close_utc": pyarrow.array(times, pyarrow.timestamp(unit, "UTC"))}
        for name in names[1:]:
            numbers = [Decimal(text) for text in columns[name]]
            of_float = prices == "float" or name == "volume"
            kind = pyarrow.float64() if of_float else pyarrow.decimal128(18, 8)
            arrays[name] = pyarrow.array([float(each) for each in numbers] if of_float else numbers, kind)
        path = path.with_suffix(".parquet")
        parquet.write_table(pyarrow.table(arrays), path)
        return path

    return write


@pytest.mark.parametrize(
    "write",
    [
        as_gzip,
        as_crlf_with_columns_in_another_order,
        with_other_spellings_of_the_same_values,
        pytest.param(parquet_with("ms", "decimal"), id="parquet of decimals in milliseconds"),
        pytest.param(parquet_with("us", "float"), id="parquet of floats in microseconds"),
        pytest.param(parquet_with("ns", "decimal"), id="parquet of decimals in nanoseconds"),
    ],
)
def test_same_bars_in_another_file_format_are_the_same_run(line, reference, small_lines, of_file, tmp_path, write):
    _, words, expected, files = reference
    answer = line(*of_file(write(small_lines, tmp_path / "same"), "IBM", "1D"), *words)
    assert answer.code == 0, answer.err
    assert answer.object["data_hash"] == expected["data_hash"]
    assert answer.object["run_id"] == expected["run_id"]
    assert differing(line.folder / answer.object["artifacts"], files) == []


@pytest.mark.parametrize("row", [0, 60, 119])
@pytest.mark.parametrize("column", ["high", "volume"])
def test_one_changed_value_of_one_bar_is_another_run(line, reference, small_lines, of_file, tmp_path, row, column):
    _, words, expected, _ = reference
    cells = small_lines[1 + row].split(",")
    place = small_lines[0].split(",").index(column)
    cells[place] = str(Decimal(cells[place]) + Decimal("0.00000001"))
    path = tmp_path / "changed.csv"
    path.write_text("\n".join([*small_lines[: 1 + row], ",".join(cells), *small_lines[2 + row :]]))
    answer = line(*of_file(path, "IBM", "1D"), *words)
    assert answer.code == 0, answer.err
    assert answer.object["config_hash"] == expected["config_hash"]
    assert answer.object["data_hash"] != expected["data_hash"]
    assert answer.object["run_id"] != expected["run_id"]


@pytest.mark.parametrize(
    "change",
    ["account.cash=100000.01", "seed=1", "costs=zero", "risk.on_halt=reduce", "integrity.gap_tolerance_bars=1"],
)
def test_a_changed_setting_is_another_run_on_the_same_data(line, reference, of_file, change):
    path, words, expected, _ = reference
    answer = line(*of_file(path, "IBM", "1D"), *words, change)
    assert answer.code == 0, answer.err
    assert answer.object["data_hash"] == expected["data_hash"]
    assert answer.object["config_hash"] != expected["config_hash"]
    assert answer.object["run_id"] != expected["run_id"]


def test_files_and_symbols_in_another_order_or_format_are_the_same_run(line, bytes_of, tmp_path):
    from mqk_core.sample import sample_folder

    found = []
    for number, order in enumerate([SYMBOLS, tuple(reversed(SYMBOLS))]):
        folder = tmp_path / f"bars{number}"
        folder.mkdir()
        for symbol in order:
            packed = (sample_folder() / f"{symbol}_1D.csv.gz").read_bytes()
            plain = folder / f"{symbol}_1D.csv"
            if number:
                plain.write_bytes(gzip.decompress(packed))
            else:
                plain.with_suffix(".csv.gz").write_bytes(packed)
        words = [f"data.symbols=[{','.join(order)}]", f"data.path={folder}", "data.timeframe=1D", "data=bars_folder"]
        answer = line(*words, "data.start=2006-01-03", "+mode=backtest", "+engine=x", f"runs.folder=runs{number}")
        assert answer.code == 0, answer.err
        found.append((answer.object["run_id"], bytes_of(line.folder / answer.object["artifacts"])))
    assert found[0] == found[1]


def test_rows_that_were_counted_and_skipped_are_part_of_the_identity(line, reference, small_lines, of_file, tmp_path):
    path, words, _, _ = reference
    doubled = tmp_path / "doubled.csv"
    doubled.write_text("\n".join([*small_lines[:30], small_lines[29], *small_lines[30:]]))
    clean, counted = (line(*of_file(each, "IBM", "1D"), *words, "data.bad_rows=count") for each in (path, doubled))
    assert (clean.code, counted.code) == (0, 0)
    assert clean.object["config_hash"] == counted.object["config_hash"]
    assert clean.object["run_id"] != counted.object["run_id"]
    assert "1 row(s) of IBM were left out (DUPLICATE_BAR), first at line 31" in counted.err


@pytest.mark.parametrize("compiled", [True, False], ids=["compiled", "as plain Python"])
def test_another_copy_of_the_sources_gives_the_same_bytes(
    line, reference, of_file, bytes_of, copied_tree, tmp_path, compiled
):
    path, words, expected, files = reference
    done = copied_tree(compiled).run(line, *of_file(path, "IBM", "1D"), *words, "--json")
    assert done.code == 0, done.err
    loaded = [Path(name) for name in done.err.split()[:3]]
    assert all(file.is_relative_to(tmp_path / "copy") for file in loaded)
    assert (loaded[0].suffix == ".so") is compiled
    found = line.folder / "runs" / expected["run_id"]
    assert bytes_of(found) == files


def test_no_artifact_names_a_folder_a_moment_or_a_user(reference):
    path, _, _, files = reference
    told = [str(path.parent), path.name, getpass.getuser() + "@", socket.gethostname(), time.strftime("%Y-%m-%d")]
    for name, content in files.items():
        assert [text for text in told if text.encode() in content] == [], name
