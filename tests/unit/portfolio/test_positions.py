"""FIFO lots: what a fill opens, closes and realises, to the last unit."""

from __future__ import annotations

import pytest
from worlds import NAMES, plain, world

LIMIT = 2**63 - 1


def book(name, *fills):
    position = world(name)("portfolio.positions").Position()
    position.closings = []
    gains = [position.apply(quantity, value, time) for time, (quantity, value) in enumerate(fills)]
    return position, gains


def lots(position):
    return [tuple(lot) for lot in position.state()[3]]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("fills", "gains", "left"),
    [
        ([(10, 100), (-10, -130)], [0, 30], []),
        ([(-10, -100), (10, 130)], [0, -30], []),
        ([(10, 100), (10, 200), (-15, -300)], [0, 0, 100], [(5, 100, 1)]),
        ([(10, 100), (-4, -60)], [0, 20], [(6, 60, 0)]),
        ([(10, 100), (-25, -500)], [0, 100], [(-15, -300, 1)]),
        ([(-10, -100), (25, 500)], [0, -100], [(15, 300, 1)]),
        ([(3, 10), (-1, -5), (-1, -5), (-1, -5)], [0, 2, 1, 2], []),
    ],
    ids=["long", "short", "oldest first", "part", "through zero", "short through zero", "thirds lose nothing"],
)
def test_a_fill_closes_the_oldest_lots_first(name, fills, gains, left):
    position, realised = book(name, *fills)
    assert realised == gains
    assert lots(position) == left
    assert position.quantity == sum(quantity for quantity, _ in fills)
    assert position.realised - position.cost == -sum(value for _, value in fills)
    assert position.cost == sum(cost for _, cost, _ in left)


@pytest.mark.parametrize("name", NAMES)
def test_closings_name_quantity_cost_proceeds_and_both_times(name):
    position, _ = book(name, (10, 100), (10, 200), (-15, -300))
    assert position.closings == [(10, 100, 200, 0, 2), (5, 100, 100, 1, 2)]


@pytest.mark.parametrize("name", NAMES)
def test_a_position_survives_a_snapshot_and_goes_on_the_same(name):
    position, _ = book(name, (10, 101), (7, 33), (-4, -60))
    again = world(name)("portfolio.positions").Position()
    again.restore(position.state())
    assert again.state() == position.state()
    assert again.apply(-11, -99, 9) == position.apply(-11, -99, 9)
    assert again.state() == position.state()


@pytest.mark.parametrize("name", NAMES)
def test_a_position_beyond_64_bits_is_refused_and_stays_as_it_was(name):
    position, _ = book(name, (LIMIT, 5))
    before = position.state()
    with pytest.raises(world(name)("errors").AmountOverflow):
        position.apply(1, 1, 1)
    assert position.state() == before


def test_the_engine_keeps_no_closings():
    assert plain("portfolio.positions").Position().closings is None


def split(lots, new, old, lot=1):
    position = plain("portfolio.positions").Position()
    for time, (quantity, value) in enumerate(lots):
        position.apply(quantity, value, time)
    return position, position.split(new, old, lot)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_split_restates_lots_so_that_they_add_up_to_the_position_rounded_once(sign):
    position, rest = split([(sign * 1, sign * 10), (sign * 1, sign * 20), (sign * 1, sign * 30)], 1, 2)
    assert sum(lot[0] for lot in lots(position)) == position.quantity
    assert position.quantity == sign * 2  # 3 / 2, half to even
    assert rest == 0
    assert position.cost - position.realised == sign * 60


def test_a_split_keeps_what_the_lots_cost_and_when_they_were_opened():
    position, rest = split([(10, 100), (6, 90)], 3, 2)
    assert (lots(position), rest) == ([(15, 100, 0), (9, 90, 1)], 0)
    assert (position.quantity, position.cost, position.realised) == (24, 190, 0)


@pytest.mark.parametrize(
    ("held", "lot", "rest"), [(101, 100, 1), (-101, 100, -1), (99, 100, 99), (200, 100, 0), (-250, 100, -50)]
)
def test_a_split_names_what_is_no_whole_lot_with_its_sign(held, lot, rest):
    assert split([(held, held)], 1, 1, lot)[1] == rest


def test_a_split_of_nothing_is_nothing():
    position, rest = split([], 4, 1)
    assert (position.state(), rest) == ((0, 0, 0, []), 0)


def test_a_split_beyond_64_bits_is_refused():
    with pytest.raises(plain("errors").AmountOverflow):
        split([(LIMIT // 2, 5)], 3, 1)
