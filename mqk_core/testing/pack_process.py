"""The process in which one pack of scenarios runs alone: core's steps and the pack's own, and no other plugin's.

Run as a module with one argument, the path of a request (JSON) that `scenarios.py` wrote; the answer goes to the file
that the request names. What pytest prints is for people; the answer alone says what passed.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NoReturn

import pytest

from mqk_core.testing.collect import Collector, folder_of, step_modules, steps_of

MESSAGE_MAX: Final = 4_000


class Results:
    """What became of each scenario. Passed is only what ran through every phase and was neither skipped nor excused."""

    def __init__(self) -> None:
        self.scenarios: dict[str, dict[str, Any]] = {}
        self.broken: list[str] = []

    def pytest_collection_modifyitems(self, items: Sequence[pytest.Item]) -> None:
        """Note every scenario that was collected; until it has run it counts as failed."""
        for item in items:
            self.scenarios[item.nodeid] = {**_names(item), "outcome": "failed", "message": "it did not run"}

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep what could not be collected."""
        if report.failed:
            self.broken.append(str(report.longrepr)[:MESSAGE_MAX])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take one phase of one scenario."""
        found = self.scenarios[report.nodeid]
        if report.when == "setup" or report.outcome != "passed" or hasattr(report, "wasxfail"):
            is_good = report.outcome == "passed" and not hasattr(report, "wasxfail")
            found["outcome"] = "passed" if is_good else "failed"
            found["message"] = "" if is_good else _reason(report)


def _reason(report: pytest.TestReport) -> str:
    if report.skipped or hasattr(report, "wasxfail"):
        return "it was skipped or excused, which is no pass"
    return str(report.longrepr)[:MESSAGE_MAX]


def _names(item: pytest.Item) -> dict[str, str]:
    from pytest_bdd.scenario import scenario_wrapper_template_registry

    function = getattr(item, "obj", None)
    template = None if function is None else scenario_wrapper_template_registry.get(function)
    if template is None:
        return {"feature": str(item.path.name), "rule": "", "scenario": item.name, "file": item.path.name}
    example = getattr(item, "callspec", None)
    name = template.name
    for key, value in (example.params.get("_pytest_bdd_example", {}) if example is not None else {}).items():
        name = name.replace(f"<{key}>", str(value))
    rule = template.rule.name if template.rule is not None else ""
    return {"feature": template.feature.name, "rule": rule, "scenario": name, "file": item.path.name}


class Pack(Collector):
    """The one pack of this process. Its steps are imported when pytest is ready, so that their assertions explain."""

    def __init__(self, request: Mapping[str, Any]) -> None:
        super().__init__({}, request["stages"])
        self.request = request
        self.folder = folder_of(request["features"])
        self.refusal: str | None = None

    def pytest_sessionstart(self) -> None:
        """Import core's steps and the pack's own, and end the process when they clash."""
        try:
            core = step_modules(self.request["core_steps"])
            own = step_modules(self.request["own_steps"])
        except ImportError as error:
            self._refuse(f"a module of it cannot be imported: {error}")
        theirs = {step: module.__name__ for module in core for step in steps_of(module)}
        for module in own:
            for step in sorted(steps_of(module) & set(theirs)):
                self._refuse(
                    f"{module.__name__} redefines the step '{step}' of {theirs[step]}; "
                    "a plugin brings sentences of its own"
                )
        self.folders = {self.folder: core + own}

    def _refuse(self, message: str) -> NoReturn:
        self.refusal = message
        pytest.exit(message, returncode=int(pytest.ExitCode.USAGE_ERROR))


def run(request: Mapping[str, Any]) -> dict[str, Any]:
    """Run one pack; return what became of its scenarios, or why it was refused."""
    pack, results = Pack(request), Results()
    arguments = ["-c", os.devnull, f"--rootdir={pack.folder}", "-p", "no:cacheprovider", "-p", "pytest_bdd.plugin"]
    arguments += ["--noconftest", "--import-mode=importlib", "-q", "--tb=short", str(pack.folder)]
    code = pytest.main(arguments, plugins=[pack, results])
    if pack.refusal is not None:
        return {"refused": pack.refusal}
    answer: dict[str, Any] = {"scenarios": list(results.scenarios.values()), "broken": results.broken}
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED):
        answer["broken"] = results.broken or [f"pytest ended with {int(code)}"]
    return answer


def main() -> int:
    """Read the request, run the pack, write the answer."""
    request = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    Path(request["answer"]).write_text(json.dumps(run(request)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
