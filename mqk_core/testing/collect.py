"""A pytest plugin that collects `.feature` files by themselves: no Python file binds a feature to its steps.

Each file sees the steps of its own pack and of core, and nothing else: they are put into the file's own namespace, not
into the session. So a plugin's step cannot answer for core's, in whatever order things are loaded, and a sentence that
two definitions answer fails. In the repository pytest loads this module with `-p`; `mqk scenarios` hands it one pack.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest
from gherkin.parser import Parser
from pytest_bdd.scenario import find_fixturedefs_for_step

from mqk_core.hookspecs import ScenarioPack

CORE: Final = "mqk_core"
STEP_PREFIX: Final = "pytestbdd_stepdef_"
_TAG_LINE: Final = re.compile(r"^\s*@")
_BIND: Final = compile("scenarios(FEATURE, features_base_dir=FOLDER)", "bind a feature", "exec")


def folder_of(package: str) -> Path:
    """Return the folder of a package of feature files.

    Raises
    ------
    ModuleNotFoundError : there is no such package, or it is not in a folder.
    """
    return Path(str(files(package))).resolve()


def step_modules(names: Iterable[str]) -> list[ModuleType]:
    """Return the modules of steps; a package stands for all modules in it."""
    modules: list[ModuleType] = []
    for name in names:
        if name not in sys.modules:
            pytest.register_assert_rewrite(name)
        module = importlib.import_module(name)
        modules.append(module)
        below = sorted(each.name for each in pkgutil.iter_modules(getattr(module, "__path__", ())))
        modules += [importlib.import_module(f"{name}.{each}") for each in below]
    return modules


def steps_of(module: ModuleType) -> set[str]:
    """Return the steps that a module defines, as "given SENTENCE"."""
    names = (name for name in vars(module) if name.startswith(STEP_PREFIX))
    return {name.removeprefix(STEP_PREFIX).replace("_", " ", 1) for name in names}


def tags_of(file: Path) -> set[str]:
    """Return every tag in a feature file."""
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if _TAG_LINE.match(line)]
    return {word.removeprefix("@") for line in lines for word in line.split() if word.startswith("@")}


class FeatureFile(pytest.Module):
    """One feature file as a module of tests, with the steps that it may use."""

    steps: list[ModuleType]

    def _getobj(self) -> ModuleType:
        from pytest_bdd import scenarios

        self._refuse_idle()
        for tag in sorted(tags_of(self.path)):
            self.config.addinivalue_line("markers", f"{tag}: promises tagged @{tag}")
        module = ModuleType("mqk_feature_" + re.sub(r"\W", "_", self.path.stem))
        module.__file__ = str(self.path)
        for steps in self.steps:
            vars(module).update({name: value for name, value in vars(steps).items() if _is_fixture(name, value)})
        names = {"scenarios": scenarios, "FEATURE": str(self.path), "FOLDER": str(self.path.parent)}
        vars(module).update(names)
        exec(_BIND, vars(module))  # noqa: S102 - pytest-bdd puts the tests into the namespace that calls it
        for name in names:
            del vars(module)[name]
        return module

    def _refuse_idle(self) -> None:
        """Refuse scenarios that would pass without being asked: hidden by one of their name, without rows or Then."""
        document: Any = Parser().parse(self.path.read_text(encoding="utf-8"))
        scenarios = list(_scenarios(document["feature"] or {}))
        counts = Counter(scenario["name"] for scenario in scenarios)
        for scenario in scenarios:
            line, name = scenario["location"]["line"], scenario["name"]
            fault = _fault(scenario)
            if counts[name] > 1:
                fault = "stands there twice; one would hide the other"
            if fault:
                raise pytest.UsageError(f"{self.path}:{line}: scenario {name!r} {fault}")


def _scenarios(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for child in node.get("children", ()):
        if "rule" in child:
            yield from _scenarios(child["rule"])
        elif "scenario" in child:
            yield child["scenario"]


def _fault(scenario: Mapping[str, Any]) -> str | None:
    if "Outcome" not in [step["keywordType"] for step in scenario["steps"]]:
        return "has no Then, so that it cannot fail"
    is_outline = scenario["keyword"] not in ("Scenario", "Example") or bool(scenario["examples"])
    if is_outline and not any(table["tableBody"] for table in scenario["examples"]):
        return "is an outline without a row of examples, so that it never runs as meant"
    return None


def _is_fixture(name: str, value: object) -> bool:
    # What pytest makes of a function under @pytest.fixture has had two names; both say so.
    is_marked = type(value).__name__ == "FixtureFunctionDefinition" or hasattr(value, "_pytestfixturefunction")
    return name.startswith(STEP_PREFIX) or is_marked


class Collector:
    """Collects the feature files below some folders; `folders` maps each to the modules of its steps."""

    def __init__(self, folders: Mapping[Path, list[ModuleType]], stages: Iterable[str] = ()) -> None:
        self.folders = dict(folders)
        self.stages = frozenset(stages)

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """Collect a feature file that belongs to a pack, when one of its tags is asked for."""
        if file_path.suffix != ".feature":
            return None
        owner = next((folder for folder in self.folders if file_path.resolve().is_relative_to(folder)), None)
        if owner is None or (self.stages and not self.stages & tags_of(file_path)):
            return None
        collected: FeatureFile = FeatureFile.from_parent(parent, path=file_path)
        collected.steps = self.folders[owner]
        return collected

    def pytest_bdd_before_step(self, request: pytest.FixtureRequest, step: Any) -> None:
        """Fail on a sentence that more than one definition answers: which one would win is nobody's decision."""
        found = list(find_fixturedefs_for_step(step, request._fixturemanager, request.node))
        if len(found) > 1:
            answers = ", ".join(sorted(each.argname.removeprefix(STEP_PREFIX).replace("_", " ", 1) for each in found))
            pytest.fail(f"{step.name!r} is answered by {len(found)} steps: {answers}; reword one", pytrace=False)


class InstalledPacks(Collector):
    """The collector of the repository: finds the pack of a file among what is installed, when the first one comes."""

    def __init__(self) -> None:
        super().__init__({})
        self._is_loaded = False

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """Collect a feature file of core or of an installed plugin."""
        if file_path.suffix == ".feature" and not self._is_loaded:
            self._is_loaded = True
            self.folders = _folders(_installed())
        return super().pytest_collect_file(file_path, parent)


def _installed() -> list[tuple[str, ScenarioPack]]:
    from mqk_core.runtime.plugins import load

    return list(load().scenario_packs)


def _folders(packs: Iterable[tuple[str, ScenarioPack]]) -> dict[Path, list[ModuleType]]:
    packs = list(packs)
    core = step_modules(name for plugin, pack in packs if plugin == CORE for name in pack.steps)
    return {
        folder_of(pack.features): core + ([] if plugin == CORE else step_modules(pack.steps)) for plugin, pack in packs
    }


def pytest_configure(config: pytest.Config) -> None:
    """Collect the features of what is installed; pytest calls this only where the module is loaded with `-p`."""
    config.pluginmanager.register(InstalledPacks(), "mqk features")
