"""`mqk limits prove`: every limit of a configuration with both verdicts, and exit 3 for one that nobody saw fire."""

import json

import pytest

from mqk_core.testing.workplace import Workplace

X = ("limits", "prove", "+engine=x", "+mode=backtest")
KEYS = {"title", "inside", "outside", "result", "note"}

_PLUGIN = """\
import attrs
from mqk_core.api import SCALE, Ask, Component, RiskRule, Scene, Story, hookimpl, PASS, refuse

@attrs.frozen
class Settings:
    shares: int

class Cap(RiskRule):
    def __init__(self, shares):
        super().__init__()
        self.units = shares * SCALE

    def check(self, intent, view):
        return refuse(self.name, "ODD") if {check} else PASS

def tell(config, ground):
    scenes = [Scene(closes=ground.flat(1), asks=(Ask(step=0, quantity=(config.shares + more) * SCALE),), cash=10**15)
              for more in (0, 1)]
    return (Story(reason="ODD", inside=scenes[0], outside=scenes[1]),)

@hookimpl
def mqk_risk_rules():
    return [Component("cap", Settings, lambda config: Cap(config.shares){prove})]
"""


def stories_of(answer):
    assert answer.out.count("\n") == 1
    return {(each["scope"], each["limit"]): each["stories"] for each in answer.object["limits"]}


def results_of(answer):
    return {limit: {story["result"] for story in stories} for limit, stories in stories_of(answer).items()}


def test_every_limit_of_the_standard_fires_or_is_not_set(line):
    answer = line(*X)
    assert answer.code == 0
    assert answer.object["exit_code"] == 0
    found = results_of(answer)
    unset = {"allowed", "restricted", "short", "protective_stop", "margin", "day_trades"}
    assert {limit for limit, results in found.items() if results == {"not set"}} == {("engine", name) for name in unset}
    assert all(results == {"fired"} for limit, results in found.items() if limit[1] not in unset)
    assert len(found) == 25
    assert all(set(story) == KEYS for stories in stories_of(answer).values() for story in stories)
    assert not line.left()


def test_people_see_limit_bound_and_both_verdicts(line):
    answer = line(*X, "risk.rules.gross.value_max=5000", people=True)
    assert answer.code == 0
    (gross,) = [text.split() for text in answer.out.splitlines() if text.startswith("engine.gross ")]
    assert gross == ["engine.gross", "value_max=5000", "passes", "GROSS", "fired"]
    assert "25 limits: 19 fire, 6 not set, 0 not seen to fire" in answer.out


def test_changed_limits_are_shown_at_their_new_bounds(line):
    answer = line(*X, "account.kind=margin", "risk.rules.short.allowed=false",
                  "risk.rules.protective_stop.required=true", "risk.rules.restricted.symbols=[IBM]",
                  "risk.rules.allowed.symbols=[AAPL,MSFT]", "risk.rules.orders_per_minute.count_max=7")  # fmt: skip
    assert answer.code == 0
    assert {result for results in results_of(answer).values() for result in results} == {"fired"}
    settings = {each["limit"]: each["settings"] for each in answer.object["limits"]}
    assert settings["orders_per_minute"] == {"count_max": 7, "window": "1m"}


def test_limits_of_account_share_and_strategy_are_shown_each_in_its_scope(line):
    answer = line(*X, "+account.rules.gross.value_max=20000", "+account.engines.x.capital=5000",
                  "+account.engines.x.gross_max=10000", "+risk.strategies.main.position.quantity_max=10")  # fmt: skip
    assert answer.code == 0
    found = results_of(answer)
    assert [found[limit] for limit in (("account", "gross"), ("share", "gross"), ("strategy main", "position"))] == [
        {"fired"},
        {"fired"},
        {"fired"},
    ]


def test_a_limit_that_another_one_hides_says_so(line):
    stories = stories_of(line(*X, "risk.rules.position.quantity_max=1000000"))
    assert [story["note"] for story in stories["engine", "position"]] == ["proven alone: gross holds sooner"]


def test_no_limits_are_no_failure(line):
    answer = line(*X, "risk=none")
    assert (answer.code, answer.object["limits"]) == (0, [])


def test_a_bound_that_no_story_reaches_fails_the_proof(line):
    answer = line(*X, "risk.rules.open_orders.count_max=1000000")
    assert answer.code == 3
    assert results_of(answer)["engine", "open_orders"] == {"cannot be proven"}
    assert "nobody has seen it hold" in answer.err


@pytest.mark.parametrize("words", [["+engine=nope"], ["+engine=x", "risk.rules.gross.value_max=0"], []])
def test_what_cannot_be_composed_is_an_error_of_usage(line, words):
    answer = line("limits", "prove", "+mode=backtest", *words)
    assert answer.code == 2
    assert answer.error["code"]


@pytest.mark.parametrize(
    ("check", "prove", "code", "result"),
    [
        ("view.quantity > self.units", ", prove=tell", 0, "fired"),
        ("False", ", prove=tell", 3, "silent"),
        ("True", ", prove=tell", 3, "silent"),
        ("view.quantity > self.units", "", 3, "cannot be proven"),
    ],
)
def test_a_plugins_rule_is_shown_to_fire_or_fails_the_proof(tmp_path, check, prove, code, result):
    workplace = Workplace(tmp_path)
    workplace.plugin("cap_house", _PLUGIN.replace("{check}", check).replace("{prove}", prove))
    answer = workplace.mqk(*X, "+risk.rules.cap.shares=3", "--json")
    assert answer.code == code, answer.err
    proof = json.loads(answer.out)
    (cap,) = [each for each in proof["limits"] if each["kind"] == "cap"]
    assert [story["result"] for story in cap["stories"]] == [result]
    assert proof["exit_code"] == code


def test_a_story_for_anything_but_a_rule_is_refused(tmp_path):
    workplace = Workplace(tmp_path)
    source = _PLUGIN.replace("{check}", "True").replace("{prove}", ", prove=tell")
    workplace.plugin("cap_house", source.replace("mqk_risk_rules", "mqk_cost_models"))
    answer = workplace.mqk(*X, "--json")
    assert answer.code == 2
    assert "only a risk rule has it" in answer.err
