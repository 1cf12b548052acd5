"""Settings of the limits that core brings, and how each is built from them. Bounds are exact decimals."""

from __future__ import annotations

from decimal import Decimal

import attrs

from mqk_core.domain.money import from_decimal
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


def _amount(instance: object, attribute: attrs.Attribute[Decimal], value: Decimal) -> None:
    if value <= 0:
        raise ValueError(f"must be above zero, found {value}")
    from_decimal(value)


def _fraction(instance: object, attribute: attrs.Attribute[Decimal], value: Decimal) -> None:
    if not 0 < value <= 1:
        raise ValueError(f"must be above 0 and at most 1, found {value}")
    from_decimal(value)


@attrs.frozen
class QuantityLimitConfig:
    """Bound on a quantity."""

    quantity_max: Decimal = attrs.field(validator=_amount, metadata={"help": "largest quantity, in units of the instrument"})


@attrs.frozen
class ValueLimitConfig:
    """Bound on money."""

    value_max: Decimal = attrs.field(validator=_amount, metadata={"help": "largest value, in money of the account"})


@attrs.frozen
class RatioLimitConfig:
    """Bound on a multiple of equity."""

    ratio_max: Decimal = attrs.field(validator=_amount, metadata={"help": "largest multiple of equity"})


@attrs.frozen
class FractionLimitConfig:
    """Bound on a fraction."""

    fraction_max: Decimal = attrs.field(validator=_fraction, metadata={"help": "largest fraction, above 0 and at most 1"})


def build_order_quantity(config: QuantityLimitConfig) -> QuantityLimit:
    return QuantityLimit(from_decimal(config.quantity_max))


def build_order_value(config: ValueLimitConfig) -> ValueLimit:
    return ValueLimit(from_decimal(config.value_max))


def build_price_collar(config: FractionLimitConfig) -> PriceCollar:
    return PriceCollar(from_decimal(config.fraction_max))


def build_position(config: QuantityLimitConfig) -> PositionLimit:
    return PositionLimit(from_decimal(config.quantity_max))


def build_gross(config: ValueLimitConfig) -> GrossLimit:
    return GrossLimit(from_decimal(config.value_max))


def build_leverage(config: RatioLimitConfig) -> LeverageLimit:
    return LeverageLimit(from_decimal(config.ratio_max))


def build_daily_loss(config: FractionLimitConfig) -> DailyLossLimit:
    return DailyLossLimit(from_decimal(config.fraction_max))


def build_drawdown(config: FractionLimitConfig) -> DrawdownLimit:
    return DrawdownLimit(from_decimal(config.fraction_max))
