"""Which compiled modules are absent or older than their sources.

A stale binary runs yesterday's code under today's tests; absent ones run as plain Python, twenty times slower.
"""

from __future__ import annotations

import re
import sysconfig
from pathlib import Path

#: In a `.pxd`, and in a `.py` by way of cython.cimports; a plain import decides nothing at compile time.
CIMPORT = re.compile(
    r"^\s*(?:from\s+(mqk_core[\w.]*)\s+cimport|cimport\s+(mqk_core[\w.]*)|from\s+cython\.cimports\.(mqk_core[\w.]*))",
    re.MULTILINE,
)


def sources_of(root: Path, module: str) -> set[Path]:
    """Return the files that a compiled module is made of: its own two, and every `.pxd` that it pulls in."""
    own = root / (module.replace(".", "/") + ".py")
    found, pending = {own}, [own.with_suffix(".pxd"), own]
    while pending:
        file = pending.pop()
        found.add(file)
        for match in CIMPORT.finditer(file.read_text(encoding="utf-8")):
            declared = root / ((match[1] or match[2] or match[3]).replace(".", "/") + ".pxd")
            if declared not in found and declared.is_file():
                pending.append(declared)
    return found


def absent(root: Path, modules: list[str]) -> list[str]:
    """Return the modules without a binary for this interpreter."""
    return [module for module in modules if not _binary(root, module).is_file()]


def stale(root: Path, modules: list[str]) -> list[str]:
    """Return the modules whose binary is older than one of its sources."""
    return [
        module
        for module in modules
        if _binary(root, module).is_file()
        and any(file.stat().st_mtime > _binary(root, module).stat().st_mtime for file in sources_of(root, module))
    ]


def _binary(root: Path, module: str) -> Path:
    return root / (module.replace(".", "/") + str(sysconfig.get_config_var("EXT_SUFFIX")))
