"""Where each value of a composed configuration was set, and what it took the place of.

`Origins` is filled layer by layer in the order in which Hydra merges, then from the command line; the last place is the
one that holds. `Composed` is the whole answer of `load.compose`: data, places, choices. No value is kept in a place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import attrs

from mqk_core.config.layers import KeyPath, Layer
from mqk_core.config.overrides import COMMAND_LINE, Setting
from mqk_core.config.wording import dotted
from mqk_core.errors import Where

#: `strategy.…` is what people write for `strategies.main.…`.
SUGAR: Final[KeyPath] = ("strategy",)
SUGAR_FOR: Final[KeyPath] = ("strategies", "main")


def as_written(path: KeyPath) -> KeyPath:
    """Return the path that the sugar `strategy.*` writes for a path of the typed configuration."""
    return SUGAR + path[len(SUGAR_FOR) :] if path[: len(SUGAR_FOR)] == SUGAR_FOR else path


@attrs.define
class Origins:
    """Places by key path, oldest first; `deleted` holds the places of what the command line took away."""

    places: dict[KeyPath, list[Where]] = attrs.field(factory=dict)
    deleted: dict[KeyPath, tuple[Where, ...]] = attrs.field(factory=dict)
    _wholes: set[KeyPath] = attrs.field(factory=set)

    def add_layer(self, layer: Layer, package: KeyPath) -> None:
        """Add the keys of a file that Hydra merges at `package`."""
        for mark in layer.marks:
            path = package + mark.path
            self._add(path, Where(layer.label, mark.line, mark.column, dotted(path)), mark.whole)

    def add_setting(self, setting: Setting) -> None:
        """Add what one override of the command line does."""
        if setting.is_delete:
            places = [where for path, found in self.places.items() if _starts(path, setting.path) for where in found]
            self._drop_below(setting.path, itself=True)
            self.deleted[setting.path] = tuple(places)
        else:
            self._add_value(setting.path, setting.value)

    def _add_value(self, path: KeyPath, value: Any) -> None:
        self._add(path, Where(COMMAND_LINE, key=dotted(path)), not isinstance(value, dict))
        if isinstance(value, dict):
            for key, inner in value.items():
                self._add_value((*path, str(key)), inner)

    def _add(self, path: KeyPath, where: Where, whole: bool) -> None:
        if whole:
            # A list or scalar replaces what stood below it: no child may keep the place of a value that is gone.
            self._drop_below(path, itself=False)
            self._wholes.add(path)
        else:
            self._wholes.discard(path)
        for above in (path[:end] for end in range(1, len(path))):
            # A key below a scalar turns it into a section: the scalar's place no longer holds. (List items stay.)
            if above in self._wholes and not path[len(above)].isdigit():
                self._wholes.discard(above)
                self.places.pop(above, None)
        self.places.setdefault(path, []).append(where)

    def _drop_below(self, path: KeyPath, *, itself: bool) -> None:
        for other in [other for other in self.places if _starts(other, path) and (itself or other != path)]:
            del self.places[other]


def _starts(path: KeyPath, prefix: KeyPath) -> bool:
    return path[: len(prefix)] == prefix


@attrs.frozen
class Composed:
    """A composed, resolved and still untyped configuration.

    Attributes
    ----------
    data : sections by name; secrets as `SecretRef`; `engine` and `mode` are the chosen options.
    origins : places of each key that a layer or the command line set, oldest first; the last one holds.
    deleted : keys that the command line took away, with the places that had set them.
    choices : group -> chosen option.
    overrides : the command line, as given.
    """

    data: Mapping[str, Any] = attrs.field(repr=False)
    origins: Mapping[KeyPath, tuple[Where, ...]] = attrs.field(repr=False)
    deleted: Mapping[KeyPath, tuple[Where, ...]] = attrs.field(factory=dict)
    choices: Mapping[str, str] = attrs.field(factory=dict)
    overrides: tuple[str, ...] = attrs.field(default=(), repr=False)

    def written(self, path: KeyPath) -> KeyPath:
        """Return `path` as it was written: below `strategy` when the sugar was used."""
        return path if SUGAR_FOR[0] in self.data else as_written(path)

    def origin(self, path: KeyPath) -> Where:
        """Return the place of a key: its own, else that of its first child, else that of the section above it."""
        path = self.written(path)
        key = dotted(path)
        search = path
        while search:
            found = self.origins.get(search) or self._below(search)
            if found:
                return attrs.evolve(found[-1], key=key)
            search = search[:-1]
        return Where(key=key)

    def _below(self, path: KeyPath) -> tuple[Where, ...]:
        return next((found for other, found in self.origins.items() if _starts(other, path)), ())

    def is_set(self, path: KeyPath) -> bool:
        """Return whether a layer or the command line set this key (and not only a default of the code)."""
        return self.written(path) in self.origins

    def history(self, path: KeyPath) -> tuple[Where, ...]:
        """Return the places that set this key, oldest first; empty when it is left to its default."""
        return self.origins.get(self.written(path), ())
