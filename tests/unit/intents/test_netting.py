"""What is missing between a target and what is held and working, in whole lots."""

from __future__ import annotations

import pytest
from small_engine import SCALE, Script, assemble, make_tape
from worlds import NAMES, plain, world

netting = plain("intents.netting")


@pytest.mark.parametrize(
    ("target", "position", "working", "lot", "missing"),
    [
        (100, 0, 0, 1, 100),
        (100, 100, 0, 1, 0),
        (100, 60, 40, 1, 0),
        (100, 60, 60, 1, -20),
        (0, 100, -100, 1, 0),
        (-50, 100, 0, 1, -150),
        (199, 0, 0, 100, 100),
        (-199, 0, 0, 100, -100),
        (99, 0, 0, 100, 0),
        (-99, 0, 0, 100, 0),
        (0, 150, 0, 100, -100),
        (100, 150, 0, 100, 0),
    ],
)
def test_what_is_missing_is_the_target_less_position_and_working_orders(target, position, working, lot, missing):
    assert netting.missing_quantity(target, position, working, lot) == missing


@pytest.mark.parametrize("quantity", [0, 1, 99, 100, 101, 250, 2**63 - 1])
def test_lots_are_cut_towards_zero_on_both_sides(quantity):
    assert netting.whole_lots(quantity, 100) == quantity // 100 * 100
    assert netting.whole_lots(-quantity, 100) == -(quantity // 100 * 100)


def test_what_leaves_64_bits_is_refused():
    with pytest.raises(plain("errors").AmountOverflow):
        netting.missing_quantity(2**63 - 1, -1, 0, 1)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("target", "held"), [(199, 100), (-199, -100), (99, 0), (-99, 0), (300, 300)])
def test_the_engine_trades_whole_lots(name, target, held):
    tape = make_tape(world(name), {"A": [5, 5, 5]})
    small = assemble(world(name), tape, Script((0, "A", target)), lot=100 * SCALE)
    small.run()
    assert small.held("A") == held * SCALE
