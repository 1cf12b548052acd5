"""Configurations for the proof of the limits, put together by hand: limits of core in one scope, two strategies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from importlib.resources import files
from typing import Any, Final

import yaml
from worlds import PLAIN, World

STANDARD: Final = yaml.safe_load((files("mqk_conf") / "risk/standard.yaml").read_text())["rules"]
#: Every limit set, and the long ones short.
KEYS: Final[Mapping[str, Any]] = STANDARD | {
    "restricted": {"symbols": ["BARRED"]},
    "allowed": {"symbols": ["ACME", "BETA"]},
    "short": {"allowed": False},
    "stale_reference": {"bars_max": 2},
    "protective_stop": {"required": True, "bars": 2},
    "open_orders": {"count_max": 4},
    "orders_per_minute": {"count_max": 4, "window": "1m"},
    "entry_throttle": {"entries_max": 4, "window": "1h"},
    "reject_storm": {"count_max": 3, "window": "1m"},
    "margin": {**STANDARD["margin"], "account": "margin"},
    "day_trades": {**STANDARD["day_trades"], "account": "margin"},
    "canary": {**STANDARD["canary"], "orders_max": 6},
}
SCOPES: Final = ("engine", "account", "strategy")
STRATEGIES: Final = ("main", "other")


def _within(of: World) -> Any:
    # Types of settings are found by the names of their modules, and some modules are imported late.
    return of.alone() if of.name == PLAIN else nullcontext()


def registry(of: World) -> dict[tuple[str, str], Any]:
    """Return what core brings, as a registry."""
    builtin, hooks = of("builtin"), of("hookspecs")
    brought = {
        "risk_rule": builtin.mqk_risk_rules(),
        "fills": builtin.mqk_fill_models(),
        "costs": builtin.mqk_cost_models(),
        "broker": builtin.mqk_brokers(),
    }
    return {(kind, each.name): hooks.Offer(each, "mqk_core") for kind, several in brought.items() for each in several}


def rule_choice(of: World, name: str, keys: Mapping[str, Any]) -> Any:
    """Return a limit of core with its settings, typed as from a file."""
    typed, component = of("config.typed"), registry(of)["risk_rule", name].component
    with _within(of):
        config, findings = typed.structure_section(dict(keys), component.config, (name,), typed.make_converter())
    assert not findings, findings
    return of("config.sections").Choice(name, config)


def configuration(of: World, scope: str, keys: Mapping[str, Mapping[str, Any]], **more: Any) -> Any:
    """Return a configuration with these limits in one scope; `more` are further sections, of the same world."""
    sections, kinds = of("config.sections"), of("domain.settings").AccountKind
    rules = {name: rule_choice(of, name, keys[name]) for name in keys}
    nothing = sections.Choice("none", None)
    risk = sections.Risk(
        rules=rules if scope == "engine" else {}, strategies={"main": rules} if scope == "strategy" else {}
    )
    parts = {
        "account": sections.Account(kind=kinds.MARGIN, rules=rules if scope == "account" else {}),
        "schedule": sections.Schedule(kind=sections.ScheduleKind.US_EQUITIES),
        "strategies": dict.fromkeys(STRATEGIES, nothing),
        "risk": risk,
        **dict.fromkeys(("data", "fills", "costs", "broker"), nothing),
    }
    return sections.RunConfig(engine="proof", mode="backtest", **(parts | more))


def proven(of: World, config: Any, offers: Mapping[tuple[str, str], Any] | None = None) -> Iterator[Any]:
    """Yield what the proof shows of a configuration; `offers` stands in for what core brings."""
    with _within(of):
        yield from of("runtime.proof").prove(config, registry(of) if offers is None else offers)


def failures(of: World, config: Any) -> Iterable[str]:
    """Yield the stories that the proof finds red, one by one."""
    for shown in proven(of, config):
        if shown.result != of("runtime.proof").FIRED:
            yield f"{shown.limit.rule} {shown.title}: {shown.result}: {shown.note}"
