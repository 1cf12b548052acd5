# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""The limits that core brings. One class a limit; bounds in units of 1e-8; exactly at the bound passes.

Orders that only reduce are never held back by a limit: there is always a way down.
"""

from __future__ import annotations

import cython

from mqk_core.domain import reasons
from mqk_core.domain.intents import Intent
from mqk_core.risk.rule import PASS, RiskMonitor, RiskRule, RiskView, Verdict, halt, refuse

if cython.compiled:
    from cython.cimports.mqk_core.domain.money import exceeds, magnitude, product, sub
else:
    from mqk_core.domain.money import exceeds, magnitude, product, sub

SCALE = 100_000_000


class QuantityLimit(RiskRule):
    """One order's quantity."""

    def __init__(self, quantity_max: int) -> None:
        self.quantity_max = quantity_max

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        if view.quantity > self.quantity_max and not view.reducing:
            return refuse(self.name, reasons.ORDER_QUANTITY, self.quantity_max, view.quantity)
        return PASS


class ValueLimit(RiskRule):
    """One order's value at its reference price, in money of the account."""

    def __init__(self, value_max: int) -> None:
        self.value_max = value_max

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        if view.value > self.value_max and not view.reducing:
            return refuse(self.name, reasons.ORDER_VALUE, self.value_max, view.value)
        return PASS


class PriceCollar(RiskRule):
    """How far the reference price may lie from the close before it, as a fraction of that close."""

    def __init__(self, fraction_max: int) -> None:
        self.fraction_max = fraction_max

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        if view.reducing:
            return PASS
        distance = magnitude(sub(view.price, view.previous_price))
        if exceeds(distance, view.previous_price, self.fraction_max):
            return refuse(
                self.name, reasons.PRICE_COLLAR, self.fraction_max, int(distance) * SCALE // int(view.previous_price)
            )
        return PASS


class PositionLimit(RiskRule):
    """The position of one symbol, working orders included at their worst."""

    def __init__(self, quantity_max: int) -> None:
        self.quantity_max = quantity_max

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        if view.position_after > self.quantity_max and not view.reducing:
            return refuse(self.name, reasons.POSITION, self.quantity_max, view.position_after)
        return PASS


class GrossLimit(RiskRule):
    """Gross exposure over all symbols, in money of the account."""

    def __init__(self, value_max: int) -> None:
        self.value_max = value_max

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        if view.gross_after > self.value_max and not view.reducing:
            return refuse(self.name, reasons.GROSS, self.value_max, view.gross_after)
        return PASS


class LeverageLimit(RiskRule):
    """Gross exposure as a multiple of equity; without equity nothing passes."""

    def __init__(self, ratio_max: int) -> None:
        self.ratio_max = ratio_max

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        if view.reducing:
            return PASS
        if view.equity <= 0:
            return refuse(self.name, reasons.EQUITY_NOT_POSITIVE, 0, view.equity)
        if exceeds(view.gross_after, view.equity, self.ratio_max):
            return refuse(
                self.name, reasons.LEVERAGE, self.ratio_max, int(view.gross_after) * SCALE // int(view.equity)
            )
        return PASS


class DailyLossLimit(RiskMonitor):
    """The loss since the trading day began, as a fraction of the equity it began with."""

    def __init__(self, fraction_max: int) -> None:
        self.fraction_max = fraction_max
        self.start = 0
        self.loss_max = 0

    def monitor(self, view: RiskView) -> Verdict:
        if view.day_start_equity != self.start:
            self.start = view.day_start_equity
            self.loss_max = product(self.start, self.fraction_max)
        if sub(self.start, view.equity) > self.loss_max:
            return halt(self.name, reasons.DAILY_LOSS, self.loss_max, sub(self.start, view.equity))
        return PASS


class DrawdownLimit(RiskMonitor):
    """The fall of equity below its peak, as a fraction of the peak."""

    def __init__(self, fraction_max: int) -> None:
        self.fraction_max = fraction_max
        self.peak = 0
        self.loss_max = 0

    def monitor(self, view: RiskView) -> Verdict:
        if view.peak != self.peak:
            self.peak = view.peak
            self.loss_max = product(self.peak, self.fraction_max)
        if sub(self.peak, view.equity) > self.loss_max:
            return halt(self.name, reasons.DRAWDOWN, self.loss_max, sub(self.peak, view.equity))
        return PASS
