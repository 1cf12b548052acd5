# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""The account's books: cash, one holding an instrument with its mark, and one book a strategy.

Whatever moves money moves it in the account and in exactly one book (a transfer: in two, against each other), so that
the books always add up to the account. Equity is cash plus holdings, kept up to date mark by mark; a position without
a mark is refused, never worth zero. All amounts in units of 1e-8; `k` is an instrument's index, `b` a book's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cython

from mqk_core.errors import MissingMark
from mqk_core.portfolio.books import Book

if cython.compiled:
    from cython.cimports.mqk_core.domain.money import add, product, sub
else:
    from mqk_core.domain.money import add, product, sub

NO_MARK = 0
ONE = 100_000_000


class Holding:
    """What the account holds of one instrument: quantity (signed), last mark, and its value there."""

    def __init__(self, multiplier: int) -> None:
        self.multiplier = multiplier
        self.quantity = 0
        self.mark = NO_MARK
        self.value = 0

    def worth(self, price: int, quantity: int) -> int:
        """Return what a signed quantity is worth at a price, signed, rounded once."""
        shares: int = quantity if self.multiplier == ONE else product(quantity, self.multiplier)
        value: int = product(price, shares)
        return value


class Ledger:
    """The account, with its books: one a strategy, and the last for what belongs to none."""

    def __init__(self, multipliers: Sequence[int], books: int) -> None:
        self.cash = self.fees = self.holdings = 0
        self.dividends = self.charges = 0
        self.positions = [Holding(multiplier) for multiplier in multipliers]
        self.books = [Book(len(multipliers)) for _ in range(books)]

    def open(self, cash: int) -> int:
        self.cash = cash
        return 0

    def book(self, k: int, b: int, quantity: int, value: int, fee: int, time: int) -> int:
        """Book a trade of signed `quantity` worth signed `value`, and its fee; return the profit it realised."""
        holding = self.positions[k]
        book = self.books[b]
        cash = sub(sub(self.cash, value), fee)
        fees = add(self.fees, fee)
        gain: int = book.trade(k, quantity, value, fee, time)
        self.cash = cash
        self.fees = fees
        holding.quantity = add(holding.quantity, quantity)
        self._revalue(holding)
        return gain

    def transfer(self, k: int, seller: int, buyer: int, quantity: int, price: int, time: int) -> int:
        """Move `quantity` from one book to another at a price; the account stays as it is."""
        holding = self.positions[k]
        value = holding.worth(price, quantity)
        giving, taking = self.books[seller], self.books[buyer]
        giving.trade(k, -quantity, -value, 0, time)
        taking.trade(k, quantity, value, 0, time)
        return 0

    def pay_dividend(self, k: int, amount: int) -> int:
        """Pay `amount` a share to every book that holds some, and take it from those that are short; return the sum."""
        holding = self.positions[k]
        paid = 0
        for book in self.books:
            cash = holding.worth(amount, book.held(k))
            book.receive_dividend(cash)
            paid = add(paid, cash)
        self.cash = add(self.cash, paid)
        self.dividends = add(self.dividends, paid)
        return paid

    def charge(self, b: int, amount: int) -> int:
        """Take what carrying positions cost from a book."""
        book = self.books[b]
        book.charge(amount)
        self.cash = sub(self.cash, amount)
        self.charges = add(self.charges, amount)
        return 0

    def split(self, k: int, numerator: int, denominator: int, lot: int, mark: int, time: int) -> int:
        """Restate every book in the shares after a split; fractions of a lot become cash at `mark`; return that cash.

        `mark` is the last mark in terms of the new shares; it is the mark from now on.
        """
        holding = self.positions[k]
        paid = 0
        held = 0
        for b in range(len(self.books)):
            book = self.books[b]
            rest = book.split(k, numerator, denominator, lot)
            if rest != 0:
                cash = holding.worth(mark, rest)
                book.trade(k, -rest, -cash, 0, time)
                paid = add(paid, cash)
            held = add(held, book.held(k))
        self.cash = add(self.cash, paid)
        holding.quantity = held
        holding.mark = mark
        self._revalue(holding)
        return paid

    def mark(self, k: int, price: int) -> int:
        """Take a price above zero as the instrument's mark."""
        holding = self.positions[k]
        holding.mark = price
        if holding.quantity != 0:
            self._revalue(holding)
        return 0

    def mark_first(self, k: int, price: int) -> int:
        """Take a trade's price as the mark of an instrument that has none."""
        holding = self.positions[k]
        if holding.mark == NO_MARK:
            holding.mark = price
        return 0

    def _revalue(self, holding: Holding) -> int:
        value = holding.worth(holding.mark, holding.quantity)
        self.holdings = add(self.holdings, sub(value, holding.value))
        holding.value = value
        return 0

    def equity(self) -> int:
        total: int = add(self.cash, self.holdings)
        return total

    def profit_of(self, b: int) -> int:
        """Return what a book has earned, unrealised profit included, after its fees and charges."""
        book = self.books[b]
        total = book.cash
        for k in range(len(self.positions)):
            quantity = book.held(k)
            if quantity != 0:
                holding = self.positions[k]
                total = add(total, holding.worth(holding.mark, quantity))
        earned: int = total
        return earned

    def held(self, k: int) -> int:
        holding = self.positions[k]
        return holding.quantity

    def held_by(self, b: int, k: int) -> int:
        book = self.books[b]
        return book.held(k)

    def has_price(self, k: int) -> bool:
        """Return whether a bar of the instrument has come."""
        holding = self.positions[k]
        has_mark: bool = holding.mark != NO_MARK
        return has_mark

    def price_of(self, k: int) -> int:
        """Return the mark of an instrument.

        Raises
        ------
        MissingMark : no bar of it has come yet.
        """
        holding = self.positions[k]
        if holding.mark == NO_MARK:
            raise MissingMark(f"instrument {k} has no mark yet; nothing can be valued by it; wait for its first bar")
        return holding.mark

    def worth(self, k: int, price: int, quantity: int) -> int:
        """Return what a signed quantity of an instrument is worth at a price, signed."""
        holding = self.positions[k]
        return holding.worth(price, quantity)

    def state(self) -> object:
        holdings: list[Holding] = self.positions
        return (
            self.cash, self.fees, self.holdings, self.dividends, self.charges,
            [(holding.quantity, holding.mark, holding.value) for holding in holdings],
            [book.state() for book in self.books],
        )  # fmt: skip

    def restore(self, state: Any) -> None:
        self.cash, self.fees, self.holdings, self.dividends, self.charges, holdings, books = state
        for holding, kept in zip(self.positions, holdings, strict=True):
            holding.quantity, holding.mark, holding.value = kept
        for book, kept in zip(self.books, books, strict=True):
            book.restore(kept)
