"""The text of the artifact `config.yaml`: the typed configuration, fully resolved, and deterministic to the byte.

Secrets stand by reference; keys outside the identity (places of files) are left out. `root.load_resolved` reads it
again to the same `config_hash`.
"""

from __future__ import annotations

import datetime
import enum
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import PurePath
from typing import Any

import attrs

from mqk_core.config.bounds import decimal_text, plain_text
from mqk_core.config.canonical import is_identity
from mqk_core.config.consumed import paused
from mqk_core.config.sections import Account, Choice, Risk, RunConfig
from mqk_core.config.typed import LEAVES
from mqk_core.domain.settings import Duration


def resolved_yaml(config: RunConfig) -> str:
    """Return the configuration as YAML text, newline at the end."""
    with paused():
        return "".join(f"{line}\n" for line in _mapping(tree(config), 0))


def tree(value: Any, *, is_whole: bool = False) -> Any:
    """Return a typed value as sections of leaves, as it would be written; with `is_whole` also what is no identity.

    A chosen component is one section: its `kind` beside its keys. Rules of risk carry their kind as their key.
    """
    if isinstance(value, Choice):
        return {"kind": value.kind, **tree(value.config, is_whole=is_whole)}
    if isinstance(value, Mapping):
        return {str(key): tree(value[key], is_whole=is_whole) for key in sorted(value)}
    if attrs.has(type(value)) and not isinstance(value, LEAVES):
        fields = [field for field in attrs.fields(type(value)) if is_whole or is_identity(field)]
        section = {field.name: tree(getattr(value, field.name), is_whole=is_whole) for field in fields}
        if isinstance(value, Risk):
            own = {name: _without_kinds(rules) for name, rules in section["strategies"].items()}
            return {**section, "rules": _without_kinds(section["rules"]), "strategies": own}
        return {**section, "rules": _without_kinds(section["rules"])} if isinstance(value, Account) else section
    return value


def _without_kinds(rules: dict[str, Any]) -> dict[str, Any]:
    return {name: {key: inner for key, inner in rule.items() if key != "kind"} for name, rule in rules.items()}


def _mapping(section: Mapping[str, Any], depth: int) -> Iterator[str]:
    indent = "  " * depth
    for key, value in section.items():
        name = key if key.replace("_", "a").isalnum() and key[0].isalpha() and key not in _WORDS else _quoted(key)
        if isinstance(value, Mapping) and value:
            yield f"{indent}{name}:"
            yield from _mapping(value, depth + 1)
        else:
            yield f"{indent}{name}: {_leaf(value)}"


#: Words that YAML 1.1 does not read as text, whatever their case; a key such as these is quoted.
_WORDS = frozenset(
    word
    for base in ("y", "n", "yes", "no", "on", "off", "true", "false", "null")
    for word in (base, base.upper(), base.capitalize())
)


def _leaf(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, enum.Enum):
        return _leaf(value.value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        text = repr(value)
        return text if "." in text else text.replace("e", ".0e")  # YAML 1.1 wants the point
    if isinstance(value, Decimal):
        return _quoted(decimal_text(value))
    if isinstance(value, Duration):
        return _quoted(f"{value.ns}ns")
    if isinstance(value, datetime.date):
        return _quoted(value.isoformat())
    if isinstance(value, (set, frozenset)):
        return "[" + ", ".join(sorted(_leaf(each) for each in value)) + "]"
    if isinstance(value, (tuple, list)):
        return "[" + ", ".join(_leaf(each) for each in value) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_quoted(key)}: {_leaf(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, PurePath):
        return _quoted(value.as_posix())
    return _quoted(value if isinstance(value, str) else plain_text(value))


def _quoted(text: str) -> str:
    # JSON's escapes are YAML's, but for characters beyond 16 bits, which JSON writes as two.
    return '"' + "".join(_character(character) for character in text) + '"'


def _character(character: str) -> str:
    code = ord(character)
    return f"\\U{code:08X}" if code > 0xFFFF else json.dumps(character)[1:-1]
