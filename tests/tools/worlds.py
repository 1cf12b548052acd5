"""The same core twice: as installed (compiled where it is), and loaded from its sources as plain Python.

The two share nothing: values of one are unknown to the other. What is `cdef` can only be called in the plain one;
tests/differential holds the compiled modules to it.
"""

from __future__ import annotations

import functools
import importlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import FileFinder, ModuleSpec, SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any, Final

COMPILED: Final = "compiled"
PLAIN: Final = "plain"
NAMES: Final = (COMPILED, PLAIN)
_CORE: Final = "mqk_core"
_ROOT: Final = Path(__file__).resolve().parents[2]


class _SourcesOnly(MetaPathFinder):
    """Finds modules of core as sources, never as binaries."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name.partition(".")[0] != _CORE:
            return None
        for folder in path or [str(_ROOT)]:
            found = FileFinder(folder, (SourceFileLoader, [".py"])).find_spec(name)
            if found is not None:
                return found
        return None


class World:
    """One of the two; `world("engine.step")` is the module `mqk_core.engine.step`."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._modules: dict[str, ModuleType] = {}

    def __call__(self, module: str) -> Any:
        name = f"{_CORE}.{module}"
        if self.name == COMPILED:
            return importlib.import_module(name)
        if name not in self._modules:
            with self.alone():
                importlib.import_module(name)
        return self._modules[name]

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let imports see this world's modules only, and keep what they load."""
        installed = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == _CORE}
        finder = _SourcesOnly()
        _swap(installed, self._modules)
        sys.meta_path.insert(0, finder)
        try:
            yield
        finally:
            sys.meta_path.remove(finder)
            loaded = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == _CORE}
            self._modules = loaded
            _swap(loaded, installed)


def _swap(outgoing: dict[str, ModuleType], incoming: dict[str, ModuleType]) -> None:
    for name in outgoing:
        del sys.modules[name]
    sys.modules.update(incoming)


@functools.cache
def world(name: str) -> World:
    """Return the world of that name; it is loaded once a process."""
    return World(name)


def plain(module: str) -> Any:
    """Return a module of core as plain Python, where every function can be called."""
    return world(PLAIN)(module)
