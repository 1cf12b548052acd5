"""`mqk +engine=NAME +mode=NAME`: run an engine and say what came of it."""

from __future__ import annotations

from mqk_core.cli.call import Call


def run(call: Call) -> int:
    """Run, print the run's object or its summary, and return 3 when a safety rule ended it."""
    from mqk_core.runtime.start import start

    outcome = start(call.overrides, call.config_dir, call.note)
    call.answer(outcome.as_object(), outcome.lines())
    return outcome.exit_code
