"""From the words of the command line to a `Call`: flags anywhere, then the verb, its arguments, and overrides.

Nothing is guessed: no abbreviations, and every word has a place or is refused by name. Values of overrides are never
repeated in a message.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs

from mqk_core.cli.verbs import HELP, RUN, VERBS, Verb
from mqk_core.config.wording import escaped, suggestion
from mqk_core.errors import UsageError

_SWITCHES: Final = ("--json", "--debug", "--help")
_VALUED: Final = ("--config-dir",)
RUNS_FOLDER: Final = "runs.folder"


@attrs.frozen
class Words:
    """A command line, taken apart."""

    verb: Verb
    arguments: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()
    config_dir: str | None = None
    is_json: bool = False
    is_debug: bool = False
    is_help: bool = False


def read(words: Sequence[str]) -> Words:
    """Return what the words ask for.

    Raises
    ------
    UsageError : a word has no place; the message says which and what could stand there.
    """
    flags, rest = _take_flags(words)
    bare = 0
    while bare < len(rest) and _is_bare(rest[bare]):
        bare += 1
    verb, taken = _verb(rest[:bare])
    if "--help" in flags and not taken:
        verb = HELP
    is_help = "--help" in flags or verb is HELP
    arguments, overrides = _sort(verb, rest[taken:], is_help=is_help)
    return Words(
        verb=verb,
        arguments=arguments,
        overrides=overrides,
        config_dir=flags.get("--config-dir"),
        is_json="--json" in flags,
        is_debug="--debug" in flags,
        is_help=is_help,
    )


def _take_flags(words: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    flags: dict[str, str] = {}
    rest: list[str] = []
    pending = list(words)
    while pending:
        word = pending.pop(0)
        if not word.startswith("-"):
            rest.append(word)
            continue
        name, has_value, value = ("--help" if word == "-h" else word).partition("=")
        if name not in _SWITCHES + _VALUED:
            hint = suggestion(name, _SWITCHES + _VALUED, known="flags")
            raise UsageError(f"unknown flag {escaped(name)}{hint}")
        if name in flags:
            raise UsageError(f"{name} is given twice; give it once")
        if name in _SWITCHES and has_value:
            raise UsageError(f"{name} takes no value")
        if name in _VALUED and not has_value:
            value = pending.pop(0) if pending and not pending[0].startswith("-") else ""
        if name in _VALUED and not value:
            raise UsageError(f"{name} needs a value: {name} DIR")
        flags[name] = value
    return flags, rest


def _is_bare(word: str) -> bool:
    return bool(word) and "=" not in word and word[0] not in "+~-"


def _verb(bare: Sequence[str]) -> tuple[Verb, int]:
    """Return the verb that the first bare words name, and how many of them it took."""
    for count in range(len(bare), 0, -1):
        for verb in VERBS:
            if verb.words == tuple(bare[:count]):
                return verb, count
    if not bare:
        return RUN, 0
    below = [verb.name for verb in VERBS if verb.words[0] == bare[0]]
    if below and len(bare) == 1:
        raise UsageError(f"mqk {bare[0]} is the beginning of: {', '.join(below)}; write one of these")
    tried = " ".join(bare[:2] if below else bare[:1])
    names = below or [verb.name for verb in VERBS]
    raise UsageError(f"unknown verb '{escaped(tried)}'{suggestion(tried, names, known='verbs')}")


def _sort(verb: Verb, rest: Sequence[str], *, is_help: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    arguments = [word for word in rest if _is_argument(verb, word)]
    overrides = [word for word in rest if not _is_argument(verb, word)]
    if is_help:
        return tuple(arguments), tuple(overrides)
    if len(arguments) < len(verb.arguments):
        missing = " ".join(verb.arguments[len(arguments) :])
        raise UsageError(f"mqk {verb.name} needs {missing}: mqk {verb.name} {' '.join(verb.arguments)}")
    if len(arguments) > len(verb.arguments) and not verb.further:
        extra = escaped(arguments[len(verb.arguments)])
        raise UsageError(f"'{extra}' has no place after mqk {verb.name}; an override is KEY=VALUE, +KEY=VALUE or ~KEY")
    _check_overrides(verb, overrides)
    return tuple(arguments), tuple(overrides)


def _is_argument(verb: Verb, word: str) -> bool:
    if not word:
        return True
    is_folder = word.startswith(f"{RUNS_FOLDER}=")
    return _is_bare(word) or (verb.is_quoted and not is_folder)


def _check_overrides(verb: Verb, overrides: Sequence[str]) -> None:
    keys = [word.lstrip("+~").partition("=")[0] for word in overrides]
    if verb.options == "none" and keys:
        raise UsageError(f"mqk {verb.name} takes no overrides, found '{escaped(keys[0])}'")
    if verb.options == "folder":
        for word, key in zip(overrides, keys, strict=True):
            if key != RUNS_FOLDER or word.startswith(("+", "~")):
                message = f"mqk {verb.name} takes only {RUNS_FOLDER}=DIR, found '{escaped(key)}'"
                raise UsageError(message + suggestion(key, [RUNS_FOLDER], known="it takes"))
        if len(keys) > 1:
            raise UsageError(f"{RUNS_FOLDER} is given twice; give it once")
