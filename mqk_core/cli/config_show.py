"""`mqk config show`: every value of a configuration, where it was set, and what it took the place of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mqk_core.cli.call import Call
from mqk_core.errors import Where


def run(call: Call) -> int:
    """Print every value with its origin; values that nobody set are marked `default`."""
    from mqk_core.cli.configured import configured, json_value, leaves
    from mqk_core.config import config_hash, policy_hash
    from mqk_core.config.bounds import plain_text
    from mqk_core.config.resolved import tree

    found = configured(call)
    composed = found.composed
    hashed = {path for path, _ in leaves(tree(found.config))}
    values: list[dict[str, Any]] = []
    rows: list[tuple[str, str]] = []
    for path, value in leaves(tree(found.config, is_whole=True)):
        history = composed.history(path)
        key = ".".join(composed.written(path))
        values.append(
            {
                "key": key,
                "value": json_value(value),
                "origin": _place(history[-1]) if history else None,
                "overrode": [_place(where) for where in history[:-1]],
                "is_identity": path in hashed,
            }
        )
        note = "" if path in hashed else ", no part of the identity"
        rows.append((f"{key} = {plain_text(value)}", _comment(history) + note))
    deleted = [
        {"key": ".".join(path), "overrode": [_place(where) for where in places]}
        for path, places in sorted(composed.deleted.items())
    ]
    rows += [
        (f"~{'.'.join(path)}", _comment((*places, _COMMAND_LINE))) for path, places in sorted(composed.deleted.items())
    ]
    hashes = {"config_hash": config_hash(found.config), "policy_hash": policy_hash(found.config)}
    call.answer({"values": values, "deleted": deleted, **hashes}, _table(rows))
    return 0


_COMMAND_LINE = Where("command line")


def _place(where: Where) -> dict[str, Any]:
    return {"file": where.file, "line": where.line, "column": where.column}


def _text(where: Where) -> str:
    return str(Where(where.file, where.line, where.column))


def _comment(history: Sequence[Where]) -> str:
    if not history:
        return "default"
    over = ", ".join(_text(where) for where in reversed(history[:-1]))
    return _text(history[-1]) + (f" (over {over})" if over else "")


def _table(rows: Sequence[tuple[str, str]]) -> list[str]:
    width = min(max((len(left) for left, _ in rows), default=0), 60)
    return [f"{left:<{width}}  # {right}" for left, right in rows]
