"""After on_start a strategy's attributes neither change nor hold what could change."""

from __future__ import annotations

import datetime
import enum
import itertools
import math
from decimal import Decimal

import attrs
import pytest
from small_engine import Idle

from mqk_core.errors import StrategyError
from mqk_core.strategy.frozen import freeze


class Side(enum.Enum):
    LONG = 1


@attrs.frozen
class Settings:
    length: int = 3
    weights: tuple[float, ...] = (0.5, 0.5)


@attrs.define
class Counter:
    seen: int = 0


def double(value):
    return 2 * value


def strategy_with(value):
    strategy = Idle()
    strategy.kept = value
    return strategy


CONSTANTS = [1, 0.5, "x", b"x", None, True, Decimal(1), datetime.date(2020, 1, 2), Side.LONG, (1, ("x",)), Settings()]


@pytest.mark.parametrize("value", [*CONSTANTS, frozenset({1}), double, math.sqrt, Side], ids=repr)
def test_constants_may_be_kept(value):
    strategy = strategy_with(value)
    freeze(strategy, "main")
    assert strategy.kept is value


MUTABLE = [
    [],
    {},
    set(),
    bytearray(),
    (1, []),
    Counter(),
    Settings(weights=[1.0]),
    itertools.count().__next__,
    [].append,
]


@pytest.mark.parametrize("value", MUTABLE, ids=lambda value: type(value).__name__)
def test_what_could_change_in_place_is_refused_by_name(value):
    with pytest.raises(StrategyError, match=r"strategy main: attribute 'kept' .* use context.state"):
        freeze(strategy_with(value), "main")


def test_a_closure_over_something_mutable_is_refused():
    seen = []
    with pytest.raises(StrategyError, match="'kept'"):
        freeze(strategy_with(lambda: seen.append(1)), "main")


def test_mutable_slots_and_class_attributes_are_found_too():
    class Slotted:
        __slots__ = ("items",)

        def __init__(self):
            self.items = []

    class Shared(Idle):
        cache = {}  # noqa: RUF012 - this is what must be found

    class Inherited(Shared):
        pass

    for strategy, attribute in ((Slotted(), "items"), (Shared(), "cache"), (Inherited(), "cache")):
        with pytest.raises(StrategyError, match=f"'{attribute}'"):
            freeze(strategy, "main")


def test_a_frozen_strategy_refuses_new_values_and_deletions():
    strategy = strategy_with(1)
    freeze(strategy, "main")
    for attribute in ("kept", "new"):
        with pytest.raises(StrategyError, match=f"attribute '{attribute}' was changed after on_start"):
            setattr(strategy, attribute, 2)
    with pytest.raises(StrategyError, match="'kept'"):
        del strategy.kept
    assert strategy.kept == 1


def test_a_frozen_strategy_keeps_its_class_name_and_methods():
    strategy = strategy_with(1)
    freeze(strategy, "main")
    assert isinstance(strategy, Idle)
    assert (type(strategy).__name__, type(strategy).__module__) == ("Idle", Idle.__module__)
