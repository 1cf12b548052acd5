"""Parquet: the same bars as from CSV, and every type or value that cannot be kept exactly is refused."""

from __future__ import annotations

import contextlib
import io
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mqk_core.api import DataError, Timeframe, parse_bars_csv
from mqk_data_files.parquet import COLUMNS, parse_bars_parquet
from mqk_data_files.providers import BarsFile, BarsFileConfig

NS = 1_577_998_800 * 10**9
UTC = pa.timestamp("ns", "UTC")


def table(**changes: pa.Array | None) -> pa.Table:
    columns = {
        "ts_close_utc": pa.array([NS, NS + 10**9], UTC),
        "open": pa.array([1.0, 10.25]),
        "high": pa.array([2.0, 11.0]),
        "low": pa.array([Decimal("0.5"), Decimal("0.00000001")], pa.decimal128(18, 8)),
        "close": pa.array([Decimal("1.5"), Decimal("11")], pa.decimal128(5, 1)),
        "volume": pa.array([10, 0], pa.int64()),
    } | changes
    return pa.table({name: column for name, column in columns.items() if column is not None})


def written(content: pa.Table, **options: object) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(content, buffer, **options)
    return buffer.getvalue()


def refusal(content: pa.Table | bytes) -> str:
    with pytest.raises(DataError) as caught:
        parse_bars_parquet(content if isinstance(content, bytes) else written(content), "b.parquet")
    message = str(caught.value)
    assert message.startswith("b.parquet")
    assert message.isprintable()
    return message


def test_parquet_gives_the_bars_that_csv_gives(tmp_path: Path) -> None:
    text = (
        "ts_close_utc,open,high,low,close,volume\n"
        "2020-01-02T21:00:00Z,1,2,0.5,1.5,10\n2020-01-02T21:00:01Z,10.25,11,0.00000001,11,0\n"
    )
    expected = parse_bars_csv(text.encode(), "b.csv").columns
    columns, rounded, _ = parse_bars_parquet(written(table()), "b.parquet")
    assert (columns == expected).all()
    assert (columns.dtype, columns.flags.c_contiguous, rounded) == (np.int64, True, 0)
    (tmp_path / "b.parquet").write_bytes(written(table().select(list(reversed(COLUMNS))), row_group_size=1))
    (series,) = BarsFile(BarsFileConfig(path=str(tmp_path / "b.parquet"), symbol="AAA", timeframe=Timeframe.M1)).read()
    assert (series.columns == expected).all()
    assert series.first_line == 1


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
@pytest.mark.parametrize("zone", ["UTC", "+00:00"])
def test_times_of_each_unit_are_read(unit: str, zone: str) -> None:
    stamps = pa.array([NS, NS + 10**9], pa.timestamp("ns", zone)).cast(pa.timestamp(unit, zone))
    columns, _, _ = parse_bars_parquet(written(table(ts_close_utc=stamps)), "b.parquet")
    assert columns[0].tolist() == [NS, NS + 10**9]


@pytest.mark.parametrize(
    ("name", "column", "said"),
    [
        ("ts_close_utc", pa.array([1, 2], pa.timestamp("ns")), "expected timestamp[ms, us or ns, UTC]"),
        ("ts_close_utc", pa.array([1, 2], pa.timestamp("ns", "America/New_York")), "expected timestamp"),
        ("ts_close_utc", pa.array([1, 2], pa.int64()), "ts_close_utc is int64"),
        ("ts_close_utc", pa.array(["2020-01-02T21:00:00Z"] * 2), "ts_close_utc is string"),
        ("ts_close_utc", pa.array([1, 2], pa.date32()), "ts_close_utc is date32"),
        ("ts_close_utc", pa.array([1, None], UTC), "b.parquet:2: ts_close_utc is null"),
        ("ts_close_utc", pa.array([1, 2**62], pa.timestamp("us", "UTC")), "b.parquet:2: ts_close_utc lies beyond"),
        ("open", pa.array([1.0, 2.0], pa.float32()), "open is float"),
        ("open", pa.array([1, 2], pa.int64()), "open is int64; expected decimal of at most 8 places or float64"),
        ("open", pa.array(["1", "2"]), "open is string"),
        ("open", pa.array([1.0, None]), "b.parquet:2: open is null"),
        ("open", pa.array([1.0, float("nan")]), "b.parquet:2: open is nan"),
        ("open", pa.array([1.0, float("inf")]), "b.parquet:2: open is inf"),
        ("open", pa.array([1.0, 0.1 + 0.2]), "b.parquet:2: open is 0.30000000000000004; expected at most 15 digits"),
        ("open", pa.array([1.0, 1.123456789]), "b.parquet:2: open is 1.123456789; expected at most 8 decimals"),
        ("open", pa.array([1.0, 1e11]), "b.parquet:2: open is 100000000000.0; expected a number that 64 bits hold"),
        ("open", pa.array([1.0, 1e300]), "b.parquet:2: open is 1e+300; expected a number that 64 bits hold"),
        ("open", pa.array([Decimal("1.123456789")] * 2, pa.decimal128(12, 9)), "open is decimal128(12, 9)"),
        ("open", pa.array([Decimal(1), Decimal(10**11)], pa.decimal128(20, 0)), "b.parquet:2: open is 100000000000;"),
        ("open", pa.array([Decimal(1), Decimal(10**37)], pa.decimal128(38, 0)), "open holds a decimal out of range"),
        ("volume", pa.array([1, 2**62], pa.int64()), "b.parquet:2: volume is 4611686018427387904; expected"),
        ("volume", pa.array([1, 2**63 + 1], pa.uint64()), "b.parquet:2: volume is 9223372036854775809; expected"),
        ("volume", pa.array([1.0, 0.123456789]), "b.parquet:2: volume is 0.123456789; expected at most 8 decimals"),
        ("volume", pa.array([True, False]), "volume is bool; expected decimal of at most 8 places or float64, or an"),
        ("volume", None, "the file lacks volume"),
        ("v\x1bwap", pa.array([1, 2]), "there is a column 'v\\x1bwap' that bars do not have"),
        ("Open", pa.array([1, 2]), "there is a column 'Open' that bars do not have"),
    ],
)
def test_what_cannot_be_kept_exactly_is_refused(name: str, column: pa.Array | None, said: str) -> None:
    assert said in refusal(table(**{name: column}))


def test_a_column_twice_is_refused() -> None:
    double = table().append_column("open", pa.array([1.0, 2.0]))
    assert "there is a column 'open' twice" in refusal(double)


def test_what_is_no_parquet_is_refused() -> None:
    whole = written(table())
    for data in (b"x", b"PAR1", whole[:-1], whole[: len(whole) // 2], b"PAR1" + b"\0" * 100 + b"PAR1"):
        assert "cannot be read as Parquet" in refusal(data)
    assert "has no rows" in refusal(table().slice(0, 0))


def test_damage_anywhere_ends_in_bars_or_in_a_refusal() -> None:
    whole = written(table(), compression="none", write_page_checksum=True)
    for at in range(4, len(whole), 7):
        data = whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]
        with contextlib.suppress(DataError):
            parse_bars_parquet(data, "b.parquet")


@pytest.mark.parametrize("kind", [pa.int8(), pa.uint8(), pa.int32(), pa.uint64(), pa.float64(), pa.decimal128(25, 2)])
def test_volumes_of_every_number_type_are_read(kind: pa.DataType) -> None:
    columns, _, _ = parse_bars_parquet(written(table(volume=pa.array([7, 100]).cast(kind))), "b.parquet")
    assert columns[5].tolist() == [700_000_000, 10_000_000_000]


def test_volumes_that_need_all_digits_of_a_float_are_rounded_and_counted() -> None:
    noisy = pa.array([5.0, 218102.59507500002])
    columns, rounded, row = parse_bars_parquet(written(table(volume=noisy)), "b.parquet")
    assert (columns[5].tolist(), rounded, row) == ([500_000_000, 21_810_259_507_500], 1, 2)


@settings(max_examples=300, deadline=None)
@given(value=st.one_of(st.floats(allow_nan=False), st.integers(-(2**63), 2**63).map(lambda units: units / 10**8)))
@example(92233720368.54776)
@example(123456789.123456)
@example(-0.0)
@example(5e-324)
@example(68719476736.0)
@example(99999999999.0)
def test_a_float_is_read_as_its_shortest_text_or_refused(value: float) -> None:
    exact = Decimal(repr(value)) if np.isfinite(value) else None
    kept = (
        exact is not None
        and len(exact.normalize().as_tuple().digits) <= 15
        and exact * 10**8 == (exact * 10**8).to_integral_value()
        and abs(exact * 10**8) < 2**63
    )
    content = written(table(open=pa.array([value, 1.0])))
    if kept:
        assert parse_bars_parquet(content, "b.parquet")[0][1].tolist() == [int(exact * 10**8), 10**8]
    else:
        assert refusal(content).startswith("b.parquet:1: open is ")
