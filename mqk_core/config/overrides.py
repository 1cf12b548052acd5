"""What the command line says about the configuration: parsed by Hydra's grammar, checked before anything is composed.

Two sorts: a *choice* (`+engine=x`, `fills=worst_case`) picks a file of a group; a *setting* (`data.path=…`,
`~risk.rules.gross`) changes a value. The order in which they are given means nothing: choices of engine and mode go
first, and no two may touch the same key. No message repeats a value, since it may be a secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import attrs

from mqk_core.config.layers import CODE_KEYS, CODE_RULE, DEPTH_MAX, KEY_RULE, KeyPath, key_is_plain
from mqk_core.config.references import number_is_kept
from mqk_core.config.wording import escaped, suggestion
from mqk_core.errors import Problem, Where

if TYPE_CHECKING:
    from hydra.core.override_parser.types import Override

COMMAND_LINE: Final = "command line"
TEXT_MAX: Final = 100_000
#: Groups that no default fills: a run must choose them, and they go before everything else, in this order.
CHOSEN_FIRST: Final = ("engine", "mode")

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_KEY: Final = re.compile(r"(?:\+\+|\+|~)?([^=]*)")
_QUOTED: Final = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"", re.DOTALL)
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?")


def is_option_name(name: str) -> bool:
    """Return whether `name` may name an engine, an option, a component or a plugin."""
    return _NAME.fullmatch(name) is not None


def option_names(names: Iterable[str], group: str) -> tuple[str, ...]:
    """Return the options of a group, sorted, given the names of all files (`strategy/trend`)."""
    found = (name.rpartition("/") for name in names)
    return tuple(sorted(option for folder, _, option in found if folder == group))


@attrs.frozen
class Choice:
    """An option picked for a group."""

    group: str
    option: str
    text: str


@attrs.frozen
class Setting:
    """A value set (`is_delete` false) or a key taken away, on the command line."""

    path: KeyPath
    value: Any = attrs.field(repr=False)
    is_delete: bool
    text: str = attrs.field(repr=False)


@attrs.frozen
class Requests:
    """Everything asked for, in an order that does not depend on the order it was given in."""

    choices: tuple[Choice, ...]
    settings: tuple[Setting, ...]

    def option(self, group: str) -> str | None:
        """Return the option chosen for a group on the command line, or None."""
        return next((choice.option for choice in self.choices if choice.group == group), None)

    def for_hydra(self) -> list[str]:
        """Return the overrides as Hydra is to read them."""
        return [choice.text for choice in self.choices] + [setting.text for setting in self.settings]


def read_overrides(texts: Sequence[str], files: Iterable[str], slots: Sequence[str]) -> tuple[Requests, list[Problem]]:
    """Return what the overrides ask for, and everything that is wrong with them.

    `files` are the names of all configuration files, `slots` the groups that have a default.
    """
    groups = _options_by_group(files)
    choices: list[Choice] = []
    settings: list[Setting] = []
    problems: list[Problem] = []
    for text in texts:
        found = _one(text, groups, slots)
        if isinstance(found, Choice):
            choices.append(found)
        elif isinstance(found, Setting):
            settings.append(found)
        else:
            problems.append(found)
    problems += _twice(choices, settings)
    choices.sort(key=lambda choice: (_rank(choice.group), choice.group))
    settings.sort(key=lambda setting: setting.path)
    return Requests(tuple(choices), tuple(settings)), problems


def _rank(group: str) -> int:
    return CHOSEN_FIRST.index(group) if group in CHOSEN_FIRST else len(CHOSEN_FIRST)


def _options_by_group(files: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    for name in files:
        folder, _, option = name.rpartition("/")
        if folder:
            groups.setdefault(folder, []).append(option)
    return {group: tuple(sorted(options)) for group, options in sorted(groups.items())}


def _at(key: str, message: str) -> Problem:
    return Problem(Where(COMMAND_LINE, key=escaped(key) or None), message)


def _one(text: str, groups: Mapping[str, tuple[str, ...]], slots: Sequence[str]) -> Choice | Setting | Problem:
    match = _KEY.match(text)
    key = match[1] if match else ""
    refusal = _refuse_key(key, text)
    if refusal is not None:
        return refusal
    parsed = _parse(text)
    if parsed is None:
        return _at(key, f"the value cannot be read; put it in quotes: '{escaped(key)}=\"…\"'")
    if parsed.is_sweep_override():
        return _at(
            key, "one value is expected, found several; write a list as [A,B] and put text with a comma in quotes"
        )
    if parsed.package is not None:
        return _at(key, "'@' in a key is refused: every group has its one place")
    if key in groups:
        return _choice(parsed, key, groups[key], slots)
    if "/" in key:
        return _at(key, "no such group" + suggestion(key, [*slots, *CHOSEN_FIRST], known="groups"))
    return _setting(parsed, key, text)


def _refuse_key(key: str, text: str) -> Problem | None:
    if len(text) > TEXT_MAX or _depth(text) > DEPTH_MAX:
        return _at(key, f"longer than {TEXT_MAX} characters or nested more than {DEPTH_MAX} levels deep")
    parts = re.split(r"[./@]", key)
    if parts[0] == "hydra":
        return _at(key, "settings of Hydra itself are refused")
    if CODE_KEYS.intersection(parts):
        return _at(key, CODE_RULE)
    if not key or not (text.startswith("~") or "=" in text):
        return _at(key, "an override is KEY=VALUE, +KEY=VALUE or ~KEY")
    if not all(key_is_plain(part) for part in parts):
        return _at(key, KEY_RULE)
    return None


def _depth(text: str) -> int:
    depth = deepest = 0
    for character in _QUOTED.sub("", text):
        if character in "[{(":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]})":
            depth -= 1
    return deepest


def _parse(text: str) -> Override | None:
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException

    try:
        return OverridesParser.create().parse_overrides([text])[0]
    except (HydraException, ValueError, RecursionError):
        return None


def _choice(parsed: Override, group: str, options: tuple[str, ...], slots: Sequence[str]) -> Choice | Problem:
    if parsed.is_delete():
        return _at(group, "this section is required; choose another of its options instead of deleting it")
    option = parsed.value()
    must_add = group in CHOSEN_FIRST
    if not must_add and group not in slots:
        return _at(group, "this group has no place in the configuration" + suggestion(group, slots, known="groups"))
    if must_add != parsed.is_add() or parsed.is_force_add():
        sign = "+" if must_add else ""
        return _at(group, f"write {sign}{group}=NAME")
    if not isinstance(option, str) or not is_option_name(option):
        rule = "small letters, digits and '_', beginning with a letter; no path, no .yaml"
        return _at(group, f"the name of an option is {rule}" + suggestion("", options, known="there are"))
    if option not in options:
        return _at(group, f"there is no {group} '{escaped(option)}'" + suggestion(option, options, known="there are"))
    return Choice(group, option, f"{'+' if must_add else ''}{group}={option}")


def _setting(parsed: Override, key: str, text: str) -> Setting | Problem:
    path = tuple(key.split("."))
    if any(not part for part in path):
        return _at(key, "a key has names between its dots")
    if parsed.is_delete():
        if "=" in text:
            return _at(key, "write ~KEY without a value")
        return Setting(path, None, True, f"~{key}")
    value = parsed.value()
    literal = text.partition("=")[2]
    if _repeats_key(literal):
        return _at(key, "a key stands twice in this section")
    refusal = _refuse_value(value, literal)
    if refusal is not None:
        return _at(key, refusal)
    sign = "+" if parsed.is_add() else "++"
    return Setting(path, value, False, f"{sign}{key}={literal}")


def _refuse_value(value: Any, literal: str) -> str | None:
    """Return why a parsed value cannot stand: a key in it, or a number that a binary float does not keep."""
    bare = _QUOTED.sub("", literal)
    floats = False
    pending = [value]
    while pending:
        each = pending.pop()
        floats = floats or isinstance(each, float)
        if isinstance(each, dict):
            if CODE_KEYS.intersection(key for key in each if isinstance(key, str)):
                return CODE_RULE
            if not all(isinstance(key, str) and key_is_plain(key) for key in each):
                return KEY_RULE
            pending += each.values()
        elif isinstance(each, list):
            pending += each
    if floats and any(not number_is_kept(number[0]) for number in _NUMBER.finditer(bare)):
        return "more digits than a binary number keeps; put the number in quotes"
    return None


def _repeats_key(literal: str) -> bool:
    """Return whether a section written `{a: 1, a: 2}` gives one key twice, at any depth; Hydra keeps the last."""
    open_keys: list[set[str] | None] = []
    start = 0
    for match in re.finditer(_QUOTED.pattern + r"|[\[\]{}(),:]", literal, re.DOTALL):
        mark = match[0]
        if mark in "{[(":
            open_keys.append(set() if mark == "{" else None)
        elif mark in "}])" and open_keys:
            open_keys.pop()
        elif mark == ":" and open_keys and open_keys[-1] is not None and start >= 0:
            key = literal[start : match.start()].strip().strip("'\"")
            if key in open_keys[-1]:
                return True
            open_keys[-1].add(key)
        start = match.end() if mark in "{," else -1 if mark == ":" else start
    return False


def leaf_paths(path: KeyPath, value: Any) -> Iterable[KeyPath]:
    """Yield the paths that setting `value` at `path` touches: its leaves when it is a section, else itself."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from leaf_paths((*path, str(key)), inner)
    else:
        yield path


def _twice(choices: Sequence[Choice], settings: Sequence[Setting]) -> list[Problem]:
    problems = []
    groups: set[str] = set()
    for choice in choices:
        if choice.group in groups:
            problems.append(_at(choice.group, "given twice; give it once"))
        groups.add(choice.group)
    touched = sorted(leaf for setting in settings for leaf in leaf_paths(setting.path, setting.value))
    # Sorted, a path stands directly before the first path below it.
    for before, after in pairwise(touched):
        if after[: len(before)] == before:
            problems.append(_at(".".join(after), "set twice; set it once"))
    return problems
