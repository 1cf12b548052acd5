"""`mqk limits prove +engine=NAME +mode=NAME`: every limit of a configuration, inside its bound and outside."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from mqk_core.cli.call import Call
from mqk_core.cli.configured import configured, json_value, leaves

if TYPE_CHECKING:
    from mqk_core.runtime.proof import Limit, Shown

REFUSED: Final = 3
_PROGRESS_SECONDS: Final = 2.0
_SETTINGS_MAX: Final = 60
_HEADER: Final = ("limit", "settings", "inside", "outside", "result")


def run(call: Call) -> int:
    """Print each limit with both verdicts; return 3 when one that is set was not seen to fire."""
    from mqk_core.runtime.proof import prove

    asked = configured(call)
    shown: list[Shown] = []
    told = time.monotonic()
    for each in prove(asked.config, asked.plugins.registry):
        shown.append(each)
        if time.monotonic() - told >= _PROGRESS_SECONDS:
            told = time.monotonic()
            call.note(f"{len(shown)} stories told, the last of {_name(each.limit)}")
    failed = [each for each in shown if each.is_failure]
    exit_code = REFUSED if failed else 0
    call.answer({**_object(shown), "exit_code": exit_code}, [*_table(shown), "", _summary(shown)])
    for each in failed:
        call.note(f"limit {_name(each.limit)}{_titled(each)}: {each.result}: {each.note}; nobody has seen it hold")
    return exit_code


def _name(limit: Limit) -> str:
    return f"{limit.scope}.{limit.name}"


def _titled(shown: Shown) -> str:
    return f" ({shown.title})" if shown.title else ""


def _settings(limit: Limit) -> Mapping[str, Any]:
    """Return the settings of a limit by key path, as JSON holds them."""
    from mqk_core.config.resolved import tree

    settings = tree(limit.choice.config, is_whole=True)
    return {".".join(path): json_value(value) for path, value in leaves(settings) if path}


def _settings_text(limit: Limit) -> str:
    words = [f"{key}={_plain(value)}" for key, value in _settings(limit).items() if value is not None]
    text = " ".join(words)
    return text if len(text) <= _SETTINGS_MAX else text[: _SETTINGS_MAX - 1] + "…"


def _plain(value: Any) -> str:
    return f"[{','.join(map(str, value))}]" if isinstance(value, list) else str(value)


def _object(shown: Sequence[Shown]) -> dict[str, Any]:
    limits: dict[str, dict[str, Any]] = {}
    for each in shown:
        limit = each.limit
        entry = limits.setdefault(
            limit.rule,
            {
                "scope": limit.scope,
                "limit": limit.name,
                "kind": limit.choice.kind,
                "settings": dict(_settings(limit)),
                "stories": [],
            },
        )
        entry["stories"].append(
            {
                "title": each.title,
                "inside": each.inside,
                "outside": each.outside,
                "result": each.result,
                "note": each.note,
            }
        )
    return {"limits": list(limits.values())}


def _table(shown: Sequence[Shown]) -> Iterator[str]:
    rows = [_HEADER, *(_row(each) for each in shown)]
    widths = [max(len(row[k]) for row in rows) for k in range(len(_HEADER) - 1)]
    for row in rows:
        yield "  ".join([*(f"{text:<{width}}" for text, width in zip(row, widths, strict=False)), row[-1]]).rstrip()


def _row(shown: Shown) -> tuple[str, ...]:
    result = f"{shown.result}; {shown.note}" if shown.note else shown.result
    return f"{_name(shown.limit)}{_titled(shown)}", _settings_text(shown.limit), shown.inside, shown.outside, result


def _summary(shown: Sequence[Shown]) -> str:
    from mqk_core.runtime.proof import FIRED, NOT_SET

    rules = {each.limit.rule for each in shown}
    failed = {each.limit.rule for each in shown if each.is_failure}
    unset = {each.limit.rule for each in shown if each.result == NOT_SET}
    fired = {each.limit.rule for each in shown if each.result == FIRED} - failed
    return f"{len(rules)} limits: {len(fired)} fire, {len(unset)} not set, {len(failed)} not seen to fire"
