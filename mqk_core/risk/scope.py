# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""One scope of the gate: a view, and the rules that read it. How a rule is asked, watched and told lives here.

Whatever a rule does (raise, stay silent, answer what no record can hold), the scope's answer is a verdict, and never a
milder one than without that rule.
"""

from __future__ import annotations

from typing import Any

import msgspec

from mqk_core.domain import reasons
from mqk_core.domain.intents import Intent
from mqk_core.domain.money import INT64_MAX, INT64_MIN
from mqk_core.errors import InvariantViolation
from mqk_core.risk.rule import (
    LEVEL_HALT,
    LEVEL_PASS,
    PASS,
    RiskMonitor,
    RiskRule,
    RiskView,
    Verdict,
    join,
    refuse,
)


class Scope:
    """A view and its rules, in the order of their names.

    Attributes
    ----------
    level_max : how far the rules reach: `LEVEL_HALT`, or `LEVEL_DISABLE` for rules of one strategy.
    watches_protection : whether a rule says so of itself: it asks for what is held without a protective stop.
    broken : rules that failed in a note, by name, and with what.
    """

    def __init__(self, rules: tuple[RiskRule, ...], level_max: int) -> None:
        self.level_max = level_max
        self.view = RiskView()
        self.broken: dict[str, str] = {}
        self.rules = tuple(sorted(rules, key=_name))
        self.monitors = tuple([rule for rule in self.rules if isinstance(rule, RiskMonitor)])
        self.watches_protection = bool([rule for rule in rules if getattr(rule, "watches_protection", False)])
        self.of_orders = _overriding(self.rules, "ordered")
        self.of_fills = _overriding(self.rules, "filled")
        self.of_rejects = _overriding(self.rules, "rejected")
        self.of_bars = _overriding(self.rules, "marked")
        self.of_splits = _overriding(self.rules, "split")

    def judge(self, intent: Intent, objections: list[Verdict]) -> Verdict:
        """Return the worst verdict of the rules; each that is not `PASS` is added to the objections.

        A rule that lost count refuses for itself, but for what only reduces.
        """
        worst = PASS
        for rule in self.rules:
            verdict = _ask(rule, intent, self.view, self.level_max)
            if verdict is not PASS:
                objections.append(verdict)
                worst = join(worst, verdict)
        if self.broken and not self.view.reducing:
            for name, reason in self.broken.items():
                verdict = refuse(name, reason)
                objections.append(verdict)
                worst = join(worst, verdict)
        return worst

    def describe_close(self, intent: Intent) -> int:
        """Let the view speak of an order that nobody judges, so that what it is counted as is right."""
        self.view.strategy = intent.strategy
        self.view.symbol = intent.symbol
        self.view.time = intent.time
        self.view.reducing = True
        return 0

    def watch(self) -> Verdict:
        """Return the worst verdict of the monitors: `PASS`, or one of the scope's own level."""
        worst = PASS
        for monitor in self.monitors:
            verdict = _watch(monitor, self.view, self.level_max)
            if verdict is not PASS:
                worst = join(worst, verdict)
            if self.broken and monitor.name in self.broken:
                worst = join(worst, Verdict(self.level_max, monitor.name, self.broken[monitor.name]))
        return worst

    def note_order(self, intent: Intent) -> int:
        for rule in self.of_orders:
            try:
                rule.ordered(intent, self.view)
            except Exception as error:
                self.fail(rule, error)
        return 0

    def note_fill(self, symbol: str, quantity: int, held: int, day: int, time: int) -> int:
        for rule in self.of_fills:
            try:
                rule.filled(symbol, quantity, held, day, time)
            except Exception as error:
                self.fail(rule, error)
        return 0

    def note_reject(self, symbol: str, time: int) -> int:
        for rule in self.of_rejects:
            try:
                rule.rejected(symbol, time)
            except Exception as error:
                self.fail(rule, error)
        return 0

    def note_bar(self, k: int, symbol: str, close: int, time: int) -> int:
        for rule in self.of_bars:
            try:
                rule.marked(k, symbol, close, time)
            except Exception as error:
                self.fail(rule, error)
        return 0

    def note_split(self, k: int, symbol: str, numerator: int, denominator: int) -> int:
        for rule in self.of_splits:
            try:
                rule.split(k, symbol, numerator, denominator)
            except Exception as error:
                self.fail(rule, error)
        return 0

    def fail(self, rule: RiskRule, error: Exception) -> int:
        """Keep the first failure of a rule that lost count."""
        self.broken.setdefault(rule.name, _failed(error))
        return 0

    def mark(self, equity: int) -> int:
        """Take the equity at the marks; the peak only rises."""
        self.view.equity = equity
        if equity > self.view.peak:
            self.view.peak = equity
        return 0

    def state(self) -> object:
        """Return the counters of the view and of the rules, and which rules are broken."""
        counts: list[tuple[str, object]] = []
        for rule in self.rules:
            try:
                kept = rule.state()
            except Exception as error:
                self.fail(rule, error)
                continue
            if kept is not None:
                counts.append((rule.name, kept))
        broken = sorted(self.broken.items())
        return self.view.equity, self.view.peak, self.view.day_start_equity, broken, counts

    def restore(self, state: Any) -> None:
        """Take up what `state` returned, of a scope with the same rules.

        Raises
        ------
        InvariantViolation : the state is of a rule that this scope does not have.
        """
        self.view.equity, self.view.peak, self.view.day_start_equity, broken, counts = state
        self.broken = dict(broken)
        counted = dict(counts)
        for rule in self.rules:
            if rule.name in counted:
                rule.restore(counted.pop(rule.name))
        if counted:
            raise InvariantViolation(
                f"risk rules {', '.join(sorted(counted))}: the snapshot holds what they counted, the configuration "
                "does not hold them; nothing was restored; restore with the configuration of the snapshot"
            )


def _name(rule: RiskRule) -> str:
    return rule.name


def _overriding(rules: tuple[RiskRule, ...], method: str) -> tuple[RiskRule, ...]:
    """Return the rules that do something of their own when they are told so; the others need not be called."""
    inherited = getattr(RiskRule, method)
    return tuple([rule for rule in rules if getattr(type(rule), method) is not inherited])


def _failed(error: Exception) -> str:
    return reasons.RULE_FAILED + ":" + type(error).__name__


def _ask(rule: RiskRule, intent: Intent, view: RiskView, level_max: int) -> Verdict:
    try:
        answer: object = rule.check(intent, view)
    except Exception as error:
        return refuse(rule.name, _failed(error))
    if answer is PASS:
        return PASS
    fault = _fault(answer)
    if fault is not None:
        return refuse(rule.name, fault)
    judged: Any = answer
    if judged.level == LEVEL_PASS:
        return PASS
    return _at(judged, min(judged.level, level_max))


def _watch(monitor: RiskMonitor, view: RiskView, level: int) -> Verdict:
    # Whatever a monitor objects to ends the permission of its scope: there is no order that it could refuse.
    try:
        answer: object = monitor.monitor(view)
    except Exception as error:
        return Verdict(level, monitor.name, _failed(error))
    if answer is PASS:
        return PASS
    fault = _fault(answer)
    if fault is not None:
        return Verdict(level, monitor.name, fault)
    judged: Any = answer
    return PASS if judged.level == LEVEL_PASS else _at(judged, level)


def _at(verdict: Verdict, level: int) -> Verdict:
    if verdict.level == level:
        return verdict
    moved: Verdict = msgspec.structs.replace(verdict, level=level)
    return moved


def _fault(verdict: Any) -> str | None:
    """Return why a rule's answer cannot stand: it is no verdict, or one that no record can hold."""
    if type(verdict) is not Verdict:
        return reasons.RULE_SILENT
    is_text = type(verdict.rule) is str and type(verdict.reason) is str
    numbers = (verdict.level, verdict.limit, verdict.observed)
    if not is_text or not all(type(number) is int and INT64_MIN <= number <= INT64_MAX for number in numbers):
        return reasons.RULE_MALFORMED
    try:
        (verdict.rule + verdict.reason).encode()
    except UnicodeEncodeError:
        return reasons.RULE_MALFORMED
    is_level = LEVEL_PASS <= verdict.level <= LEVEL_HALT
    return None if is_level else reasons.RULE_MALFORMED
