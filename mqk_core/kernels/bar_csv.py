"""A bar file's text -> columns, or one error that names the line, the column and what was expected.

The bytes are judged here and in the compiled `bar_text.py`; opening files is the business of whoever has a path. What
can be read but cannot be true (a low above the high, a time twice) is judged in `runtime/ingest.py`.
"""

from __future__ import annotations

from typing import Final, NamedTuple, NoReturn

import numpy as np
from numpy.typing import NDArray

from mqk_core.errors import DataError, Problem, Where
from mqk_core.kernels.bar_text import parse_rows

COLUMNS: Final = ("ts_close_utc", "open", "high", "low", "close", "volume")
FIRST_LINE: Final = 2  # line 1 is the header
SHOWN_MAX: Final = 200

_BOM: Final = b"\xef\xbb\xbf"
_EXPECTED_NUMBER: Final = "a number such as 12.50, digits with at most one dot and no sign but a minus"
_EXPECTED_TIME: Final = "a time such as 2020-01-02T21:00:00Z (RFC 3339, ending in Z or +00:00)"
_COMPLAINTS: Final = {
    1: "{name} is {shown}; expected " + _EXPECTED_NUMBER,
    2: "{name} is {shown}; expected at most 8 decimals (nothing is rounded)",
    3: "{name} is {shown}; expected a number that 64 bits hold in units of 1e-8, at most 92233720368.54775807",
    4: "{name} is empty; expected a value in every cell",
    5: "{name} is {shown}; expected " + _EXPECTED_TIME,
    6: "{name} is {shown}; expected a time from 1677-09-21 to 2262-04-11, which 64 bits hold in nanoseconds",
    7: "{name} is {shown}; expected at most 9 decimals of a second (nothing is rounded)",
    8: "the line ends after {cells} of {columns} cells; expected one for each column of the header",
    9: "the line has more than {columns} cells; expected one for each column of the header",
    10: "the line is blank; expected a bar (one blank line is accepted, at the very end)",
}


class ParsedBars(NamedTuple):
    """What a file held, and how many volumes, from which line on, were texts of binary floats and had to be rounded."""

    columns: NDArray[np.int64]
    volumes_rounded: int
    volumes_rounded_line: int


def shown(raw: bytes) -> str:
    """Return bytes of a file as a message may show them: quoted, cut to 200 characters, control characters escaped."""
    text = raw[:SHOWN_MAX].decode("utf-8", "backslashreplace")
    escaped = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
    cut = len(raw) > SHOWN_MAX or len(escaped) > SHOWN_MAX
    return f"'{escaped[:SHOWN_MAX]}…'" if cut else f"'{escaped}'"


def parse_bars_csv(data: bytes, source: str) -> ParsedBars:
    """Return the columns of a bar file: int64, shape (6, rows), C-contiguous: time, open, high, low, close, volume.

    Row r stands on line r + 2. `source` is what a message calls the file.

    Raises
    ------
    DataError : the header is not that of a bar file, a row cannot be read exactly, or there is no row.
    """
    begin = len(_BOM) if data.startswith(_BOM) else 0
    if begin == len(data):
        _refuse(source, 1, 1, f"the file is empty; expected the header {','.join(COLUMNS)} and a line for each bar")
    header_end = data.find(b"\n", begin)
    header_end = len(data) if header_end < 0 else header_end
    targets = _read_header(data[begin:header_end].removesuffix(b"\r"), source)
    at = min(header_end + 1, len(data))
    out = np.empty((len(COLUMNS), data.count(b"\n", at) + 1), np.int64)
    report = np.zeros(6, np.int64)
    status = parse_rows(data, at, len(data), targets, out, report)
    row, cell, start, stop, rounded, first_rounded = report.tolist()
    if status:
        line_start = data.rfind(b"\n", 0, start) + 1
        name = COLUMNS[targets[cell]]
        complaint = _COMPLAINTS[status].format(
            name=name, shown=shown(data[start:stop]), cells=cell + 1, columns=len(COLUMNS)
        )
        _refuse(source, row + FIRST_LINE, start - line_start + 1, complaint)
    if not row:
        _refuse(source, FIRST_LINE, 1, "the file has a header and no bars; expected at least one line below it")
    columns = out if row == out.shape[1] else np.ascontiguousarray(out[:, :row])
    return ParsedBars(columns, rounded, first_rounded + FIRST_LINE if rounded else 0)


def _read_header(line: bytes, source: str) -> NDArray[np.int64]:
    names = line.split(b",")
    expected = f"expected exactly {','.join(COLUMNS)}, in any order"
    places: list[int] = []
    column = 1
    for raw in names:
        name = raw.decode("ascii", "replace")
        if name not in COLUMNS:
            _refuse(source, 1, column, f"the header has a column {shown(raw)}; {expected}")
        if COLUMNS.index(name) in places:
            _refuse(source, 1, column, f"the header has the column {shown(raw)} twice; {expected}")
        places.append(COLUMNS.index(name))
        column += len(raw) + 1
    lacking = [name for at, name in enumerate(COLUMNS) if at not in places]
    if lacking:
        _refuse(source, 1, 1, f"the header lacks {', '.join(lacking)}; {expected}")
    return np.array(places, np.int64)


def _refuse(source: str, line: int, column: int, message: str) -> NoReturn:
    raise DataError([Problem(Where(file=source, line=line, column=column), message)])
