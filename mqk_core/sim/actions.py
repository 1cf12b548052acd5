# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""The corporate actions of a tape in their order, how many of them are in force, and what an older number is by now.

What an action does to orders and the account is in `splits.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cython

from mqk_core.domain.actions import SPLIT, CorporateAction

if cython.compiled:
    from cython.cimports.mqk_core.sim.resting import scaled, scaled_price
else:
    from mqk_core.sim.resting import scaled, scaled_price

#: How a price after a split is rounded to 1e-8.
UP: Final = 1
DOWN: Final = -1
HALF_EVEN: Final = 0


class ActionsInForce:
    """`done` of the `count` actions are in force. `row`: of a bar, none of whose prices knows of later splits."""

    def __init__(self, actions: Sequence[CorporateAction]) -> None:
        self.actions: list[CorporateAction] = sorted(actions, key=lambda action: action.row)
        self.count = len(self.actions)
        self.done = 0

    def next_row(self) -> int:
        """Return the row before which the next action comes into force; -1: there is none."""
        return self.actions[self.done].row if self.done < self.count else -1

    def price_of_bar(self, k: int, price: int, row: int, rounding: int) -> int:
        """Return a price of the bar at `row` as it would be quoted now, in units of 1e-8."""
        if not self.done:
            return price
        for action in self.actions[: self.done]:
            if action.instrument == k and action.kind == SPLIT and action.row > row:
                price = scaled_price(price, action.denominator, action.numerator, 1, rounding)
        return price

    def price_since(self, k: int, price: int, done: int) -> int:
        """Return a price of when `done` actions were in force as it would be now, half to even."""
        for action in self.actions[done : self.done]:
            if action.instrument == k and action.kind == SPLIT:
                price = scaled_price(price, action.denominator, action.numerator, 1, HALF_EVEN)
        return price

    def quantity_since(self, k: int, quantity: int, done: int) -> int:
        """Return a quantity of when `done` actions were in force as it would be now, towards zero."""
        for action in self.actions[done : self.done]:
            if action.instrument == k and action.kind == SPLIT:
                quantity = scaled(quantity, action.numerator, action.denominator)
        return quantity
