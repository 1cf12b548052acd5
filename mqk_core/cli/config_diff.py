"""`mqk config diff A B`: what differs between two configurations, each a stored run or a quoted string of overrides."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from mqk_core.cli.call import Call
from mqk_core.errors import UsageError

if TYPE_CHECKING:
    from mqk_core.config import RunConfig

_HASH = "mqkcfg1:"


def run(call: Call) -> int:
    """Print one line for each key that differs; places of files, which are no part of the identity, are left out."""
    from mqk_core.cli.configured import json_value, leaves
    from mqk_core.config import config_hash
    from mqk_core.config.bounds import plain_text
    from mqk_core.config.resolved import tree

    sides = [_config(call, text) for text in call.arguments]
    first, second = (dict(leaves(tree(side))) for side in sides)
    absent = object()
    differences: list[dict[str, Any]] = []
    lines: list[str] = []
    for path in sorted({*first, *second}):
        a, b = first.get(path, absent), second.get(path, absent)
        if a == b:
            continue
        values = {name: json_value(value) for name, value in (("a", a), ("b", b)) if value is not absent}
        differences.append({"key": ".".join(path), **values})
        shown = ["(absent)" if value is absent else plain_text(value) for value in (a, b)]
        lines.append(f"{'.'.join(path)}: {shown[0]} → {shown[1]}")
    hashes = {"a": config_hash(sides[0]), "b": config_hash(sides[1])}
    call.answer({"config_hash": hashes, "differences": differences}, lines or ["no difference"])
    return 0


def _config(call: Call, text: str) -> RunConfig:
    """Return the configuration that one side names.

    Raises
    ------
    UsageError : it is no run id, no config hash of a stored run, and no override.
    """
    from mqk_core.cli.configured import configured

    if "=" in text:
        try:
            words = shlex.split(text)
        except ValueError:
            raise UsageError("config diff: a quote in the overrides is not closed; close it") from None
        return configured(call, words).config
    return _stored(call, _run_id(call, text) if text.startswith(_HASH) else text)


def _run_id(call: Call, config_hash: str) -> str:
    from pathlib import Path

    from mqk_core.runs.stored import list_runs

    folder = call.runs_folder()
    for summary in list_runs(Path(folder)):
        if summary.manifest is not None and summary.manifest.identity.config_hash == config_hash:
            return summary.run_id
    raise UsageError(
        f"config diff: no run of this configuration is stored in {folder}; expected a run id, the config hash of a"
        " stored run, or quoted overrides; pass runs.folder=DIR",
        code="UNKNOWN_RUN",
    )


def _stored(call: Call, run_id: str) -> RunConfig:
    from pathlib import Path

    from mqk_core.config import load_resolved
    from mqk_core.runs.stored import read_run
    from mqk_core.runtime.plugins import load

    stored = read_run(Path(call.runs_folder()), run_id)
    return load_resolved(stored.config_yaml, load().registry, f"{run_id}/config.yaml")
