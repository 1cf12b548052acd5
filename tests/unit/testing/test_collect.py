"""Which steps a feature file may use, and what of a module is a step."""

import pytest
from source_tree import ROOT

import mqk_core.testing.steps
from mqk_core.hookspecs import ScenarioPack
from mqk_core.testing.collect import InstalledPacks, folder_of, step_modules, steps_of, tags_of

STEPS = "mqk_core.testing.steps"


def test_a_package_of_steps_stands_for_all_its_modules():
    names = [module.__name__ for module in step_modules([STEPS])]
    on_disk = sorted(path.stem for path in (ROOT / "mqk_core/testing/steps").glob("[a-z]*.py"))
    assert names == [STEPS, *(f"{STEPS}.{name}" for name in on_disk)]


def test_steps_are_what_the_decorators_left_in_a_module():
    (desk,) = [module for module in step_modules([STEPS]) if module.__name__.endswith(".desk")]
    assert "when the session runs" in steps_of(desk)
    assert "given a desk with {cash:S} in cash" in steps_of(desk)
    assert steps_of(mqk_core.testing.steps) == set()


def test_no_sentence_of_core_is_defined_twice():
    defined = [step for module in step_modules([STEPS]) for step in steps_of(module)]
    assert len(defined) == len(set(defined))


def test_tags_are_read_from_their_lines_alone(tmp_path):
    file = tmp_path / "tagged.feature"
    file.write_text("@risk @slow\nFeature: mail@example\n  @own\n  Scenario: x\n    Given @nothing here\n")
    assert tags_of(file) == {"risk", "slow", "own"}


def test_a_package_that_is_not_there_has_no_folder():
    with pytest.raises(ModuleNotFoundError):
        folder_of("nowhere_at_all")


def test_features_of_core_see_no_step_of_a_plugin(monkeypatch):
    packs = [
        ("mqk_core", ScenarioPack("mqk_features", (STEPS,))),
        ("trend", ScenarioPack("mqk_strategies_trend.features", ("mqk_strategies_trend.steps",))),
    ]
    monkeypatch.setattr("mqk_core.testing.collect._installed", lambda: packs)
    collector = InstalledPacks()
    assert collector.pytest_collect_file(ROOT / "unknown.feature", None) is None
    core, trend = (collector.folders[folder_of(pack.features)] for _, pack in packs)
    assert {module.__name__.split(".")[0] for module in core} == {"mqk_core"}
    assert [module.__name__ for module in trend[len(core) :]] == ["mqk_strategies_trend.steps"]
