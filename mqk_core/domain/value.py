"""The base of every value that crosses a stage at speed or stands in a decision record."""

from __future__ import annotations

import msgspec


class Value(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Immutable; encodes as an array that begins with its tag. Field order is part of the encoding: only append."""
