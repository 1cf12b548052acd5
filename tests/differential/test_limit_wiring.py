"""Every wire from the market to a limit carries: with any of them cut, the proof of the limits is red.

The proof plays whole stories through the composed engine; here one wire is cut at a time, and whoever survives is
named. What no story can see stands below, with the reason.
"""

import mutants
import pytest
from proof_configurations import KEYS, SCOPES, configuration, failures
from worlds import PLAIN, world

CORE = world(PLAIN)

_MONITORS_SAY_IT_TOO = "the monitors' view is told the same in the same step; empty is seen"
_DAY_OF_MONITORS = "a monitor of core only forgets old days by it; it judges by the order's own day"
#: Mutants that live, and why they may.
SURVIVORS = {
    "engine.offers._is_described: view.held empty": "no limit of core reads it",
    "engine.offers._is_described: view.held stale": "no limit of core reads it",
    "engine.offers._is_described: view.time stale": _MONITORS_SAY_IT_TOO,
    "engine.offers._is_described: view.day stale": _MONITORS_SAY_IT_TOO,
    "engine.stages.watch_limits: gate.view.day empty": _DAY_OF_MONITORS,
    "engine.stages.watch_limits: gate.view.day stale": _DAY_OF_MONITORS,
    "engine.stages.watch_limits: view.day empty": _DAY_OF_MONITORS,
    "engine.stages.watch_limits: view.day stale": _DAY_OF_MONITORS,
    "engine.actions._split: state.gate.note_split not called": "no story has corporate actions",
    "risk.gate.note_split: self.account.note_split not called": "no story has corporate actions",
    "risk.gate.note_split: scope.note_split not called": "no story has corporate actions",
    "engine.offers.judge_book: state.gate.judge_strategy(_intent(state, proposal)) -> PASS": "no story has a crossing",
    "engine.offers.refused: halt not called": "no limit of core halts on an order; tests/unit/runtime has one",
}
CROSSING = "state.gate.judge_strategy(_intent(state, proposal))"
NOTES = ("note_order", "note_fill", "note_reject", "note_bar", "note_split")
EDGES = (
    "begin_day",
    "begin_day_strategy",
    "mark",
    "mark_strategy",
    "watch_limits",
    "_begin_day",
    "_describe_protection",
)
APPROVED = "(judge(state, intent, proposal), ApprovedIntent(intent, proposal.effect))[1]"
LATE = "engine.offers.halt_if_breached: halt not called"


@pytest.fixture(scope="module")
def whole():
    return {scope: configuration(CORE, scope, KEYS) for scope in SCOPES}


def fields_cut():
    for module in ("engine.offers", "engine.stages"):
        yield from mutants.assignments_cut(module)


def calls_cut():
    for module in (
        "engine.actions",
        "engine.answers",
        "engine.offers",
        "engine.requests",
        "engine.stages",
        "engine.step",
    ):
        yield from mutants.calls_cut(module, *NOTES, *EDGES)
    yield from mutants.calls_cut("risk.gate", *NOTES)
    yield from (each for each in mutants.calls_cut("engine.offers", "halt", "disable", "refused") if each.name != LATE)


def answers_ignored():
    yield from mutants.replaced("engine.stages", "gate.watch()", "PASS")
    yield from mutants.replaced("engine.stages", "gate.watch_strategy(host.name)", "PASS")
    yield from mutants.replaced("engine.offers", "judge(state, intent, proposal)", APPROVED)
    yield from mutants.replaced("engine.offers", CROSSING, "PASS")
    yield from mutants.replaced(
        "engine.requests", "judge(state, intent, proposal)", "judge(state, intent, proposal) and 0"
    )
    yield from mutants.replaced("risk.gate", "self.account.judge(intent, self.objections)", "PASS")
    yield from mutants.replaced("risk.gate", "join(worst, scope.judge(intent, self.objections))", "worst")
    yield from mutants.replaced("risk.gate", "self.account.watch()", "PASS")
    yield from mutants.replaced("risk.gate", "scope.watch()", "PASS")
    yield from mutants.replaced("risk.scope", "_ask(rule, intent, self.view, self.level_max)", "PASS")
    yield from mutants.replaced("risk.scope", "_watch(monitor, self.view, self.level_max)", "PASS")


def scopes_dropped():
    yield "engine", mutants.replaced("runtime.compose", "risk.rules.items()", "()")
    yield "account", mutants.replaced("runtime.compose", "account.rules.items()", "()")
    yield "strategy", mutants.replaced("runtime.compose", "risk.strategies.items()", "()")
    yield "strategy", mutants.replaced("runtime.compose", "named.items()", "()")
    yield (
        "engine",
        mutants.replaced("runtime.compose", "RiskGate(tuple(rules), strategies)", "RiskGate((), strategies)"),
    )
    yield (
        "account",
        mutants.replaced("runtime.compose", "RiskGate(tuple(rules), strategies)", "RiskGate((), strategies)"),
    )
    yield (
        "strategy",
        mutants.replaced("runtime.compose", "RiskGate(tuple(rules), strategies)", "RiskGate(tuple(rules))"),
    )


ITEMS = {"engine": "risk.rules.items()", "account": "account.rules.items()", "strategy": "named.items()"}


def without_rule(scope, name):
    kept = f"[each for each in {ITEMS[scope]} if each[0] != {name!r}]"
    return mutants.replaced("runtime.compose", ITEMS[scope], kept)


def is_red(*configs):
    return any(True for config in configs for _ in failures(CORE, config))


def survivors(cut, *configs):
    """The names of the mutants that live."""
    found = []
    for mutant in cut:
        with mutant.alive():
            if not is_red(*configs):
                found.append(mutant.name)
    return found


@pytest.mark.parametrize("scope", SCOPES)
def test_with_every_wire_in_place_every_limit_fires(whole, scope):
    assert list(failures(CORE, whole[scope])) == []


@pytest.mark.slow
@pytest.mark.parametrize("cut", [fields_cut, calls_cut, answers_ignored])
def test_no_cut_wire_is_survived(whole, cut):
    several = list(cut())
    known = {each.name for each in several} & SURVIVORS.keys()
    assert set(survivors(several, whole["engine"], whole["strategy"])) == known


@pytest.mark.slow
def test_no_scope_is_left_out_unseen(whole):
    for scope, cut in scopes_dropped():
        assert survivors(cut, whole[scope]) == [], scope


@pytest.mark.slow
@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("name", sorted(KEYS))
def test_no_rule_is_left_out_unseen(scope, name):
    config = configuration(CORE, scope, {name: KEYS[name]})
    assert list(failures(CORE, config)) == []
    assert survivors(without_rule(scope, name), config) == []


def test_every_survivor_is_one_of_the_cuts():
    names = {each.name for cut in (fields_cut, calls_cut, answers_ignored) for each in cut()}
    assert SURVIVORS.keys() - names == set()
