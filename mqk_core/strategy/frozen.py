"""Freezes a strategy after its start, so that everything that changes is in what a snapshot holds."""

from __future__ import annotations

import datetime
import enum
from decimal import Decimal
from typing import NoReturn

import attrs

from mqk_core.errors import StrategyError
from mqk_core.strategy.indicators import Indicator

_CONSTANTS = (int, float, complex, str, bytes, bool, Decimal, datetime.date, datetime.timedelta, enum.Enum, type(None))


def freeze(strategy: object, name: str) -> None:
    """Refuse every later assignment to the strategy's attributes, and every attribute that could change in place.

    Raises
    ------
    StrategyError : an attribute holds something mutable (a list, a dict, an array), which belongs in `context.state`.
    """
    for attribute, value in sorted(getattr(strategy, "__dict__", {}).items()):
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


def _is_constant(value: object) -> bool:
    if isinstance(value, (*_CONSTANTS, Indicator)) or callable(value):
        return True
    if isinstance(value, (tuple, frozenset)):
        return all(_is_constant(item) for item in value)
    cls: type = type(value)
    if attrs.has(cls):
        fields = attrs.fields(cls)
        return bool(fields) and all(_is_constant(getattr(value, field.name)) for field in fields)
    return False
