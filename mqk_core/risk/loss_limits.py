# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""Limits that act on the marks, once a step, without waiting for an order: losses, and positions without a stop.

Exactly at a bound is no trip. An amount beyond 64 bits is an error of the calculation, which the gate takes as a trip.
"""

from __future__ import annotations

from typing import Any

import cython

from mqk_core.domain import reasons
from mqk_core.domain.intents import Intent
from mqk_core.risk.observed import counted
from mqk_core.risk.rule import PASS, RiskMonitor, RiskView, Verdict, halt, refuse

if cython.compiled:
    from cython.cimports.mqk_core.domain.money import product, sub
else:
    from mqk_core.domain.money import product, sub


class DailyLossLimit(RiskMonitor):
    """The loss since the trading day began, as a fraction of the equity it began with."""

    def __init__(self, fraction_max: int) -> None:
        self.fraction_max = fraction_max
        self.start = 0
        self.loss_max = 0

    def monitor(self, view: RiskView) -> Verdict:
        if view.day_start_equity != self.start:
            self.loss_max = product(view.day_start_equity, self.fraction_max)
            self.start = view.day_start_equity
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
            self.loss_max = product(view.peak, self.fraction_max)
            self.peak = view.peak
        if sub(self.peak, view.equity) > self.loss_max:
            return halt(self.name, reasons.DRAWDOWN, self.loss_max, sub(self.peak, view.equity))
        return PASS


class ProtectiveStop(RiskMonitor):
    """Where stops are required: an entry brings its own, and what is held does not stand without one.

    A position may be without a stop for `bars` steps in a row, while one is on its way; one step more halts. Only where
    `watches_protection` says so does the engine work out what stands without a stop.
    """

    def __init__(self, is_required: bool, bars: int) -> None:
        self.is_required = is_required
        self.watches_protection = is_required
        self.bars = bars
        self.steps = 0

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        if self.is_required and not view.is_protected and not view.reducing:
            return refuse(self.name, reasons.NO_PROTECTIVE_STOP)
        return PASS

    def monitor(self, view: RiskView) -> Verdict:
        if not self.is_required or view.unprotected == 0:
            self.steps = 0
            return PASS
        self.steps += 1
        if self.steps > self.bars:
            return halt(self.name, reasons.UNPROTECTED, counted(self.bars), counted(self.steps))
        return PASS

    def state(self) -> object:
        return self.steps

    def restore(self, state: Any) -> None:
        self.steps = state
