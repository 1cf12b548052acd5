"""`mqk runs list`: the runs of a folder."""

from __future__ import annotations

from mqk_core.cli.call import Call


def run(call: Call) -> int:
    """Print one line a run; a run that cannot be relied upon says why."""
    from pathlib import Path

    from mqk_core.runs.manifest import summary
    from mqk_core.runs.stored import list_runs

    listed = []
    lines = []
    for found in list_runs(Path(call.runs_folder())):
        if found.manifest is None:
            listed.append({"run_id": found.run_id, "problem": found.problem})
            lines.append(f"{found.run_id}  {found.problem}")
            continue
        manifest = found.manifest
        listed.append({**summary(manifest), "engine": manifest.engine, "mode": manifest.mode})
        halted = f"  halted: {manifest.halt_reason}" if manifest.halted else ""
        span = f"{manifest.first_bar or '-'} … {manifest.last_bar or '-'}"
        lines.append(f"{found.run_id}  {manifest.engine}  {manifest.mode}  {span}  {manifest.final_equity}{halted}")
    call.answer({"runs": listed}, lines or [f"no runs in {call.runs_folder()}"])
    return 0
