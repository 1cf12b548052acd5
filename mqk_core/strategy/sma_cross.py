"""Long while the fast mean of the closes is above the slow one, else flat; a tie is flat. Means compare exactly."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from mqk_core.domain.settings import above_zero

if TYPE_CHECKING:
    from mqk_core.domain.market import Bar
    from mqk_core.strategy.host import Context


#: As many bars as an indicator may look back over.
_LENGTH_MAX: Final = 1_000_000


def _length(instance: object, attribute: attrs.Attribute[int], value: int) -> None:
    if not 1 <= value <= _LENGTH_MAX:
        raise ValueError(f"must be at least 1 and at most {_LENGTH_MAX}, found {value}")


def _above_fast(instance: SmaCrossConfig, attribute: attrs.Attribute[int], value: int) -> None:
    _length(instance, attribute, value)
    if value <= instance.fast:
        raise ValueError(f"must be above fast ({instance.fast}), found {value}")


@attrs.frozen
class SmaCrossConfig:
    """Settings of `sma_cross`."""

    fast: int = attrs.field(validator=_length, metadata={"help": "bars of the fast mean"})
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
