"""Settings of the limits that core brings, and how each is built from them. Bounds are exact decimals."""

from __future__ import annotations

from decimal import Decimal

import attrs

from mqk_core.domain.money import from_decimal
from mqk_core.domain.settings import above_zero, fraction
from mqk_core.risk.limits import (
    DailyLossLimit,
    DrawdownLimit,
    GrossLimit,
    LeverageLimit,
    PositionLimit,
    PriceCollar,
    QuantityLimit,
    ValueLimit,
)


@attrs.frozen
class QuantityLimitConfig:
    """Bound on a quantity."""

    quantity_max: Decimal = attrs.field(
        validator=above_zero, metadata={"help": "largest quantity, in units of the instrument"}
    )


@attrs.frozen
class ValueLimitConfig:
    """Bound on money."""

    value_max: Decimal = attrs.field(validator=above_zero, metadata={"help": "largest value, in money of the account"})


@attrs.frozen
class RatioLimitConfig:
    """Bound on a multiple of equity."""

    ratio_max: Decimal = attrs.field(validator=above_zero, metadata={"help": "largest multiple of equity"})


@attrs.frozen
class FractionLimitConfig:
    """Bound on a fraction."""

    fraction_max: Decimal = attrs.field(
        validator=fraction, metadata={"help": "largest fraction, above 0 and at most 1"}
    )


def build_order_quantity(config: QuantityLimitConfig) -> QuantityLimit:
    """Return the limit."""
    return QuantityLimit(from_decimal(config.quantity_max))


def build_order_value(config: ValueLimitConfig) -> ValueLimit:
    """Return the limit."""
    return ValueLimit(from_decimal(config.value_max))


def build_price_collar(config: FractionLimitConfig) -> PriceCollar:
    """Return the limit."""
    return PriceCollar(from_decimal(config.fraction_max))


def build_position(config: QuantityLimitConfig) -> PositionLimit:
    """Return the limit."""
    return PositionLimit(from_decimal(config.quantity_max))


def build_gross(config: ValueLimitConfig) -> GrossLimit:
    """Return the limit."""
    return GrossLimit(from_decimal(config.value_max))


def build_leverage(config: RatioLimitConfig) -> LeverageLimit:
    """Return the limit."""
    return LeverageLimit(from_decimal(config.ratio_max))


def build_daily_loss(config: FractionLimitConfig) -> DailyLossLimit:
    """Return the limit."""
    return DailyLossLimit(from_decimal(config.fraction_max))


def build_drawdown(config: FractionLimitConfig) -> DrawdownLimit:
    """Return the limit."""
    return DrawdownLimit(from_decimal(config.fraction_max))
