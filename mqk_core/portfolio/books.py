# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""A strategy's own book: its positions lot by lot, and the cash that its trades moved, beginning at nothing.

What a book has earned is its cash plus its positions at their marks. The ledger keeps books and account together.
"""

from __future__ import annotations

from typing import Any

import cython

from mqk_core.portfolio.positions import Position

if cython.compiled:
    from cython.cimports.mqk_core.domain.money import add, sub
else:
    from mqk_core.domain.money import add, sub


class Book:
    """All amounts in units of 1e-8; `k` is an instrument's index."""

    def __init__(self, instruments: int) -> None:
        self.cash = self.fees = 0
        self.dividends = self.charges = 0
        self.positions = [Position() for _ in range(instruments)]

    def trade(self, k: int, quantity: int, value: int, fee: int, time: int) -> int:
        """Book a trade of signed quantity and value; return the profit that it realised, before the fee."""
        position = self.positions[k]
        cash = sub(sub(self.cash, value), fee)
        fees = add(self.fees, fee)
        gain: int = position.apply(quantity, value, time)
        self.cash = cash
        self.fees = fees
        return gain

    def receive_dividend(self, cash: int) -> int:
        self.cash = add(self.cash, cash)
        self.dividends = add(self.dividends, cash)
        return 0

    def charge(self, amount: int) -> int:
        self.cash = sub(self.cash, amount)
        self.charges = add(self.charges, amount)
        return 0

    def split(self, k: int, numerator: int, denominator: int, lot: int) -> int:
        """Restate a position in the shares after a split; return the signed rest that is no whole lot."""
        position = self.positions[k]
        rest: int = position.split(numerator, denominator, lot)
        return rest

    def held(self, k: int) -> int:
        position = self.positions[k]
        return position.quantity

    def state(self) -> object:
        return (
            self.cash, self.fees, self.dividends, self.charges, [position.state() for position in self.positions]
        )  # fmt: skip

    def restore(self, state: Any) -> None:
        self.cash, self.fees, self.dividends, self.charges, positions = state
        for position, kept in zip(self.positions, positions, strict=True):
            position.restore(kept)
