# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""Limits on a single order: its size, its value, its price, its symbol. Exactly at a bound passes.

Orders that only reduce are never held back by a limit: there is always a way down. What has no price is refused.
"""

from __future__ import annotations

from collections import deque
from typing import Any

import cython

from mqk_core.domain import reasons
from mqk_core.domain.intents import Intent
from mqk_core.risk.observed import counted, ratio
from mqk_core.risk.rule import PASS, RiskRule, RiskView, Verdict, refuse

if cython.compiled:
    from cython.cimports.mqk_core.domain.money import exceeds, magnitude, share, sub
else:
    from mqk_core.domain.money import exceeds, magnitude, share, sub


class QuantityLimit(RiskRule):
    """One order's quantity."""

    def __init__(self, quantity_max: int) -> None:
        self.quantity_max = quantity_max

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        if view.quantity > self.quantity_max and not view.reducing:
            return refuse(self.name, reasons.ORDER_QUANTITY, self.quantity_max, view.quantity)
        return PASS


class ValueLimit(RiskRule):
    """One order's value at the worse of its prices, in money of the account."""

    def __init__(self, value_max: int) -> None:
        self.value_max = value_max

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        if view.reducing:
            return PASS
        if view.price <= 0:
            return refuse(self.name, reasons.NO_PRICE, 0, view.price)
        if view.value > self.value_max:
            return refuse(self.name, reasons.ORDER_VALUE, self.value_max, view.value)
        return PASS


class PriceCollar(RiskRule):
    """How far an order may follow the price, as a fraction.

    At the market: the last close against the close before it. With a price of its own: that price against the last
    close.
    """

    def __init__(self, fraction_max: int) -> None:
        self.fraction_max = fraction_max

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        if view.reducing:
            return PASS
        price = view.price if view.is_market else view.order_price
        reference = view.previous_price if view.is_market else view.price
        if price <= 0 or reference <= 0:
            return refuse(self.name, reasons.NO_PRICE, 0, min(price, reference))
        distance = magnitude(sub(price, reference))
        if exceeds(distance, reference, self.fraction_max):
            return refuse(self.name, reasons.PRICE_COLLAR, self.fraction_max, ratio(distance, reference))
        return PASS


class RollingCollar(RiskRule):
    """How far an order's price may lie above the lowest and below the highest close of the last bars, as a fraction.

    It sees the slow drift that no single bar shows. The closes are of the symbol's own bars, the newest included.
    """

    def __init__(self, fraction_max: int, bars: int) -> None:
        self.fraction_max = fraction_max
        self.bars = bars
        self.closes: dict[int, Any] = {}

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        if view.reducing:
            return PASS
        price = view.price if view.is_market else view.order_price
        closes = self.closes.get(view.instrument)
        if price <= 0 or closes is None:
            return refuse(self.name, reasons.NO_PRICE, 0, 0)
        low = min(closes)
        high = max(closes)
        if low <= 0:
            return refuse(self.name, reasons.NO_PRICE, 0, low)
        if price > low and exceeds(sub(price, low), low, self.fraction_max):
            return refuse(self.name, reasons.ROLLING_COLLAR, self.fraction_max, ratio(price - low, low))
        if price < high and exceeds(sub(high, price), high, self.fraction_max):
            return refuse(self.name, reasons.ROLLING_COLLAR, self.fraction_max, ratio(high - price, high))
        return PASS

    def marked(self, instrument: int, symbol: str, close: int, time: int) -> None:
        closes = self.closes.get(instrument)
        if closes is None:
            closes = self.closes[instrument] = deque(maxlen=self.bars)
        closes.append(close)

    def split(self, instrument: int, symbol: str, numerator: int, denominator: int) -> None:
        closes = self.closes.get(instrument)
        if closes is not None:
            self.closes[instrument] = deque([share(close, denominator, numerator) for close in closes], self.bars)

    def state(self) -> object:
        return [(instrument, list(closes)) for instrument, closes in sorted(self.closes.items())]

    def restore(self, state: Any) -> None:
        self.closes = {instrument: deque(closes, self.bars) for instrument, closes in state}


class StaleReference(RiskRule):
    """How many bars may have passed since the close that an order is judged by."""

    def __init__(self, bars_max: int) -> None:
        self.bars_max = bars_max

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        if view.reducing:
            return PASS
        if view.price <= 0:
            return refuse(self.name, reasons.NO_PRICE, 0, view.price)
        if view.price_age > self.bars_max:
            return refuse(self.name, reasons.STALE_REFERENCE, counted(self.bars_max), counted(view.price_age))
        return PASS


class SelfMatch(RiskRule):
    """An entry does not meet a working order of our own."""

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        if view.is_opposed and not view.reducing:
            return refuse(self.name, reasons.SELF_MATCH)
        return PASS


class Restricted(RiskRule):
    """Symbols that are not traded; what is held of them can still be reduced."""

    def __init__(self, symbols: frozenset[str]) -> None:
        self.symbols = symbols

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        if view.symbol in self.symbols and not view.reducing:
            return refuse(self.name, reasons.RESTRICTED)
        return PASS


class Allowed(RiskRule):
    """The only symbols that are traded; an empty list sets no limit."""

    def __init__(self, symbols: frozenset[str]) -> None:
        self.symbols = symbols

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        if self.symbols and view.symbol not in self.symbols and not view.reducing:
            return refuse(self.name, reasons.NOT_ALLOWED)
        return PASS
