"""Columns of int64 as CSV text, a block of rows at a time.

Each column becomes a matrix of characters and a mask of those to keep; one selection over the joined matrices gives the
bytes of the block. Amounts are exact: units of 1e-8 become the shortest decimal text, as `domain/money.to_text` writes
it; times are those of `text.time_text`. The single-value functions are this module's oracle in its test.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mqk_core.domain.money import PLACES, SCALE
from mqk_core.runs.text import date_text

_ROWS_A_BLOCK: Final = 16_384
_ZERO: Final = ord("0")
_DATE_LENGTH: Final = 10
_FRACTION_PLACES: Final = 9

Cells = tuple[NDArray[np.uint8], NDArray[np.bool_]]
Formatter = Callable[[NDArray[np.int64]], Cells]


def csv_table(header: str, columns: Sequence[tuple[NDArray[np.int64], Formatter]]) -> bytes:
    """Return a CSV table: its header, then a line a row; each column int64 of one length, with its formatter."""
    rows = len(columns[0][0])
    table = io.BytesIO()
    table.write(f"{header}\n".encode("ascii"))
    for start in range(0, rows, _ROWS_A_BLOCK):
        parts: list[Cells] = []
        count = min(_ROWS_A_BLOCK, rows - start)
        for position, (column, formatter) in enumerate(columns):
            parts.append(formatter(column[start : start + count]))
            parts.append(_constant(count, "\n" if position == len(columns) - 1 else ","))
        characters = np.concatenate([part[0] for part in parts], axis=1)
        kept = np.concatenate([part[1] for part in parts], axis=1)
        table.write(characters[kept].data)
    return table.getvalue()


def amounts(units: NDArray[np.int64]) -> Cells:
    """Return the cells of amounts in units of 1e-8: `12`, `-0.5`, `97.3600001`."""
    negative = units < 0
    # The smallest int64 has no positive twin in int64; in uint64 it has.
    magnitude = np.where(negative, ~units, units).astype(np.uint64) + negative.astype(np.uint64)
    whole, rest = np.divmod(magnitude, np.uint64(SCALE))
    sign = np.full((len(units), 1), ord("-"), np.uint8), negative[:, None]
    return _joined([sign, _whole_digits(whole), _fraction_digits(rest, PLACES)])


def times(ns: NDArray[np.int64]) -> Cells:
    """Return the cells of RFC 3339 times in UTC from nanoseconds since 1970."""
    seconds, fraction = np.divmod(ns, 10**9)
    days, second = np.divmod(seconds, 86_400)
    distinct, place = np.unique(days, return_inverse=True)
    dates = "".join(date_text(day) for day in distinct.tolist()).encode("ascii")
    date = np.frombuffer(dates, np.uint8).reshape(-1, _DATE_LENGTH)[place]
    clock = np.empty((len(ns), 9), np.uint8)
    for position, mark in ((0, "T"), (3, ":"), (6, ":")):
        clock[:, position] = ord(mark)
    for position, part in ((1, second // 3600), (4, second // 60 % 60), (7, second % 60)):
        clock[:, position] = part // 10 + _ZERO
        clock[:, position + 1] = part % 10 + _ZERO
    return _joined(
        [
            (date, np.ones(date.shape, np.bool_)),
            (clock, np.ones(clock.shape, np.bool_)),
            _fraction_digits(fraction.astype(np.uint64), _FRACTION_PLACES),
            _constant(len(ns), "Z"),
        ]
    )


def _constant(rows: int, mark: str) -> Cells:
    return np.full((rows, 1), ord(mark), np.uint8), np.ones((rows, 1), np.bool_)


def _joined(parts: Sequence[Cells]) -> Cells:
    return np.concatenate([part[0] for part in parts], axis=1), np.concatenate([part[1] for part in parts], axis=1)


def _whole_digits(whole: NDArray[np.uint64]) -> Cells:
    # As many columns as the longest number of the block needs; leading zeros are masked, but for the last digit.
    length = len(str(int(whole.max()))) if len(whole) else 1
    characters = np.empty((len(whole), length), np.uint8)
    kept = np.ones((len(whole), length), np.bool_)
    left = whole
    for position in range(length - 1, -1, -1):
        if position < length - 1:
            kept[:, position] = left != 0
        left, digit = np.divmod(left, np.uint64(10))
        characters[:, position] = digit.astype(np.uint8) + _ZERO
    return characters, kept


def _fraction_digits(rest: NDArray[np.uint64], places: int) -> Cells:
    # Point and digits; trailing zeros are masked, and the point where nothing follows it.
    if not rest.any():
        return np.empty((len(rest), 0), np.uint8), np.empty((len(rest), 0), np.bool_)
    characters = np.empty((len(rest), places + 1), np.uint8)
    kept = np.empty((len(rest), places + 1), np.bool_)
    characters[:, 0] = ord(".")
    kept[:, 0] = rest != 0
    left = rest.astype(np.uint32)  # at most nine digits
    seen = np.zeros(len(rest), np.bool_)
    for position in range(places, 0, -1):
        left, digit = np.divmod(left, np.uint32(10))
        seen |= digit != 0
        characters[:, position] = digit.astype(np.uint8) + _ZERO
        kept[:, position] = seen
    return characters, kept
