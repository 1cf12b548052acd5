"""Settings of the limits that core brings, and how each is built from them. Bounds are exact decimals.

Limits that know dates, kinds of account and newcomers have theirs in `account_settings.py`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import attrs
from attrs.validators import and_, ge, le

from mqk_core.domain.money import from_decimal
from mqk_core.domain.settings import Duration, above_zero, fraction
from mqk_core.risk import book_limits, loss_limits, order_limits, rate_limits

COUNT_MAX: Final = 10**9
BARS_MAX: Final = 10**5
WINDOW_MAX: Final = Duration(366 * 86400 * 10**9)
_COUNT: Final = and_(ge(1), le(COUNT_MAX))


def _window(instance: object, attribute: attrs.Attribute[Any], value: Duration) -> None:
    if not 0 < value.ns <= WINDOW_MAX.ns:
        raise ValueError("must be a duration above zero and at most 366d")


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


@attrs.frozen
class RollingCollarConfig:
    """Bound on how far a price may lie from the closes of the last bars."""

    fraction_max: Decimal = attrs.field(
        validator=fraction, metadata={"help": "largest fraction, above 0 and at most 1"}
    )
    bars: int = attrs.field(validator=and_(ge(1), le(BARS_MAX)), metadata={"help": "how many bars back"})


@attrs.frozen
class CountLimitConfig:
    """Bound on a count."""

    count_max: int = attrs.field(validator=_COUNT, metadata={"help": "largest count"})


@attrs.frozen
class RateLimitConfig:
    """Bound on a count within a window of tape time."""

    count_max: int = attrs.field(validator=_COUNT, metadata={"help": "largest count within the window"})
    window: Duration = attrs.field(validator=_window, metadata={"help": "length of the window, in tape time"})


@attrs.frozen
class EntryThrottleConfig:
    """Bound on entries of one strategy into one symbol."""

    entries_max: int = attrs.field(validator=_COUNT, metadata={"help": "most entries within the window"})
    window: Duration = attrs.field(validator=_window, metadata={"help": "length of the window, in tape time"})


@attrs.frozen
class LookAlikeConfig:
    """For how long an intent that was asked for is not asked for again."""

    window: Duration = attrs.field(validator=_window, metadata={"help": "length of the window, in tape time"})


@attrs.frozen
class SymbolsConfig:
    """A list of symbols."""

    symbols: frozenset[str] | None = attrs.field(
        default=None, metadata={"help": "symbols; an empty list, and null, sets no limit"}
    )


@attrs.frozen
class ShortConfig:
    """Whether there may be short positions."""

    allowed: bool = attrs.field(metadata={"help": "whether a position may fall below zero"})


@attrs.frozen
class StaleReferenceConfig:
    """Bound on the age of a price."""

    bars_max: int = attrs.field(
        validator=and_(ge(0), le(BARS_MAX)), metadata={"help": "most bars since the close that an order is judged by"}
    )


@attrs.frozen
class SelfMatchConfig:
    """It has no settings: it holds or is taken away."""


@attrs.frozen
class ProtectiveStopConfig:
    """Whether positions need a protective stop."""

    required: bool = attrs.field(metadata={"help": "whether entries and positions need a protective stop"})
    bars: int = attrs.field(
        validator=and_(ge(0), le(BARS_MAX)), metadata={"help": "steps in a row that a position may be without one"}
    )


def build_order_quantity(config: QuantityLimitConfig) -> order_limits.QuantityLimit:
    """Return the limit."""
    return order_limits.QuantityLimit(from_decimal(config.quantity_max))


def build_order_value(config: ValueLimitConfig) -> order_limits.ValueLimit:
    """Return the limit."""
    return order_limits.ValueLimit(from_decimal(config.value_max))


def build_price_collar(config: FractionLimitConfig) -> order_limits.PriceCollar:
    """Return the limit."""
    return order_limits.PriceCollar(from_decimal(config.fraction_max))


def build_rolling_collar(config: RollingCollarConfig) -> order_limits.RollingCollar:
    """Return the limit."""
    return order_limits.RollingCollar(from_decimal(config.fraction_max), config.bars)


def build_stale_reference(config: StaleReferenceConfig) -> order_limits.StaleReference:
    """Return the limit."""
    return order_limits.StaleReference(config.bars_max)


def build_self_match(config: SelfMatchConfig) -> order_limits.SelfMatch:
    """Return the limit."""
    return order_limits.SelfMatch()


def build_restricted(config: SymbolsConfig) -> order_limits.Restricted:
    """Return the limit."""
    return order_limits.Restricted(config.symbols or frozenset())


def build_allowed(config: SymbolsConfig) -> order_limits.Allowed:
    """Return the limit."""
    return order_limits.Allowed(config.symbols or frozenset())


def build_position(config: QuantityLimitConfig) -> book_limits.PositionLimit:
    """Return the limit."""
    return book_limits.PositionLimit(from_decimal(config.quantity_max))


def build_short(config: ShortConfig) -> book_limits.ShortLimit:
    """Return the limit."""
    return book_limits.ShortLimit(config.allowed)


def build_gross(config: ValueLimitConfig) -> book_limits.GrossLimit:
    """Return the limit."""
    return book_limits.GrossLimit(from_decimal(config.value_max))


def build_net(config: ValueLimitConfig) -> book_limits.NetLimit:
    """Return the limit."""
    return book_limits.NetLimit(from_decimal(config.value_max))


def build_leverage(config: RatioLimitConfig) -> book_limits.LeverageLimit:
    """Return the limit."""
    return book_limits.LeverageLimit(from_decimal(config.ratio_max))


def build_concentration(config: RatioLimitConfig) -> book_limits.ConcentrationLimit:
    """Return the limit."""
    return book_limits.ConcentrationLimit(from_decimal(config.ratio_max))


def build_open_orders(config: CountLimitConfig) -> book_limits.OpenOrdersLimit:
    """Return the limit."""
    return book_limits.OpenOrdersLimit(config.count_max)


def build_orders_per_minute(config: RateLimitConfig) -> rate_limits.OrderRate:
    """Return the limit."""
    return rate_limits.OrderRate(config.count_max, config.window.ns)


def build_look_alike(config: LookAlikeConfig) -> rate_limits.LookAlike:
    """Return the limit."""
    return rate_limits.LookAlike(config.window.ns)


def build_entry_throttle(config: EntryThrottleConfig) -> rate_limits.EntryThrottle:
    """Return the limit."""
    return rate_limits.EntryThrottle(config.entries_max, config.window.ns)


def build_reject_storm(config: RateLimitConfig) -> rate_limits.RejectStorm:
    """Return the limit."""
    return rate_limits.RejectStorm(config.count_max, config.window.ns)


def build_daily_loss(config: FractionLimitConfig) -> loss_limits.DailyLossLimit:
    """Return the limit."""
    return loss_limits.DailyLossLimit(from_decimal(config.fraction_max))


def build_drawdown(config: FractionLimitConfig) -> loss_limits.DrawdownLimit:
    """Return the limit."""
    return loss_limits.DrawdownLimit(from_decimal(config.fraction_max))


def build_protective_stop(config: ProtectiveStopConfig) -> loss_limits.ProtectiveStop:
    """Return the limit."""
    return loss_limits.ProtectiveStop(config.required, config.bars)
