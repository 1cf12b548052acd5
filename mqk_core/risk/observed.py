"""Numbers as verdicts say them: units of 1e-8 within 64 bits, whatever was observed.

A verdict that no record could hold would lose its reason, so what is beyond 64 bits is said as the largest that fits.
"""

from __future__ import annotations

from mqk_core.domain.money import INT64_MAX, INT64_MIN, SCALE


def within(units: int) -> int:
    """Return the nearest number that 64 bits hold."""
    return max(INT64_MIN, min(INT64_MAX, units))


def counted(count: int) -> int:
    """Return a count in units of 1e-8, as limits on amounts are said."""
    return within(count * SCALE)


def ratio(value: int, whole: int) -> int:
    """Return value / whole in units of 1e-8, rounded down; `whole` is not zero."""
    return within(value * SCALE // whole)
