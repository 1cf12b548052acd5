"""Which keys of a configuration were read while a run was built: a key that is set and that nothing reads is refused.

While it is watched, an object's class is a recording subclass without fields of its own; afterwards the class is
swapped back, so that reading costs nothing at run time. Reading is not using: a test that changes a key is more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import attrs

from mqk_core.config.layers import KeyPath
from mqk_core.config.provenance import Composed
from mqk_core.config.sections import Choice, RunConfig
from mqk_core.config.typed import LEAVES
from mqk_core.errors import ConfigError, Problem

#: Root keys that are the run's identity or its routing; nothing that is built has to read them.
ROOT_KEYS: Final = frozenset({"engine", "mode", "seed"})

_recording: dict[int, set[str]] = {}
_classes: dict[type, type] = {}
_pauses: list[None] = []


@contextmanager
def paused() -> Iterator[None]:
    """Read a watched configuration without that counting (hashing, printing)."""
    _pauses.append(None)
    try:
        yield
    finally:
        _pauses.pop()


def _quiet(method: Callable[..., Any]) -> Callable[..., Any]:
    def call(self: Any, *arguments: Any) -> Any:
        with paused():
            return method(self, *arguments)

    return call


def _recording_class(cls: type) -> type:
    made = _classes.get(cls)
    if made is not None:
        return made
    names = frozenset(field.name for field in attrs.fields(cls))
    read: Any = cls.__getattribute__

    def record(self: Any, name: str) -> Any:
        if name in names and not _pauses:
            seen = _recording.get(id(self))
            if seen is not None:
                seen.add(name)
        return read(self, name)

    body: dict[str, Any] = {"__slots__": (), "__getattribute__": record, "__module__": cls.__module__}
    body["__qualname__"] = cls.__qualname__
    body |= {
        name: _quiet(getattr(cls, name)) for name in ("__repr__", "__eq__", "__ne__", "__hash__") if getattr(cls, name)
    }
    _classes[cls] = type(cls.__name__, (cls,), body)
    return _classes[cls]


@attrs.define
class Tracker:
    """Watches attrs objects until it is sealed."""

    watched: list[tuple[Any, type, KeyPath]] = attrs.field(factory=list, repr=False)
    read: dict[int, set[str]] = attrs.field(factory=dict, repr=False)

    def watch(self, value: Any, path: KeyPath = ()) -> None:
        """Watch an attrs object and everything below it; a `RunConfig` has the root keys of `ROOT_KEYS` left out."""
        if isinstance(value, Mapping):
            for key, inner in value.items():
                self.watch(inner, (*path, str(key)))
        elif isinstance(value, tuple):
            for index, inner in enumerate(value):
                self.watch(inner, (*path, str(index)))
        elif attrs.has(type(value)) and not isinstance(value, LEAVES):
            self._watch_object(value, path)

    def _watch_object(self, value: Any, path: KeyPath) -> None:
        if id(value) in self.read:
            return  # one object in two places: what is read through one is read
        cls = type(value)
        inner = [(getattr(value, field.name), field.name) for field in attrs.fields(cls)]
        seen: set[str] = set(ROOT_KEYS) if cls is RunConfig else set()
        self.watched.append((value, cls, path))
        self.read[id(value)] = _recording[id(value)] = seen
        object.__setattr__(value, "__class__", _recording_class(cls))
        is_choice = cls is Choice
        for each, name in inner:
            # A component's keys stand beside its kind, without a level of their own.
            self.watch(each, path if is_choice and name == "config" else (*path, name))

    def unread(self) -> list[KeyPath]:
        """Return the key paths that nothing has read so far, in the order of the configuration."""
        missing: list[KeyPath] = []
        with paused():
            for value, cls, path in self.watched:
                for field in attrs.fields(cls):
                    if field.name in self.read[id(value)] or _is_section(getattr(value, field.name)):
                        continue
                    missing.append((*path, field.name))
        return missing

    def refuse_unread(self, composed: Composed) -> None:
        """Refuse every key that a layer or the command line set and that nothing has read.

        Raises
        ------
        ConfigError : with the place of each such key.
        """
        message = "is set here, but nothing read it while the run was built; take it out"
        problems = [Problem(composed.origin(path), message) for path in self.unread() if composed.is_set(path)]
        if problems:
            raise ConfigError(problems)

    def seal(self) -> None:
        """Stop watching and give every object its class back."""
        for value, cls, _ in self.watched:
            object.__setattr__(value, "__class__", cls)
            _recording.pop(id(value), None)


def _is_section(value: Any) -> bool:
    # What is watched below reports its own keys; an empty mapping has none and so reports itself.
    if isinstance(value, (Mapping, tuple)):
        items = list(value.values()) if isinstance(value, Mapping) else list(value)
        return bool(items) and all(_is_section(item) for item in items)
    return attrs.has(type(value)) and not isinstance(value, LEAVES)


@contextmanager
def tracking(config: RunConfig) -> Iterator[Tracker]:
    """Watch `config` while the run is built inside the block; call `refuse_unread` at its end, inside it."""
    tracker = Tracker()
    tracker.watch(config)
    try:
        yield tracker
    finally:
        tracker.seal()
