"""The entry point `mqk`: reads the command line, calls the verb, and turns whatever happens into an exit code.

0 done · 1 failed · 2 usage, configuration or unreadable input · 3 refused or halted by a safety rule · 130 and 143 on
SIGINT and SIGTERM. No traceback without `--debug`. Light on purpose: what a verb needs, its own module imports.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from types import FrameType
from typing import Final, TextIO

from mqk_core.cli.call import Call, Output
from mqk_core.cli.grammar import read
from mqk_core.errors import MqkError, UsageError

FAILED: Final = 1
INTERRUPTED: Final = 130
TERMINATED: Final = 143
_INSIST_SECONDS: Final = 0.2


class Terminated(BaseException):
    """SIGTERM arrived."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    output = Output(_stream(sys.stdout), _stream(sys.stderr), is_json="--json" in words)
    is_debug = "--debug" in words
    arrived: list[int] = []
    try:
        with _stoppable(arrived):
            _check_platform()
            _check_text(words)
            return _call(words, output)
    except (Exception, KeyboardInterrupt, Terminated) as raised:  # noqa: BLE001 - the last door
        error, exit_code = _judged(raised, arrived)
        return _fail(output, error, exit_code, is_debug=is_debug)


def _judged(raised: BaseException, arrived: Sequence[int]) -> tuple[MqkError, int]:
    """Return what to say and the exit code; a signal that arrived decides, whatever a library made of it."""
    if isinstance(raised, Terminated) or signal.SIGTERM in arrived:
        return MqkError("terminated", code="TERMINATED"), TERMINATED
    if isinstance(raised, KeyboardInterrupt) or signal.SIGINT in arrived:
        return MqkError("interrupted", code="INTERRUPTED"), INTERRUPTED
    if isinstance(raised, MqkError):
        return raised, raised.exit_code
    message = f"{type(raised).__name__}: {raised}; this is not an error mqk knows; run again with --debug to see where"
    return MqkError(message), FAILED


def _call(words: Sequence[str], output: Output) -> int:
    asked = read(words)
    module = import_module("mqk_core.cli." + ("help_text" if asked.is_help else asked.verb.module))
    code: int = module.run(Call(asked, output))
    return code


def _fail(output: Output, error: MqkError, exit_code: int, *, is_debug: bool) -> int:
    """Say what went wrong, to people and, with `--json`, as one object; return the exit code."""
    for line in traceback.format_exc().splitlines() if is_debug else ():
        output.note(line)
    for line in [str(problem) for problem in error.problems] or [error.message]:
        output.note(line)
    if output.is_json and not output.is_answered:
        where = [
            {"file": each.where.file, "line": each.where.line, "column": each.where.column, "key": each.where.key}
            for each in error.problems
        ]
        shown = {"code": error.code, "message": error.message, "where": where}
        output.answer({"error": shown, "exit_code": exit_code}, ())
    return exit_code


def _stream(stream: TextIO | None) -> TextIO:
    # A process started without a stream has None here; nobody reads, and nothing fails.
    return stream if stream is not None else open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123


@contextmanager
def _stoppable(arrived: list[int]) -> Iterator[None]:
    """Turn SIGTERM into `Terminated`, and note every stop signal in `arrived`; only the main thread may."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(signum: int, frame: FrameType | None) -> None:
        if signum != signal.SIGALRM:
            arrived.append(signum)
        # Libraries swallow exceptions in places; until the block is left, it is said again.
        signal.signal(signal.SIGALRM, stop)
        signal.setitimer(signal.ITIMER_REAL, _INSIST_SECONDS)
        raise KeyboardInterrupt if arrived[-1] == signal.SIGINT else Terminated

    # A process told to ignore one of them, as a shell tells its background jobs, goes on ignoring it.
    heard = [each for each in (signal.SIGTERM, signal.SIGINT) if signal.getsignal(each) is not signal.SIG_IGN]
    before = [(signum, signal.signal(signum, stop)) for signum in heard]
    before.append((signal.SIGALRM, signal.getsignal(signal.SIGALRM)))
    try:
        yield
    finally:
        if arrived:
            signal.setitimer(signal.ITIMER_REAL, 0)
        for signum, handler in before:
            signal.signal(signum, handler if handler is not None else signal.SIG_DFL)


def _check_platform() -> None:
    if sys.platform not in ("linux", "darwin") or sys.implementation.name != "cpython" or sys.version_info < (3, 11):
        found = f"{sys.implementation.name} {sys.version_info[0]}.{sys.version_info[1]} on {sys.platform}"
        raise UsageError(f"mqk runs on Linux and macOS with CPython 3.11 or later, found {found}", code="PLATFORM")


def _check_text(words: Sequence[str]) -> None:
    for position, word in enumerate(words, 1):
        try:
            word.encode("utf-8")
        except UnicodeEncodeError:
            raise UsageError(f"word {position} of the command line is not UTF-8 text; write it as UTF-8") from None
