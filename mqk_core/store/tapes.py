"""Tape files: the rows that a run saw, addressed by their content as `FOLDER/.tapes/TAPE_HASH`.

A file is a line with the format's name, a line of JSON padded with blanks so that the columns begin at a multiple of
64 bytes, then int64 little-endian columns: time, instrument, open, high, low, close, volume, and the instrument and
time of rows that were left out and counted. Slots and days are no part of it: the schedule gives them when a tape is
built. The hash covers every byte; a file that does not have its hash is refused. Rows come from `runtime/ingest.py`.
"""

from __future__ import annotations

import errno
import hashlib
import json
import mmap
import os
import re
import secrets
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mqk_core.domain.bars import Timeframe, is_symbol
from mqk_core.domain.calendar import NO_SLOT, Schedule
from mqk_core.domain.market import Tape
from mqk_core.errors import ConfigError, DataError, MqkError, Problem, TamperedRun, Where

HASH_PREFIX: Final = "mqktap1:"
FOLDER: Final = ".tapes"

_MAGIC: Final = b"mqk tape 1\n"
_ALIGNMENT: Final = 64
_COLUMNS: Final = 7
_HASH: Final = re.compile(HASH_PREFIX + r"[0-9a-f]{64}")
_NOT_WRITABLE: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.ELOOP})


def build_tape(
    symbols: tuple[str, ...],
    timeframe: Timeframe,
    columns: NDArray[np.int64],
    skipped: NDArray[np.int64],
    schedule: Schedule,
) -> Tape:
    """Return a tape with the slots, days and session ends that the schedule gives its rows; it cannot be written to.

    Parameters
    ----------
    symbols : sorted.
    columns : int64, shape (7, rows), C-contiguous, ordered by time, then instrument.
    skipped : int64, shape (2, n): instrument and time of rows that were left out and counted, ordered likewise.
    """
    slots = schedule.slots(columns[0], timeframe)
    days = schedule.days(columns[0], timeframe)
    covered = _cover(columns[1], slots, skipped[0], schedule.slots(skipped[1], timeframe))
    ends = _session_ends(columns[0], days, timeframe, schedule)
    for array in (columns, slots, days, covered, skipped, ends):
        array.setflags(write=False)
    return Tape(symbols, timeframe, columns, slots, days, covered, skipped, ends)


def tape_hash(tape: Tape) -> str:
    """Return the content address of a tape: `mqktap1:` and 64 hexadecimal digits."""
    digest = hashlib.sha256(HASH_PREFIX.encode())
    for part in _parts(tape):
        digest.update(part)
    return HASH_PREFIX + digest.hexdigest()


def save_tape(tape: Tape, folder: Path) -> str:
    """Write the tape below a runs folder, whole or not at all, and return its hash; one that is there is verified.

    Raises
    ------
    ConfigError : the folder cannot be written to.  TamperedRun : the file that is there has other bytes.
    MqkError : writing failed, as on a full disk.
    """
    address = tape_hash(tape)
    target = folder / FOLDER / address
    try:
        if target.exists():
            _verify(target, address)
            return address
        target.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(target, _parts(tape))
    except OSError as error:
        raise _unwritten("tape", folder, error) from error
    return address


def write_beside(folder: Path, name: str, data: bytes) -> None:
    """Write a small file of a name made from its bytes beside the tapes, whole or not at all; one there must equal it.

    Raises
    ------
    ConfigError : the folder cannot be written to.  TamperedRun : the file that is there has other bytes.
    MqkError : writing failed, as on a full disk.
    """
    target = folder / FOLDER / name
    try:
        if target.exists():
            if target.read_bytes() != data:
                raise TamperedRun(
                    f"{target}: the file does not hold the {len(data)} bytes that its name stands for; it was changed "
                    "and is not used; delete it and run the backtest again"
                )
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(target, [data])
    except OSError as error:
        raise _unwritten("data", folder, error) from error


def _unwritten(what: str, folder: Path, error: OSError) -> MqkError:
    reason = f"the {what} cannot be written below {folder} ({error.strerror or error})"
    if error.errno in _NOT_WRITABLE:
        message = f"{reason}; name a folder that can be written to"
        return ConfigError([Problem(Where(key="runs.folder"), message)])
    return MqkError(f"{reason}; nothing was kept; free space or name another runs.folder")


def load_tape(folder: Path, address: str, schedule: Schedule) -> Tape:
    """Return the tape of this hash, memory-mapped and verified.

    Raises
    ------
    DataError : there is no such tape.  TamperedRun : its bytes are not those of the hash, or are no tape.
    """
    if not _HASH.fullmatch(address):
        raise TamperedRun(f"a tape is named {address[:200]!r}; expected {HASH_PREFIX} and 64 hexadecimal digits")
    path = folder / FOLDER / address
    data = _verify(path, address)
    try:
        symbols, timeframe, rows, skipped, begin = _read_header(data)
        size = begin + 8 * (_COLUMNS * rows + 2 * skipped)
        if len(data) != size:
            raise ValueError(f"it has {len(data)} bytes; expected {size}")
        body = np.frombuffer(data, "<i8", offset=begin).astype(np.int64, copy=False)
        columns = body[: _COLUMNS * rows].reshape(_COLUMNS, rows)
        left_out = body[_COLUMNS * rows :].reshape(2, skipped)
        _check_order(columns[0], columns[1], len(symbols))
        _check_order(left_out[1], left_out[0], len(symbols))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise TamperedRun(f"{path}: this is no tape ({str(error)[:200]}); the file was not used; delete it") from error
    return build_tape(symbols, timeframe, columns, left_out, schedule)


def _check_order(times: NDArray[np.int64], instrument: NDArray[np.int64], instruments: int) -> None:
    # Compiled code indexes by these numbers without asking again.
    if len(instrument) and not (instrument.min() >= 0 and instrument.max() < instruments):
        raise ValueError("a row names a symbol that the header does not have")
    later = times[1:] > times[:-1]
    same = times[1:] == times[:-1]
    if not (later | (same & (instrument[1:] >= instrument[:-1]))).all():
        raise ValueError("its rows are not ordered by time and symbol")


def _cover(
    instrument: NDArray[np.int64], slots: NDArray[np.int64], who: NDArray[np.int64], skipped_slots: NDArray[np.int64]
) -> NDArray[np.int64]:
    # Skipped slots that follow a row without a hole are spoken for by that row; after a hole they are not, so that the
    # hole is still found, and named by its first slot.
    if not len(who):
        return slots
    covered = slots.copy()
    for k in np.unique(who):
        rows = np.flatnonzero((instrument == k) & (slots != NO_SLOT))
        row_of = dict(zip(slots[rows].tolist(), rows.tolist(), strict=True))
        for slot in np.unique(skipped_slots[who == k]).tolist():
            if slot != NO_SLOT and slot not in row_of and slot - 1 in row_of:
                row = row_of[slot] = row_of[slot - 1]
                covered[row] = slot
    return covered


def _session_ends(
    times: NDArray[np.int64], days: NDArray[np.int64], timeframe: Timeframe, schedule: Schedule
) -> NDArray[np.int64]:
    # A bar that closes at its session's close or after it; every daily bar. Where no session is, none ends.
    if timeframe is Timeframe.D1:
        return np.ones(len(times), np.int64)
    closes = schedule.closes(days)
    is_end: NDArray[np.bool_] = (closes != NO_SLOT) & (times >= closes)
    return is_end.astype(np.int64)


def _header(symbols: tuple[str, ...], timeframe: Timeframe, rows: int, skipped: int) -> bytes:
    fields = {"rows": rows, "skipped": skipped, "symbols": list(symbols), "timeframe": timeframe.value}
    text = _MAGIC + json.dumps(fields, sort_keys=True, separators=(",", ":")).encode("ascii")
    return text + b" " * (-(len(text) + 1) % _ALIGNMENT) + b"\n"


def _read_header(data: mmap.mmap) -> tuple[tuple[str, ...], Timeframe, int, int, int]:
    begin = data.find(b"\n", len(_MAGIC)) + 1
    fields = json.loads(data[len(_MAGIC) : begin])
    symbols, timeframe = tuple(fields["symbols"]), Timeframe(fields["timeframe"])
    rows, skipped = fields["rows"], fields["skipped"]
    if list(symbols) != sorted(set(symbols)) or not all(is_symbol(symbol) for symbol in symbols):
        raise ValueError("its symbols are not symbols in order")
    if rows < 0 or skipped < 0 or data[:begin] != _header(symbols, timeframe, rows, skipped):
        raise ValueError("it would be written otherwise")
    return symbols, timeframe, rows, skipped, begin


def _parts(tape: Tape) -> list[bytes | memoryview]:
    header = _header(tape.symbols, tape.timeframe, tape.rows, tape.skipped.shape[1])
    blocks = [block for block in (tape.columns, tape.skipped) if block.size]
    return [header, *(np.ascontiguousarray(block, "<i8").data.cast("B") for block in blocks)]


def _verify(path: Path, address: str) -> mmap.mmap:
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError as error:
        message = "there is no such tape; pass the runs.folder that the run was written to, or run the backtest again"
        raise DataError([Problem(Where(file=str(path)), message)]) from error
    except OSError as error:
        message = f"the tape cannot be read ({error.strerror or error}); make it readable or run the backtest again"
        raise DataError([Problem(Where(file=str(path)), message)]) from error
    except ValueError as error:  # an empty file cannot be mapped
        raise TamperedRun(f"{path}: the tape is empty; expected the bytes of its hash; delete the file") from error
    digest = hashlib.sha256(HASH_PREFIX.encode())
    digest.update(data)
    if HASH_PREFIX + digest.hexdigest() != address:
        raise TamperedRun(
            f"{path}: the tape's bytes have the hash {HASH_PREFIX}{digest.hexdigest()}; expected that of its name; "
            "the file was changed and is not used; delete it and run the backtest again"
        )
    return data


def _write_whole(target: Path, parts: list[bytes | memoryview]) -> None:
    temporary = target.with_name(f".tmp-{os.getpid()}-{secrets.token_hex(8)}")
    try:
        with temporary.open("xb") as file:
            for part in parts:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
