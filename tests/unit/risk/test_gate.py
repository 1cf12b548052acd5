"""The one gate: every rule is asked, a rule that fails has refused, a halted gate lets only reductions pass."""

from __future__ import annotations

import pytest
from small_engine import SCALE, Idle, Script, assemble, make_tape, named, standard_rules
from worlds import NAMES, world

worlds = pytest.mark.parametrize("name", NAMES)
BARS = {"A": [10, 10, 10, 10, 10]}


def rule_of(core, answer, *, is_monitor=False):
    """A rule that answers so: a value, or an exception to raise."""
    base = core("risk.rule").RiskMonitor if is_monitor else core("risk.rule").RiskRule

    def give(*_):
        if isinstance(answer, Exception):
            raise answer
        return answer

    return type("Answering", (base,), {"monitor" if is_monitor else "check": give})()


def ran(name, strategy, rules, **options):
    core = world(name)
    small = assemble(core, make_tape(core, BARS), strategy, rules=rules, **options)
    small.run()
    return small


@worlds
def test_every_rule_is_asked_in_the_order_of_names_and_the_worst_stands(name):
    core = world(name)
    asked = []

    def rule(label, answer):
        made = rule_of(core, answer)
        original = type(made).check
        type(made).check = lambda self, *seen: asked.append(self.name) or original(self, *seen)
        return named(made, label)

    refuse, passed = core("risk.rule").refuse, core("risk.rule").PASS
    rules = [rule("c", refuse("c", "THIRD", 1, 2)), rule("a", passed), rule("b", refuse("b", "SECOND", 3, 4))]
    small = ran(name, Script((0, "A", 1)), rules)
    (refusal,) = small.records("refusal")
    assert asked == ["a", "b", "c"]
    assert (refusal.rule, refusal.reason, refusal.limit, refusal.observed) == ("b", "SECOND", 3, 4)
    assert not small.records("submit")


@worlds
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (None, "RULE_SILENT"),
        (True, "RULE_SILENT"),
        ("PASS", "RULE_SILENT"),
        (ValueError("x"), "RULE_FAILED:ValueError"),
        (ZeroDivisionError(), "RULE_FAILED:ZeroDivisionError"),
    ],
)
@pytest.mark.parametrize("is_monitor", [False, True])
def test_a_rule_that_fails_or_is_silent_has_refused(name, answer, reason, is_monitor):
    small = ran(name, Script((0, "A", 1)), [named(rule_of(world(name), answer, is_monitor=is_monitor), "bad")])
    (found,) = small.records("halt" if is_monitor else "refusal")
    assert found.reason == reason
    assert (found.subject if is_monitor else found.rule) == "bad"
    assert not small.records("submit")


@worlds
@pytest.mark.parametrize("is_monitor", [False, True])
@pytest.mark.parametrize(
    "fields",
    [
        ("r", "X", 0.5, 1),
        ("r", "X", 1, 10**30),
        (None, "X", 1, 1),
        ("r", None, 1, 1),
        ("r", "X", True, 1),
        ("r", "X", None, 1),
    ],
)
def test_a_verdict_that_no_record_can_hold_is_refused_by_the_name_of_its_rule(name, fields, is_monitor):
    core = world(name)
    verdict = core("risk.rule").Verdict(3 if is_monitor else 1, *fields)
    rules = [named(rule_of(core, verdict, is_monitor=is_monitor), "bad")]
    small = ran(name, Script((0, "A", 1)), rules)
    (found,) = small.records("halt" if is_monitor else "refusal")
    assert found.reason == "RULE_MALFORMED"
    assert not small.records("submit")


def test_a_rule_that_writes_into_the_view_has_refused_and_changed_nothing():
    core = world("compiled")  # plain Python has no read-only fields

    class Loosening(core("risk.rule").RiskRule):
        def check(self, intent, view):
            view.peak = 10**18
            return core("risk.rule").PASS

    limit = named(core("risk.order_limits").QuantityLimit(1), "z")
    small = ran("compiled", Script((0, "A", 1)), [named(Loosening(), "a"), limit])
    assert [refusal.reason for refusal in small.records("refusal")] == ["RULE_FAILED:AttributeError"]
    assert small.state.gate.view.peak == 10**6 * SCALE


@worlds
def test_a_halting_verdict_refuses_its_intent_and_every_later_one_that_adds_risk(name):
    core = world(name)

    class Tripping(core("risk.rule").RiskRule):
        def check(self, intent, view):
            return (
                core("risk.rule").halt("trip", "TRIPPED", 1, 2)
                if view.quantity == 2 * SCALE
                else core("risk.rule").PASS
            )

    script = Script((0, "A", 1), (1, "A", 3), (2, "A", 9), (3, "A", 0))
    small = ran(name, script, [named(Tripping(), "trip")], flatten=False)
    assert [(one.reason, one.time // 86_400 // 10**9) for one in small.records("refusal")] == [
        ("TRIPPED", 2),
        ("HALTED", 3),
    ]
    (halted,) = small.records("halt")
    assert (halted.stage, halted.subject, halted.reason, halted.limit, halted.observed) == (
        "risk",
        "trip",
        "TRIPPED",
        1,
        2,
    )
    assert [(one.quantity // SCALE, one.effect) for one in small.records("submit")] == [(1, "entry"), (-1, "reduce")]
    assert small.held("A") == 0


@worlds
def test_the_gate_of_a_snapshot_judges_like_the_first(name):
    core = world(name)
    first, again = (core("risk.gate").RiskGate(tuple(standard_rules(core))) for _ in range(2))
    kept = ("DRAWDOWN", None, (90, 100, 95, [("position", "RULE_FAILED:KeyError")], []), [])
    first.restore(kept)
    again.restore(first.state())
    assert again.state() == first.state() == kept
    assert again.halted == "DRAWDOWN"


@worlds
def test_without_rules_everything_passes(name):
    small = ran(name, Script((0, "A", 50_000)), [])
    assert small.held("A") == 50_000 * SCALE
    assert not small.records("refusal")


@worlds
def test_a_day_begins_with_the_equity_of_the_marks_before_it(name):
    core = world(name)
    tape = make_tape(core, {"A": [10, 10, 20, 20, 30]}, days=2)
    small = assemble(core, tape, Script((0, "A", 1)))
    small.run()
    assert small.state.gate.view.day_start_equity == 10**6 * SCALE + 10 * SCALE
    assert small.state.gate.view.peak == 10**6 * SCALE + 20 * SCALE
    assert assemble(core, tape, Idle()).state.gate.state() == (
        None,
        None,
        (10**6 * SCALE, 10**6 * SCALE, 0, [], []),
        [],
    )
