"""At what price a market order meets its bar. The other rules of the exchange do not vary."""

from __future__ import annotations

import attrs


@attrs.frozen
class FillModelConfig:
    """A fill model has no settings."""


class NextOpen:
    """A market order fills at the open of the next bar: the default."""

    same_bar = False

    def market_price(self, quantity: int, open: int, high: int, low: int, close: int) -> int:
        return open


class WorstCase:
    """A market order fills at the worst price of the next bar: its high for a buy, its low for a sale."""

    same_bar = False

    def market_price(self, quantity: int, open: int, high: int, low: int, close: int) -> int:
        return high if quantity > 0 else low


class SameClose:
    """A market order fills at the deciding bar's own close: for comparison with other engines only."""

    same_bar = True

    def market_price(self, quantity: int, open: int, high: int, low: int, close: int) -> int:
        return close
