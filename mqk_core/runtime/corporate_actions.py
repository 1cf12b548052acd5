"""From a corporate-actions file to what a tape must know of it, and what is done about symbols that it does not name.

What the tape must know has one canonical text, whatever the order of the file's lines: the actions of its symbols that
come into force inside it, and the symbols that are known to have none there. That text is part of the data hash, is
kept beside the tape, and is read again by a replay as the file was. Only shares have actions: on any schedule but that
of an exchange for shares no symbol is unknown.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Sequence
from typing import Final

import attrs
import numpy as np

from mqk_core.config.wording import escaped
from mqk_core.domain.actions import DIVIDEND, SPLIT, CorporateAction
from mqk_core.domain.bars import UnknownActions
from mqk_core.domain.calendar import NO_SLOT, Schedule, date_of
from mqk_core.domain.market import Tape
from mqk_core.domain.reasons import ACTIONS_UNKNOWN
from mqk_core.errors import DataError, Problem, SafetyRefusal, Where
from mqk_core.runtime.actions_csv import COLUMNS, NONE, ActionRow, parse_actions_csv
from mqk_core.store.contents import ContentFile

CONTENT: Final = "actions"
FILE_SIZE_MAX: Final = 16 * 2**20
#: The schedule of shares; currencies and perpetuals have neither splits nor dividends.
SHARES: Final = "us_equities"
SYMBOLS_SHOWN: Final = 20

_NOTHING_SAID: Final = "no corporate actions: prices are taken as they are"
_ADVICE: Final = {
    errno.ENOENT: "there is no such file; correct data.actions, or set data.actions=null",
    errno.EACCES: "the file may not be read; change its permissions or data.actions",
    errno.ENOTDIR: "a part of the path is no folder; correct data.actions",
}


@attrs.frozen
class KnownActions:
    """What is known of a tape's symbols.

    Attributes
    ----------
    actions : ordered by row, instrument, ex-date; of one date the split first, so that a dividend is of the new shares.
    unknown : symbols of which nothing is known, sorted; none where symbols are no shares.
    content : the canonical text; None when nothing is known of any symbol.
    notes : what a person should know about the file.
    """

    actions: tuple[CorporateAction, ...] = ()
    unknown: tuple[str, ...] = ()
    content: ContentFile | None = None
    notes: tuple[str, ...] = ()

    @property
    def limitations(self) -> tuple[str, ...]:
        """What a reader of the results must know."""
        if not self.unknown:
            return ()
        if self.content is None:
            return (_NOTHING_SAID,)
        return (f"corporate actions unknown: prices of {', '.join(self.unknown)} are taken as they are",)

    def forbidden(self, policy: UnknownActions) -> tuple[str, ...]:
        """Return the symbols that may not be entered.

        Raises
        ------
        SafetyRefusal : the policy refuses runs with unknown symbols, and there are some.
        """
        if policy is UnknownActions.REFUSE and self.unknown:
            raise SafetyRefusal(
                f"{ACTIONS_UNKNOWN}: nothing is known of splits and dividends of {_some(self.unknown)}; nothing was "
                f"run (data.unknown_actions=refuse); name them in the file of data.actions (the kind {NONE} says that "
                "there are none), or set data.unknown_actions",
                code=ACTIONS_UNKNOWN,
            )
        return self.unknown if policy is UnknownActions.FORBID else ()


def read_actions(path: str | None, tape: Tape, schedule: Schedule) -> KnownActions:
    """Return what the file says of the tape's symbols; without a file nothing is known.

    Raises
    ------
    DataError : the file cannot be read as corporate actions, or an ex-date is no trading day.
    """
    if path is None:
        return _known((), tape, schedule)
    source = escaped(path)
    rows = parse_actions_csv(_read_regular(path), source)
    _check_days(rows, source, schedule)
    others = sorted({row.symbol for row in rows} - set(tape.symbols))
    notes = (f"{source}: {len(others)} symbol(s) that the data does not hold were left out: {_some(others)}",)
    return attrs.evolve(_known(rows, tape, schedule), notes=notes if others else ())


def stored_actions(content: bytes | None, tape: Tape, schedule: Schedule) -> KnownActions:
    """Return what a stored content says, as `read_actions` did when it was made.

    Raises
    ------
    DataError : the content is no text of actions.
    """
    return _known(parse_actions_csv(content, CONTENT) if content else (), tape, schedule)


def _known(rows: Sequence[ActionRow], tape: Tape, schedule: Schedule) -> KnownActions:
    named = sorted({row.symbol for row in rows} & set(tape.symbols))
    unknown = tuple(symbol for symbol in tape.symbols if symbol not in named) if schedule.name == SHARES else ()
    if not named or not tape.rows:
        return KnownActions(unknown=unknown)
    placed = sorted(_place(rows, tape), key=_order)
    actions = tuple(
        CorporateAction(at, tape.symbols.index(row.symbol), row.kind, row.numerator, row.denominator, row.amount)
        for at, row in placed
    )
    return KnownActions(actions, unknown, _canonical(named, [row for _, row in placed]))


def _place(rows: Sequence[ActionRow], tape: Tape) -> list[tuple[int, ActionRow]]:
    """Return the rows that come into force inside the tape, each with the first row of the step before which it does.

    A dividend of nothing is no action.
    """
    # Days only go back where a bar stands off the calendar; what has begun stays begun.
    days = np.maximum.accumulate(tape.days)
    wanted = [
        row
        for row in rows
        if row.symbol in tape.symbols
        and (row.kind == SPLIT or (row.kind == DIVIDEND and row.amount))
        and days[0] <= row.day <= days[-1]
    ]
    firsts = np.searchsorted(days, [row.day for row in wanted], side="left")
    steps = np.searchsorted(tape.times, tape.times[firsts], side="left").tolist() if wanted else []
    return list(zip(steps, wanted, strict=True))


def _order(placed: tuple[int, ActionRow]) -> tuple[int, str, int, bool]:
    # After a gap two ex-dates come into force at one step: each dividend is still of the shares of its own date.
    at, row = placed
    return at, row.symbol, row.day, row.kind == DIVIDEND


def _canonical(named: Sequence[str], rows: Sequence[ActionRow]) -> ContentFile:
    acting = {row.symbol for row in rows}
    lines = [row.text() for row in sorted(rows, key=_line_order)]
    lines += [f"{symbol},{date_of(0)},{NONE},0" for symbol in named if symbol not in acting]
    return ContentFile(CONTENT, "\n".join([",".join(COLUMNS), *lines, ""]).encode("ascii"))


def _line_order(row: ActionRow) -> tuple[str, int, str]:
    return row.symbol, row.day, row.kind


def _check_days(rows: Sequence[ActionRow], source: str, schedule: Schedule) -> None:
    # What lies beyond the calendar cannot be judged, and no bar is there either.
    days = np.array([row.day for row in rows], np.int64)
    no_session = schedule.closes(np.clip(days, schedule.first_day, schedule.last_day)) == NO_SLOT
    for at in np.flatnonzero(no_session & (days >= schedule.first_day) & (days <= schedule.last_day)).tolist():
        row = rows[at]
        if row.kind != NONE:
            message = (
                f"the {row.kind} of {row.symbol} is dated {date_of(row.day)}, which is no trading day of "
                f"{schedule.name}; expected the ex-date; correct the date"
            )
            raise DataError([Problem(Where(file=source, line=row.line), message)])


def _read_regular(path: str) -> bytes:
    try:
        # A pipe is not waited for: what is no regular file is refused before anything is read.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise _unreadable(path, "this is no regular file; expected a file, no folder, pipe, socket or device")
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                data = file.read(FILE_SIZE_MAX + 1)
        finally:
            os.close(descriptor)
    except ValueError as error:  # a NUL in the path
        raise _unreadable(path, "the path holds a NUL character; correct data.actions") from error
    except OSError as error:
        other = f"the file cannot be read ({error.strerror}); correct data.actions"
        raise _unreadable(path, _ADVICE.get(error.errno or 0, other)) from error
    if len(data) > FILE_SIZE_MAX:
        raise _unreadable(path, f"the file is larger than {FILE_SIZE_MAX} bytes; expected a list of corporate actions")
    return data


def _unreadable(path: str, message: str) -> DataError:
    return DataError([Problem(Where(file=escaped(path), key="data.actions"), message)])


def _some(symbols: Sequence[str]) -> str:
    more = f" and {len(symbols) - SYMBOLS_SHOWN} more" if len(symbols) > SYMBOLS_SHOWN else ""
    return ", ".join(symbols[:SYMBOLS_SHOWN]) + more
