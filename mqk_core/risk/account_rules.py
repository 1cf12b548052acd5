# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""Rules that depend on whose account it is, on the date, or on how well a strategy is known.

What a regulator or broker asks for changes: it stands in dated rows of the configuration, not in code. Rows that hold
on the same day all hold. An account whose kind is not stated is held by no row.
"""

from __future__ import annotations

from typing import Any

import cython

from mqk_core.domain import reasons
from mqk_core.domain.intents import Intent
from mqk_core.risk.observed import counted, ratio
from mqk_core.risk.rows import DayTradeRow, MarginRow
from mqk_core.risk.rule import PASS, RiskMonitor, RiskRule, RiskView, Verdict, refuse

if cython.compiled:
    from cython.cimports.mqk_core.domain.money import exceeds
else:
    from mqk_core.domain.money import exceeds


class MarginRule(RiskRule):
    """Gross exposure as the multiple of equity that the rows of the day allow; a day without a row allows none.

    Source: Regulation T, 12 CFR 220.12(a): initial margin of half the value of long equities, which is twice the
    equity; a cash account (12 CFR 220.8) buys with what it has. Intraday margin since 2026-06-04: FINRA Rule 4210(d)(2)
    (SR-FINRA-2025-017, SEC Release 34-105226, 2026-04-14). What a broker lends within a day by it is the broker's to
    say: a row of its own.
    """

    def __init__(self, account: str | None, rows: tuple[MarginRow, ...]) -> None:
        self.account = account
        self.rows = rows

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        if self.account is None or view.reducing:
            return PASS
        if view.price <= 0:
            return refuse(self.name, reasons.NO_PRICE, 0, view.price)
        if view.equity <= 0:
            return refuse(self.name, reasons.EQUITY_NOT_POSITIVE, 0, view.equity)
        bounds = [row.ratio_max for row in self.rows if row.account == self.account and row.holds_on(view.day)]
        if not bounds:
            return refuse(self.name, reasons.NO_MARGIN_ROW, 0, 0)
        bound = min(bounds)
        if exceeds(view.gross_after, view.equity, bound):
            return refuse(self.name, reasons.MARGIN, bound, ratio(view.gross_after, view.equity))
        return PASS


class DayTradeRule(RiskMonitor):
    """No entry that could become one day trade more than a margin account of little equity may make.

    A day trade is an opening of a position and its closing, in one symbol on one day; several openings before a
    closing, and several closings after an opening, are one. What was opened, or ordered, today and not closed counts
    as if it would be: the way out stays open. An entry of an earlier day that fills today counts from its fill on.

    Source: FINRA Rule 4210(f)(8)(B) (before: NASD Rule 2520, Notice to Members 01-26), in force from 2001-09-28: four
    day trades within five business days, equity of $25,000. Without its exception for accounts whose day trades are
    six percent of their trades or less, which only loosens. Repealed as of 2026-06-04 by SR-FINRA-2025-017 (SEC Release
    34-105226, 2026-04-14); a broker may phase it out until 2027-10-20, which a row of its own says.
    """

    def __init__(self, is_margin: bool, rows: tuple[DayTradeRow, ...]) -> None:
        self.is_margin = is_margin
        self.rows = rows
        self.days_kept = max([row.days for row in rows], default=1)
        self.days: list[int] = []
        self.trades: dict[int, int] = {}
        self.opened: set[str] = set()
        self.ordered_today: set[str] = set()

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        if not self.is_margin or view.reducing:
            return PASS
        self._enter(view.day)
        open_ones = len(self.opened | self.ordered_today | {view.symbol})
        for row in self.rows:
            if row.holds_on(view.day) and view.equity < row.equity_min:
                begun = self.days[max(len(self.days) - row.days, 0)]
                count = sum([made for day, made in self.trades.items() if day >= begun]) + open_ones
                if count > row.count_max:
                    return refuse(self.name, reasons.DAY_TRADES, counted(row.count_max), counted(count))
        return PASS

    def monitor(self, view: RiskView) -> Verdict:
        if self.is_margin:
            self._enter(view.day)
        return PASS

    def ordered(self, intent: Intent, view: RiskView) -> None:
        if self.is_margin and not view.reducing:
            self._enter(view.day)
            self.ordered_today.add(view.symbol)

    def filled(self, symbol: str, quantity: int, held: int, day: int, time: int) -> None:
        if not self.is_margin:
            return
        self._enter(day)
        before = int(held) - quantity
        if before != 0 and (before > 0) != (quantity > 0) and symbol in self.opened:
            self.opened.discard(symbol)
            self.trades[day] = self.trades.get(day, 0) + 1
        if held != 0 and (held > 0) == (quantity > 0):
            self.opened.add(symbol)
            self.ordered_today.discard(symbol)

    def _enter(self, day: int) -> None:
        # A trading day that brought neither bar, order nor fill is not seen, which only keeps trades counted longer.
        if self.days and day <= self.days[len(self.days) - 1]:
            return
        self.days.append(day)
        del self.days[: max(len(self.days) - self.days_kept, 0)]
        self.trades = {each: made for each, made in self.trades.items() if each >= self.days[0]}
        self.opened = set()
        self.ordered_today = set()

    def state(self) -> object:
        return self.days, sorted(self.trades.items()), sorted(self.opened), sorted(self.ordered_today)

    def restore(self, state: Any) -> None:
        days, trades, opened, ordered = state
        self.days = list(days)
        self.trades = dict(trades)
        self.opened = set(opened)
        self.ordered_today = set(ordered)


class Canary(RiskRule):
    """Tighter caps on a strategy until it has traded on `days` trading days: order value, orders a day, position."""

    def __init__(self, days: int, order_value_max: int, orders_max: int, position_value_max: int) -> None:
        self.days = days
        self.order_value_max = order_value_max
        self.orders_max = orders_max
        self.position_value_max = position_value_max
        self.counts: dict[str, tuple[int, int]] = {}

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        if view.reducing or view.days_seen >= self.days:
            return PASS
        if view.price <= 0:
            return refuse(self.name, reasons.NO_PRICE, 0, view.price)
        if view.value > self.order_value_max:
            return refuse(self.name, reasons.CANARY_VALUE, self.order_value_max, view.value)
        if view.symbol_after > self.position_value_max:
            return refuse(self.name, reasons.CANARY_POSITION, self.position_value_max, view.symbol_after)
        count = self._count(view) + 1
        if count > self.orders_max:
            return refuse(self.name, reasons.CANARY_ORDERS, counted(self.orders_max), counted(count))
        return PASS

    def ordered(self, intent: Intent, view: RiskView) -> None:
        if view.days_seen < self.days and not view.reducing:
            self.counts[view.strategy] = view.day, self._count(view) + 1

    def _count(self, view: RiskView) -> int:
        day, count = self.counts.get(view.strategy, (view.day, 0))
        return count if day == view.day else 0

    def state(self) -> object:
        return [(strategy, day, count) for strategy, (day, count) in sorted(self.counts.items())]

    def restore(self, state: Any) -> None:
        self.counts = {strategy: (day, count) for strategy, day, count in state}
