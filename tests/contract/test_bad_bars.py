"""Every file that cannot be read as bars: exit 2 with file, line and column, and nothing left behind."""

import gzip
import os

import pytest

#: The line that is spoilt; the header is line 1.
SPOILT = 42
NUMBERS = {
    "an exponent": "1e2", "a plus": "+112", "a space": " 112", "an underscore": "1_12", "a thousands dot": "1.112.5",
    "a word": "abc", "not a number": "nan", "infinity": "inf", "a lone dot": ".", "no digit before the dot": ".5",
    "no digit after the dot": "112.", "nine decimals": "112.123456789", "hexadecimal": "0x70", "quotes": '"112"',
    "other digits": "１１２", "two minus signs": "--112", "no value": "", "more than 64 bits": "92233720368.54775808",
    "a hundred digits": "9" * 100, "a NUL": "112\0", "an escape sequence": "\x1b[31m112", "a comment": "#112",
}  # fmt: skip
TIMES = {
    "a date": "2000-04-27", "a space for the T": "2000-04-27 20:00:00Z", "no zone": "2000-04-27T20:00:00",
    "another zone": "2000-04-27T20:00:00+01:00", "minus zero": "2000-04-27T20:00:00-00:00",
    "no seconds": "2000-04-27T20:00Z", "small letters": "2000-04-27t20:00:00z", "month 13": "2000-13-27T20:00:00Z",
    "day 31 of April": "2000-04-31T20:00:00Z", "hour 24": "2000-04-27T24:00:00Z", "second 60": "2000-04-27T20:00:60Z",
    "seconds since 1970": "956865600", "ten decimals": "2000-04-27T20:00:00.0000000001Z",
    "beyond 64 bits": "2262-04-12T00:00:00Z", "long ago": "1600-01-01T20:00:00Z",
    "five digits of year": "12000-04-27T20:00:00Z", "no value": "",
}  # fmt: skip


def cell(lines, column, value):
    cells = lines[SPOILT - 1].split(",")
    cells[lines[0].split(",").index(column)] = value
    return [*lines[: SPOILT - 1], ",".join(cells), *lines[SPOILT:]]


@pytest.fixture
def refused(line, of_file, tmp_path):
    """refused(content, name, *more): what a file of these bytes is refused with; nothing is left."""

    def check(content, name="IBM_1D.csv", *more):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else "\n".join(content).encode())
        answer = line(*of_file(path, "IBM", "1D"), *more)
        assert (answer.code, answer.error["code"]) == (2, "DATA"), answer.out + answer.err
        assert line.left(".") == []
        assert "\x1b" not in answer.err
        (where,) = answer.error["where"]
        assert where["file"] == str(path)
        return where, answer.error["message"]

    return check


@pytest.mark.parametrize(("position", "value"), list(enumerate(NUMBERS.values())), ids=NUMBERS)
def test_numbers_that_are_not_plain_digits_are_refused_in_their_cell(refused, small_lines, position, value):
    column = ("open", "high", "low", "close", "volume")[position % 5]
    where, message = refused(cell(small_lines, column, value))
    begin = small_lines[SPOILT - 1].split(",")
    before = begin[: small_lines[0].split(",").index(column)]
    assert (where["line"], where["column"]) == (SPOILT, len(",".join(before)) + 2)
    assert column in message


@pytest.mark.parametrize("value", TIMES.values(), ids=TIMES)
def test_times_that_are_not_utc_moments_are_refused_in_their_cell(refused, small_lines, value):
    where, message = refused(cell(small_lines, "ts_close_utc", value))
    assert where["line"] == SPOILT
    assert "ts_close_utc" in message


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("low", "0"),
        ("low", "-1"),
        ("low", "9999"),
        ("high", "1"),
        ("close", "9999"),
        ("open", "0.00000001"),
        ("volume", "-1"),
    ],
)
def test_bars_that_cannot_be_are_refused_by_line_or_counted_when_asked(
    refused, line, of_file, small_lines, tmp_path, column, value
):
    lines = cell(small_lines, column, value)
    where, message = refused(lines)
    assert where["line"] == SPOILT
    assert "data.bad_rows=count" in message
    answer = line(*of_file(tmp_path / "IBM_1D.csv", "IBM", "1D"), "data.bad_rows=count")
    assert (answer.code, answer.object["halted"], answer.object["bars"]) == (0, False, 119)
    assert f"1 row(s) of IBM were left out (IMPOSSIBLE_{'VOLUME' if column == 'volume' else 'PRICE'})" in answer.err
    assert f"first at line {SPOILT}" in answer.err


def test_a_bar_twice_is_refused_by_its_second_line(refused, small_lines):
    where, message = refused([*small_lines[:SPOILT], small_lines[SPOILT - 1], *small_lines[SPOILT:]])
    assert where["line"] == SPOILT + 1
    assert "each bar once" in message


@pytest.mark.parametrize("more", [[], ["data.bad_rows=count"]])
def test_a_time_that_goes_back_is_refused_even_where_bad_rows_are_counted(refused, small_lines, more):
    lines = [*small_lines[:SPOILT], small_lines[10], *small_lines[SPOILT:]]
    where, message = refused(lines, "IBM_1D.csv", *more)
    assert where["line"] == SPOILT + 1
    assert "only increase" in message


FILES = {
    "nothing": ("IBM_1D.csv", lambda lines: b"", None),
    "only a byte order mark": ("IBM_1D.csv", lambda lines: b"\xef\xbb\xbf", 1),
    "only a header": ("IBM_1D.csv", lambda lines: lines[:1], 2),
    "a header and a blank line": ("IBM_1D.csv", lambda lines: [lines[0], "", ""], 2),
    "no header": ("IBM_1D.csv", lambda lines: lines[1:], 1),
    "a column more": ("IBM_1D.csv", lambda lines: [f"{text},x" for text in lines], 1),
    "a column twice": ("IBM_1D.csv", lambda lines: [lines[0] + ",open", *(f"{text},1" for text in lines[1:])], 1),
    "a column less": ("IBM_1D.csv", lambda lines: [text.rpartition(",")[0] for text in lines], 1),
    "a header with spaces": ("IBM_1D.csv", lambda lines: [lines[0].replace(",", ", "), *lines[1:]], 1),
    "a header in capitals": ("IBM_1D.csv", lambda lines: [lines[0].upper(), *lines[1:]], 1),
    "semicolons": ("IBM_1D.csv", lambda lines: [text.replace(",", ";") for text in lines], 1),
    "a cell more": ("IBM_1D.csv", lambda lines: [*lines[:41], lines[41] + ",1", *lines[42:]], SPOILT),
    "a cell less": ("IBM_1D.csv", lambda lines: [*lines[:41], lines[41].rpartition(",")[0], *lines[42:]], SPOILT),
    "a blank line inside": ("IBM_1D.csv", lambda lines: [*lines[:41], "", *lines[41:]], SPOILT),
    "two blank lines at the end": ("IBM_1D.csv", lambda lines: [*lines, "", "", ""], 122),
    "another encoding": ("IBM_1D.csv", lambda lines: "\n".join(lines).encode("utf-16"), 1),
    "text under a packed name": ("IBM_1D.csv.gz", lambda lines: lines, None),
    "packed bytes under a plain name": ("IBM_1D.csv", lambda lines: gzip.compress("\n".join(lines).encode()), 1),
    "a packed file cut short": ("IBM_1D.csv.gz", lambda lines: gzip.compress("\n".join(lines).encode())[:-9], None),
    "a packed file with a wrong sum": (
        "IBM_1D.csv.gz",
        lambda lines: gzip.compress("\n".join(lines).encode())[:-8] + b"\0" * 8,
        None,
    ),
    "a packed file with more behind it": (
        "IBM_1D.csv.gz",
        lambda lines: gzip.compress("\n".join(lines).encode()) + b"more",
        None,
    ),
    "a table that is none": ("IBM_1D.parquet", lambda lines: b"PAR1" + b"\xff" * 40 + b"PAR1", None),
    "text under the name of a table": ("IBM_1D.parquet", lambda lines: lines, None),
    "a name of no known kind": ("IBM_1D.txt", lambda lines: lines, None),
    "a name that a terminal would obey": ("\x1b[31m.csv", None, None),
}


@pytest.mark.parametrize(("name", "make", "number"), FILES.values(), ids=FILES)
def test_files_that_are_no_bars_are_refused_with_their_line(
    refused, line, of_file, small_lines, tmp_path, name, make, number
):
    if make is None:
        answer = line(*of_file(tmp_path / name, "IBM", "1D"))
        assert answer.code == 2
        assert "\x1b" not in answer.out + answer.err
        assert "\\x1b" in answer.error["message"]
        return
    where, _ = refused(make(small_lines), name)
    assert where["line"] == number


def test_midnight_stamps_would_look_ahead_and_are_taken_only_as_said_dates(
    refused, line, of_file, small_lines, tmp_path
):
    header, *bars = small_lines
    dates = [header, *(f"{bar[:10]}T00:00:00Z,{bar.partition(',')[2]}" for bar in bars)]
    where, message = refused(dates)
    assert where["line"] == 2
    assert "data.daily_stamp=date" in message
    dated = line(
        *of_file(tmp_path / "IBM_1D.csv", "IBM", "1D"), "data.daily_stamp=date", "strategy.fast=3", "strategy.slow=8"
    )
    (tmp_path / "IBM_1D.csv").write_text("\n".join(small_lines))
    closed = line(*of_file(tmp_path / "IBM_1D.csv", "IBM", "1D"), "strategy.fast=3", "strategy.slow=8")
    assert (dated.code, closed.code) == (0, 0), dated.err + closed.err
    assert dated.object["final_equity"] == closed.object["final_equity"]


def test_a_stamp_inside_the_session_is_off_the_calendar_and_halts(line, of_file, small_lines, tmp_path):
    header, *bars = small_lines
    path = tmp_path / "IBM_1D.csv"
    path.write_text("\n".join([header, *(f"{bar[:10]}T15:00:00Z,{bar.partition(',')[2]}" for bar in bars)]))
    answer = line(*of_file(path, "IBM", "1D"))
    assert (answer.code, answer.object["halted"]) == (3, True)
    assert "OFF_CALENDAR" in answer.object["halt_reason"]


def make_folder(path):
    path.mkdir()


def make_pipe(path):
    os.mkfifo(path)


def make_loop(path):
    path.symlink_to(path)


def make_link_to_zeros(path):
    path.symlink_to("/dev/zero")


def make_dangling(path):
    path.symlink_to(path.with_name("gone"))


def make_nothing(path):
    assert not path.exists()


@pytest.mark.parametrize(
    "make",
    [make_folder, make_pipe, make_loop, make_link_to_zeros, make_dangling, make_nothing],
    ids=lambda make: make.__name__,
)
@pytest.mark.parametrize("provider", ["bars_file", "bars_folder"])
def test_what_is_no_regular_file_is_refused_without_waiting(line, of_file, tmp_path, make, provider):
    path = tmp_path / "IBM_1D.csv"
    make(path)
    words = of_file(path, "IBM", "1D")
    if provider == "bars_folder":
        words = [*words[:2], "data=bars_folder", f"data.path={tmp_path}", "data.symbols=[IBM]", "data.timeframe=1D"]
    answer = line(*words)
    assert (answer.code, answer.error["code"]) == (2, "DATA"), answer.out
    assert str(tmp_path) in answer.error["where"][0]["file"]
    assert line.left(".") == []


def test_two_files_of_one_symbol_are_ambiguous(line, small_file):
    packed = small_file.with_suffix(".csv.gz")
    packed.write_bytes(gzip.compress(small_file.read_bytes()))
    words = ["+engine=x", "+mode=backtest", "data=bars_folder", f"data.path={small_file.parent}", "data.symbols=[IBM]"]
    answer = line(*words, "data.timeframe=1D")
    assert (answer.code, answer.error["code"]) == (2, "DATA")
    assert "IBM_1D.csv and IBM_1D.csv.gz are both there" in answer.error["message"]
    assert line.left(".") == []


def test_every_bad_file_of_a_folder_is_named_at_once(line, tmp_path, small_lines):
    for symbol, lines in {"A": small_lines, "B": cell(small_lines, "open", "x"), "C": small_lines[:1]}.items():
        (tmp_path / f"{symbol}_1D.csv").write_text("\n".join(lines))
    words = ["+engine=x", "+mode=backtest", "data=bars_folder", f"data.path={tmp_path}", "data.timeframe=1D"]
    answer = line(*words, "data.symbols=[A,B,C,D]")
    assert answer.code == 2
    places = {(where["file"].rpartition("/")[2], where["line"]) for where in answer.error["where"]}
    assert {("B_1D.csv", SPOILT), ("C_1D.csv", 2)} <= places
    assert "there is no file for D" in answer.error["message"]


@pytest.mark.parametrize(
    "more", [["data.start=2001-01-01"], ["data.end=1999-12-31"], ["data.start=2000-04-29", "data.end=2000-04-30"]]
)
def test_days_that_hold_no_bar_are_refused(line, small, more):
    answer = line(*small, *more)
    assert (answer.code, answer.error["code"]) == (2, "DATA")
    assert "no bar of IBM is left" in answer.error["message"]
    assert line.left(".") == []


def test_first_and_last_day_are_inclusive(line, small, small_lines):
    first, last = small_lines[10][:10], small_lines[109][:10]
    answer = line(*small, f"data.start={first}", f"data.end={last}")
    assert (answer.code, answer.object["bars"]) == (0, 100)


def test_prices_whose_value_leaves_64_bits_are_a_named_refusal_and_no_wrap(line, of_file, small_lines, tmp_path):
    header, *bars = small_lines
    path = tmp_path / "IBM_1D.csv"
    top = "92233720368.54775807"
    path.write_text("\n".join([header, *(f"{bar.split(',')[0]},{top},{top},{top},{top},{top}" for bar in bars)]))
    answer = line(*of_file(path, "IBM", "1D"), "strategy.fast=3", "strategy.slow=8")
    assert answer.code == 0, answer.err
    rising = [header]
    for number, bar in enumerate(bars):
        price = 90_000_000_000 + number
        rising.append(f"{bar.split(',')[0]},{price},{price},{price},{price},1")
    path.write_text("\n".join(rising))
    answer = line(*of_file(path, "IBM", "1D"), "strategy.fast=3", "strategy.slow=8", "risk=none")
    assert (answer.code, answer.object["fills"], answer.object["final_equity"]) == (0, 0, "100000")
    assert (
        "AMOUNT_OVERFLOW"
        in line(*of_file(path, "IBM", "1D"), "strategy.fast=3", "strategy.slow=8", "risk=none", people=True).out
    )
