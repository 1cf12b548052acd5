"""What a fill costs, and what carrying a position costs. Every rounding is against us.

A price moves by half the spread and by slippage; a commission is per share and by value; short positions and debts cost
a rate a year. Amounts are units of 1e-8; basis points and shares of a range too (1 bp = 100,000,000). `stress.py`
worsens what stands here.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import attrs

from mqk_core.domain.money import SCALE, from_decimal
from mqk_core.domain.settings import exact_amount, zero_or_more

BASIS_POINTS: Final = 10_000 * SCALE
DAYS_A_YEAR: Final = 365
#: What the numerators of a move are divided by: basis points, halved once more for the spread.
_MOVE: Final = 2 * BASIS_POINTS


def _bps(instance: object, attribute: attrs.Attribute[Any], value: Decimal) -> None:
    if not 0 <= value < 10_000:
        raise ValueError(f"must be at least 0 and below 10000 basis points, found {value}")
    exact_amount(instance, attribute, value)


def _share(instance: object, attribute: attrs.Attribute[Any], value: Decimal) -> None:
    if not 0 <= value <= 1:
        raise ValueError(f"must be a share of the bar's range, from 0 to 1, found {value}")
    exact_amount(instance, attribute, value)


def _cap(instance: LinearCostsConfig, attribute: attrs.Attribute[Any], value: Decimal | None) -> None:
    if value is None:
        return
    _bps(instance, attribute, value)
    if value < instance.slippage_bps:
        raise ValueError(f"must be at least slippage_bps ({instance.slippage_bps}), found {value}; null: no cap")


@attrs.frozen
class LinearCostsConfig:
    """Costs that grow with quantity and value, and with time for what is borrowed."""

    commission_bps: Decimal = attrs.field(
        default=Decimal(0), validator=_bps, metadata={"help": "commission in basis points of the trade's value"}
    )
    commission_per_share: Decimal = attrs.field(
        default=Decimal(0), validator=zero_or_more, metadata={"help": "commission for each unit of quantity"}
    )
    slippage_bps: Decimal = attrs.field(
        default=Decimal(0), validator=_bps, metadata={"help": "how far the price moves against us, in basis points"}
    )
    commission_minimum: Decimal = attrs.field(
        default=Decimal(0), validator=zero_or_more, metadata={"help": "least commission of each fill"}
    )
    slippage_volatility: Decimal = attrs.field(
        default=Decimal(0),
        validator=_share,
        metadata={"help": "share of the bar's range, high less low, that slippage adds"},
    )
    slippage_max_bps: Decimal | None = attrs.field(
        default=None,
        validator=_cap,
        metadata={"help": "most that slippage is, its share of the range included, in basis points; null: no cap"},
    )
    spread_bps: Decimal = attrs.field(
        default=Decimal(0),
        validator=_bps,
        metadata={"help": "spread between bid and ask in basis points; half of it is against us"},
    )
    borrow_bps: Decimal = attrs.field(
        default=Decimal(0),
        validator=zero_or_more,
        metadata={"help": "cost of a short position a year, in basis points of its value"},
    )
    financing_bps: Decimal = attrs.field(
        default=Decimal(0),
        validator=zero_or_more,
        metadata={"help": "cost of a negative balance a year, in basis points of the debt"},
    )


class LinearCosts:
    """Costs that are linear in price, range, quantity, value and days; each is rounded once, against us."""

    def __init__(
        self,
        commission_bps: int = 0,
        commission_per_share: int = 0,
        slippage_bps: int = 0,
        commission_minimum: int = 0,
        slippage_volatility: int = 0,
        slippage_max_bps: int | None = None,
        spread_bps: int = 0,
        borrow_bps: int = 0,
        financing_bps: int = 0,
    ) -> None:
        self.commission_bps = commission_bps
        self.commission_per_share = commission_per_share
        self.slippage_bps = slippage_bps
        self.commission_minimum = commission_minimum
        self.slippage_volatility = slippage_volatility
        self.slippage_max_bps = slippage_max_bps
        self.spread_bps = spread_bps
        self.borrow_bps = borrow_bps
        self.financing_bps = financing_bps
        # A fill costs nothing only where nothing is charged at all, however small it is.
        self._commission_least = max(commission_minimum, min(commission_bps + commission_per_share, 1))
        self._by_share = commission_per_share * (BASIS_POINTS // SCALE)
        self._by_price = 2 * slippage_bps + spread_bps
        self._is_by_price = not slippage_volatility and slippage_max_bps is None

    def price(self, quantity: int, price: int, tick: int, high: int, low: int) -> int:
        """Return the price moved against the order and rounded against it to the tick; unmoved, it stays as it is.

        Never below one tick, unless the market itself is.
        """
        exact = price * self._by_price if self._is_by_price else self._move(price, high, low)
        if not exact:
            return price
        moved = -(-exact // _MOVE)
        if quantity > 0:
            return -(-(price + moved) // tick) * tick
        return min(max((price - moved) // tick * tick, tick), price)

    # The whole move as a numerator over `_MOVE`; rounded up to a unit and then to the tick it is rounded once.
    def _move(self, price: int, high: int, low: int) -> int:
        of_range = max(high - low, 0) * self.slippage_volatility * (BASIS_POINTS // SCALE)
        slippage = price * self.slippage_bps + of_range
        if self.slippage_max_bps is not None:
            slippage = min(slippage, price * self.slippage_max_bps)
        return 2 * slippage + price * self.spread_bps

    def commission(self, quantity: int, value: int) -> int:
        """Return the fee of a fill worth `value`: at least the minimum, and rounded up."""
        charged = abs(quantity) * self._by_share + abs(value) * self.commission_bps
        fee = -(-charged // BASIS_POINTS)
        return fee if fee > self._commission_least else self._commission_least

    def borrow(self, value: int, days: int) -> int:
        """Return what a short position worth `value` costs over `days` calendar days, rounded up."""
        return _accrued(value, self.borrow_bps, days)

    def financing(self, debt: int, days: int) -> int:
        """Return what a negative balance of `debt` costs over `days` calendar days, rounded up."""
        return _accrued(debt, self.financing_bps, days)

    def worsened(self, slippage_factor: int, spread_factor: int) -> LinearCosts:
        """Return these costs with slippage (its cap too) and spread multiplied; factors in units of 1e-8, 1 or more."""
        most = self.slippage_max_bps
        return LinearCosts(
            self.commission_bps,
            self.commission_per_share,
            scaled(self.slippage_bps, slippage_factor),
            self.commission_minimum,
            scaled(self.slippage_volatility, slippage_factor),
            None if most is None else scaled(most, slippage_factor),
            scaled(self.spread_bps, spread_factor),
            self.borrow_bps,
            self.financing_bps,
        )


def scaled(amount: int, factor: int) -> int:
    """Return an amount of zero or more times a factor in units of 1e-8, rounded up."""
    return -(-amount * factor // SCALE)


def _accrued(amount: int, bps: int, days: int) -> int:
    # Actual days over a year of 365, as brokers count.
    return -(-max(amount, 0) * bps * max(days, 0) // (BASIS_POINTS * DAYS_A_YEAR))


def build_linear(config: LinearCostsConfig) -> LinearCosts:
    """Return the cost model."""
    most = config.slippage_max_bps
    return LinearCosts(
        from_decimal(config.commission_bps),
        from_decimal(config.commission_per_share),
        from_decimal(config.slippage_bps),
        from_decimal(config.commission_minimum),
        from_decimal(config.slippage_volatility),
        None if most is None else from_decimal(most),
        from_decimal(config.spread_bps),
        from_decimal(config.borrow_bps),
        from_decimal(config.financing_bps),
    )
