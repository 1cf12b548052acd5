"""Runs the promises of core and of every plugin, each pack in a process of its own, and gathers what became of them.

A pack that could answer for another is refused before anything runs: one that names another's folder, one whose files
would be taken for core's, one that redefines a core step. No scenario at all is an error, never a success.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

from mqk_core.errors import MqkError, PluginError, UsageError
from mqk_core.hookspecs import ScenarioPack
from mqk_core.testing.collect import CORE, folder_of, tags_of

PASSED: Final = "passed"
#: What a person's shell may hold that would make pytest run less than everything.
_LEFT_OUT: Final = frozenset({"PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_DEBUG", "PYTEST_CURRENT_TEST"})

Packs = Sequence[tuple[str, ScenarioPack]]


@attrs.frozen
class ScenarioResult:
    """One scenario: where it stands, and whether it passed; `message` says why not."""

    feature: str
    rule: str
    scenario: str
    file: str
    outcome: str
    message: str


@attrs.frozen
class PackResult:
    """What became of one pack. `broken` holds what could not even be collected."""

    plugin: str
    features: str
    scenarios: tuple[ScenarioResult, ...]
    broken: tuple[str, ...]

    @property
    def passed(self) -> int:
        """How many scenarios passed."""
        return sum(each.outcome == PASSED for each in self.scenarios)

    @property
    def failed(self) -> int:
        """How many did not, files that could not be collected among them."""
        return len(self.scenarios) - self.passed + len(self.broken)


def run_packs(
    packs: Packs, stages: Sequence[str] = (), progress: Callable[[PackResult], object] = lambda result: None
) -> list[PackResult]:
    """Run every pack, or those scenarios that are tagged with one of the stages.

    Raises
    ------
    PluginError : a pack clashes with core or another, or cannot be imported.
    UsageError : no feature has such a tag.  MqkError : a pack that should have scenarios has none.
    """
    folders = _check(packs)
    known = {plugin_pack: _stages(folders[plugin_pack]) for plugin_pack in folders}
    _check_stages(stages, known.values())
    core_steps = [step for plugin, pack in packs if plugin == CORE for step in pack.steps]
    results = []
    for plugin, pack in packs:
        if stages and not set(stages) & known[plugin, pack]:
            continue
        result = _run(plugin, pack, core_steps, stages)
        if not result.scenarios and not result.broken:
            raise MqkError(
                f"{_who(plugin, pack)} holds no scenario that could be run; a pack without one promises nothing"
            )
        progress(result)
        results.append(result)
    return results


def _who(plugin: str, pack: ScenarioPack) -> str:
    return f"the scenarios of {'core' if plugin == CORE else f'plugin {plugin!r}'} ({pack.features})"


def _check(packs: Packs) -> dict[tuple[str, ScenarioPack], Path]:
    if not any(plugin == CORE for plugin, _ in packs):
        raise PluginError("core's own scenarios are not among the packs; nothing was run")
    folders: dict[tuple[str, ScenarioPack], Path] = {}
    files: set[str] = set()
    for plugin, pack in sorted(packs, key=lambda each: each[0] != CORE):
        who = _who(plugin, pack)
        try:
            folder = folder_of(pack.features)
        except (ImportError, TypeError, ValueError) as error:
            raise PluginError(f"{who}: the package cannot be imported: {error}; nothing was run") from error
        for (other_plugin, other), taken in folders.items():
            if folder.is_relative_to(taken) or taken.is_relative_to(folder):
                raise PluginError(f"{who} and {_who(other_plugin, other)} name the same folder; each brings its own")
        names = {file.relative_to(folder).as_posix() for file in folder.rglob("*.feature")}
        hidden = sorted(files & names) if plugin != CORE else []
        if hidden:
            raise PluginError(f"{who} would hide {hidden[0]} of the scenarios of core; rename it")
        files |= names if plugin == CORE else set()
        folders[plugin, pack] = folder
    return folders


def _stages(folder: Path) -> set[str]:
    return {tag for file in folder.rglob("*.feature") for tag in tags_of(file)}


def _check_stages(stages: Sequence[str], known: Iterable[set[str]]) -> None:
    there = sorted(set().union(*known))
    for stage in stages:
        if stage not in there:
            raise UsageError(f"no scenario is tagged {stage[:200]!r}; there are: {', '.join(there)}")


def _run(plugin: str, pack: ScenarioPack, core_steps: Sequence[str], stages: Sequence[str]) -> PackResult:
    with tempfile.TemporaryDirectory(prefix="mqk-scenarios-") as name:
        request, answer = Path(name) / "request.json", Path(name) / "answer.json"
        own = [] if plugin == CORE else list(pack.steps)
        asked = {
            "features": pack.features,
            "core_steps": list(core_steps),
            "own_steps": own,
            "stages": list(stages),
            "answer": str(answer),
        }
        request.write_text(json.dumps(asked), encoding="utf-8")
        # -P: a file of the folder that somebody stands in must not stand in for a module.
        command = [sys.executable, "-P", "-m", "mqk_core.testing.pack_process", str(request)]
        environment = {key: value for key, value in os.environ.items() if key not in _LEFT_OUT}
        environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        if not answer.is_file():
            raise MqkError(f"{_who(plugin, pack)}: the process ended with {done.returncode}: {done.stderr[-2000:]}")
        return _result(plugin, pack, json.loads(answer.read_text(encoding="utf-8")))


def _result(plugin: str, pack: ScenarioPack, answer: dict[str, Any]) -> PackResult:
    if "refused" in answer:
        raise PluginError(f"{_who(plugin, pack)}: {answer['refused']}; uninstall or mend it")
    scenarios = tuple(ScenarioResult(**each) for each in answer["scenarios"])
    return PackResult(plugin, pack.features, scenarios, tuple(answer["broken"]))
