"""Sentences about rules of risk beyond core's limits, and about what a halt does."""

from __future__ import annotations

from typing import Any

from pytest_bdd import given, parsers

from mqk_core.risk.rule import PASS, RiskMonitor, RiskRule, halt, refuse
from mqk_core.testing.desk import Desk


class Rule(RiskRule):
    """A plugin's rule that always answers the same, or breaks."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.answer = answer

    def check(self, intent: object, view: object) -> Any:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class Monitor(RiskMonitor):
    """A plugin's monitor that breaks or says nothing while it watches; of orders it has no opinion."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.answer = answer

    def check(self, intent: object, view: object) -> Any:
        return PASS

    def monitor(self, view: object) -> Any:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


ANSWERS = {
    "passes everything": PASS,
    "refuses everything": refuse("own", "OWN_RULE"),
    "halts on everything": halt("own", "OWN_HALT"),
    "raises an error": ZeroDivisionError("the rule divides by zero"),
    "answers nothing": None,
    "answers yes": True,
}


def _add(desk: Desk, rule: RiskRule, name: str) -> None:
    rule.name = name
    desk.rules.append(rule)


@given(parsers.parse('a rule "{name}" that {conduct}'))
def rule_that(desk: Desk, name: str, conduct: str) -> None:
    _add(desk, Rule(ANSWERS[conduct]), name)


@given(parsers.parse('a monitor "{name}" that {conduct}'))
def monitor_that(desk: Desk, name: str, conduct: str) -> None:
    _add(desk, Monitor(ANSWERS[conduct]), name)


@given("a halt keeps what is held")
def halt_keeps(desk: Desk) -> None:
    desk.flattens_on_halt = False
