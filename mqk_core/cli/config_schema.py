"""`mqk config schema`: every key that can be set, from core and from every plugin."""

from __future__ import annotations

import attrs

from mqk_core.cli.call import Call


def run(call: Call) -> int:
    """Print one line a key: its type, default or `required`, bounds and help."""
    from mqk_core.config.schema import keys, line
    from mqk_core.runtime.plugins import load

    found = keys(load().registry)
    call.answer({"keys": [attrs.asdict(each) for each in found]}, [line(each) for each in found])
    return 0
