"""Wheels built from a clean copy, in an empty environment and run from another folder, work as the tree does."""

import sysconfig
import zipfile
from pathlib import Path

import package_lists
import pytest
import wheelhouse
from source_tree import ROOT, carried_files

pytestmark = pytest.mark.slow

RUN = ("mqk", "+engine=x", "+mode=backtest")
MAPPED = package_lists.MAPPED


def held_by(house, distribution):
    """The files of a wheel, but for what tells about the wheel itself."""
    (found,) = (house / "own").glob(f"{distribution}-*.whl")
    return {name for name in zipfile.ZipFile(found).namelist() if ".dist-info/" not in name}


def test_wheel_holds_every_shipped_file_of_the_tree_and_the_binaries_and_nothing_else(filled_wheelhouse):
    held = held_by(filled_wheelhouse, "mqk")
    carried = {
        "/".join((MAPPED.get(file.parts[0], file.parts[0]), *file.parts[1:]))
        for file in carried_files()
        if file.parts[0] in ("mqk_core", *MAPPED)
    }
    suffix = sysconfig.get_config_var("EXT_SUFFIX")
    binaries = {name.replace(".", "/") + suffix for name in package_lists.extensions_found(ROOT)}
    assert held - carried == binaries
    assert carried - held == set()


@pytest.mark.parametrize("folder", [project for project in wheelhouse.projects() if project.parts], ids=str)
def test_wheel_of_a_plugin_holds_every_file_of_its_package(folder, filled_wheelhouse):
    package = folder.name.replace("-", "_")
    carried = {
        "/".join(file.parts[file.parts.index(package) :])
        for file in carried_files()
        if file.is_relative_to(folder) and package in file.parts
    }
    assert carried
    assert held_by(filled_wheelhouse, package) == carried


def test_installed_wheel_is_what_runs(installed, empty_environment):
    found = installed.run(
        "python", "-c", "import mqk_core.errors as e, mqk_conf as c; print(e.__file__, c.__file__)"
    ).stdout
    assert all(Path(name).is_relative_to(empty_environment) for name in found.split())


def test_installed_wheel_runs_compiled(installed):
    names = package_lists.extensions_found(ROOT)
    code = f"import importlib; print(*(importlib.import_module(name).__file__ for name in {names!r}), sep='\\n')"
    files = installed.run("python", "-c", code).stdout.split()
    assert [file for file in files if not file.endswith(".so")] == []


def test_installed_wheel_answers_version_and_plugins(installed):
    assert "0.1.0" in installed.run("mqk", "version").stdout
    listed = installed.run("mqk", "plugins").stdout
    assert "mqk-data-files" in listed
    assert "mqk-strategies-trend" in listed


def test_installed_wheel_gives_the_run_that_the_tree_gives(installed, tree):
    here, there = installed.object_of(*RUN, "runs.folder=from_wheel"), tree.object_of(*RUN, "runs.folder=from_tree")
    assert here["run_id"] == there["run_id"]
    ours, theirs = Path(installed.folder, here["artifacts"]), Path(tree.folder, there["artifacts"])
    files = sorted(file.name for file in ours.iterdir())
    assert len(files) == 9
    assert files == sorted(file.name for file in theirs.iterdir())
    assert [name for name in files if (ours / name).read_bytes() != (theirs / name).read_bytes()] == []


def test_installed_wheel_passes_its_own_scenarios(installed):
    assert " passed" in installed.run("mqk", "scenarios").stdout
