"""What the verbs of configuration share: plugins loaded, a command line composed and typed, a stored run read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from mqk_core.cli.call import Call

if TYPE_CHECKING:
    from mqk_core.config import Composed, RunConfig
    from mqk_core.runtime.plugins import Plugins

KeyPath = tuple[str, ...]


@attrs.frozen
class Configured:
    """A configuration with what it was made from."""

    plugins: Plugins
    composed: Composed
    config: RunConfig


def configured(call: Call, overrides: Sequence[str] | None = None) -> Configured:
    """Return the configuration of a command line, typed.

    Raises
    ------
    PluginError, ConfigError, SafetyRefusal : from loading, composing and typing.
    """
    from mqk_core.config import compose, structure
    from mqk_core.runtime.plugins import load

    plugins = load()
    composed = compose(call.overrides if overrides is None else overrides, plugins.config_packages, call.config_dir)
    return Configured(plugins, composed, structure(composed, plugins.registry))


def leaves(tree: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Yield (key path, value) of every leaf of a tree of sections; an empty section is a leaf."""
    if isinstance(tree, Mapping) and tree:
        for key, value in tree.items():
            yield from leaves(value, (*path, key))
    else:
        yield path, tree


def json_value(value: Any) -> Any:
    """Return a typed leaf as JSON holds it: exact numbers as text, secrets by reference."""
    from mqk_core.config.bounds import plain_text

    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (frozenset, set)):
        return sorted(json_value(each) for each in value)
    if isinstance(value, (tuple, list)):
        return [json_value(each) for each in value]
    return {} if isinstance(value, Mapping) else plain_text(value)
