"""A strategy's state as bytes: whole, and the same however often it was stored."""

from __future__ import annotations

import attrs
import pytest

from mqk_core.errors import StrategyError
from mqk_core.strategy.memory import check_state_class, decode_state, encode_state


@attrs.define
class Memory:
    count: int = 0
    level: float = 0
    name: str = ""
    seen: list[int] = attrs.Factory(list)
    by_symbol: dict[str, float] = attrs.Factory(dict)
    last: tuple[int, str] | None = None


def stored(**values):
    return encode_state(Memory(**values), Memory, "main")


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"count": -(2**63), "level": 0.1, "name": "é\n", "seen": [3, 1], "by_symbol": {"B": -0.0, "A": 1e300}},
        {"last": (1, "x"), "level": float("inf")},
    ],
)
def test_a_state_comes_back_as_it_was(values):
    assert decode_state(stored(**values), Memory) == Memory(**values)


def test_a_whole_number_in_a_float_field_is_stored_as_that_float():
    assert stored(level=3) == stored(level=3.0)
    assert encode_state(decode_state(stored(level=3), Memory), Memory, "main") == stored(level=3)


def test_a_dict_keeps_the_order_in_which_it_was_filled():
    state = decode_state(stored(by_symbol={"B": 1.0, "A": 2.0}), Memory)
    assert list(state.by_symbol) == ["B", "A"]


@pytest.mark.parametrize(
    "values", [{"count": 2**70}, {"count": 0.5}, {"name": None}, {"seen": object()}, {"by_symbol": {("a", 1): 1.0}}]
)
def test_what_cannot_be_stored_names_the_strategy(values):
    with pytest.raises(StrategyError, match="strategy main: its state cannot be stored"):
        stored(**values)


@attrs.define
class Hidden:
    _count: int = 0


@attrs.define
class Demanding:
    count: int


class NoAttrs:
    count = 0


@pytest.mark.parametrize("cls", [Hidden, Demanding, NoAttrs])
def test_a_state_class_that_a_snapshot_would_miss_is_refused(cls):
    with pytest.raises(StrategyError, match=f"strategy main: .*{cls.__name__}"):
        check_state_class(cls, "main")


def test_a_plain_state_class_is_accepted():
    check_state_class(Memory, "main")
