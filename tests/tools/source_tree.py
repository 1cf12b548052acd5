"""What the tree holds, as the tidy tests see it: files that git would carry, parsed Python, layers.

Reads only; judges nothing. The layers come from the contract in pyproject.toml, so that there is one list of them.
"""

from __future__ import annotations

import ast
import functools
import subprocess
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
#: What the sealed engine is made of, and all that it may import.
SEALED_LOWEST_OF = "engine"


@functools.cache
def carried_files() -> tuple[Path, ...]:
    """Return every file that git tracks or would add, relative to the root, sorted."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return tuple(sorted(Path(name) for name in set(listed) if name and (ROOT / name).is_file()))


def carried(*folders: str, suffixes: tuple[str, ...] = (".py",)) -> list[Path]:
    """Return the carried files with one of the suffixes under any of the folders."""
    return [file for file in carried_files() if file.suffix in suffixes and file.parts[0] in folders]


@functools.cache
def parsed(file: Path) -> ast.Module:
    """Return the syntax tree of a Python file of the tree."""
    return ast.parse((ROOT / file).read_text(encoding="utf-8"), filename=str(file))


def contract(name: str) -> dict[str, Any]:
    """Return one contract of import-linter in pyproject.toml."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    return next(entry for entry in table["contracts"] if entry["id"] == name)


@functools.cache
def layer_ranks() -> dict[str, int]:
    """Return the rank of every child of mqk_core in the layers contract; a higher rank may import a lower one."""
    layers = contract("layers")["layers"]
    return {
        name.strip(" ()"): len(layers) - position for position, layer in enumerate(layers) for name in layer.split("|")
    }


def child_of_core(file: Path) -> str:
    """Return the child of mqk_core that a file belongs to: `domain` for mqk_core/domain/money.py."""
    return Path(file.parts[1]).stem


def sealed_files(*suffixes: str) -> list[Path]:
    """Return the files of mqk_core from `engine` down."""
    top = layer_ranks()[SEALED_LOWEST_OF]
    files = carried("mqk_core", suffixes=suffixes or (".py",))
    return [file for file in files if layer_ranks().get(child_of_core(file), top + 1) <= top]


def imports_of(file: Path) -> list[tuple[int, str]]:
    """Return (line, dotted module) for every import of a Python file; `from a import b` gives `a` and `a.b`."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.append((node.lineno, node.module))
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found


def report(complaints: list[str]) -> None:
    """Fail with one line a complaint."""
    assert not complaints, "\n" + "\n".join(complaints)
