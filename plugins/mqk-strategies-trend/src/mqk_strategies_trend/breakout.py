"""Channel breakout: long from the highest close of many bars to the lowest close of fewer.

Between the two it says nothing, and what is held stays.
"""

from __future__ import annotations

from decimal import Decimal

import attrs

from mqk_core.api import Bar, Context, above_zero


def _below_entry(instance: BreakoutConfig, attribute: attrs.Attribute[int], value: int) -> None:
    if not 1 <= value < instance.entry:
        raise ValueError(f"must be at least 1 and below entry ({instance.entry}), found {value}")


@attrs.frozen
class BreakoutConfig:
    """How long the two channels are, and how much is held."""

    entry: int = attrs.field(
        validator=[attrs.validators.ge(2), attrs.validators.le(1_000_000)],
        metadata={"help": "bars of the channel that is bought"},
    )
    exit: int = attrs.field(validator=_below_entry, metadata={"help": "bars of the channel that is sold"})
    quantity: Decimal = attrs.field(
        validator=above_zero, metadata={"help": "quantity to hold of each symbol while long"}
    )


class Breakout:
    """One pair of channels a symbol."""

    def __init__(self, config: BreakoutConfig) -> None:
        self.entry = config.entry
        self.exit = config.exit
        self.quantity = config.quantity

    def on_start(self, context: Context) -> None:
        """Ask for the two channels of closes."""
        self.highest = context.indicators.highest("close", self.entry)
        self.lowest = context.indicators.lowest("close", self.exit)

    def on_bar(self, bar: Bar, context: Context) -> None:
        """Go long on the highest close, flat on the lowest; a close that is both changes nothing."""
        is_highest = bar.close >= self.highest.value
        is_lowest = bar.close <= self.lowest.value
        if is_highest and not is_lowest:
            context.target(bar.symbol, self.quantity)
        elif is_lowest and not is_highest:
            context.target(bar.symbol, 0)
