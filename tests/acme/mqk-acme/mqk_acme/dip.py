"""A strategy that holds a symbol while its close is below its own average, and counts how often it went in.

An example of indicators and of state: what changes from bar to bar is in an indicator or in `DipState`, never in
`self`, so that a run can be stopped and restored anywhere.
"""

from __future__ import annotations

from decimal import Decimal

import attrs

from mqk_core.api import Bar, Context


@attrs.frozen
class DipConfig:
    """How long the average is, and how much to hold below it."""

    window: int = attrs.field(default=20, validator=attrs.validators.ge(2), metadata={"help": "bars in the average"})
    quantity: Decimal = attrs.field(
        default=Decimal(100),
        validator=attrs.validators.gt(Decimal(0)),
        metadata={"help": "quantity held below the average"},
    )


@attrs.define
class DipState:
    """What the strategy remembers between bars."""

    entries: int = 0


class Dip:
    """Long below the average, else flat."""

    def __init__(self, config: DipConfig) -> None:
        self.window = config.window
        self.quantity = config.quantity

    def on_start(self, context: Context) -> None:
        """Ask for one average a symbol."""
        self.average = context.indicators.sma("close", self.window)

    def on_bar(self, bar: Bar, context: Context) -> None:
        """Say what to hold after this bar."""
        if bar.close >= self.average.value:
            context.target(bar.symbol, 0)
            return
        if context.position(bar.symbol) == 0:
            context.state.entries += 1
        context.target(bar.symbol, self.quantity)
