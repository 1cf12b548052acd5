"""Every key that can be set, read off the config classes: what `mqk config schema` and `explain` print.

Core's sections come from `sections.py`, the rest from the components in the registry. Nothing is composed for it.
"""

from __future__ import annotations

import datetime
import enum
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import attrs

from mqk_core.config.bounds import describe, plain_text
from mqk_core.config.sections import COMPONENT_SECTIONS, PLAIN_SECTIONS, Choice, Instruments, Risk, RunConfig
from mqk_core.config.typed import LEAVES
from mqk_core.domain.settings import Duration, SecretRef
from mqk_core.hookspecs import COMPONENT_HOOKS, Offer, Registry

#: Kind of component -> where its keys stand.
_PLACES: Final[Mapping[str, str]] = {
    "strategy": "strategy",
    **{kind: name for name, kind in COMPONENT_SECTIONS.items()},
}
#: Where a risk rule may stand: for the engine, the account, or one strategy.
_RULE_PLACES: Final = (("risk", "rules"), ("account", "rules"), ("risk", "strategies", "NAME"))
_NAMES: Final[Mapping[Any, str]] = {
    str: "text",
    int: "whole number",
    bool: "true or false",
    float: "number",
    Decimal: "decimal number",
    datetime.date: "date",
    Duration: "duration",
    SecretRef: "secret reference",
    type(None): "null",
}


@attrs.frozen
class Key:
    """One key that can be set. Texts are for people; `default` is None where a value is required."""

    key: str
    type: str
    default: str | None
    bounds: str
    help: str
    component: str | None
    plugin: str
    read_by: str
    is_identity: bool
    is_policy: bool


def keys(registry: Registry) -> list[Key]:
    """Return every key, core's first, then those of components by kind and name."""
    attrs.resolve_types(RunConfig)
    attrs.resolve_types(Risk)
    found = [_of(field, (field.name,), None, "mqk_core", "the run itself") for field in _scalars()]
    for name, cls in PLAIN_SECTIONS.items():
        found += _below(cls, (name,), None, "mqk_core", f"core, section {name}")
    found.append(_of(attrs.fields(Risk).on_halt, ("risk", "on_halt"), None, "mqk_core", "core, section risk"))
    for kind in dict.fromkeys(COMPONENT_HOOKS.values()):
        for (of, name), offer in registry.items():
            if of == kind:
                found += _component(kind, name, offer)
    return found


def _scalars() -> list[attrs.Attribute[Any]]:
    fields = attrs.fields(RunConfig)
    return [fields.engine, fields.mode, fields.seed]


def _component(kind: str, name: str, offer: Offer) -> Iterator[Key]:
    read_by = f"{getattr(offer.component.build, '__module__', '?')}, when the {kind.replace('_', ' ')} is built"
    if kind == "risk_rule":
        for place in _RULE_PLACES:
            yield from _below(offer.component.config, (*place, name), name, offer.plugin, read_by)
        return
    path: tuple[str, ...]
    if kind in _PLACES:
        path = (_PLACES[kind],)
        modes = ", ".join(sorted(offer.component.modes))
        yield Key(
            f"{path[0]}.kind", "name of a component", None, f"for this component: {name}; modes: {modes}",
            "Name of the component.", name, offer.plugin, read_by, True, kind != "broker",
        )  # fmt: skip
    else:
        return
    yield from _below(offer.component.config, path, name, offer.plugin, read_by)


def _below(cls: type, path: tuple[str, ...], component: str | None, plugin: str, read_by: str) -> list[Key]:
    attrs.resolve_types(cls)
    found: list[Key] = []
    for field in attrs.fields(cls):
        here = (*path, field.name)
        inner = _section_of(field.type)
        if inner is Choice:
            continue  # components have their own keys
        if inner is None or not _is_mapping(field.type):
            found.append(_of(field, here, component, plugin, read_by))
        if inner is not None:
            below = (*here, "NAME") if _is_mapping(field.type) else here
            found += _below(inner, below, component, plugin, read_by)
    if cls is Instruments:
        found = [attrs.evolve(each, default=_fallback(each)) for each in found]
    return found


def _fallback(key: Key) -> str | None:
    # Terms may be left out: a symbol's are then those of every symbol, and these are by the schedule.
    parts = key.key.split(".")
    if len(parts) < 3:
        return key.default
    return "as for every symbol" if parts[1] == "symbols" else "by the schedule"


def _is_mapping(type_: Any) -> bool:
    return typing.get_origin(type_) is Mapping


def _section_of(type_: Any) -> type | None:
    """Return the attrs class whose keys stand below a field of this type, if any."""
    candidates = typing.get_args(type_) if typing.get_args(type_) else (type_,)
    for candidate in candidates:
        if isinstance(candidate, type) and attrs.has(candidate) and not issubclass(candidate, LEAVES):
            return candidate
    return None


def _of(field: attrs.Attribute[Any], path: tuple[str, ...], component: str | None, plugin: str, read_by: str) -> Key:
    identity = bool(field.metadata.get("identity", True))
    return Key(
        key=".".join(path),
        type=type_text(field.type),
        default=_default(field),
        bounds=describe(field.validator, is_partial=True) if field.validator is not None else "",
        help=str(field.metadata.get("help", "")),
        component=component,
        plugin=plugin,
        read_by=read_by,
        is_identity=identity,
        is_policy=identity and bool(field.metadata.get("policy", True)),
    )


def _default(field: attrs.Attribute[Any]) -> str | None:
    if field.default is attrs.NOTHING:
        return None
    default = field.default
    factory = getattr(default, "factory", None)
    if factory is not None:
        default = factory()
    return plain_text(default)


def type_text(type_: Any) -> str:
    """Return a type in words."""
    name = _NAMES.get(type_)
    if name is not None:
        return name
    arguments = typing.get_args(type_)
    origin = typing.get_origin(type_)
    if origin in (typing.Union, types.UnionType):
        return " or ".join(type_text(each) for each in arguments)
    if origin is frozenset:
        return f"set of {type_text(arguments[0])}"
    if origin is tuple:
        return f"list of {type_text(arguments[0])}"
    if origin is Mapping:
        return f"section by name of {type_text(arguments[1])}"
    if isinstance(type_, type) and issubclass(type_, enum.Enum):
        return "one of " + ", ".join(plain_text(member) for member in type_)
    return "section" if isinstance(type_, type) and attrs.has(type_) else str(getattr(type_, "__name__", type_))


def matching(every: Sequence[Key], key: str) -> list[Key]:
    """Return the keys that `key` names: itself, or all below it; NAME stands for any name."""
    parts = key.split(".")
    if parts[:1] == ["strategies"] and len(parts) > 1:
        parts = ["strategy", *parts[2:]]
    exact = [each for each in every if _fits(each.key.split("."), parts)]
    return exact or [each for each in every if _fits(each.key.split(".")[: len(parts)], parts)]


def _fits(pattern: Sequence[str], parts: Sequence[str]) -> bool:
    # A symbol may hold dots itself, so NAME takes one part or more.
    if not pattern or not parts:
        return not pattern and not parts
    if pattern[0] == "NAME":
        return any(_fits(pattern[1:], parts[taken:]) for taken in range(1, len(parts) + 1))
    return pattern[0] == parts[0] and _fits(pattern[1:], parts[1:])


def line(key: Key) -> str:
    """Return a key on one line."""
    default = "required" if key.default is None else f"default {key.default}"
    of = f" [{key.component}]" if key.component else ""
    bounds = f"; {key.bounds}" if key.bounds else ""
    return f"{key.key}{of}: {key.type}, {default}{bounds}" + (f" — {key.help}" if key.help else "")


def explain(key: Key) -> list[str]:
    """Return everything known about a key, a line each."""
    lines = [key.key + (f"  (of {key.component}, plugin {key.plugin})" if key.component else "")]
    if key.help:
        lines.append(f"  {key.help}")
    lines.append(f"  type: {key.type}")
    lines.append(f"  default: {'none; a value is required' if key.default is None else key.default}")
    if key.bounds:
        lines.append(f"  bounds: {key.bounds}")
    lines.append(f"  read by: {key.read_by}")
    if not key.is_identity:
        lines.append("  no part of the identity of a run")
    elif not key.is_policy:
        lines.append("  part of config_hash, no part of policy_hash")
    return lines
