"""What a fill costs: slippage on the price, commission on the trade. Every rounding is against us.

Amounts are units of 1e-8; basis points too (1 bp = 100,000,000).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import attrs

from mqk_core.domain.money import SCALE, from_decimal
from mqk_core.domain.settings import exact_amount, zero_or_more

_BASIS_POINTS: Final = 10_000 * SCALE


def _bps(instance: object, attribute: attrs.Attribute[Decimal], value: Decimal) -> None:
    if not 0 <= value < 10_000:
        raise ValueError(f"must be at least 0 and below 10000 basis points, found {value}")
    exact_amount(instance, attribute, value)


@attrs.frozen
class LinearCostsConfig:
    """Costs that grow with quantity and value."""

    commission_bps: Decimal = attrs.field(
        default=Decimal(0), validator=_bps, metadata={"help": "commission in basis points of the trade's value"}
    )
    commission_per_share: Decimal = attrs.field(
        default=Decimal(0), validator=zero_or_more, metadata={"help": "commission for each unit of quantity"}
    )
    slippage_bps: Decimal = attrs.field(
        default=Decimal(0), validator=_bps, metadata={"help": "how far the price moves against us, in basis points"}
    )


class LinearCosts:
    """Slippage in basis points, rounded against us to the tick; commission per share plus basis points, rounded up."""

    def __init__(self, commission_bps: int, commission_per_share: int, slippage_bps: int) -> None:
        self.commission_bps = commission_bps
        self.commission_per_share = commission_per_share
        self.slippage_bps = slippage_bps

    def price(self, quantity: int, price: int, tick: int, high: int, low: int) -> int:
        """Return the price moved against the order; never below one tick, unless the market itself is."""
        if not self.slippage_bps:
            return price
        moved = -(-price * self.slippage_bps // _BASIS_POINTS)
        if quantity > 0:
            return -(-(price + moved) // tick) * tick
        return min(max((price - moved) // tick * tick, tick), price)

    def commission(self, quantity: int, value: int) -> int:
        """Return the fee of a fill worth `value`, never negative."""
        per_share = -(-abs(quantity) * self.commission_per_share // SCALE)
        by_value = -(-value * self.commission_bps // _BASIS_POINTS)
        return per_share + by_value

    def borrow(self, value: int, days: int) -> int:
        """Return what a short position costs: nothing."""
        return 0

    def financing(self, debt: int, days: int) -> int:
        """Return what a negative balance costs: nothing."""
        return 0


def build_linear(config: LinearCostsConfig) -> LinearCosts:
    """Return the cost model."""
    return LinearCosts(
        from_decimal(config.commission_bps),
        from_decimal(config.commission_per_share),
        from_decimal(config.slippage_bps),
    )
