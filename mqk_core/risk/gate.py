# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""The one gate: every intent is judged by every rule, the worst verdict stands; only here an intent becomes approved.

The rules' own caches are derived from the view, so that the view alone is the state.
"""

from __future__ import annotations

from typing import Any

from mqk_core.domain import reasons
from mqk_core.domain.intents import FLATTEN, ApprovedIntent, Intent
from mqk_core.domain.money import INT64_MAX, INT64_MIN
from mqk_core.risk.rule import PASS, RiskMonitor, RiskRule, RiskView, Verdict, halt, join, refuse


class RiskGate:
    """Holds the rules in the order of their names, and the view that they read."""

    def __init__(self, rules: tuple[RiskRule, ...]) -> None:
        self.halted: str | None = None
        self.rules = tuple(sorted(rules, key=_name))
        self.monitors = tuple([rule for rule in self.rules if isinstance(rule, RiskMonitor)])
        self.view = RiskView()

    def judge(self, intent: Intent, effect: str) -> ApprovedIntent | Verdict:
        """Return the intent approved, or the worst verdict over all rules on what `view` describes.

        A halted gate lets nothing pass that adds risk; what only reduces is judged as ever. The close of everything
        after a halt is not judged: no rule may stand in the way down.
        """
        if effect == FLATTEN:
            return ApprovedIntent(intent, effect)
        worst = PASS
        if self.halted is not None and not self.view.reducing:
            return refuse("halt", reasons.HALTED)
        for rule in self.rules:
            verdict = _ask(rule, intent, self.view)
            if verdict is not PASS:
                worst = join(worst, verdict)
        return ApprovedIntent(intent, effect) if worst is PASS else worst

    def watch(self) -> Verdict:
        """Return the worst verdict of the monitors on the book as it is marked."""
        worst = PASS
        for monitor in self.monitors:
            verdict = _watch(monitor, self.view)
            if verdict is not PASS:
                worst = join(worst, verdict)
        return worst

    def begin_day(self, equity: int) -> int:
        self.view.day_start_equity = equity
        return 0

    def mark(self, equity: int) -> int:
        """Take the equity at the marks; the peak only rises."""
        self.view.equity = equity
        if equity > self.view.peak:
            self.view.peak = equity
        return 0

    def state(self) -> object:
        return self.halted, self.view.equity, self.view.peak, self.view.day_start_equity

    def restore(self, state: Any) -> None:
        self.halted, self.view.equity, self.view.peak, self.view.day_start_equity = state


def _name(rule: RiskRule) -> str:
    return rule.name


def _ask(rule: RiskRule, intent: Intent, view: RiskView) -> Verdict:
    try:
        verdict: Any = rule.check(intent, view)
    except Exception as error:
        return refuse(rule.name, reasons.RULE_FAILED + ":" + type(error).__name__)
    fault = None if verdict is PASS else _fault(verdict)
    judged: Verdict = verdict if fault is None else refuse(rule.name, fault)
    return judged


def _watch(monitor: RiskMonitor, view: RiskView) -> Verdict:
    try:
        verdict: Any = monitor.monitor(view)
    except Exception as error:
        return halt(monitor.name, reasons.RULE_FAILED + ":" + type(error).__name__)
    fault = None if verdict is PASS else _fault(verdict)
    judged: Verdict = verdict if fault is None else halt(monitor.name, fault)
    return judged


def _fault(verdict: object) -> str | None:
    """Return why a rule's answer cannot stand: it is no verdict, or one that no record can hold."""
    if not isinstance(verdict, Verdict):
        return reasons.RULE_SILENT
    is_text = type(verdict.rule) is str and type(verdict.reason) is str
    numbers = (verdict.level, verdict.limit, verdict.observed)
    if is_text and all(type(number) is int and INT64_MIN <= number <= INT64_MAX for number in numbers):
        return None
    return reasons.RULE_MALFORMED
