"""Long above the cross, flat below and on a tie; the first decision is at the close of bar number `slow`."""

from __future__ import annotations

from decimal import Decimal

import pytest
from small_engine import DAY_NS, SCALE, assemble, make_tape
from worlds import NAMES, world

from mqk_core.strategy.sma_cross import SmaCrossConfig, build_sma_cross


def intents(name, closes, quantity="10"):
    core = world(name)
    small = assemble(core, make_tape(core, {"A": closes}), build_sma_cross(SmaCrossConfig(1, 3, Decimal(quantity))))
    small.run()
    return [(intent.time // DAY_NS, intent.quantity // SCALE) for intent in small.records("intent")]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("closes", "expected"),
    [
        ([10, 11, 12], [(3, 10)]),
        ([10, 11, 12, 13, 5, 5], [(3, 10), (5, -10)]),
        ([12, 11, 10], []),
        ([10, 10, 10, 10], []),
        ([10, 11, 12, 11, 11], [(3, 10), (4, -10)]),
        ([10, 11], []),
    ],
    ids=["first at slow", "in and out", "below", "a tie is flat", "a tie leaves", "too short"],
)
def test_it_is_long_while_fast_is_above_slow(name, closes, expected):
    assert intents(name, closes) == expected


@pytest.mark.parametrize(
    ("fast", "slow", "quantity", "complaint"),
    [
        (0, 3, "1", "at least 1"),
        (3, 3, "1", "above fast"),
        (4, 3, "1", "above fast"),
        (1, 3, "0", "above zero"),
        (1, 3, "-1", "above zero"),
        (1, 3, "1e-9", "more than 8 decimals"),
        (1, 3, "1e20", "64-bit"),
    ],
)
def test_settings_that_cannot_trade_are_refused(fast, slow, quantity, complaint):
    with pytest.raises(ValueError, match=complaint):
        SmaCrossConfig(fast, slow, Decimal(quantity))
