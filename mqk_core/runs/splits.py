"""What a split does to quantities and prices, and by which mark a fraction of a lot is paid out.

`numerator` new shares stand for `denominator` old ones. All in units of 1e-8, rounded half to even.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from mqk_core.domain.market import Tape


def round_half_even(total: int, count: int) -> int:
    """Return total / count as a whole number, half to even; `count` is positive."""
    whole, rest = divmod(total, count)
    return whole + (2 * rest > count or (2 * rest == count and whole & 1))


def quantity_after(quantity: int, numerator: int, denominator: int) -> int:
    """Return a quantity in the shares after a split."""
    return round_half_even(quantity * numerator, denominator)


def price_after(price: int, numerator: int, denominator: int) -> int:
    """Return a price a share after a split; a price above zero stays above zero."""
    return max(round_half_even(price * denominator, numerator), 1) if price > 0 else 0


class Marks:
    """The last price of each symbol at any place of the tape, in the shares of that place.

    A mark is the close of the symbol's last bar, restated by each split since; before its first bar, its first trade's.
    """

    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        self._places: dict[str, NDArray[np.int64]] = {}
        self._traded: dict[str, int] = {}
        self._restated: dict[str, tuple[int, int]] = {}

    def note_trade(self, symbol: str, price: int) -> None:
        """Take a trade's price as the mark of a symbol that has had neither a bar nor a trade."""
        self._traded.setdefault(symbol, price)

    def before(self, symbol: str, row: int) -> int:
        """Return the mark after the first `row` rows of the tape; 0 when the symbol has none yet."""
        place = self._last(symbol, row)
        restated_at, restated = self._restated.get(symbol, (-2, 0))
        if restated_at == place:
            return restated
        return self._traded.get(symbol, 0) if place < 0 else int(self._tape.close[place])

    def split(self, symbol: str, row: int, numerator: int, denominator: int) -> int:
        """Return the mark in the shares after a split; it is the mark until the symbol's next bar."""
        mark = price_after(self.before(symbol, row), numerator, denominator)
        if mark:
            self._restated[symbol] = self._last(symbol, row), mark
        return mark

    def _last(self, symbol: str, row: int) -> int:
        # The tape row of the symbol's last bar among the first `row`; -1 without one.
        places = self._places.get(symbol)
        if places is None:
            k = self._tape.symbols.index(symbol) if symbol in self._tape.symbols else -1
            places = self._places[symbol] = np.flatnonzero(self._tape.instrument == k)
        count = int(np.searchsorted(places, row, "left"))
        return int(places[count - 1]) if count else -1
