"""`mqk runs show RUN_ID`: one stored run, checked."""

from __future__ import annotations

from mqk_core.cli.call import Call


def run(call: Call) -> int:
    """Print what a run was made of and what came of it."""
    from pathlib import Path

    from mqk_core.runs.manifest import summary
    from mqk_core.runs.stored import read_run

    (run_id,) = call.arguments
    stored = read_run(Path(call.runs_folder()), run_id)
    value = {**summary(stored.manifest), "artifacts": str(stored.path)}
    call.answer(value, [f"{name}: {'-' if each is None else each}" for name, each in value.items()])
    return 0
