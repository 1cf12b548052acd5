"""Freezes a strategy after its start, so that everything that changes is in what a snapshot holds."""

from __future__ import annotations

import datetime
import enum
import types
from decimal import Decimal
from typing import Any, Final, NoReturn

import attrs

from mqk_core.errors import StrategyError
from mqk_core.strategy.indicators import Indicator

_CONTAINERS: Final = (list, dict, set, bytearray)
_CONSTANTS: Final = (
    int,
    float,
    complex,
    str,
    bytes,
    bool,
    Decimal,
    datetime.date,
    datetime.timedelta,
    enum.Enum,
    type(None),
)


@attrs.frozen
class _Sample:
    # What attrs puts into a frozen class to refuse assignments.
    nothing: int = 0


_FROZEN_SETATTR: Final[Any] = _Sample.__setattr__


def freeze(strategy: object, name: str) -> None:
    """Refuse every later assignment to the strategy's attributes, and every attribute that could change in place.

    Raises
    ------
    StrategyError : an attribute holds something mutable (a list, a dict, an array), which belongs in `context.state`.
    """
    for attribute, value in sorted(_attributes(strategy).items()):
        if not _is_constant(value):
            raise StrategyError(
                f"strategy {name}: attribute {attribute!r} holds a {type(value).__name__}, which can change in place "
                "and would be missing from snapshots; declare it in the strategy's state class and use context.state"
            )
    cls = type(strategy)

    def refuse(self: object, attribute: str, *_: object) -> NoReturn:
        raise StrategyError(
            f"strategy {name}: attribute {attribute!r} was changed after on_start; keep what changes in context.state"
        )

    members = {
        "__slots__": (),
        "__setattr__": refuse,
        "__delattr__": refuse,
        "__module__": cls.__module__,
        "__doc__": cls.__doc__,
    }
    frozen = type(cls.__name__, (cls,), members)
    frozen.__qualname__ = cls.__qualname__
    object.__setattr__(strategy, "__class__", frozen)


def _attributes(strategy: object) -> dict[str, Any]:
    """Return every attribute that an instance brings: its own, its slots, and data that its classes share."""
    found: dict[str, Any] = {}
    for cls in reversed(type(strategy).__mro__[:-1]):
        found |= {
            name: value
            for name, value in vars(cls).items()
            if isinstance(value, _CONTAINERS) and not name.startswith("__")
        }
        slots = cls.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if hasattr(strategy, name):
                found[name] = getattr(strategy, name)
    return found | getattr(strategy, "__dict__", {})


def _is_constant(value: object) -> bool:
    if isinstance(value, (*_CONSTANTS, Indicator, type)):
        return True
    if isinstance(value, types.FunctionType):
        return value.__closure__ is None
    if isinstance(value, types.BuiltinFunctionType):
        return value.__self__ is None or isinstance(value.__self__, types.ModuleType)
    if isinstance(value, (tuple, frozenset)):
        return all(_is_constant(item) for item in value)
    cls: type = type(value)
    if attrs.has(cls) and _is_frozen(cls):
        return all(_is_constant(getattr(value, field.name)) for field in attrs.fields(cls))
    return False


def _is_frozen(cls: type) -> bool:
    setter: Any = cls.__setattr__
    return setter is _FROZEN_SETATTR
