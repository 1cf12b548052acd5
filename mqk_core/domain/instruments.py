"""What is traded: its symbol and the grid of its prices and quantities. Amounts in units of 1e-8."""

from __future__ import annotations

import attrs

from mqk_core.domain.money import SCALE


@attrs.frozen
class Instrument:
    """`tick` is the smallest price step, `lot` the smallest quantity; `currency` is that of its price.

    One unit of quantity at a price of 1 is worth `multiplier`.
    """

    symbol: str
    tick: int
    lot: int
    currency: str
    multiplier: int = SCALE
