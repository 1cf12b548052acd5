"""Prices on an instrument's grid, rounded so that risk never grows by it, and amounts after a split.

A limit never becomes worse than asked for. The stop of an exit triggers sooner, that of an entry later. All in units of
1e-8; a price never falls below one tick.
"""

from __future__ import annotations

from mqk_core.domain.money import INT64_MAX
from mqk_core.errors import AmountOverflow


def down(price: int, tick: int) -> int:
    """Return the highest price on the grid at or below `price`; at least one tick."""
    return max(price // tick * tick, tick)


def up(price: int, tick: int) -> int:
    """Return the lowest price on the grid at or above `price`; at least one tick."""
    return max(-(-price // tick) * tick, tick)


def limit_price(price: int, is_buy: bool, tick: int) -> int:
    """Return a limit that is never worse than asked for: a purchase's goes down, a sale's up."""
    return down(price, tick) if is_buy else up(price, tick)


def stop_price(price: int, is_buy: bool, tick: int, is_exit: bool) -> int:
    """Return a stop that triggers sooner for an exit, later for an entry."""
    return down(price, tick) if is_buy == is_exit else up(price, tick)


def after_split(quantity: int, numerator: int, denominator: int) -> int:
    """Return a signed quantity in the shares after a split, half to even to 1e-8."""
    return _rounded(quantity * numerator, denominator)


def price_after_split(price: int, numerator: int, denominator: int) -> int:
    """Return a price a share after a split, half to even to 1e-8; a price above zero stays above zero."""
    return max(_rounded(price * denominator, numerator), 1) if price > 0 else 0


def _rounded(wide: int, divisor: int) -> int:
    whole, rest = divmod(wide, divisor)
    rounded = whole + (2 * rest > divisor or (2 * rest == divisor and whole & 1))
    if not -INT64_MAX <= rounded <= INT64_MAX:
        raise AmountOverflow(
            f"{wide} / {divisor} (units of 1e-8) leaves the signed 64-bit range; nothing was restated; "
            "mend the ratio of the split"
        )
    return rounded
