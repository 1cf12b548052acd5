"""Fills `.venv/wheelhouse`, from which the packaging tests install without a network: `make wheelhouse`.

Two folders: `third_party` (every pinned dependency, and what builds a plugin) and `own` (mqk and its plugins, built
from a copy of just those files that a clean clone would have). Each is made again only when its contents have changed.
Run by the Python of the virtual environment, whose pip and builders are the pinned ones.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from source_tree import ROOT, carried_files

SHIPPED = ("README.md", "conf", "features", "migrations", "mqk_core", "plugins", "pyproject.toml")


def folder() -> Path:
    """Return the wheelhouse of this virtual environment.

    Raises
    ------
    SystemExit : this Python is not that of a virtual environment.
    """
    if sys.prefix == sys.base_prefix:
        raise SystemExit('the wheelhouse lies in a virtual environment; run "make wheelhouse"')
    return Path(sys.prefix) / "wheelhouse"


def fill() -> Path:
    """Bring both halves of the wheelhouse up to date and return it."""
    house = folder()
    _fill_third_party(house / "third_party")
    _fill_own(house / "own")
    return house


def projects() -> list[Path]:
    """Return the folders of mqk and of its own plugins, relative to the root."""
    plugins = [file.parent for file in carried_files() if file.parts[0] == "plugins" and file.name == "pyproject.toml"]
    return [Path(), *sorted(plugins)]


def requirements() -> list[str]:
    """Return what mqk and its plugins need of others, and what builds them."""
    tables = [tomllib.loads((ROOT / project / "pyproject.toml").read_text(encoding="utf-8")) for project in projects()]
    own = {canonicalize_name(table["project"]["name"]) for table in tables}
    needed = {
        text
        for table in tables
        for text in (*table["project"].get("dependencies", []), *table["build-system"]["requires"])
        if canonicalize_name(Requirement(text).name) not in own
    }
    return sorted(needed)


def _fill_third_party(target: Path) -> None:
    constraints = ROOT / "constraints.txt"
    key = _key([*requirements(), constraints.read_text(encoding="utf-8"), sys.version])
    if _is_current(target, key):
        return
    sys.stdout.write("filling the wheelhouse with the pinned dependencies\n")
    with tempfile.TemporaryDirectory(dir=sys.prefix) as scratch:
        _pip("wheel", "--no-build-isolation", "-c", str(constraints), "--wheel-dir", scratch, *requirements())
        _replace(target, Path(scratch), key)


def _fill_own(target: Path) -> None:
    files = [file for file in carried_files() if file.parts[0] in SHIPPED]
    key = _key([sys.version, *(f"{file} {hashlib.sha256((ROOT / file).read_bytes()).hexdigest()}" for file in files)])
    if _is_current(target, key):
        return
    sys.stdout.write("building the wheels of mqk and its plugins from a clean copy (a minute or two)\n")
    with tempfile.TemporaryDirectory() as clone, tempfile.TemporaryDirectory(dir=sys.prefix) as scratch:
        for file in files:
            copy = Path(clone) / file
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / file, copy)
        folders = [str(Path(clone) / project) for project in projects()]
        _pip("wheel", "--no-build-isolation", "--no-deps", "--wheel-dir", scratch, *folders)
        _replace(target, Path(scratch), key)


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "-qq", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, env={**os.environ, "PYTHONWARNINGS": "ignore"}, check=False)
    if done.returncode != 0:
        raise SystemExit(f"pip {arguments[0]} ended with {done.returncode}")


def _key(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _is_current(target: Path, key: str) -> bool:
    stamp = target / "made_of"
    return stamp.is_file() and stamp.read_text(encoding="ascii") == key


def _replace(target: Path, scratch: Path, key: str) -> None:
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for wheel in sorted(scratch.glob("*.whl")):
        shutil.move(wheel, target / wheel.name)
    (target / "made_of").write_text(key, encoding="ascii")


if __name__ == "__main__":
    fill()
