# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""One instrument's position in one book, as FIFO lots whose costs are the cash that was really paid.

A fill's value is split over the lots that it closes so that nothing is lost to rounding: realised profit plus what is
left at cost always equals the cash that moved, to the last unit of 1e-8.
"""

from __future__ import annotations

from typing import Any

import cython

from mqk_core.domain.ticks import after_split

if cython.compiled:
    from cython.cimports.mqk_core.domain.money import add, magnitude, share, sub
else:
    from mqk_core.domain.money import add, magnitude, share, sub


class Lot:
    """An opening that is not closed yet: signed quantity, signed cost (cash paid), and when."""

    def __init__(self, quantity: int, cost: int, time: int) -> None:
        self.quantity = quantity
        self.cost = cost
        self.time = time


class Position:
    """Quantity (signed), cost of the open lots, and realised profit before fees.

    `closings`, when it is a list, receives (quantity closed, cost, proceeds, opened, closed) of each lot that a fill
    closes, signed as the lot was; the engine leaves it None.
    """

    def __init__(self) -> None:
        self.quantity = 0
        self.cost = 0
        self.realised = 0
        self.lots: list[Lot] = []
        self.closings: list[tuple[int, int, int, int, int]] | None = None

    def apply(self, quantity: int, value: int, time: int) -> int:
        """Book a fill of signed `quantity` worth signed `value` (price x quantity, rounded once).

        Return the profit that it realised.
        """
        held = self.quantity
        after = add(held, quantity)
        if held == 0 or (held > 0) == (quantity > 0):
            self._open(quantity, value, time)
            gain = 0
        elif magnitude(quantity) <= magnitude(held):
            gain = self._close(quantity, value, time)
        else:
            part = share(value, magnitude(held), magnitude(quantity))
            gain = self._close(-held, part, time)
            self._open(after, sub(value, part), time)
        self.quantity = after
        self.realised = add(self.realised, gain)
        return gain

    def _open(self, quantity: int, cost: int, time: int) -> int:
        self.lots.append(Lot(quantity, cost, time))
        self.cost = add(self.cost, cost)
        return 0

    def _close(self, quantity: int, value: int, time: int) -> int:
        gain = 0
        while quantity != 0:
            lot = self.lots[0]
            if magnitude(lot.quantity) <= magnitude(quantity):
                taken = -lot.quantity
                cost = lot.cost
                part = value if taken == quantity else share(value, magnitude(taken), magnitude(quantity))
                del self.lots[0]
            else:
                taken = quantity
                part = value
                cost = share(lot.cost, magnitude(taken), magnitude(lot.quantity))
                lot.quantity = add(lot.quantity, taken)
                lot.cost = sub(lot.cost, cost)
            quantity = sub(quantity, taken)
            value = sub(value, part)
            self.cost = sub(self.cost, cost)
            gain = sub(sub(gain, part), cost)
            if self.closings is not None:
                self.closings.append((-taken, cost, -part, lot.time, time))
        return gain

    def split(self, numerator: int, denominator: int, lot: int) -> int:
        """Restate the lots in the shares after a split, at the same cost; return the signed rest that is no whole lot.

        Lots are scaled by cumulative rounding to 1e-8, so that they add up to the position, scaled and rounded once.
        What is left of a lot when it rounds to nothing is its loss.
        """
        before = after = 0
        lots: list[Lot] = self.lots
        kept: list[Lot] = []
        for each in lots:
            before += each.quantity
            scaled = after_split(before, numerator, denominator) - after
            after += scaled
            each.quantity = scaled
            if scaled != 0:
                kept.append(each)
            else:
                self.cost = sub(self.cost, each.cost)
                self.realised = sub(self.realised, each.cost)
        self.lots = kept
        self.quantity = after
        rest: int = after - (after // lot * lot if after > 0 else -(-after // lot * lot))
        return rest

    def state(self) -> object:
        lots: list[Lot] = self.lots
        return self.quantity, self.cost, self.realised, [_lot(lot) for lot in lots]

    def restore(self, state: Any) -> None:
        self.quantity, self.cost, self.realised, lots = state
        self.lots = [Lot(quantity, cost, time) for quantity, cost, time in lots]


def _lot(lot: Lot) -> tuple[int, int, int]:
    return lot.quantity, lot.cost, lot.time
