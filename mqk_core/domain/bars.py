"""Bars as a provider read them, and the settings that every source of bars shares.

Columns are int64: time in nanoseconds since 1970 UTC, prices and volume in units of 1e-8. Nothing here reads a file.
"""

from __future__ import annotations

import datetime
import enum
import re
from typing import Final

import attrs
import numpy as np
from numpy.typing import NDArray

SYMBOL_RULE: Final = "a symbol is 1 to 32 of A-Z, 0-9, '.', '_' and '-', beginning with a letter or digit"

_SYMBOL: Final = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,31}")


def is_symbol(text: str) -> bool:
    """Return whether `text` can be a symbol; nothing else may become part of a path."""
    return _SYMBOL.fullmatch(text) is not None


class Timeframe(enum.Enum):
    """The length of a bar; `interval_ns` is what lies between two closes inside a session."""

    M1 = "1m"
    M5 = "5m"
    M15 = "15m"
    H1 = "1H"
    D1 = "1D"

    @property
    def interval_ns(self) -> int:
        return _INTERVAL_NS[self]


_INTERVAL_NS = {
    Timeframe.M1: 60 * 10**9,
    Timeframe.M5: 300 * 10**9,
    Timeframe.M15: 900 * 10**9,
    Timeframe.H1: 3_600 * 10**9,
    Timeframe.D1: 86_400 * 10**9,
}


class DailyStamp(enum.Enum):
    """What the time of a daily bar says: the close itself, or the session's date at midnight UTC."""

    CLOSE = "close"
    DATE = "date"


class BadRows(enum.Enum):
    """What to do with rows that can be read but cannot be true (impossible prices, duplicates)."""

    REFUSE = "refuse"
    COUNT = "count"


class UnknownActions(enum.Enum):
    """What to do with symbols of which the actions file says nothing: state it, refuse the run, or forbid entries."""

    STATE = "state"
    REFUSE = "refuse"
    FORBID = "forbid"


@attrs.frozen(kw_only=True)
class BarsConfig:
    """Keys that every data provider has; their config classes extend it. Core reads these, the provider its own."""

    timeframe: Timeframe = attrs.field(metadata={"help": "Length of a bar: 1m, 5m, 15m, 1H or 1D."})
    daily_stamp: DailyStamp = attrs.field(
        default=DailyStamp.CLOSE,
        metadata={"help": "What the time of a daily bar says: its close, or its session's date at midnight UTC."},
    )
    start: datetime.date | None = attrs.field(
        default=None, metadata={"help": "First trading day of the run; null: the first there is."}
    )
    end: datetime.date | None = attrs.field(
        default=None, metadata={"help": "Last trading day of the run; null: the last there is."}
    )
    bad_rows: BadRows = attrs.field(
        default=BadRows.REFUSE,
        metadata={"help": "Rows with impossible prices, and doubles: refuse the file, or skip and count them."},
    )
    actions: str | None = attrs.field(
        default=None,
        metadata={
            "help": "CSV file of splits and dividends: symbol, ex_date, kind and value; null: none.",
            "identity": False,
        },
    )
    unknown_actions: UnknownActions = attrs.field(
        default=UnknownActions.STATE,
        metadata={
            "help": "Shares that the actions file does not name: state it in the results, refuse the run, or forbid "
            "entries."
        },
    )


@attrs.frozen(eq=False)
class BarSeries:
    """One symbol's rows, in the order of the file.

    Attributes
    ----------
    columns : int64, shape (6, rows), C-contiguous: time, open, high, low, close, volume.
    source : what a message calls the file (as the user wrote the path).
    first_line : the line (or row number) of row 0, so that an error can name its place.
    volumes_rounded : how many volumes were texts of binary floats and had to be rounded to 8 decimals, and
    volumes_rounded_line : where the first of them stands.
    """

    symbol: str
    columns: NDArray[np.int64]
    source: str
    first_line: int
    volumes_rounded: int = 0
    volumes_rounded_line: int = 0
