"""Writes the lists of packages and compiled modules in pyproject.toml from the tree: `make lists`.

Every folder with Python files under mqk_core, conf, features and migrations is a package; every `.py` with a `.pxd`
beside it is a compiled module. tests/tidy holds pyproject.toml to what is found here, so that a wheel never lacks a
module that the tree has.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MAPPED = {"conf": "mqk_conf", "features": "mqk_features", "migrations": "mqk_migrations"}
COMPILE_ARGS = ("-O2", "-g0", "-ffp-contract=off")


def packages_found(root: Path) -> list[str]:
    """Return the dotted names of every package in the tree; mapped folders under the name they are installed as."""
    found = set()
    for top in ("mqk_core", *MAPPED):
        for file in (root / top).rglob("*.py"):
            parts = file.parent.relative_to(root).parts
            if not {"__pycache__", "build"} & set(parts):
                found.add(".".join((MAPPED.get(parts[0], parts[0]), *parts[1:])))
    return sorted(found)


def extensions_found(root: Path) -> list[str]:
    """Return the dotted names of every compiled module: a `.py` with a `.pxd` beside it."""
    pairs = (pxd.relative_to(root) for pxd in (root / "mqk_core").rglob("*.pxd") if pxd.with_suffix(".py").is_file())
    return sorted(".".join(pxd.with_suffix("").parts) for pxd in pairs)


def packages_listed(root: Path) -> list[str]:
    """Return the packages that pyproject.toml ships."""
    return [str(name) for name in _setuptools(root)["packages"]]


def extensions_listed(root: Path) -> dict[str, dict[str, list[str]]]:
    """Return the compiled modules that pyproject.toml builds, by dotted name."""
    entries = _setuptools(root)["ext-modules"]
    return {entry["name"]: {key: entry[key] for key in entry if key != "name"} for entry in entries}


def rewrite(root: Path) -> bool:
    """Bring pyproject.toml in line with the tree; return whether it changed."""
    file = root / "pyproject.toml"
    before = file.read_text(encoding="utf-8")
    packages = "".join(f'    "{name}",\n' for name in packages_found(root))
    arguments = ", ".join(f'"{argument}"' for argument in COMPILE_ARGS)
    extensions = "".join(
        f'    {{ name = "{name}", sources = ["{name.replace(".", "/")}.py"], extra-compile-args = [{arguments}] }},\n'
        for name in extensions_found(root)
    )
    after = re.sub(r"(?ms)^packages = \[\n.*?^\]\n", f"packages = [\n{packages}]\n", before, count=1)
    after = re.sub(r"(?ms)^ext-modules = \[\n.*?^\]\n", f"ext-modules = [\n{extensions}]\n", after, count=1)
    if after != before:
        file.write_text(after, encoding="utf-8")
    return after != before


def _setuptools(root: Path) -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    return table


if __name__ == "__main__":
    sys.stdout.write("pyproject.toml was brought in line\n" if rewrite(ROOT) else "pyproject.toml is in line\n")
