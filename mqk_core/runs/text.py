"""How single values look in the artifacts: times, cells of a CSV file, text of foreign origin, JSON.

Whole columns are in `column_text.py`; amounts in `domain/money.py`. Nothing here depends on locale, time zone or the
order of a dict.
"""

from __future__ import annotations

import datetime
import json
from functools import lru_cache
from typing import Final

SHOWN_MAX: Final = 200
_NS_A_SECOND: Final = 10**9
_SECONDS_A_DAY: Final = 86_400
_EPOCH_ORDINAL: Final = datetime.date(1970, 1, 1).toordinal()
_FORMULA_STARTS: Final = ("=", "+", "-", "@")


@lru_cache(maxsize=65_536)
def date_text(day: int) -> str:
    """Return `YYYY-MM-DD` of a day counted from 1970-01-01."""
    return datetime.date.fromordinal(_EPOCH_ORDINAL + day).isoformat()


def time_text(ns: int) -> str:
    """Return RFC 3339 in UTC of nanoseconds since 1970; a fraction only where there is one, without trailing zeros."""
    seconds, fraction = divmod(ns, _NS_A_SECOND)
    day, second = divmod(seconds, _SECONDS_A_DAY)
    minutes, second = divmod(second, 60)
    hours, minutes = divmod(minutes, 60)
    tail = f".{fraction:09d}".rstrip("0") if fraction else ""
    return f"{date_text(day)}T{hours:02d}:{minutes:02d}:{second:02d}{tail}Z"


def printable(text: str, length_max: int = SHOWN_MAX) -> str:
    """Return text that cannot steer a terminal or a page: unprintable characters escaped, cut at `length_max`."""
    cut = text[:length_max]
    shown = "".join(one if one.isprintable() else one.encode("unicode_escape").decode("ascii") for one in cut)
    return shown if len(text) <= length_max else f"{shown}…"


@lru_cache(maxsize=4_096)
def csv_cell(text: str) -> str:
    """Return one CSV cell of a text of foreign origin, quoted where needed, and never a formula for a spreadsheet."""
    shown = printable(text)
    if shown.startswith(_FORMULA_STARTS):
        shown = f"'{shown}"
    if any(one in shown for one in ',"'):
        return '"' + shown.replace('"', '""') + '"'
    return shown


def json_bytes(value: object) -> bytes:
    """Return the one JSON text of a value: sorted keys, two spaces, ASCII, a newline at the end.

    Raises
    ------
    ValueError : a number that JSON does not have (NaN, infinite).
    """
    return json.dumps(value, sort_keys=True, indent=2, ensure_ascii=True, allow_nan=False).encode("ascii") + b"\n"


def canonical_json_bytes(value: object) -> bytes:
    """Return the JSON text that is hashed: sorted keys, no space, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode("ascii")
