# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""Exact numbers: prices, quantities and money as signed 64-bit integers in units of 1e-8.

Products are 128 bits wide and rounded half to even; whatever leaves 64 bits raises `AmountOverflow`. The arithmetic
below is the plain-Python twin of the inline C in `money.pxd`: compiled modules use that, everything else this.
Decimals and texts enter and leave through the checked conversions at the end; floats only through `from_float`.
"""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Final

import cython

from mqk_core.errors import AmountOverflow

SCALE: Final = 100_000_000
PLACES: Final = 8
INT64_MAX: Final = 2**63 - 1
INT64_MIN: Final = -(2**63)


def overflow(operation: str, a: int, b: int) -> int:
    """Raise `AmountOverflow` for an operation on two amounts; never returns."""
    raise AmountOverflow(
        f"the {operation} of {a} and {b} (units of 1e-8) leaves the signed 64-bit range; nothing was booked; "
        "use smaller quantities or prices"
    )


if not cython.compiled:

    def _fit(value: int, operation: str, a: int, b: int) -> int:
        if not INT64_MIN <= value <= INT64_MAX:
            overflow(operation, a, b)
        return value

    def _half_even(wide: int, divisor: int) -> int:
        whole, rest = divmod(wide, divisor)
        is_up = rest > divisor - rest or (rest == divisor - rest and whole % 2 == 1)
        rounded: int = whole + is_up
        return rounded

    def add(a: int, b: int) -> int:
        """Return a + b, refused when it leaves 64 bits."""
        return _fit(a + b, "sum", a, b)

    def sub(a: int, b: int) -> int:
        """Return a - b, refused when it leaves 64 bits."""
        return _fit(a - b, "difference", a, b)

    def product(price: int, quantity: int) -> int:
        """Return price x quantity in units of 1e-8, half to even."""
        return _fit(_half_even(price * quantity, SCALE), "product", price, quantity)

    def share(amount: int, part: int, whole: int) -> int:
        """Return amount x part / whole, half to even; `whole` is positive."""
        if whole <= 0:
            overflow("share", amount, part)
        return _fit(_half_even(amount * part, whole), "share", amount, part)

    def exceeds(value: int, a: int, b: int) -> bool:
        """Return whether value > a x b, exactly; all in units of 1e-8."""
        return value * SCALE > a * b

    def magnitude(a: int) -> int:
        """Return the absolute value; the smallest 64-bit number has none."""
        return _fit(abs(a), "magnitude", a, 0)


def from_decimal(value: Decimal | int | str) -> int:
    """Return the units of 1e-8 of an exact number.

    Raises
    ------
    ValueError : more than 8 decimals, not finite, or not a number.  AmountOverflow : it leaves 64 bits.
    """
    try:
        number = Decimal(value)
    except ArithmeticError:
        raise ValueError(f"{value!r} is no number") from None
    if not number.is_finite():
        raise ValueError(f"{value} is not finite")
    sign, digits, exponent = number.as_tuple()
    shift = PLACES + int(exponent)
    if shift < 0 and any(digits[shift:]):
        raise ValueError(f"{value} has more than {PLACES} decimals")
    kept = digits[:shift] if shift < 0 else digits
    whole = int("".join(map(str, kept)) or "0")
    # 19 places are beyond 64 bits already; more would only cost time.
    units: int = whole * 10 ** min(max(shift, 0), 19)
    return _within(-units if sign else units, value)


def from_float(value: float) -> int:
    """Return the units of 1e-8 nearest to a float: the one door by which a float becomes a quantity.

    Raises
    ------
    ValueError : NaN or infinite.  AmountOverflow : it leaves 64 bits.
    """
    if not math.isfinite(value):
        raise ValueError(f"{value} is not finite")
    numerator, denominator = value.as_integer_ratio()
    units, rest = divmod(numerator * SCALE, denominator)
    if 2 * rest > denominator or (2 * rest == denominator and units % 2):
        units += 1
    return _within(units, value)


def _within(units: int, value: object) -> int:
    if not INT64_MIN <= units <= INT64_MAX:
        raise AmountOverflow(f"{value} leaves the signed 64-bit range of units of 1e-8 (at most 92233720368.54775807)")
    return units


def to_decimal(units: int) -> Decimal:
    """Return the exact number that these units of 1e-8 stand for."""
    return Decimal(to_text(units))


def to_text(units: int) -> str:
    """Return the shortest exact decimal text: `12`, `-0.5`, `97.3600001`."""
    whole, rest = divmod(abs(units), SCALE)
    sign = "-" if units < 0 else ""
    if not rest:
        return f"{sign}{whole}"
    return f"{sign}{whole}.{rest:08d}".rstrip("0")
