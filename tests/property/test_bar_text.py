"""The parser of bar files: compiled, run from source, and a plain oracle of regular expressions and Decimals agree."""

from __future__ import annotations

import datetime as dt
import importlib.machinery
import importlib.util
import re
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from types import ModuleType

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mqk_core.kernels import bar_text

OK, NOT_NUMBER, TOO_FINE, TOO_LARGE, EMPTY, NOT_TIME, BEYOND, TIME_TOO_FINE, FEW, MANY, BLANK = range(11)
CELLS = 6
TIME = b"2020-01-02T21:00:00Z"
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def _uncompiled() -> ModuleType:
    path = (
        str(importlib.util.find_spec("mqk_core.kernels.bar_text").origin).partition(".cpython")[0].partition(".abi3")[0]
    )
    path = path if path.endswith(".py") else f"{path}.py"
    loader = importlib.machinery.SourceFileLoader("bar_text_from_source", path)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


SOURCE = _uncompiled()
MODULES = [bar_text, SOURCE]


def parse(module: ModuleType, body: bytes, order: tuple[int, ...] = tuple(range(CELLS))) -> tuple:
    """Return the status, the report, and the columns of the rows read."""
    out = np.zeros((CELLS, body.count(b"\n") + 1), np.int64)
    report = np.zeros(6, np.int64)
    status = module.parse_rows(body, 0, len(body), np.array(order, np.int64), out, report)
    return status, report.tolist(), out[:, : report[0]].tolist()


def expected_number(text: str, is_volume: bool) -> tuple[int, int]:
    """Return the status of one number by the rules as they are written, and its units."""
    if not text:
        return EMPTY, 0
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text, re.ASCII):
        return NOT_NUMBER, 0
    with localcontext(prec=len(text) + 8):  # the default of 28 digits would round
        units = Decimal(text) * 10**8
        if units != units.to_integral_value():
            if not is_volume or len(Decimal(text).normalize().as_tuple().digits) not in (16, 17):
                return TOO_FINE, 0
            units = units.to_integral_value(ROUND_HALF_EVEN)
    if not -(2**63) <= units < 2**63:
        return TOO_LARGE, 0
    return OK, int(units)


def expected_time(text: str) -> tuple[int, int]:
    """Return the status of one time by the rules as they are written, and its nanoseconds."""
    if not text:
        return EMPTY, 0
    match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|\+00:00)", text, re.ASCII)
    if match is None:
        return NOT_TIME, 0
    year, *rest = (int(part) for part in match.groups()[:6])
    try:
        # Year 0 is a leap year like 400; datetime has no year 0.
        moment = dt.datetime(year or 400, *rest, tzinfo=dt.UTC)
    except ValueError:
        return NOT_TIME, 0
    fraction = match[7] or ""
    if fraction[9:].strip("0"):
        return TIME_TOO_FINE, 0
    shift = 0 if year else 146_097 * 86_400
    ns = (int((moment - EPOCH).total_seconds()) - shift) * 10**9 + int(fraction[:9].ljust(9, "0"))
    return (OK, ns) if -(2**63) <= ns < 2**63 else (BEYOND, 0)


NUMBERS = st.one_of(
    st.from_regex(r"-?[0-9]{1,22}(\.[0-9]{1,14})?", fullmatch=True),
    st.from_regex(r"0{0,3}[0-9]{1,9}\.[0-9]{5,12}0{0,4}", fullmatch=True),
    st.floats(0, 1e9).map(repr),
    st.integers(-(2**64), 2**64).map(lambda units: str(Decimal(units) / 10**8)),
    st.text(alphabet="0123456789.-+eE_ \"'\x00", max_size=12),
)
TIMES = st.one_of(
    st.datetimes().map(lambda moment: f"{moment.isoformat()}Z"),
    st.from_regex(
        r"(0000|[12][0-9]{3})-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9](\.[0-9]{0,12})?(Z|\+00:00|-00:00|z)",
        fullmatch=True,
    ),
    st.text(alphabet="0123456789-:TZ+. ", max_size=30),
)


@settings(max_examples=400, deadline=None)
@given(text=NUMBERS, column=st.integers(1, 5))
@example("92233720368.54775807", 1)
@example("92233720368.54775808", 1)
@example("-92233720368.54775808", 2)
@example("-92233720368.54775809", 2)
@example("92233720368.5477580700000000", 3)
@example("218102.59507500002", 5)
@example("218102.59507500002", 4)
@example("0.00000012345678905", 5)
@example("12345678.123456785", 5)
@example("12345678.123456775", 5)
@example("1.123456789", 5)
@example("100.123456789012345", 5)
@example("-0", 1)
@example("10000000000000000000.000000001", 1)
@example("9" * 40, 1)
@example("0" * 40 + "1", 1)
def test_a_number_is_read_as_the_rules_say(text: str, column: int) -> None:
    cells = [TIME, *[b"1"] * 5]
    cells[column] = text.encode()
    status, units = expected_number(text, is_volume=column == 5)
    for module in MODULES:
        found, report, columns = parse(module, b",".join(cells))
        assert found == status, module
        if status == OK:
            assert columns[column] == [units]
        else:
            assert report[:2] == [0, column]
            start = len(b",".join(cells[:column])) + 1
            assert report[2:4] == [start, start + len(text)]


@settings(max_examples=400, deadline=None)
@given(text=TIMES)
@example("2262-04-11T23:47:16.854775807Z")
@example("2262-04-11T23:47:16.854775808Z")
@example("1677-09-21T00:12:43.145224192Z")
@example("1677-09-21T00:12:43.145224191Z")
@example("1969-12-31T23:59:59.999999999Z")
@example("2000-02-29T00:00:00Z")
@example("1900-02-29T00:00:00Z")
@example("0000-02-29T00:00:00Z")
@example("2020-01-02T24:00:00Z")
@example("2020-01-02T23:59:60Z")
@example("2020-01-02T21:00:00.1234567890Z")
@example("2020-01-02T21:00:00.1234567891Z")
@example("2020-01-02T21:00:00.Z")
@example("2020-01-02t21:00:00Z")
@example("2020-01-02T21:00:00-00:00")
def test_a_time_is_read_as_the_rules_say(text: str) -> None:
    status, ns = expected_time(text)
    for module in MODULES:
        found, report, columns = parse(module, text.encode() + b",1,1,1,1,1\n")
        assert (found, report[1]) == (status, 5 if status == OK else 0), module
        if status == OK:
            assert columns[0] == [ns]


@settings(max_examples=300, deadline=None)
@given(
    body=st.one_of(
        st.binary(max_size=120),
        st.text(alphabet="1.,\r\n-T:Z\x00", max_size=60).map(str.encode),
        st.lists(
            st.sampled_from([TIME, b"1", b"-2.5", b",", b",", b",", b"\n", b"\r\n", b"", b"\r", b"x"]), max_size=40
        ).map(b"".join),
    ),
    order=st.permutations(range(CELLS)),
)
def test_whatever_the_bytes_the_compiled_parser_and_its_source_agree(body: bytes, order: list[int]) -> None:
    assert parse(bar_text, body, tuple(order)) == parse(SOURCE, body, tuple(order))


@settings(max_examples=100, deadline=None)
@given(
    rows=st.lists(st.tuples(*[st.integers(-(2**63), 2**63 - 1)] * CELLS), min_size=1, max_size=6),
    order=st.permutations(range(CELLS)),
    ending=st.sampled_from(["\n", "\r\n"]),
    tail=st.sampled_from(["", "end", "blank"]),
)
def test_what_was_written_is_read_back(rows: list[tuple], order: list[int], ending: str, tail: str) -> None:
    def text(column: int, value: int) -> str:
        if column:
            return (
                str(Decimal(value) / 10**8) if "E" not in str(Decimal(value) / 10**8) else f"{Decimal(value) / 10**8:f}"
            )
        seconds, fraction = divmod(value, 10**9)
        return f"{(EPOCH + dt.timedelta(seconds=seconds)).isoformat()[:19]}.{fraction:09}Z"

    body = ending.join(",".join(text(column, row[column]) for column in order) for row in rows)
    body += {"": "", "end": ending, "blank": ending * 2}[tail]
    for module in MODULES:
        status, report, columns = parse(module, body.encode(), tuple(order))
        assert (status, report[0]) == (OK, len(rows))
        assert columns == [list(column) for column in zip(*rows, strict=True)]


@pytest.mark.parametrize("module", MODULES, ids=["as installed", "from source"])
def test_no_byte_outside_the_given_range_is_read(module: ModuleType) -> None:
    body = b"junk" + TIME + b",1,2,3,4,5\n" + b"junk"
    out, report = np.zeros((CELLS, 2), np.int64), np.zeros(6, np.int64)
    assert module.parse_rows(body, 4, len(body) - 4, np.arange(CELLS), out, report) == OK
    assert report[0] == 1
