"""Bar files as text: what is accepted, and that every refusal names file, line, column and what was expected."""

from __future__ import annotations

import gzip

import numpy as np
import pytest

from mqk_core.errors import DataError
from mqk_core.kernels.bar_csv import COLUMNS, SHOWN_MAX, parse_bars_csv

HEADER = b"ts_close_utc,open,high,low,close,volume\n"
ROW = b"2020-01-02T21:00:00Z,1,2,0.5,1.5,10"
VALUES = [1_577_998_800 * 10**9, 100_000_000, 200_000_000, 50_000_000, 150_000_000, 1_000_000_000]


@pytest.mark.parametrize(
    "data",
    [
        HEADER + ROW,
        HEADER + ROW + b"\n",
        HEADER + ROW + b"\n\n",
        HEADER + ROW + b"\r\n\r\n",
        b"\xef\xbb\xbf" + HEADER + ROW,
        HEADER.replace(b"\n", b"\r\n") + ROW + b"\r\n",
        HEADER + ROW.replace(b"Z", b"+00:00"),
        HEADER + ROW.replace(b"Z", b".000Z"),
        HEADER + ROW.replace(b",2,", b",02.0000000000000,"),
        b"volume,close,low,high,open,ts_close_utc\n10,1.5,0.5,2,1,2020-01-02T21:00:00Z\n",
    ],
)
def test_the_same_bar_is_read_however_it_is_written(data: bytes) -> None:
    parsed = parse_bars_csv(data, "bars.csv")
    assert parsed.columns.dtype == np.int64
    assert parsed.columns.flags.c_contiguous
    assert parsed.columns.tolist() == [[value] for value in VALUES]
    assert parsed.volumes_rounded == 0


@pytest.mark.parametrize(
    ("data", "line", "column", "said"),
    [
        (b"", 1, 1, "the file is empty"),
        (b"\xef\xbb\xbf", 1, 1, "the file is empty"),
        (HEADER, 2, 1, "a header and no bars"),
        (HEADER + b"\n", 2, 1, "a header and no bars"),
        (HEADER.replace(b"volume", b"volume,vwap") + ROW, 1, 41, "a column 'vwap'"),
        (HEADER.replace(b"volume", b"Volume") + ROW, 1, 34, "a column 'Volume'"),
        (HEADER.replace(b"volume", b" volume") + ROW, 1, 34, "a column ' volume'"),
        (HEADER.replace(b"volume", b"open") + ROW, 1, 34, "the column 'open' twice"),
        (HEADER.replace(b",volume", b"") + ROW, 1, 1, "lacks volume"),
        (HEADER.replace(b"volume", b"v\x1b[2J\xff") + ROW, 1, 34, r"'v\x1b[2J\xff'"),
        (b'"' + HEADER + ROW, 1, 1, "a column '\"ts_close_utc'"),
        (HEADER.replace(b"\n", b"\r") + ROW, 1, 34, r"'volume\r2020-01-02T21:00:00Z'"),
        (HEADER + ROW + b"\n\n\n", 3, 1, "the line is blank"),
        (HEADER + b"\n" + ROW, 2, 1, "the line is blank"),
        (HEADER + ROW + b"\n \n", 3, 1, "ends after 1 of 6 cells"),
        (HEADER + ROW + b"\n" + ROW[:-3] + b"\n" + ROW, 3, 30, "ends after 5 of 6 cells"),
        (HEADER + ROW + b",7", 2, 34, "more than 6 cells"),
        (HEADER + ROW.replace(b",2,", b",,"), 2, 24, "high is empty"),
        (HEADER + ROW[:-2], 2, 34, "volume is empty"),
        (HEADER + ROW.replace(b",2,", b',"2",'), 2, 24, "high is '\"2\"'"),
        (HEADER + ROW.replace(b",2,", b",2\x00,"), 2, 24, r"high is '2\x00'"),
        (HEADER + ROW.replace(b",2,", b",2e3,"), 2, 24, "high is '2e3'; expected a number"),
        (HEADER + ROW.replace(b",2,", b",+2,"), 2, 24, "high is '+2'"),
        (HEADER + ROW.replace(b",2,", b",2_0,"), 2, 24, "high is '2_0'"),
        (HEADER + ROW.replace(b",2,", b",nan,"), 2, 24, "high is 'nan'"),
        (HEADER + ROW.replace(b",2,", b", 2,"), 2, 24, "high is ' 2'"),
        (HEADER + ROW.replace(b",2,", "\N{ARABIC-INDIC DIGIT ONE}".encode().join([b",", b","])), 2, 24, "high is"),
        (HEADER + ROW.replace(b",2,", b",2.000000001,"), 2, 24, "expected at most 8 decimals"),
        (HEADER + ROW + b".000000001", 2, 34, "expected at most 8 decimals"),
        (HEADER + ROW.replace(b",2,", b",92233720369,"), 2, 24, "64 bits"),
        (HEADER + ROW.replace(b"Z", b""), 2, 1, "expected a time"),
        (HEADER + ROW.replace(b"Z", b"+01:00"), 2, 1, "ending in Z or +00:00"),
        (HEADER + ROW.replace(b"T", b" "), 2, 1, "expected a time"),
        (HEADER + ROW.replace(b"01-02", b"02-30"), 2, 1, "expected a time"),
        (HEADER + ROW.replace(b"2020", b"2300"), 2, 1, "expected a time from 1677-09-21 to 2262-04-11"),
        (HEADER + ROW.replace(b"Z", b".0000000001Z"), 2, 1, "at most 9 decimals of a second"),
    ],
)
def test_a_refusal_names_the_place_and_what_was_expected(data: bytes, line: int, column: int, said: str) -> None:
    with pytest.raises(DataError) as caught:
        parse_bars_csv(data, "bars.csv")
    (problem,) = caught.value.problems
    assert (problem.where.file, problem.where.line, problem.where.column) == ("bars.csv", line, column)
    assert said in problem.message
    assert problem.message.isprintable()
    assert caught.value.exit_code == 2


def test_a_long_hostile_cell_is_cut_and_escaped() -> None:
    for cell in (b"9" * 100_000, b"\x1b" * 100_000, "\N{RIGHT-TO-LEFT OVERRIDE}".encode() * 100_000):
        with pytest.raises(DataError) as caught:
            parse_bars_csv(HEADER + ROW.replace(b",2,", b"," + cell + b","), "bars.csv")
        message = str(caught.value)
        assert message.isprintable()
        assert len(message) < SHOWN_MAX + 200


def test_a_volume_that_a_binary_float_printed_is_rounded_and_counted() -> None:
    noisy = [b"218102.59507500002", b"5", b"380591.00179999997"]
    body = b"\n".join(ROW[:-2] + volume for volume in noisy)
    parsed = parse_bars_csv(HEADER + body, "bars.csv")
    assert parsed.columns[COLUMNS.index("volume")].tolist() == [21_810_259_507_500, 500_000_000, 38_059_100_180_000]
    assert (parsed.volumes_rounded, parsed.volumes_rounded_line) == (2, 2)


def test_a_price_that_a_binary_float_printed_is_not_rounded() -> None:
    with pytest.raises(DataError, match=r"open is '218102\.59507500002'; expected at most 8 decimals"):
        parse_bars_csv(HEADER + ROW.replace(b",1,", b",218102.59507500002,"), "bars.csv")


def test_rows_come_in_the_order_of_the_file_and_lines_are_counted_from_the_header() -> None:
    rows = [ROW.replace(b"10", str(volume).encode()) for volume in (3, 1, 2)]
    parsed = parse_bars_csv(HEADER + b"\r\n".join(rows), "bars.csv")
    assert parsed.columns[5].tolist() == [300_000_000, 100_000_000, 200_000_000]
    with pytest.raises(DataError, match=r"^bars\.csv:5:34: volume is 'x'"):
        parse_bars_csv(HEADER + b"\n".join([*rows, ROW[:-2] + b"x", ROW[:-2] + b"y"]), "bars.csv")


def test_compressed_data_that_was_not_unpacked_is_no_bar_file() -> None:
    with pytest.raises(DataError, match=r"bars\.csv:1:1: the header has a column"):
        parse_bars_csv(gzip.compress(HEADER + ROW, mtime=0), "bars.csv")
