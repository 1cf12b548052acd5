"""`mqk config audit RUN_ID`: the hashes of a stored run, recomputed from its files and the installed code."""

from __future__ import annotations

from typing import Any

import attrs

from mqk_core.cli.call import Call
from mqk_core.errors import TamperedRun


def run(call: Call) -> int:
    """Print each hash as stored and as recomputed, and the keys that are no part of any.

    Raises
    ------
    TamperedRun : the stored configuration does not give the stored hashes although the code is the same.
    """
    from pathlib import Path

    from mqk_core.config import config_hash, load_resolved, policy_hash
    from mqk_core.runs.stored import read_run
    from mqk_core.runtime.plugins import load

    (run_id,) = call.arguments
    stored = read_run(Path(call.runs_folder()), run_id)
    identity = stored.manifest.identity
    plugins = load()
    config = load_resolved(stored.config_yaml, plugins.registry, f"{run_id}/config.yaml")
    checks = [
        ("config_hash", identity.config_hash, config_hash(config)),
        ("policy_hash", identity.policy_hash, policy_hash(config)),
        ("code_hash", identity.code_hash, plugins.code_hash),
    ]
    differing = [name for name, claimed, found in checks if claimed != found]
    excluded = sorted(_outside_identity(config))
    if "config_hash" in differing or "policy_hash" in differing:
        raise TamperedRun(_message(run_id, checks, differing))
    if "code_hash" in differing:
        call.note(f"run {run_id}: the code installed now is not the code that ran; its results may differ")
    call.answer(
        {
            "run_id": run_id,
            "hashes": {name: {"stored": claimed, "recomputed": found} for name, claimed, found in checks},
            "data_hash": identity.data_hash,
            "not_identity": excluded,
        },
        [
            *(
                f"{name}: {claimed} {'ok' if claimed == found else f'differs: {found}'}"
                for name, claimed, found in checks
            ),
            f"data_hash: {identity.data_hash} (checked by mqk replay {run_id})",
            f"no part of the identity: {', '.join(excluded)}",
        ],
    )
    return 0


def _message(run_id: str, checks: list[tuple[str, str, str]], differing: list[str]) -> str:
    parts = [f"{name}: expected {claimed}, found {found}" for name, claimed, found in checks if name in differing]
    advice = "the run cannot be relied upon"
    if "code_hash" in differing:
        advice = "the code differs as well: audit with the mqk that wrote the run before you distrust it"
    return f"run {run_id}: config.yaml does not give the stored hashes; {'; '.join(parts)}; {advice}"


def _outside_identity(value: Any, path: str = "") -> list[str]:
    """Return the keys of a typed configuration that no hash covers."""
    from collections.abc import Mapping

    from mqk_core.config.canonical import is_identity
    from mqk_core.config.sections import Choice

    if isinstance(value, Choice):
        return _outside_identity(value.config, path)
    if isinstance(value, Mapping):
        return [key for name in sorted(value) for key in _outside_identity(value[name], f"{path}{name}.")]
    if not attrs.has(type(value)):
        return []
    keys: list[str] = []
    for field in attrs.fields(type(value)):
        if is_identity(field):
            keys += _outside_identity(getattr(value, field.name), f"{path}{field.name}.")
        else:
            keys.append(f"{path}{field.name}")
    return keys
