# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""Limits on a single order: its size, its value, its price, its symbol. Exactly at a bound passes.

Orders that only reduce are never held back by a limit: there is always a way down. What has no price is refused.
"""

from __future__ import annotations

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


class Ring:
    """The last closes of one instrument, oldest overwritten first."""

    def __init__(self, length: int) -> None:
        self.closes: list[int] = []
        self.length = length
        self.at = 0

    def push(self, close: int) -> int:
        if len(self.closes) < self.length:
            self.closes.append(close)
        else:
            self.closes[self.at] = close
            self.at += 1
            if self.at == self.length:
                self.at = 0
        return 0

    def in_order(self) -> list[int]:
        """Return what is kept, oldest first."""
        return self.closes[self.at :] + self.closes[: self.at]


class RollingCollar(RiskRule):
    """How far an order's price may lie above the lowest and below the highest close of the last bars, as a fraction.

    It sees the slow drift that no single bar shows. The closes are of the symbol's own bars, the newest included.
    """

    def __init__(self, fraction_max: int, bars: int) -> None:
        self.fraction_max = fraction_max
        self.bars = bars
        self.rings: list[Ring] = []

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        if view.reducing:
            return PASS
        price = view.price if view.is_market else view.order_price
        ring = self.rings[view.instrument] if view.instrument < len(self.rings) else None
        if price <= 0 or ring is None or not ring.closes:
            return refuse(self.name, reasons.NO_PRICE, 0, 0)
        low = min(ring.closes)
        high = max(ring.closes)
        if low <= 0:
            return refuse(self.name, reasons.NO_PRICE, 0, low)
        if price > low and exceeds(sub(price, low), low, self.fraction_max):
            return refuse(self.name, reasons.ROLLING_COLLAR, self.fraction_max, ratio(price - low, low))
        if price < high and exceeds(sub(high, price), high, self.fraction_max):
            return refuse(self.name, reasons.ROLLING_COLLAR, self.fraction_max, ratio(high - price, high))
        return PASS

    def marked(self, instrument: int, symbol: str, close: int, time: int) -> None:
        while len(self.rings) <= instrument:
            self.rings.append(Ring(self.bars))
        ring = self.rings[instrument]
        ring.push(close)

    def split(self, instrument: int, symbol: str, numerator: int, denominator: int) -> None:
        if instrument < len(self.rings):
            ring = self.rings[instrument]
            self.rings[instrument] = self._ring([share(close, denominator, numerator) for close in ring.in_order()])

    def _ring(self, closes: list[int]) -> Ring:
        ring = Ring(self.bars)
        for close in closes:
            ring.push(close)
        return ring

    def state(self) -> object:
        return [ring.in_order() for ring in self.rings]

    def restore(self, state: Any) -> None:
        self.rings = [self._ring(closes) for closes in state]


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
