"""`mqk help`, `mqk VERB --help`: what there is and how it is written."""

from __future__ import annotations

from mqk_core.cli.call import Call
from mqk_core.cli.verbs import HELP, VERBS, Verb

_OVERRIDES = {
    "any": " +engine=NAME +mode=NAME [KEY=VALUE | +KEY=VALUE | ~KEY …]",
    "folder": " [runs.folder=DIR]",
    "none": "",
}


def run(call: Call) -> int:
    """Print the help of one verb, or of all."""
    verb = call.words.verb
    if verb is HELP and call.arguments:
        verb = next((each for each in VERBS if each.words == call.arguments), HELP)
    verbs = VERBS if verb is HELP else (verb,)
    usage = {each.name: {"usage": _usage(each), "summary": each.summary} for each in verbs}
    call.answer({"verbs": usage}, _all() if verb is HELP else _one(verb))
    return 0


def _usage(verb: Verb) -> str:
    arguments = "".join(f" {name}" for name in verb.arguments)
    further = f" [{verb.further} …]" if verb.further else ""
    return f"mqk {verb.name}{arguments}{further}{_OVERRIDES[verb.options]}"


def _one(verb: Verb) -> list[str]:
    return [_usage(verb), "", verb.summary, "", *_FLAGS]


def _all() -> list[str]:
    width = max(len(_short(verb)) for verb in VERBS)
    table = [f"  {_short(verb):<{width}}  {verb.summary}" for verb in VERBS]
    return [
        "mqk [VERB] [--flags] [arguments] [overrides]",
        "",
        "  mqk +engine=x +mode=backtest",
        "  mqk config show +engine=x +mode=backtest risk.rules.drawdown.fraction_max=0.2",
        "",
        *table,
        "",
        *_FLAGS,
    ]


def _short(verb: Verb) -> str:
    return " ".join((verb.name, *verb.arguments))


_FLAGS = [
    "  --json            one JSON object on standard output, and nothing else",
    "  --config-dir DIR  a folder with configuration of your own: DIR/engine/NAME.yaml, DIR/strategy/NAME.yaml, …",
    "  --debug           the traceback of an error",
    "  --help, -h        this",
]
