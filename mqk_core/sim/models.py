# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""Holds what a fill or cost model answers to what an exchange may book."""

from __future__ import annotations

from mqk_core.errors import InvariantViolation


def check_amount(model: object, what: str, amount: object, least: int, most: int) -> int:
    """Refuse an amount of a model that no ledger could book, or that would improve the result."""
    if type(amount) is not int or not least <= amount <= most:
        raise InvariantViolation(
            f"{type(model).__name__} gave {what} {str(amount)[:200]!r}; expected an int from {least} to {most} in "
            "units of 1e-8 (costs never improve a price); nothing was filled; mend the model"
        )
    return 0
