"""Sentences about plugins that clash with core or with each other, found by the command as installed ones are."""

from __future__ import annotations

from pytest_bdd import given, parsers, then, when

from mqk_core.testing.workplace import Answer, Workplace

_IMPORTS = """\
import attrs
from mqk_core.api import Component, ScenarioPack, hookimpl
"""
_STRATEGY = (
    _IMPORTS
    + """
@attrs.frozen
class Settings:
    length: int = 5

class Strategy:
    def on_start(self, context): pass
    def on_bar(self, bar, context): pass

@hookimpl
def mqk_strategies():
    return [Component("{offered}", Settings, lambda settings: Strategy())]
"""
)
_FILES = _IMPORTS + "@hookimpl\ndef mqk_config_packages():\n    return [__name__ + '.conf']\n"
_PROMISES = (
    _IMPORTS + "@hookimpl\ndef mqk_scenarios():\n    return [ScenarioPack('{features}', (__name__ + '.steps',))]\n"
)
_FEATURE = """\
@own
Feature: Own promise
  Rule: Own rule
    Scenario: Own scenario
      When the session runs
      Then the run is not halted
"""


@given(parsers.parse('a plugin "{plugin}" that offers the strategy "{offered}"'))
def offers_strategy(workplace: Workplace, plugin: str, offered: str) -> None:
    workplace.plugin(plugin, _STRATEGY.replace("{offered}", offered))
    workplace.write(f"conf/strategy/{offered}.yaml", f"kind: {offered}\n")


@given(parsers.parse('a plugin "{plugin}" that ships the configuration "{name}"'))
def ships_file(workplace: Workplace, plugin: str, name: str) -> None:
    workplace.plugin(plugin, _FILES, {"conf/__init__.py": "", f"conf/{name}": "kind: own\n"})


@given(parsers.parse('a plugin "{plugin}" that needs "{missing}", which is not installed'))
def needs_missing(workplace: Workplace, plugin: str, missing: str) -> None:
    workplace.plugin(plugin, f"import {missing}\n")


@given(parsers.parse('a plugin "{plugin}" that implements the hook "{hook}"'))
def implements(workplace: Workplace, plugin: str, hook: str) -> None:
    workplace.plugin(plugin, _IMPORTS + f"@hookimpl\ndef {hook}():\n    return []\n")


@given(parsers.parse('a plugin "{plugin}" whose steps define anew that "{sentence}"'))
def redefines(workplace: Workplace, plugin: str, sentence: str) -> None:
    steps = f"from pytest_bdd import then\n@then({sentence!r})\ndef own(): pass\n"
    files = {"steps.py": steps, "features/__init__.py": "", "features/own.feature": _FEATURE}
    workplace.plugin(plugin, _PROMISES.replace("{features}", f"{plugin}.features"), files)


@given(parsers.parse('a plugin "{plugin}" that names the folder of core\'s promises as its own'))
def takes_folder(workplace: Workplace, plugin: str) -> None:
    workplace.plugin(plugin, _PROMISES.replace("{features}", "mqk_features"), {"steps.py": ""})


@when("what is installed is listed", target_fixture="answer")
def listed(workplace: Workplace) -> Answer:
    return workplace.mqk("plugins")


@when(parsers.parse('the promises tagged "{tag}" are run'), target_fixture="answer")
def promises_run(workplace: Workplace, tag: str) -> Answer:
    return workplace.mqk("scenarios", tag)


@then(parsers.parse('mqk does not start, and names "{first}" and "{second}"'))
def does_not_start(answer: Answer, first: str, second: str) -> None:
    assert answer.code == 2, answer.err
    assert answer.out == ""
    assert first in answer.err
    assert second in answer.err


@then(parsers.parse('mqk starts, and lists "{plugin}"'))
def starts(answer: Answer, plugin: str) -> None:
    assert answer.code == 0, answer.err
    assert plugin in answer.out
