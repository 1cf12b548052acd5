"""The whole exception tree. A refusal is a value with a reason; an exception is a broken promise.

MqkError
├── UsageError              the command line cannot be understood                       exit 2
├── ConfigError             one or more problems of the composed configuration          exit 2
├── PluginError             a plugin that cannot be loaded, or clashes with another     exit 2
├── DataError               a file that cannot be read as bars                          exit 2
├── SafetyRefusal           a safety rule forbids what was asked                        exit 3
├── TamperedRun             a stored run differs from what it claims to be              exit 3
├── MissingMark             a position without a price cannot be valued                 exit 1
├── StrategyError           a strategy broke its contract                               exit 1
└── InvariantViolation      what must always hold did not                               exit 1
    └── AmountOverflow      an amount left the signed 64-bit range
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs

PROBLEMS_MAX: Final = 50


@attrs.frozen
class Where:
    """A place that a person can open: a file with line and column, or a key of the configuration, or both."""

    file: str | None = None
    line: int | None = None
    column: int | None = None
    key: str | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        return ": ".join(part for part in (place, self.key) if part)


@attrs.frozen
class Problem:
    """One thing that is wrong, and where."""

    where: Where
    message: str

    def __str__(self) -> str:
        place = str(self.where)
        return f"{place}: {self.message}" if place else self.message


class MqkError(Exception):
    """Every error that mqk raises on purpose; `code` is stable, the text is for people."""

    code: str = "FAILED"
    exit_code: int = 1

    def __init__(self, message: str, problems: Sequence[Problem] = (), *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.problems = tuple(problems)
        if code is not None:
            self.code = code


class UsageError(MqkError):
    code = "USAGE"
    exit_code = 2


class _ProblemsError(MqkError):
    """An error that is a list of problems; its text is one line a problem, at most `PROBLEMS_MAX` of them."""

    def __init__(self, problems: Sequence[Problem], *, code: str | None = None) -> None:
        lines = [str(problem) for problem in problems[:PROBLEMS_MAX]]
        if len(problems) > PROBLEMS_MAX:
            lines.append(f"… and {len(problems) - PROBLEMS_MAX} more")
        super().__init__("\n".join(lines), problems[:PROBLEMS_MAX], code=code)


class ConfigError(_ProblemsError):
    code = "CONFIG"
    exit_code = 2


class PluginError(MqkError):
    code = "PLUGIN"
    exit_code = 2


class DataError(_ProblemsError):
    code = "DATA"
    exit_code = 2


class SafetyRefusal(MqkError):
    code = "REFUSED"
    exit_code = 3


class TamperedRun(MqkError):
    code = "TAMPERED_RUN"
    exit_code = 3


class MissingMark(MqkError):
    code = "MISSING_MARK"


class StrategyError(MqkError):
    code = "STRATEGY"


class InvariantViolation(MqkError):
    code = "INVARIANT"


class AmountOverflow(InvariantViolation):
    code = "AMOUNT_OVERFLOW"
