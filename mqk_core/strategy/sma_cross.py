"""Long while the fast mean of the closes is above the slow one, else flat; a tie is flat. Means compare exactly."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from mqk_core.domain.settings import above_zero

if TYPE_CHECKING:
    from mqk_core.domain.market import Bar
    from mqk_core.strategy.host import Context


def _at_least_one(instance: object, attribute: attrs.Attribute[int], value: int) -> None:
    if value < 1:
        raise ValueError(f"must be at least 1, found {value}")


def _above_fast(instance: SmaCrossConfig, attribute: attrs.Attribute[int], value: int) -> None:
    _at_least_one(instance, attribute, value)
    if value <= instance.fast:
        raise ValueError(f"must be above fast ({instance.fast}), found {value}")


@attrs.frozen
class SmaCrossConfig:
    """Settings of `sma_cross`."""

    fast: int = attrs.field(validator=_at_least_one, metadata={"help": "bars of the fast mean"})
    slow: int = attrs.field(
        validator=_above_fast, metadata={"help": "bars of the slow mean; the first decision is at bar number slow"}
    )
    quantity: Decimal = attrs.field(
        validator=above_zero, metadata={"help": "quantity to hold of each symbol while long"}
    )


class SmaCross:
    """One pair of means a symbol."""

    def __init__(self, fast: int, slow: int, quantity: Decimal) -> None:
        self.fast_length = fast
        self.slow_length = slow
        self.quantity = quantity

    def on_start(self, context: Context) -> None:
        self.fast = context.indicators.sma("close", self.fast_length)
        self.slow = context.indicators.sma("close", self.slow_length)

    def on_bar(self, bar: Bar, context: Context) -> None:
        context.target(bar.symbol, self.quantity if self.fast.is_above(self.slow) else 0)


def build_sma_cross(config: SmaCrossConfig) -> SmaCross:
    """Return the strategy."""
    return SmaCross(config.fast, config.slow, config.quantity)
