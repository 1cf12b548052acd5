"""Sentences about the proof of the limits, asked for with the command as a user would."""

from __future__ import annotations

from typing import Any

from pytest_bdd import given, parsers, then, when

from mqk_core.testing.steps.config import merged
from mqk_core.testing.workplace import Answer, Workplace

_LIMIT = """\
import attrs
from mqk_core.api import PASS, SCALE, Ask, Component, RiskRule, Scene, Story, hookimpl, refuse

@attrs.frozen
class Settings:
    shares: int

class Limit(RiskRule):
    def __init__(self, shares):
        super().__init__()
        self.most = shares * SCALE

    def check(self, intent, view):
        return refuse(self.name, "TOO_MANY") if {refuses} and view.quantity > self.most else PASS

def tell(config, ground):
    scenes = [
        Scene(closes=ground.flat(1), asks=(Ask(step=0, quantity=shares * SCALE),), cash=100_000 * SCALE)
        for shares in (config.shares, config.shares + 1)
    ]
    return (Story(reason="TOO_MANY", inside=scenes[0], outside=scenes[1]),)

@hookimpl
def mqk_risk_rules():
    return [Component("{limit}", Settings, lambda settings: Limit(settings.shares), prove={prove})]
"""


def _limit(workplace: Workplace, plugin: str, limit: str, *, refuses: bool, prove: str) -> None:
    source = _LIMIT.replace("{limit}", limit).replace("{refuses}", str(refuses)).replace("{prove}", prove)
    workplace.plugin(plugin, source)


@given(parsers.parse('a plugin "{plugin}" with a limit "{limit}" that never refuses'))
def silent_limit(workplace: Workplace, plugin: str, limit: str) -> None:
    _limit(workplace, plugin, limit, refuses=False, prove="tell")


@given(parsers.parse('a plugin "{plugin}" with a limit "{limit}" without a story'))
def untold_limit(workplace: Workplace, plugin: str, limit: str) -> None:
    _limit(workplace, plugin, limit, refuses=True, prove="None")


@when(parsers.parse("the limits of a run with {words} are proven"), target_fixture="proof")
def limits_are_proven(workplace: Workplace, words: str) -> Answer:
    return workplace.mqk("limits", "prove", "--json", *merged(words))


def _stories(proof: Answer, limit: str, scope: str | None = None) -> list[dict[str, Any]]:
    (found,) = [each for each in proof.json["limits"] if each["limit"] == limit and scope in (None, each["scope"])]
    stories: list[dict[str, Any]] = found["stories"]
    return stories


@then(parsers.parse('the limit {limit} of {scope} passes inside its bound and says "{reason}" outside'))
def is_proven(proof: Answer, limit: str, scope: str, reason: str) -> None:
    assert {(each["inside"], each["outside"]) for each in _stories(proof, limit, scope)} == {("passes", reason)}


@then(parsers.parse('the limit {limit} of {scope} is said to be "{result}"'))
def is_said_to_be(proof: Answer, limit: str, scope: str, result: str) -> None:
    assert {each["result"] for each in _stories(proof, limit, scope)} == {result}


@then(parsers.parse('of the limit {limit} is said that "{note}"'))
def is_noted(proof: Answer, limit: str, note: str) -> None:
    assert {each["note"] for each in _stories(proof, limit)} == {note}


@then("the proof holds")
def proof_holds(proof: Answer) -> None:
    assert proof.code == 0, proof.err


@then("the proof fails")
def proof_fails(proof: Answer) -> None:
    assert proof.code == 3
    assert "nobody has seen it hold" in proof.err
