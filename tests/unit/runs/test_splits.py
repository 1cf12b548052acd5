"""Quantities, prices and marks across a split."""

from __future__ import annotations

import pytest

from mqk_core.domain.money import SCALE
from mqk_core.runs.splits import Marks, price_after, quantity_after


@pytest.mark.parametrize(
    ("quantity", "ratio", "restated"),
    [(7, (3, 2), 10), (5, (3, 2), 8), (-5, (3, 2), -8), (1, (1, 3), 0), (0, (7, 1), 0)],
)
def test_a_quantity_is_restated_half_to_even(quantity, ratio, restated):
    assert quantity_after(quantity, *ratio) == restated


@pytest.mark.parametrize(
    ("price", "ratio", "restated"), [(7 * SCALE, (7, 1), SCALE), (1, (20, 1), 1), (0, (20, 1), 0), (3, (1, 3), 9)]
)
def test_a_price_above_zero_stays_above_zero(price, ratio, restated):
    assert price_after(price, *ratio) == restated


def test_a_mark_is_the_last_close_of_the_symbol_before_a_row(mini):
    marks = Marks(mini.daily_tape([10, 11, 12], symbols=("A", "B")))
    assert [marks.before("B", row) // SCALE for row in range(1, 7)] == [0, 10, 10, 11, 11, 12]


def test_a_mark_is_restated_by_each_split_until_the_next_bar(mini):
    marks = Marks(mini.daily_tape([12, 5]))
    assert marks.split("SPY", 1, 2, 1) == 6 * SCALE
    assert marks.split("SPY", 1, 3, 1) == 2 * SCALE
    assert marks.before("SPY", 1) == 2 * SCALE
    assert marks.before("SPY", 2) == 5 * SCALE


def test_before_the_first_bar_the_first_trade_is_the_mark(mini):
    marks = Marks(mini.daily_tape([12]))
    assert marks.split("SPY", 0, 2, 1) == 0
    marks.note_trade("SPY", 8 * SCALE)
    marks.note_trade("SPY", 9 * SCALE)
    assert marks.before("SPY", 0) == 8 * SCALE
    assert marks.split("SPY", 0, 2, 1) == 4 * SCALE
    assert (marks.before("SPY", 0), marks.before("SPY", 1)) == (4 * SCALE, 12 * SCALE)


def test_a_symbol_that_the_tape_does_not_hold_is_marked_by_its_first_trade(mini):
    marks = Marks(mini.daily_tape([12]))
    assert marks.before("QQQ", 1) == 0
    marks.note_trade("QQQ", 3 * SCALE)
    assert marks.before("QQQ", 1) == 3 * SCALE
