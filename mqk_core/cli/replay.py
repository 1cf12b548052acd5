"""`mqk replay RUN_ID`: run a stored run again from its tape and its records, and compare."""

from __future__ import annotations

from mqk_core.cli.call import Call


def run(call: Call) -> int:
    """Replay, print what was compared, and return its exit code."""
    from mqk_core.runtime.replay import replay

    (run_id,) = call.arguments
    outcome = replay(run_id, call.runs_folder(), call.note)
    call.answer(outcome.as_object(), outcome.lines())
    return outcome.exit_code
