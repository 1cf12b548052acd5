"""Configuration: composed by Hydra, typed by cattrs into frozen attrs, hashed, and tracked while a run is built.

The only package that imports Hydra and OmegaConf, and only when something is composed: names load on first use, so
that a verb that needs none of this does not pay for it. `load.py` composes, `root.py` types, `canonical.py` hashes,
`consumed.py` watches, `resolved.py` writes; `sections.py` holds the shapes.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mqk_core.config.canonical import config_hash, policy_hash
    from mqk_core.config.consumed import Tracker, tracking
    from mqk_core.config.load import compose
    from mqk_core.config.provenance import Composed
    from mqk_core.config.resolved import resolved_yaml
    from mqk_core.config.root import load_resolved, structure
    from mqk_core.config.sections import RunConfig, instrument_terms

__all__ = [
    "Composed",
    "RunConfig",
    "Tracker",
    "compose",
    "config_hash",
    "instrument_terms",
    "load_resolved",
    "policy_hash",
    "resolved_yaml",
    "structure",
    "tracking",
]

_HOMES = {
    "Composed": "provenance",
    "RunConfig": "sections",
    "Tracker": "consumed",
    "compose": "load",
    "config_hash": "canonical",
    "instrument_terms": "sections",
    "load_resolved": "root",
    "policy_hash": "canonical",
    "resolved_yaml": "resolved",
    "structure": "root",
    "tracking": "consumed",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
