"""What a verb is given: its arguments and overrides, and the two streams it may write to.

Standard output holds the answer: text for people, or with `--json` one object and nothing else. Standard error holds
what people read besides. Whatever is written has its control characters escaped and fits the stream's encoding.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable, Mapping
from typing import Any, Final, TextIO

import attrs

from mqk_core.cli.grammar import RUNS_FOLDER, Words
from mqk_core.config.wording import escaped
from mqk_core.errors import UsageError

LINE_MAX: Final = 10_000


@attrs.define
class Output:
    """The streams of one call. Remembers whether the answer was given, so that no second object follows it."""

    out: TextIO
    err: TextIO
    is_json: bool
    is_answered: bool = False

    def answer(self, value: Mapping[str, Any], lines: Iterable[str]) -> None:
        """Write the answer: `value` with `--json`, else `lines`."""
        self.is_answered = True
        if self.is_json:
            text = json.dumps(_finite(value), ensure_ascii=True, allow_nan=False, sort_keys=False)
            _write(self.out, text + "\n")
        else:
            _write(self.out, "".join(escaped(line, LINE_MAX) + "\n" for line in lines))

    def note(self, line: str) -> None:
        """Write one line for people to standard error."""
        _write(self.err, escaped(line, LINE_MAX) + "\n")


def _write(stream: TextIO, text: str) -> None:
    # What is done is done, and a run goes on, also when whoever read this has stopped reading.
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()
    except BrokenPipeError:
        _let_go(stream)


def _let_go(stream: TextIO) -> None:
    """Point a broken stream at nothing, so that neither a later line nor the interpreter's end complains about it."""
    try:
        target = os.open(os.devnull, os.O_WRONLY)
        os.dup2(target, stream.fileno())
        os.close(target)
    except (OSError, ValueError):
        pass


def _finite(value: Any) -> Any:
    """Return `value` with every number that JSON does not have as null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _finite(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(inner) for inner in value]
    return value


@attrs.frozen
class Call:
    """One verb with what was given to it."""

    words: Words
    output: Output

    @property
    def arguments(self) -> tuple[str, ...]:
        """The words that follow the verb, as many as it names."""
        return self.words.arguments

    @property
    def overrides(self) -> tuple[str, ...]:
        """The overrides, as given."""
        return self.words.overrides

    @property
    def config_dir(self) -> str | None:
        """The folder of `--config-dir`."""
        return self.words.config_dir

    @property
    def is_json(self) -> bool:
        """Whether the answer is to be a JSON object."""
        return self.words.is_json

    def answer(self, value: Mapping[str, Any], lines: Iterable[str]) -> None:
        """Write the answer: `value` with `--json`, else `lines`."""
        self.output.answer(value, lines)

    def note(self, line: str) -> None:
        """Write one line for people to standard error."""
        self.output.note(line)

    def runs_folder(self) -> str:
        """Return the folder of `runs.folder=DIR`, for verbs that take no other override.

        Raises
        ------
        UsageError : it is given without a name.
        """
        from mqk_core.config.sections import Runs

        for word in self.overrides:
            value = word.removeprefix(f"{RUNS_FOLDER}=")
            is_quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
            folder = value[1:-1] if is_quoted else value
            if not folder:
                raise UsageError(f"{RUNS_FOLDER} is empty; expected a folder: {RUNS_FOLDER}=DIR")
            return folder
        return Runs().folder
