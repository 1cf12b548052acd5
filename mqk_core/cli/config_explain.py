"""`mqk config explain KEY`: what one key means. Needs no engine, no file and no valid configuration."""

from __future__ import annotations

import attrs

from mqk_core.cli.call import Call
from mqk_core.config.wording import escaped, suggestion
from mqk_core.errors import UsageError


def run(call: Call) -> int:
    """Print everything known about a key, or about all keys of a section.

    Raises
    ------
    UsageError : there is no such key (code UNKNOWN_KEY).
    """
    from mqk_core.config.schema import explain, keys, matching
    from mqk_core.runtime.plugins import load

    (key,) = call.arguments
    every = keys(load().registry)
    found = matching(every, key)
    if not found:
        hint = suggestion(key, (each.key for each in every), known="see mqk config schema, for instance")
        raise UsageError(f"there is no key '{escaped(key)}'{hint}", code="UNKNOWN_KEY")
    lines: list[str] = []
    for each in found:
        lines += [*explain(each), ""]
    call.answer({"keys": [attrs.asdict(each) for each in found]}, lines[:-1])
    return 0
