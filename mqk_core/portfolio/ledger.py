# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""The account's books: cash, one position an instrument, and what they are worth at the last marks.

Cash moves only by fills and fees. Equity is cash plus holdings, kept up to date mark by mark; a position without a mark
is refused, never worth zero.
"""

from __future__ import annotations

from typing import Any

import cython

from mqk_core.errors import MissingMark
from mqk_core.portfolio.positions import Position

if cython.compiled:
    from cython.cimports.mqk_core.domain.money import add, product, sub
    from cython.cimports.mqk_core.portfolio.positions import NO_MARK
else:
    from mqk_core.domain.money import add, product, sub
    from mqk_core.portfolio.positions import NO_MARK


class Ledger:
    """All amounts in units of 1e-8 of the account's currency; `k` is an instrument's index."""

    def __init__(self, instruments: int) -> None:
        self.cash = 0
        self.fees = 0
        self.holdings = 0
        self.positions = [Position() for _ in range(instruments)]

    def open(self, cash: int) -> int:
        self.cash = cash
        return 0

    def book(self, k: int, quantity: int, price: int, fee: int, time: int) -> int:
        """Book a fill: cash out for what came in, the fee, the lots; return the profit realised before the fee."""
        position = self.positions[k]
        value = product(price, quantity)
        cash = sub(sub(self.cash, value), fee)
        fees = add(self.fees, fee)
        gain = position.apply(quantity, value, time)
        self.cash = cash
        self.fees = fees
        if position.mark == NO_MARK:
            position.mark = price
        self._revalue(position)
        realised: int = gain
        return realised

    def mark(self, k: int, price: int) -> int:
        """Take a price above zero as the instrument's mark."""
        position = self.positions[k]
        position.mark = price
        if position.quantity != 0:
            self._revalue(position)
        return 0

    def _revalue(self, position: Position) -> int:
        value = product(position.mark, position.quantity)
        self.holdings = add(self.holdings, sub(value, position.value))
        position.value = value
        return 0

    def equity(self) -> int:
        total: int = add(self.cash, self.holdings)
        return total

    def held(self, k: int) -> int:
        position = self.positions[k]
        return position.quantity

    def has_price(self, k: int) -> bool:
        """Return whether a bar of the instrument has come."""
        position = self.positions[k]
        has_mark: bool = position.mark != NO_MARK
        return has_mark

    def price_of(self, k: int) -> int:
        """Return the mark of an instrument.

        Raises
        ------
        MissingMark : no bar of it has come yet.
        """
        position = self.positions[k]
        if position.mark == NO_MARK:
            raise MissingMark(f"instrument {k} has no mark yet; nothing can be valued by it; wait for its first bar")
        return position.mark

    def state(self) -> object:
        return self.cash, self.fees, self.holdings, [position.state() for position in self.positions]

    def restore(self, state: Any) -> None:
        self.cash, self.fees, self.holdings, books = state
        for position, book in zip(self.positions, books, strict=True):
            position.restore(book)
