"""What code ran: a hash over the sources of mqk and of every loaded plugin, with their versions.

Sources only (`SUFFIXES`), named by package and path below it, so that a clone, an editable install and a wheel of the
same sources agree; never binaries or generated files, which differ from folder to folder.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import attrs

from mqk_core.errors import PluginError

SUFFIXES: Final = frozenset({".py", ".pyx", ".pxd", ".yaml", ".sql"})
CORE_PACKAGES: Final = ("mqk_core", "mqk_conf", "mqk_features", "mqk_migrations")
PREFIX: Final = "mqkcod1:"
_DOMAIN: Final = b"mqk-code\x00v1\x00"
_SOURCES_DOMAIN: Final = b"mqk-sources\x00v1\x00"


@attrs.frozen(order=True)
class Identity:
    """A distribution whose code takes part: its name, its version, and the hash over its sources."""

    name: str
    version: str
    sources_sha256: str


def sources_hash(packages: Iterable[str]) -> str:
    """Return the hash (hex) over the sources of some packages or top-level modules, by path and content.

    Raises
    ------
    PluginError : a package cannot be found, or a source cannot be read.
    """
    listed: dict[str, str] = {}
    for package in sorted(set(packages)):
        for name, path in _sources(package):
            try:
                listed[name] = hashlib.sha256(path.read_bytes()).hexdigest()
            except OSError as error:
                raise PluginError(f"{path}: a source of {package} cannot be read: {error.strerror}") from error
    text = json.dumps(sorted(listed.items()), separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(_SOURCES_DOMAIN + text.encode("ascii")).hexdigest()


def _sources(package: str) -> Iterator[tuple[str, Path]]:
    """Yield (name that is the same everywhere, file) of each source of a package."""
    try:
        spec = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        spec = None
    if spec is None:
        raise PluginError(f"the package {package} cannot be found, so its code cannot be named; install it again")
    folders = list(spec.submodule_search_locations or ())
    if not folders:
        if spec.origin is not None and Path(spec.origin).suffix in SUFFIXES:
            yield f"{package}.py", Path(spec.origin)
        return
    for folder in folders:
        top = Path(folder)
        for path in sorted(top.rglob("*")):
            below = path.relative_to(top)
            if path.suffix in SUFFIXES and not _is_left_out(below.parts) and path.is_file():
                yield f"{package}/{below.as_posix()}", path


def _is_left_out(parts: tuple[str, ...]) -> bool:
    return any(part == "__pycache__" or part.startswith(".") for part in parts)


def code_hash(identities: Iterable[Identity]) -> str:
    """Return the hash over all code that takes part, whatever order it is given in."""
    listed = sorted([each.name, each.version, each.sources_sha256] for each in identities)
    text = json.dumps(listed, separators=(",", ":"), ensure_ascii=True)
    return PREFIX + hashlib.sha256(_DOMAIN + text.encode("ascii")).hexdigest()
