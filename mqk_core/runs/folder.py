"""Writing a run's folder: all nine files under the run's id, or nothing.

The files go to `.tmp-…` beside it, each is flushed, and one rename puts them under the run id; a process that is
killed leaves only a `.tmp-…`, which no reader looks at and which a later writer removes after a day. An existing run is
compared and never rewritten. Reading back is in `stored.py`.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import stat
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import attrs

from mqk_core.errors import InvariantViolation, MqkError, Problem, SafetyRefusal, UsageError, Where
from mqk_core.runs.text import printable

#: The order in which a difference is named: what a run is made of, what it says, what is drawn from that.
ARTIFACTS: Final = (
    "config.yaml",
    "audit.jsonl",
    "orders.csv",
    "fills.csv",
    "trades.csv",
    "equity.csv",
    "metrics.json",
    "report.html",
    "manifest.json",
)
RUN_ID_PATTERN: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_LEFTOVER_PATTERN: Final = re.compile(r"\.tmp-[0-9a-f]{16}")
_LEFTOVER_SECONDS: Final = 86_400
_TRIES_MAX: Final = 100


@attrs.frozen
class Written:
    """Where the run lies; `is_new` is False when the same run lay there before, byte for byte."""

    path: Path
    is_new: bool


def check_writable(folder: Path) -> None:
    """Refuse a runs folder in which a run could not be written, before the run starts; leave nothing behind.

    Raises
    ------
    UsageError : the folder cannot be made, is no folder, or takes no new entry (code RUNS_FOLDER).
    """
    try:
        _insist(lambda: _probe(folder))
    except (OSError, ValueError) as error:
        raise folder_refused(
            f"cannot write in {printable(str(folder))} ({reason_of(error)}); expected a folder that this "
            "user may write to; no run was started; pass runs.folder=DIR"
        ) from error


def folder_refused(message: str) -> UsageError:
    """Return the refusal of a folder of runs, with the key that names it."""
    problem = Problem(Where(key="runs.folder"), message)
    return UsageError(str(problem), [problem], code="RUNS_FOLDER")


def write(folder: Path, run_id: str, files: Mapping[str, bytes]) -> Written:
    """Write a run whole, or find the same run there already.

    Raises
    ------
    SafetyRefusal : the run id lies there with other bytes (code RUN_DIFFERS); it is left as it is.
    MqkError : the files could not be written (code RUN_NOT_WRITTEN); nothing stands under the run id.
    """
    if not RUN_ID_PATTERN.fullmatch(run_id) or set(files) != set(ARTIFACTS):
        raise InvariantViolation(
            f"run {printable(run_id)}: expected an id of a-z, 0-9 and - and the files {', '.join(ARTIFACTS)}; found "
            f"{printable(', '.join(sorted(files)))}; nothing was written"
        )
    target = folder / run_id
    try:
        if _is_free(target) and _write_new(folder, target, files):
            return Written(target, is_new=True)
    except OSError as error:
        raise MqkError(
            f"run {run_id}: could not be written in {printable(str(folder))} ({reason_of(error)}); nothing stands "
            "under its id; make room or choose another runs.folder, and run again",
            code="RUN_NOT_WRITTEN",
        ) from error
    _compare(target, run_id, files)
    return Written(target, is_new=False)


def reason_of(error: OSError | ValueError) -> str:
    """Return why the operating system said no, without the path."""
    # strerror alone: the text of an OSError repeats the path, uncut.
    return printable(getattr(error, "strerror", None) or str(error))


def _temporary(folder: Path) -> Path:
    return folder / f".tmp-{os.urandom(8).hex()}"


def _probe(folder: Path) -> None:
    made: list[Path] = []
    try:
        for step in (*reversed(folder.parents), folder, _temporary(folder)):
            if _make(step):
                made.append(step)  # noqa: PERF401  (what was made must be known when a later step fails)
    finally:
        for step in reversed(made):
            with contextlib.suppress(OSError):
                step.rmdir()


def _insist(action: Callable[[], None]) -> None:
    # Another process whose probe made the folder of runs may take it away between two of our steps; then again.
    for _ in range(_TRIES_MAX - 1):
        with contextlib.suppress(FileNotFoundError):
            return action()
    return action()


def _make(folder: Path) -> bool:
    # True when it was not there before.
    try:
        folder.mkdir()
    except FileExistsError:
        status = folder.stat()
        if not stat.S_ISDIR(status.st_mode):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)) from None
        return False
    except OSError:
        # A folder that is there already may answer so on a read-only mount.
        if not folder.is_dir():
            raise
        return False
    return True


def _is_free(target: Path) -> bool:
    # An empty folder is no run: rename replaces it.
    try:
        return not any(target.iterdir())
    except FileNotFoundError:
        return True
    except NotADirectoryError:
        return False


def _write_new(folder: Path, target: Path, files: Mapping[str, bytes]) -> bool:
    # False when another process put the run there first.
    temporary = _temporary(folder)
    try:
        _insist(lambda: _prepare(temporary))
        _remove_leftovers(folder)
        for name in ARTIFACTS:
            _write_file(temporary / name, files[name])
        _flush_folder(temporary)
        try:
            temporary.rename(target)
        except OSError as error:
            if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
                return False
            raise
        _flush_folder(folder)
    finally:
        # Also on Ctrl-C; after the rename there is nothing left to remove.
        shutil.rmtree(temporary, ignore_errors=True)
    return True


def _prepare(temporary: Path) -> None:
    # Once the temporary folder is in it, the folder of runs stays.
    temporary.parent.mkdir(parents=True, exist_ok=True)
    temporary.mkdir()


def _write_file(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_leftovers(folder: Path) -> None:
    # Only real folders of our own naming, and only those that no living writer can still be filling.
    oldest = time.time() - _LEFTOVER_SECONDS
    for entry in folder.iterdir():
        if not _LEFTOVER_PATTERN.fullmatch(entry.name):
            continue
        with contextlib.suppress(OSError):
            status = entry.lstat()
            if stat.S_ISDIR(status.st_mode) and status.st_mtime < oldest:
                shutil.rmtree(entry, ignore_errors=True)


def _compare(target: Path, run_id: str, files: Mapping[str, bytes]) -> None:
    for name in ARTIFACTS:
        try:
            same = read_regular(target / name, size_max=len(files[name])) == files[name]
            what = "differs from what this run gives"
        except OSError as error:
            same, what = False, f"cannot be read ({reason_of(error)})"
        if not same:
            raise SafetyRefusal(
                f"run {run_id}: {name} in {printable(str(target))} {what}; expected the same bytes, since the same "
                "identity is the same run; the stored run was left as it is; move it away and run again to compare",
                code="RUN_DIFFERS",
            )


def read_regular(path: Path, size_max: int | None = None) -> bytes | None:
    """Return a regular file's bytes; None when it holds more than `size_max`.

    Raises
    ------
    OSError : it cannot be read, or is a link, a pipe, a device or a folder.
    """
    # A pipe under the name of an artifact must not make a reader wait.
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        if size_max is not None and status.st_size > size_max:
            return None
        return file.read()
