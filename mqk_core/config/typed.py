"""Plain data to frozen attrs values: strict, every problem at once, each with its own key.

YAML 1.1 and the command line read the same text differently (`no`, `010`, `12:30`), so nothing is converted in silence:
a field takes exactly its type, and a message says what to write instead. Attrs validators are held back while cattrs
structures and are then called one by one, because cattrs stops at the first and does not name the key.
"""

from __future__ import annotations

import datetime
import enum
import math
import re
import typing
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

import attrs
import cattrs
from cattrs.errors import (
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    StructureHandlerNotFoundError,
)
from cattrs.gen import make_dict_structure_fn

from mqk_core.config.bounds import describe, plain_text
from mqk_core.config.layers import KeyPath
from mqk_core.config.wording import escaped, shown, suggestion
from mqk_core.domain.bars import SYMBOL_RULE, is_symbol
from mqk_core.domain.settings import Duration, SecretRef

#: A problem before its place is known: the key path, and the message.
Finding = tuple[KeyPath, str]

INT64_MIN: Final = -(2**63)
INT64_MAX: Final = 2**63 - 1
#: Stands for a key that a stored run leaves out because it is no part of the identity.
UNSTORED: Final = "(not stored)"
#: attrs classes that are one value, not a section.
LEAVES: Final = (Duration, SecretRef)
DECIMAL_DIGITS_MAX: Final = 40
FLOAT_DIGITS_KEPT: Final = 15
_DECIMAL: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Mistyped(ValueError):
    """A value is not what its field takes; the text says what is expected and what was found."""


def _expected(what: str, value: object) -> Mistyped:
    return Mistyped(f"expected {what}, found {shown(value)}")


def _text(value: Any, _: Any) -> str:
    if type(value) is str:
        return value
    if value is not None and type(value) in (bool, int, float):
        # The value as read may not be the text as written (NO, 010), so it is not offered back.
        raise Mistyped(f"expected text, found {shown(value)}; put the text in quotes (on the command line '\"…\"')")
    raise _expected("text", value)


def _integer(value: Any, _: Any) -> int:
    if type(value) is not int:
        raise _expected("a whole number", value)
    if not INT64_MIN <= value <= INT64_MAX:
        raise Mistyped(f"expected a whole number of at most 64 bits, found {shown(value)}")
    return value


def _truth(value: Any, _: Any) -> bool:
    if type(value) is not bool:
        raise _expected("true or false", value)
    return value


def _number(value: Any, _: Any) -> float:
    if type(value) is int and abs(value) <= 2**53:
        return float(value)
    if type(value) is not float or not math.isfinite(value):
        raise _expected("a finite number", value)
    return value


def _decimal(value: Any, _: Any) -> Decimal:
    if type(value) is Decimal:
        return value
    if type(value) is float:
        number = Decimal(repr(value))
        if not number.is_finite():
            raise _expected("a finite decimal number", value)
        if len(number.as_tuple().digits) > FLOAT_DIGITS_KEPT:
            raise Mistyped("expected a decimal number of at most 15 digits unless it is in quotes; put it in quotes")
    elif (type(value) is int and value.bit_length() <= 128) or (type(value) is str and _DECIMAL.fullmatch(value)):
        number = Decimal(value)
    else:
        raise _expected("a decimal number such as 0.05", value)
    if len(number.as_tuple().digits) > DECIMAL_DIGITS_MAX or abs(number.adjusted()) > DECIMAL_DIGITS_MAX:
        raise Mistyped(f"expected a decimal number of at most {DECIMAL_DIGITS_MAX} digits")
    return number


def _duration(value: Any, _: Any) -> Duration:
    if type(value) is not str:
        raise _expected("a duration such as 250ms, 2s or 5m", value)
    try:
        return Duration.parse(value)
    except ValueError:
        raise _expected("a duration such as 250ms, 2s or 5m", value) from None


def _secret(value: Any, _: Any) -> SecretRef:
    if not isinstance(value, SecretRef):
        # Whatever stands here may be the secret itself: it is never repeated.
        raise Mistyped("expected ${secret:env,NAME} or ${secret:file,NAME}; a secret itself is refused")
    return value


def _date(value: Any, _: Any) -> datetime.date:
    if type(value) is str and _DATE.fullmatch(value):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            pass
    raise _expected("a date such as 2011-03-23", value)


def _enum(value: Any, cls: type[enum.Enum]) -> enum.Enum:
    for member in cls:
        if type(value) is type(member.value) and value == member.value:
            return member
    names = [str(member.value) for member in cls]
    hint = suggestion(value, names) if isinstance(value, str) else ""
    near = hint if "did you mean" in hint else ""
    raise Mistyped(f"expected one of {', '.join(names)}, found {shown(value)}{near}")


def _is_enum(type_: Any) -> bool:
    return isinstance(type_, type) and issubclass(type_, enum.Enum)


def _is_set(type_: Any) -> bool:
    return typing.get_origin(type_) is frozenset


def _is_mapping(type_: Any) -> bool:
    return typing.get_origin(type_) is Mapping


def _set_hook(type_: Any, converter: cattrs.Converter) -> Callable[[Any, Any], frozenset[Any]]:
    (item,) = typing.get_args(type_)

    def structure_set(value: Any, _: Any) -> frozenset[Any]:
        if not isinstance(value, (list, tuple)):
            raise _expected("a list such as [A, B]", value)
        items = converter.structure(list(value), list[item])  # type: ignore[valid-type]
        for index, each in enumerate(items):
            if each in items[:index]:
                raise Mistyped(f"{shown(each)} is listed twice")
        return frozenset(items)

    return structure_set


def _tuple_hook(type_: Any, converter: cattrs.Converter) -> Callable[[Any, Any], tuple[Any, ...]]:
    item = typing.get_args(type_)[0]

    def structure_tuple(value: Any, _: Any) -> tuple[Any, ...]:
        if not isinstance(value, (list, tuple)):
            raise _expected("a list such as [A, B]", value)
        return tuple(converter.structure(list(value), list[item]))  # type: ignore[valid-type]

    return structure_tuple


def _mapping_hook(type_: Any, converter: cattrs.Converter) -> Callable[[Any, Any], dict[str, Any]]:
    item = typing.get_args(type_)[1]

    def structure_mapping(value: Any, _: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise _expected("a section", value)
        # Sorted, so that no order of layers reaches anything that is written.
        return dict(converter.structure(dict(sorted(value.items())), dict[str, item]))  # type: ignore[valid-type]

    return structure_mapping


def _section_hook(cls: type, converter: cattrs.Converter, *, is_stored: bool) -> Callable[[Any, Any], Any]:
    attrs.resolve_types(cls)
    build: Callable[[Any, Any], Any] = make_dict_structure_fn(
        cls, converter, _cattrs_forbid_extra_keys=True, _cattrs_detailed_validation=True
    )
    unstored = tuple(
        field.name
        for field in attrs.fields(cls)
        if is_stored and field.default is attrs.NOTHING and not field.metadata.get("identity", True)
    )

    def structure_section(value: Any, type_: Any) -> Any:
        if not isinstance(value, dict):
            raise _expected("a section", value)
        absent = {name: UNSTORED for name in unstored if name not in value}
        return build({**absent, **value}, type_)

    return structure_section


def _is_endless_tuple(type_: Any) -> bool:
    return typing.get_origin(type_) is tuple and typing.get_args(type_)[-1:] == (Ellipsis,)


def make_converter(*, is_stored: bool = False) -> cattrs.Converter:
    """Return the strict converter; it knows the value types that a configuration may hold and refuses every other.

    With `is_stored` a key that is no part of the identity may be absent, as it is from a stored run.
    """
    converter = cattrs.Converter(forbid_extra_keys=True, detailed_validation=True)
    plain: Mapping[type, Callable[[Any, Any], Any]] = {
        str: _text,
        int: _integer,
        bool: _truth,
        float: _number,
        Decimal: _decimal,
        Duration: _duration,
        SecretRef: _secret,
        datetime.date: _date,
    }
    factories = {_is_set: _set_hook, _is_endless_tuple: _tuple_hook, _is_mapping: _mapping_hook}
    converter.register_structure_hook_factory(attrs.has, lambda cls: _section_hook(cls, converter, is_stored=is_stored))
    for type_, hook in plain.items():
        converter.register_structure_hook(type_, hook)
    converter.register_structure_hook_func(
        lambda type_: isinstance(type_, type) and issubclass(type_, enum.Enum), _enum
    )
    for matches, factory in factories.items():
        converter.register_structure_hook_factory(matches, lambda type_, make=factory: make(type_, converter))
    return converter


def structure_section(data: Any, cls: type, path: KeyPath, converter: cattrs.Converter) -> tuple[Any, list[Finding]]:
    """Return an instance of the attrs class `cls` made of `data` (None if that fails), and everything wrong in it."""
    findings: list[Finding] = []
    try:
        with attrs.validators.disabled():
            value: Any = converter.structure(data, cls)
    except _STRUCTURE_ERRORS as error:
        _flatten(error, path, findings)
        return None, findings
    findings += _check(value, path)
    return (None if findings else value), findings


_STRUCTURE_ERRORS: Final = (
    ClassValidationError,
    IterableValidationError,
    ForbiddenExtraKeysError,
    StructureHandlerNotFoundError,
    ValueError,
    TypeError,
    KeyError,
    NameError,
    AttributeError,
    RecursionError,
)


def _flatten(error: BaseException, path: KeyPath, findings: list[Finding]) -> None:
    """Walk cattrs' tree of errors to one finding a leaf."""
    if isinstance(error, (ClassValidationError, IterableValidationError)):
        noted, bare = error.group_exceptions()
        for inner, note in noted:
            _flatten(inner, (*path, str(getattr(note, "name", None) or getattr(note, "index", ""))), findings)
        for inner in bare:
            _flatten(inner, path, findings)
    elif isinstance(error, ForbiddenExtraKeysError):
        names = [field.name for field in attrs.fields(error.cl)]
        findings += [((*path, key), "unknown key" + suggestion(key, names)) for key in sorted(error.extra_fields)]
    elif isinstance(error, KeyError):
        findings.append((path, "has no value and no default; set it"))
    elif isinstance(error, StructureHandlerNotFoundError):
        findings.append((path, f"the type {escaped(str(error.type_))} of this key cannot be configured"))
    else:
        findings.append((path, escaped(str(error)) or type(error).__name__))


def _check(value: Any, path: KeyPath) -> list[Finding]:
    """Call each validator of a structured value, and check symbols, down to the leaves."""
    findings: list[Finding] = []
    for field in attrs.fields(type(value)):
        here = (*path, field.name)
        inner = getattr(value, field.name)
        if inner == UNSTORED and not field.metadata.get("identity", True):
            continue
        if field.validator is not None:
            findings += [(here, said) for said in _out_of_bounds(field, value, inner)]
        findings += [(where, SYMBOL_RULE) for where in _not_symbols(field.name, inner, here)]
        for step, part in _parts(inner):
            findings += _check(part, (*here, *step))
    return findings


def _out_of_bounds(field: Any, instance: Any, value: Any) -> Iterator[str]:
    """Yield what the first validator of a field that refuses its value has to say."""
    for validator in getattr(field.validator, "_validators", (field.validator,)):
        try:
            validator(instance, field, value)
        except (ValueError, TypeError, ArithmeticError) as error:
            bounds = describe(field.validator) or describe(validator)
            yield _unbounded(bounds, value, error)
            return


def _unbounded(bounds: str, value: Any, error: Exception) -> str:
    if not bounds or isinstance(value, SecretRef):
        return escaped(str(error.args[0] if error.args else error))
    return f"expected {bounds}, found {plain_text(value) or 'nothing'}"


def _not_symbols(name: str, value: Any, path: KeyPath) -> Iterator[KeyPath]:
    """Yield the places of what should be symbols and is not: in every field called `symbol` or `symbols`."""
    if name == "symbol" and isinstance(value, str) and not is_symbol(value):
        yield path
    if name == "symbols" and isinstance(value, (frozenset, tuple, dict)):
        for each in sorted(str(each) for each in value):
            if not is_symbol(each):
                yield (*path, each) if isinstance(value, dict) else path


def _parts(value: Any) -> Iterator[tuple[KeyPath, Any]]:
    if isinstance(value, dict):
        for key, part in value.items():
            if attrs.has(type(part)) and not isinstance(part, LEAVES):
                yield (str(key),), part
    elif isinstance(value, tuple):
        for index, part in enumerate(value):
            if attrs.has(type(part)) and not isinstance(part, LEAVES):
                yield (str(index),), part
    elif attrs.has(type(value)) and not isinstance(value, LEAVES):
        yield (), value
