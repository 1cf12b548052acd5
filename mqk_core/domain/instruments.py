"""What is traded: its symbol and the grid of its prices and quantities. Amounts in units of 1e-8."""

from __future__ import annotations

import attrs


@attrs.frozen
class Instrument:
    """`tick` is the smallest price step, `lot` the smallest quantity; `currency` is that of its price."""

    symbol: str
    tick: int
    lot: int
    currency: str
