"""Every list about packaging agrees with the tree and with the other lists."""

import importlib.metadata
import re
import tomllib

import compiled_modules
import package_lists
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from source_tree import ROOT, carried_files, report

PROJECTS = sorted(file for file in carried_files() if file.name == "pyproject.toml")
FIRST_PARTY = [file for file in PROJECTS if file.parts[0] != "tests"]


def pins():
    lines = [line.split("#")[0].strip() for line in (ROOT / "constraints.txt").read_text().splitlines()]
    return {canonicalize_name(line.partition("==")[0]): line.partition("==")[2] for line in lines if line}


def project(file):
    return tomllib.loads((ROOT / file).read_text())


def test_pyproject_ships_every_package():
    assert package_lists.packages_listed(ROOT) == package_lists.packages_found(ROOT), 'run "make lists"'


def test_pyproject_compiles_every_module_that_has_a_declaration():
    assert sorted(package_lists.extensions_listed(ROOT)) == package_lists.extensions_found(ROOT), 'run "make lists"'


def test_every_compiled_module_has_the_same_flags():
    for name, entry in package_lists.extensions_listed(ROOT).items():
        assert entry["sources"] == [name.replace(".", "/") + ".py"], name
        assert entry["extra-compile-args"] == list(package_lists.COMPILE_ARGS), name


def test_every_shipped_folder_is_a_package():
    folders = {
        file.parent
        for file in carried_files()
        if file.suffix == ".py" and file.parts[0] in ("mqk_core", "conf", "features")
    }
    report(
        [
            f"{folder} lacks an __init__.py"
            for folder in sorted(folders)
            if not (ROOT / folder / "__init__.py").is_file()
        ]
    )


def test_compiled_modules_are_built_and_as_new_as_their_sources():
    modules = package_lists.extensions_found(ROOT)
    assert compiled_modules.absent(ROOT, modules) == [], 'run "make ext"'
    assert compiled_modules.stale(ROOT, modules) == [], 'run "make ext"'


def test_every_plugin_is_in_the_requirements():
    listed = re.findall(r"(?m)^\./(plugins/\S+)$", (ROOT / "requirements.txt").read_text())
    assert sorted(listed) == [str(file.parent) for file in FIRST_PARTY if file.parts[0] == "plugins"]


def test_every_pin_is_exact():
    report(
        [
            f"{name}: {version or 'no version'}"
            for name, version in pins().items()
            if not re.fullmatch(r"[0-9][0-9a-z.]*", version)
        ]
    )


@pytest.mark.parametrize("file", FIRST_PARTY, ids=str)
def test_builders_are_those_of_the_constraints(file):
    for text in project(file)["build-system"]["requires"]:
        requirement = Requirement(text)
        pin = pins()[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(pin), text
        if file.parts[0] == "pyproject.toml":
            assert str(requirement.specifier) == f"=={pin}", text


def applies(requirement, elsewhere):
    if requirement.marker is None:
        return True
    return "extra" not in str(requirement.marker) if elsewhere else requirement.marker.evaluate({"extra": ""})


def required(names, *, elsewhere=False):
    """Every distribution that these need here (or on any platform), by way of others too, and who needs it."""
    pending = [(Requirement(name), "pyproject.toml") for name in names]
    seen = {}
    while pending:
        requirement, by = pending.pop()
        name = canonicalize_name(requirement.name)
        if name in seen or not applies(requirement, elsewhere):
            continue
        seen[name] = by
        if elsewhere and not any(importlib.metadata.distributions(name=name)):
            continue
        pending += [(Requirement(text), name) for text in importlib.metadata.requires(name) or []]
    return seen


def test_everything_that_gets_installed_is_pinned_and_installed_so():
    names = [text for file in FIRST_PARTY for text in project(file)["project"].get("dependencies", [])]
    lines = (ROOT / "requirements-dev.txt").read_text().splitlines()
    names += [line for line in lines if line and line[0] not in "#-"]
    own = {canonicalize_name(project(file)["project"]["name"]) for file in FIRST_PARTY}
    complaints = []
    for name, by in sorted(required(names).items()):
        if name not in own and pins().get(name) != importlib.metadata.version(name):
            found = importlib.metadata.version(name)
            complaints.append(f"{name} {found} (needed by {by}): constraints.txt says {pins().get(name, 'nothing')}")
    report(complaints)


def test_every_pin_is_needed():
    names = [text for file in FIRST_PARTY for text in project(file)["project"].get("dependencies", [])]
    names += [line for line in (ROOT / "requirements-dev.txt").read_text().splitlines() if line and line[0] not in "#-"]
    needed = set(required(names, elsewhere=True)) | {"pip", "setuptools", "cython"}
    assert sorted(set(pins()) - needed) == []
