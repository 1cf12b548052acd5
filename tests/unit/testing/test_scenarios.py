"""Packs run apart; none can answer for another, and nothing that did not run counts as passed."""

import json

import pytest

from mqk_core.errors import MqkError, PluginError, UsageError
from mqk_core.hookspecs import ScenarioPack
from mqk_core.testing.scenarios import run_packs

STEPS = """\
import pytest
from pytest_bdd import given, parsers, then, when

@when("it is asked", target_fixture="answer")
def asked():
    return 42

@then(parsers.parse("the answer is {number:d}"))
def answered(answer, number):
    assert answer == number

@then("it is left out")
def left_out():
    pytest.skip("not today")
"""
FEATURE = """\
@own
Feature: Answers of {name}
  Rule: The answer is what it is
    Scenario: Asking {name}
      When it is asked
      Then {outcome}
"""


@pytest.fixture
def packs(tmp_path, monkeypatch):
    """packs(name, outcome, steps): a pack on the path; the first stands in for core."""
    made = []
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.syspath_prepend(str(tmp_path))

    def add(name, outcome="the answer is 42", steps="", feature=FEATURE, file=None):
        folder = tmp_path / name
        features = folder / "features"
        features.mkdir(parents=True)
        (folder / "__init__.py").write_text("")
        (features / "__init__.py").write_text("")
        (folder / "steps.py").write_text(steps)
        (features / f"{file or name}.feature").write_text(feature.format(name=name, outcome=outcome))
        plugin = "mqk_core" if not made else name
        made.append((plugin, ScenarioPack(f"{name}.features", (f"{name}.steps",))))
        return made

    return add


def outcomes(results):
    return [(each.plugin, [one.outcome for one in each.scenarios], len(each.broken)) for each in results]


def test_each_pack_runs_with_the_steps_of_core(packs):
    packs("pack_of_core", steps=STEPS)
    results = run_packs(packs("pack_beside"))
    assert outcomes(results) == [("mqk_core", ["passed"], 0), ("pack_beside", ["passed"], 0)]


def test_what_became_of_a_scenario_says_where_it_stands(packs):
    (result,) = run_packs(packs("told_apart", steps=STEPS))
    (one,) = result.scenarios
    assert (one.feature, one.rule, one.scenario) == (
        "Answers of told_apart",
        "The answer is what it is",
        "Asking told_apart",
    )
    assert (one.file, one.message) == ("told_apart.feature", "")


@pytest.mark.parametrize("outcome", ["the answer is 41", "it is left out", "nobody knows"])
def test_what_fails_is_skipped_or_not_understood_is_no_pass(packs, outcome):
    (result,) = run_packs(packs("no_pass", outcome, STEPS))
    assert (result.passed, result.failed) == (0, 1)
    assert result.scenarios[0].message


def test_a_plugin_cannot_answer_for_core_by_a_pattern_of_its_own(packs):
    packs("core_that_fails", "the answer is 41", STEPS)
    loose = "from pytest_bdd import parsers, then\n@then(parsers.parse('the answer is {anything}'))\ndef _(): pass\n"
    core, own = run_packs(packs("plugin_that_lies", "the answer is 41", loose))
    assert (core.passed, core.failed) == (0, 1)
    assert (own.passed, own.failed) == (0, 1)
    assert "is answered by 2 steps" in own.scenarios[0].message


def test_a_plugin_that_redefines_a_step_of_core_is_refused(packs):
    packs("core_redefined", steps=STEPS)
    same = "from pytest_bdd import when\n@when('it is asked')\ndef _(): pass\n"
    with pytest.raises(PluginError, match=r"pack_redefining.*redefines the step 'when it is asked' of core_redefined"):
        run_packs(packs("pack_redefining", steps=same))


def test_a_pack_in_the_folder_of_another_is_refused(packs):
    made = packs("core_folder", steps=STEPS)
    with pytest.raises(PluginError, match="name the same folder"):
        run_packs([*made, ("thief", made[0][1])])


def test_a_file_that_would_be_taken_for_one_of_core_is_refused(packs):
    packs("core_named", steps=STEPS, file="limits")
    with pytest.raises(PluginError, match=r"'namesake'.*would hide limits\.feature of the scenarios of core"):
        run_packs(packs("namesake", file="limits"))


@pytest.mark.parametrize(
    ("pack", "message"),
    [
        (ScenarioPack("nowhere_at_all.features"), "the package cannot be imported"),
        (ScenarioPack("hollow.features", ("nowhere_at_all.steps",)), "a module of it cannot be imported"),
    ],
)
def test_a_pack_that_cannot_be_imported_is_refused(packs, pack, message):
    made = packs("core_whole", steps=STEPS)
    packs("hollow")
    with pytest.raises(PluginError, match=message):
        run_packs([made[0], ("hollow", pack)])


def test_a_pack_without_a_feature_is_an_error(packs, tmp_path):
    packs("core_there", steps=STEPS)
    made = packs("empty_pack")
    (tmp_path / "empty_pack/features/empty_pack.feature").unlink()
    with pytest.raises(MqkError, match="holds no scenario"):
        run_packs(made)


@pytest.mark.parametrize("feature", ["@own\nFeature: Nothing of {name}\n", "@own\nnot Gherkin of {name}\n", "@own\n"])
def test_a_feature_without_a_scenario_is_no_pass(packs, feature):
    (result,) = run_packs(packs("hollow_core", steps=STEPS, feature=feature))
    assert (result.passed, result.failed, len(result.broken)) == (0, 1, 1)


def test_an_outline_without_examples_is_no_pass(packs):
    bare = FEATURE.replace("Scenario: Asking {name}", "Scenario Outline: Asking <what>")
    (result,) = run_packs(packs("bare_core", steps=STEPS, feature=bare + "      Examples:\n        | what |\n"))
    assert (result.passed, result.failed) == (0, 1)


def test_a_scenario_that_asks_for_nothing_is_no_pass(packs):
    (result,) = run_packs(packs("aimless_core", steps=STEPS, feature=FEATURE.replace("      Then {outcome}\n", "")))
    assert (result.passed, result.failed) == (0, 1)
    assert "has no Then" in result.broken[0]


def test_two_scenarios_of_one_name_are_an_error(packs):
    twice = FEATURE + "    Scenario: Asking {name}\n      When it is asked\n      Then the answer is 41\n"
    (result,) = run_packs(packs("doubled", steps=STEPS, feature=twice))
    assert result.failed == 1
    assert "stands there twice" in result.broken[0]


def test_core_must_be_among_the_packs(packs):
    (made,) = packs("core_absent", steps=STEPS)
    with pytest.raises(PluginError, match="core's own scenarios are not among"):
        run_packs([("another", made[1])])


def test_only_the_stage_that_is_asked_for_runs(packs):
    packs("core_staged", steps=STEPS)
    made = packs("staged", feature=FEATURE.replace("@own", "@other"))
    assert outcomes(run_packs(made, ["other"])) == [("staged", ["passed"], 0)]


def test_a_stage_that_nobody_has_is_refused(packs):
    with pytest.raises(UsageError, match="no scenario is tagged 'nowhere'; there are: own"):
        run_packs(packs("core_untagged", steps=STEPS), ["nowhere"])


@pytest.mark.parametrize("options", ["--collect-only", "-k nothing_at_all", "--deselect x", "-p no:python"])
def test_options_of_the_shell_change_nothing(packs, monkeypatch, options):
    monkeypatch.setenv("PYTEST_ADDOPTS", options)
    (result,) = run_packs(packs("under_options", "the answer is 41", STEPS))
    assert (result.passed, result.failed) == (0, 1)


def test_a_conftest_in_a_pack_is_not_heard(packs, tmp_path):
    made = packs("with_conftest", "the answer is 41", STEPS)
    excuse = "import pytest\ndef pytest_collection_modifyitems(items):\n    items.clear()\n"
    (tmp_path / "with_conftest/features/conftest.py").write_text(excuse)
    (result,) = run_packs(made)
    assert (result.passed, result.failed) == (0, 1)


def test_a_module_in_the_folder_one_stands_in_is_not_taken(packs, tmp_path, monkeypatch):
    made = packs("apart", steps=STEPS)
    (tmp_path / "here").mkdir()
    (tmp_path / "here/pytest.py").write_text("raise SystemExit('not this one')")
    monkeypatch.chdir(tmp_path / "here")
    assert run_packs(made)[0].passed == 1


def test_a_step_module_that_ends_the_process_is_an_error_that_names_the_pack(packs):
    with pytest.raises(MqkError, match="the scenarios of core"):
        run_packs(packs("quitter", steps="import os\nos._exit(0)\n"))


def test_the_verb_says_what_passed_and_ends_with_one_when_something_did_not(packs, monkeypatch, capsys):
    import attrs

    from mqk_core.cli.main import main
    from mqk_core.runtime import plugins

    packs("verb_of_core", steps=STEPS)
    made = packs("verb_beside", "the answer is 41")
    stand_in = attrs.make_class("StandIn", ["scenario_packs"])(tuple(made))
    monkeypatch.setattr(plugins, "load", lambda: stand_in)
    assert main(["scenarios", "--json"]) == 1
    told = capsys.readouterr()
    answer = json.loads(told.out)
    assert (answer["passed"], answer["failed"]) == (1, 1)
    assert answer["packs"][1]["scenarios"][0]["outcome"] == "failed"
    assert "assert 42 == 41" in told.err
    assert main(["scenarios"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "    FAIL Asking verb_beside" in lines
    assert lines[-1] == "1 passed, 1 failed"
