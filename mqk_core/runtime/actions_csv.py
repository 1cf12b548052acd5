"""The text of a corporate-actions file -> its rows, or one error that names the line, the column and what was expected.

Columns `symbol,ex_date,kind,value` by name, in any order. `split`: new shares for one old as a decimal, or `NEW/OLD`.
`dividend`: cash a share. `none`: the symbol is known to have no action; its value is 0 and its date says nothing. What
the rows mean for a tape is said in `corporate_actions.py`; nothing here opens a file.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Final, NoReturn

import attrs

from mqk_core.domain.actions import DIVIDEND, SPLIT
from mqk_core.domain.bars import SYMBOL_RULE, is_symbol
from mqk_core.domain.calendar import date_of, day_of
from mqk_core.domain.money import PLACES, SCALE, from_decimal, to_text
from mqk_core.errors import AmountOverflow, DataError, Problem, Where
from mqk_core.kernels.bar_csv import shown

NONE: Final = "none"
COLUMNS: Final = ("symbol", "ex_date", "kind", "value")
KINDS: Final = (SPLIT, DIVIDEND, NONE)
#: The largest number of shares on either side of a split, in lowest terms.
SHARES_MAX: Final = 10**9

_BOM: Final = b"\xef\xbb\xbf"
_CELL_MAX: Final = 64
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_FRACTION: Final = re.compile(r"([0-9]+)/([0-9]+)")


@attrs.frozen
class ActionRow:
    """One line: `day` is the ex-date as days since 1970; the numbers are those of `domain/actions.py`."""

    symbol: str
    day: int
    kind: str
    numerator: int
    denominator: int
    amount: int
    line: int

    def text(self) -> str:
        """Return the line in its one canonical form, without line and newline."""
        value = f"{self.numerator}/{self.denominator}" if self.kind == SPLIT else to_text(self.amount)
        return f"{self.symbol},{date_of(self.day)},{self.kind},{value}"


def parse_actions_csv(data: bytes, source: str) -> tuple[ActionRow, ...]:
    """Return the rows in the order of the file; `source` is what a message calls it.

    Raises
    ------
    DataError : the header is another, a cell cannot be read exactly, a row stands there twice or contradicts another,
    or there is no row.
    """
    return _Reader(source).read(data)


@attrs.define
class _Reader:
    source: str
    line: int = 1

    def read(self, data: bytes) -> tuple[ActionRow, ...]:
        lines = data.removeprefix(_BOM).split(b"\n")
        if lines[-1] in (b"", b"\r"):
            lines.pop()
        if not lines:
            self.refuse(1, f"the file is empty; expected the header {','.join(COLUMNS)} and a line for each action")
        places = self.header(lines[0].removesuffix(b"\r"))
        if len(lines) > 2 and lines[-1] in (b"", b"\r"):
            lines.pop()  # one blank line at the very end is accepted
        rows: list[ActionRow] = []
        for self.line, raw in enumerate(lines[1:], 2):
            rows.append(self.row(raw.removesuffix(b"\r"), places))
        if not rows:
            self.line = 2
            self.refuse(
                1,
                "the file has a header and no actions; expected at least one line below it (a symbol that has none is "
                f"named by the kind {NONE})",
            )
        self.check_doubles(rows)
        return tuple(rows)

    def header(self, line: bytes) -> tuple[int, ...]:
        """Return in which cell each of `COLUMNS` stands."""
        expected = f"expected exactly {','.join(COLUMNS)}, in any order"
        names: list[str] = []
        column = 1
        for raw in line.split(b","):
            name = raw.decode("ascii", "replace")
            if name not in COLUMNS:
                self.refuse(column, f"the header has a column {shown(raw)}; {expected}")
            if name in names:
                self.refuse(column, f"the header has the column {shown(raw)} twice; {expected}")
            names.append(name)
            column += len(raw) + 1
        lacking = [name for name in COLUMNS if name not in names]
        if lacking:
            self.refuse(1, f"the header lacks {', '.join(lacking)}; {expected}")
        return tuple(names.index(name) for name in COLUMNS)

    def row(self, line: bytes, places: tuple[int, ...]) -> ActionRow:
        if not line:
            self.refuse(1, "the line is blank; expected an action (one blank line is accepted, at the very end)")
        cells = line.split(b",")
        if len(cells) != len(COLUMNS):
            self.refuse(1, f"the line has {len(cells)} cell(s); expected {len(COLUMNS)}, one for each of the header")
        columns = [1 + sum(len(cell) + 1 for cell in cells[:at]) for at in places]
        raw = [cells[at] for at in places]
        symbol, date, kind, value = (
            self.cell(name, cell, column) for name, cell, column in zip(COLUMNS, raw, columns, strict=True)
        )
        if not is_symbol(symbol):
            self.refuse(columns[0], f"symbol is {shown(raw[0])}; {SYMBOL_RULE}")
        if kind not in KINDS:
            self.refuse(columns[2], f"kind is {shown(raw[2])}; expected one of {', '.join(KINDS)}")
        day = self.day(date, columns[1])
        numerator, denominator, amount = 1, 1, 0
        if kind == SPLIT:
            numerator, denominator = self.ratio(value, columns[3])
        else:
            amount = self.number(value, columns[3])
            if amount < 0:
                self.refuse(columns[3], f"value is {shown(raw[3])}; expected cash a share, not below 0")
            if kind == NONE and amount:
                self.refuse(columns[3], f"value is {shown(raw[3])}; expected 0, since the kind {NONE} is no action")
        return ActionRow(symbol, day, kind, numerator, denominator, amount, self.line)

    def cell(self, name: str, raw: bytes, column: int) -> str:
        if not raw:
            self.refuse(column, f"{name} is empty; expected a value in every cell")
        text = raw.decode("ascii", "replace")
        if len(text) > _CELL_MAX:
            self.refuse(column, f"{name} is {shown(raw)}; expected at most {_CELL_MAX} characters")
        return text

    def day(self, text: str, column: int) -> int:
        try:
            date = dt.date.fromisoformat(text) if _DATE.fullmatch(text) else None
        except ValueError:
            date = None
        if date is None:
            self.refuse(column, f"ex_date is {shown(text.encode())}; expected a date such as 2020-08-31")
        return day_of(date)

    def ratio(self, text: str, column: int) -> tuple[int, int]:
        found = _FRACTION.fullmatch(text)
        new, old = (int(found[1]), int(found[2])) if found else (self.number(text, column), SCALE)
        said = f"value is {shown(text.encode())}"
        if new <= 0 or old <= 0:
            self.refuse(column, f"{said}; expected the new shares for one old, above 0, such as 7, 0.125 or 1/3")
        divisor = math.gcd(new, old)
        new, old = new // divisor, old // divisor
        if new == old:
            self.refuse(column, f"{said}; expected another number of shares than before; leave the line out")
        if max(new, old) > SHARES_MAX:
            self.refuse(column, f"{said}, which is {new}/{old}; expected at most {SHARES_MAX} shares on either side")
        return new, old

    def number(self, text: str, column: int) -> int:
        said = f"value is {shown(text.encode())}"
        if not _NUMBER.fullmatch(text):
            self.refuse(column, f"{said}; expected a number such as 12.50, digits with at most one dot")
        try:
            return from_decimal(text)
        except ValueError:
            self.refuse(column, f"{said}; expected at most {PLACES} decimals (nothing is rounded)")
        except AmountOverflow:
            self.refuse(
                column,
                f"{said}; expected a number that 64 bits hold in units of 1e-8, at most 92233720368.54775807",
            )

    def check_doubles(self, rows: list[ActionRow]) -> None:
        first: dict[tuple[str, int, str], int] = {}
        known: dict[str, ActionRow] = {}
        for row in rows:
            self.line = row.line
            before = first.setdefault((row.symbol, row.day, row.kind), row.line)
            if before != row.line:
                self.refuse(
                    1,
                    f"a {row.kind} of {row.symbol} on {date_of(row.day)} stands on line {before} already; expected "
                    "each once; where two were paid on one day, write their sum",
                )
            other = known.setdefault(row.symbol, row)
            if other.line != row.line and NONE in (row.kind, other.kind):
                self.refuse(
                    1,
                    f"{row.symbol} is on line {other.line} already; expected a symbol with the kind {NONE} on one line "
                    "only; take one of them out",
                )

    def refuse(self, column: int, message: str) -> NoReturn:
        raise DataError([Problem(Where(file=self.source, line=self.line, column=column), message)])
