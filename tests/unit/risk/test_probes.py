"""Every limit of core has a probe that fires just outside its bound and not just inside, in a gate of its own."""

from __future__ import annotations

from importlib.resources import files

import pytest
import yaml
from small_engine import named
from worlds import PLAIN, plain, world

from mqk_core import builtin
from mqk_core.risk.probes import PROBES, ordinary, probe

STANDARD = yaml.safe_load((files("mqk_conf") / "risk/standard.yaml").read_text())["rules"]
#: Settings that the standard leaves open, set so that they hold something.
CLOSED = {
    "restricted": {"symbols": ["ACME"]},
    "allowed": {"symbols": ["ACME"]},
    "short": {"allowed": False},
    "protective_stop": {"required": True, "bars": 2},
    "margin": {**STANDARD["margin"], "account": "margin"},
    "day_trades": {**STANDARD["day_trades"], "account": "margin"},
}


def configured(name, keys):
    """The rule and its settings, both of the plain modules."""
    component = {each.name: each for each in plain("builtin").mqk_risk_rules()}[name]
    typed = plain("config.typed")
    with world(PLAIN).alone():  # types of settings are found by the names of their modules
        config, findings = typed.structure_section(keys, component.config, (name,), typed.make_converter())
    assert not findings
    return named(component.build(config), name), config


def brought_about(rule, case):
    """Return the gate with this rule alone, shown and told what the case says."""
    gate = plain("risk.gate").RiskGate((rule,))
    shown = ordinary() | case.shown
    for field, value in shown.items():
        setattr(gate.view, field, value)
    told = case.told
    intent = plain("domain.intents").Intent(1, shown["time"], shown["strategy"], shown["symbol"], 1, 1, 1)
    for close in told.closes or (shown["price"],):
        gate.note_bar(0, shown["symbol"], close, shown["time"])
    for _ in range(told.orders):
        gate.note_order(intent)
    for _ in range(told.rejects):
        gate.note_reject(shown["strategy"], shown["symbol"], shown["time"])
    for _ in range(told.round_trips):
        for quantity, held in ((1, 1), (-1, 0)):
            gate.note_fill(shown["strategy"], shown["symbol"], quantity, held, held, shown["day"], shown["time"])
    for _ in range(told.steps):
        gate.watch()
    return gate, intent


def found(rule, case, *, is_watched):
    gate, intent = brought_about(rule, case)
    if is_watched:
        return gate.watch().reason
    gate.judge(intent, "entry")
    return "".join(verdict.reason for verdict in gate.objections)


@pytest.mark.parametrize("name", sorted(STANDARD))
def test_a_limit_fires_just_outside_its_bound_and_not_just_inside(name):
    keys = CLOSED.get(name, STANDARD[name])
    _, config = configured(name, keys)
    tried = probe(name, config)
    for case, reason in ((tried.inside, ""), (tried.outside, tried.reason)):
        rule, _ = configured(name, keys)
        assert found(rule, case, is_watched=tried.is_watched) == reason


@pytest.mark.parametrize("name", sorted(CLOSED))
def test_a_limit_that_is_left_open_has_no_probe(name):
    keys = {**STANDARD[name]} | ({"account": None} if "account" in STANDARD[name] else {})
    _, config = configured(name, keys)
    assert probe(name, config) is None


def test_every_limit_of_core_has_a_probe():
    assert set(PROBES) == {component.name for component in builtin.mqk_risk_rules()}
