"""A Parquet file's bytes -> the columns of a bar file, exactly, or one error. Needs pyarrow, imported only here.

Prices are decimals of at most 8 places, or float64 whose shortest text has at most 15 digits: such a float came from
that text, and the text is what is read. A volume may be any float64; of one that needs 16 or 17 digits, 8 decimals are
kept, and such volumes are counted. Nulls, naive times and float32 are refused: they cannot say what was meant.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mqk_core.api import DataError, Problem, Where
from mqk_data_files.files import escaped

COLUMNS: Final = ("ts_close_utc", "open", "high", "low", "close", "volume")
SCALE: Final = 100_000_000
DIGITS_MAX: Final = 15
NEAR: Final = 2**36  # whole numbers below this stay within 64 bits in units of 1e-8

_INT64_MAX: Final = 2**63 - 1
_UNIT_NS: Final = {"ms": 10**6, "us": 10**3, "ns": 1}

Ints = NDArray[np.int64]


class _Rounded:
    # Volumes that had to be rounded, and the row (from 1) of the first.
    def __init__(self) -> None:
        self.count = 0
        self.first_row = 0


def parse_bars_parquet(data: bytes, source: str) -> tuple[Ints, int, int]:
    """Return int64 columns of shape (6, rows), how many volumes were rounded, and the first such row.

    Rows count from 1 in messages.

    Raises
    ------
    DataError : the file is no Parquet, has other columns or types, a null, or a value that cannot be kept exactly.
    """
    table = _read_table(data, source)
    names = table.column_names
    for name in names:
        if name not in COLUMNS or names.count(name) > 1:
            word = "twice" if name in COLUMNS else "that bars do not have"
            raise _refused(
                source, None, f"there is a column '{escaped(name)}' {word}; expected exactly {', '.join(COLUMNS)}"
            )
    lacking = [name for name in COLUMNS if name not in names]
    if lacking:
        raise _refused(source, None, f"the file lacks {', '.join(lacking)}; expected exactly {', '.join(COLUMNS)}")
    if not table.num_rows:
        raise _refused(source, None, "the file has no rows; expected at least one bar")
    rounded = _Rounded()
    out = np.empty((len(COLUMNS), table.num_rows), np.int64)
    for at, name in enumerate(COLUMNS):
        column = table.column(name)
        if column.null_count:
            row = column.is_null().to_pylist().index(True)
            raise _refused(source, row, f"{name} is null; expected a value in every row")
        array = column.combine_chunks()
        out[at] = _read_times(array, source) if at == 0 else _read_numbers(array, name, source, rounded)
    return out, rounded.count, rounded.first_row


def _read_table(data: bytes, source: str) -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise _refused(source, None, f"Parquet needs pyarrow ({error}); install it or use CSV") from error
    try:
        return pyarrow.parquet.ParquetFile(pyarrow.BufferReader(data)).read(use_threads=False)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise _refused(
            source, None, f"the file cannot be read as Parquet ({escaped(str(error))}); write it again"
        ) from error


def _read_times(array: Any, source: str) -> Ints:
    import pyarrow

    kind = array.type
    if not pyarrow.types.is_timestamp(kind) or kind.unit not in _UNIT_NS or kind.tz not in ("UTC", "+00:00"):
        expected = "timestamp[ms, us or ns, UTC]"
        raise _refused(source, None, f"ts_close_utc is {escaped(str(kind))}; expected {expected}")
    stamps = _integers(array.view(pyarrow.int64()))
    factor = _UNIT_NS[kind.unit]
    beyond = np.flatnonzero((stamps > _INT64_MAX // factor) | (stamps < -(_INT64_MAX // factor)))
    if len(beyond):
        raise _refused(
            source, int(beyond[0]), "ts_close_utc lies beyond what 64 bits hold in nanoseconds (1677 to 2262)"
        )
    return stamps * factor


def _read_numbers(array: Any, name: str, source: str, rounded: _Rounded) -> Ints:
    import pyarrow

    kind = array.type
    types = pyarrow.types
    if types.is_decimal(kind) and kind.scale <= 8:
        return _read_decimals(array, name, source)
    if types.is_float64(kind):
        return _read_floats(array.to_numpy(zero_copy_only=False), name, source, rounded)
    if types.is_integer(kind) and name == "volume":
        if types.is_uint64(kind):
            array = array.cast(pyarrow.decimal128(20, 0))
            return _read_decimals(array, name, source)
        values = _integers(array.cast(pyarrow.int64()))
        beyond = np.flatnonzero((values > _INT64_MAX // SCALE) | (values < -(_INT64_MAX // SCALE)))
        if len(beyond):
            raise _out_of_range(source, int(beyond[0]), name, str(values[beyond[0]]))
        return values * SCALE
    expected = "decimal of at most 8 places or float64" + (", or an integer" if name == "volume" else "")
    raise _refused(source, None, f"{name} is {escaped(str(kind))}; expected {expected}")


def _read_decimals(array: Any, name: str, source: str) -> Ints:
    import pyarrow

    try:
        wide = array.cast(pyarrow.decimal128(38, 8))
    except pyarrow.ArrowInvalid as error:
        raise _refused(source, None, f"{name} holds a decimal out of range ({escaped(str(error))})") from error
    words = np.frombuffer(wide.buffers()[1], "<i8")[2 * wide.offset : 2 * (wide.offset + len(wide))].reshape(-1, 2)
    low, high = words[:, 0], words[:, 1]
    beyond = np.flatnonzero(high != low >> 63)
    if len(beyond):
        raise _out_of_range(source, int(beyond[0]), name, str(array[int(beyond[0])].as_py()))
    return low.astype(np.int64)


def _read_floats(values: NDArray[np.float64], name: str, source: str, rounded: _Rounded) -> Ints:
    odd = np.flatnonzero(~np.isfinite(values))
    if len(odd):
        raise _refused(source, int(odd[0]), f"{name} is {values[odd[0]]}; expected a number")
    near = np.where(np.abs(values) < NEAR, values, 0.5 / SCALE)  # what is far is read one by one
    whole = near == np.rint(near)
    scaled = np.rint(near * SCALE)
    # Dividing a whole number below 10^15 by 10^8 is rounded once: giving `values` back, it is their shortest text.
    short = (np.abs(scaled) < 10**DIGITS_MAX) & (scaled / SCALE == near)
    units = np.zeros(len(values), np.int64)
    units[short] = scaled[short].astype(np.int64)
    units[whole] = values[whole].astype(np.int64) * SCALE
    for row in np.flatnonzero(~(whole | short)).tolist():
        units[row] = _read_float(float(values[row]), row, name, source, rounded)
    return units


def _read_float(value: float, row: int, name: str, source: str, rounded: _Rounded) -> int:
    text = repr(value)
    exact = Decimal(text)
    if abs(exact) * SCALE > _INT64_MAX:
        raise _out_of_range(source, row, name, text)
    digits = len(exact.normalize().as_tuple().digits)
    units = exact * SCALE
    if digits <= DIGITS_MAX and units == units.to_integral_value():
        return int(units)
    if name != "volume" or digits <= DIGITS_MAX:
        limit = f"at most {DIGITS_MAX} digits" if digits > DIGITS_MAX else "at most 8 decimals"
        raise _refused(source, row, f"{name} is {text}; expected {limit} (nothing is rounded); write it as a decimal")
    rounded.count += 1
    rounded.first_row = rounded.first_row or row + 1
    return int(units.to_integral_value(ROUND_HALF_EVEN))


def _integers(array: Any) -> Ints:
    numbers: Ints = array.to_numpy(zero_copy_only=False)
    return numbers


def _out_of_range(source: str, row: int, name: str, text: str) -> DataError:
    expected = "a number that 64 bits hold in units of 1e-8, at most 92233720368.54775807"
    return _refused(source, row, f"{name} is {escaped(text)}; expected {expected}")


def _refused(source: str, row: int | None, message: str) -> DataError:
    line = None if row is None else row + 1
    return DataError([Problem(Where(file=source, line=line), message)])
