# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""From what a strategy wants to what is missing: target − position − working orders, in whole lots.

The target is cut to whole lots towards zero, so that rounding never adds risk; a remainder below a lot is not traded.
"""

from __future__ import annotations

import cython

if not cython.compiled:
    from mqk_core.domain.money import sub

    def whole_lots(quantity: int, lot: int) -> int:
        """Return the quantity cut towards zero to whole lots."""
        whole = abs(quantity) // lot * lot
        return whole if quantity > 0 else -whole

    def missing_quantity(target: int, position: int, working: int, lot: int) -> int:
        """Return the signed quantity to trade; zero when nothing is missing."""
        return whole_lots(sub(sub(whole_lots(target, lot), position), working), lot)
