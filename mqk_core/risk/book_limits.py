# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""Limits on the book as it could become: positions, exposure, and how many orders live. Exactly at a bound passes.

Working orders count at their worst. Orders that only reduce are never held back; without a price or equity that a
limit needs, nothing passes.
"""

from __future__ import annotations

import cython

from mqk_core.domain import reasons
from mqk_core.domain.intents import Intent
from mqk_core.risk.observed import counted, ratio
from mqk_core.risk.rule import PASS, RiskRule, RiskView, Verdict, refuse

if cython.compiled:
    from cython.cimports.mqk_core.domain.money import exceeds
else:
    from mqk_core.domain.money import exceeds


class PositionLimit(RiskRule):
    """The position of one symbol, working orders included at their worst."""

    def __init__(self, quantity_max: int) -> None:
        self.quantity_max = quantity_max

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        if view.position_after > self.quantity_max and not view.reducing:
            return refuse(self.name, reasons.POSITION, self.quantity_max, view.position_after)
        return PASS


class ShortLimit(RiskRule):
    """Whether a position may fall below zero."""

    def __init__(self, is_allowed: bool) -> None:
        self.is_allowed = is_allowed

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        if view.short_after > 0 and not self.is_allowed and not view.reducing:
            return refuse(self.name, reasons.SHORT, 0, view.short_after)
        return PASS


class GrossLimit(RiskRule):
    """Gross exposure over all symbols, in money of the account."""

    def __init__(self, value_max: int) -> None:
        self.value_max = value_max

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        if view.reducing:
            return PASS
        if view.price <= 0:
            return refuse(self.name, reasons.NO_PRICE, 0, view.price)
        if view.gross_after > self.value_max:
            return refuse(self.name, reasons.GROSS, self.value_max, view.gross_after)
        return PASS


class NetLimit(RiskRule):
    """What longs may exceed shorts by, and shorts longs, in money of the account."""

    def __init__(self, value_max: int) -> None:
        self.value_max = value_max

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        if view.reducing:
            return PASS
        if view.price <= 0:
            return refuse(self.name, reasons.NO_PRICE, 0, view.price)
        if view.net_after > self.value_max:
            return refuse(self.name, reasons.NET, self.value_max, view.net_after)
        return PASS


class LeverageLimit(RiskRule):
    """Gross exposure as a multiple of equity; without equity nothing passes."""

    def __init__(self, ratio_max: int) -> None:
        self.ratio_max = ratio_max

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        if view.reducing:
            return PASS
        if view.price <= 0:
            return refuse(self.name, reasons.NO_PRICE, 0, view.price)
        if view.equity <= 0:
            return refuse(self.name, reasons.EQUITY_NOT_POSITIVE, 0, view.equity)
        if exceeds(view.gross_after, view.equity, self.ratio_max):
            return refuse(self.name, reasons.LEVERAGE, self.ratio_max, ratio(view.gross_after, view.equity))
        return PASS


class ConcentrationLimit(RiskRule):
    """One symbol's exposure as a multiple of equity; without equity nothing passes."""

    def __init__(self, ratio_max: int) -> None:
        self.ratio_max = ratio_max

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        if view.reducing:
            return PASS
        if view.price <= 0:
            return refuse(self.name, reasons.NO_PRICE, 0, view.price)
        if view.equity <= 0:
            return refuse(self.name, reasons.EQUITY_NOT_POSITIVE, 0, view.equity)
        if exceeds(view.symbol_after, view.equity, self.ratio_max):
            return refuse(self.name, reasons.CONCENTRATION, self.ratio_max, ratio(view.symbol_after, view.equity))
        return PASS


class OpenOrdersLimit(RiskRule):
    """How many orders may live at once, the new one counted."""

    def __init__(self, count_max: int) -> None:
        self.count_max = count_max

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        if view.open_orders >= self.count_max and not view.reducing:
            return refuse(self.name, reasons.OPEN_ORDERS, counted(self.count_max), counted(int(view.open_orders) + 1))
        return PASS
