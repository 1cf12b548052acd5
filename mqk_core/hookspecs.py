"""Every extension point of mqk, and the records that plugins hand in. Hooks register; they never decide.

A plugin is an importable module named by an entry point of the group `mqk`; it implements any of the hooks below with
`@hookimpl` (from `mqk_core.api`). Each hook is called once, at start, implementation by implementation; each returns a
list. Nothing of pluggy runs while the engine does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import attrs
import pluggy

from mqk_core.risk.stories import Ground, Story

ENTRY_POINT_GROUP: Final = "mqk"
ALL_MODES: Final = frozenset({"backtest", "paper", "live"})

hookspec = pluggy.HookspecMarker("mqk")
hookimpl = pluggy.HookimplMarker("mqk")


@attrs.frozen
class Component:
    """One thing that a configuration can choose by `kind: NAME`.

    `config` is a frozen attrs class; its fields are the keys that the section may hold. `build` takes an instance of it
    (and, for brokers, what the hook below says) and must read every field. `state` is for strategies: a mutable attrs
    class, all of whose fields have defaults, that the engine keeps as `context.state`. `prove` is for risk rules: what
    `mqk limits prove` plays to see the rule fire by its settings; no story means that they leave it open.
    """

    name: str
    config: type
    build: Callable[..., Any]
    modes: frozenset[str] = ALL_MODES
    state: type | None = None
    prove: Callable[[Any, Ground], tuple[Story, ...]] | None = None


@attrs.frozen
class ScenarioPack:
    """Feature files of a plugin: the package that holds `*.feature`, and the modules with its own steps."""

    features: str
    steps: tuple[str, ...] = ()


class HookSpecs:
    """The hooks. Each is optional; each returns a list; none may be a wrapper."""

    @hookspec
    def mqk_strategies(self) -> Iterable[Component]:
        """Strategies: `build(config) -> api.Strategy`, chosen by `strategy.kind`."""
        return ()

    @hookspec
    def mqk_brokers(self) -> Iterable[Component]:
        """Brokers: `build(config, venue: api.VenueSetup) -> api.Broker`, chosen by `broker.kind`."""
        return ()

    @hookspec
    def mqk_data_providers(self) -> Iterable[Component]:
        """Data providers: `build(config) -> api.DataProvider`, chosen by `data.kind`.

        The config class extends `api.BarsConfig`.
        """
        return ()

    @hookspec
    def mqk_risk_rules(self) -> Iterable[Component]:
        """Risk rules: `build(config) -> api.RiskRule`, chosen by their key under `risk.rules`.

        A rule can only tighten. `prove(config, ground: api.Ground) -> tuple[api.Story, ...]` shows that it fires.
        """
        return ()

    @hookspec
    def mqk_reconcilers(self) -> Iterable[Component]:
        """Reconcilers: `build(config) -> api.Reconciler`: compare our books with the broker's snapshot."""
        return ()

    @hookspec
    def mqk_fill_models(self) -> Iterable[Component]:
        """Fill models of the simulated exchange: `build(config) -> api.FillModel`, chosen by `fills.kind`."""
        return ()

    @hookspec
    def mqk_cost_models(self) -> Iterable[Component]:
        """Cost models of the simulated exchange: `build(config) -> api.CostModel`, chosen by `costs.kind`."""
        return ()

    @hookspec
    def mqk_config_packages(self) -> Iterable[str]:
        """Names of packages that hold configuration groups (`strategy/NAME.yaml`, `engine/NAME.yaml`, …)."""
        return ()

    @hookspec
    def mqk_scenarios(self) -> Iterable[ScenarioPack]:
        """Feature files that `mqk scenarios` runs, with the modules of their steps."""
        return ()


#: Hook name -> the kind of component it brings, as messages and `mqk plugins` call it.
COMPONENT_HOOKS: Final[Mapping[str, str]] = {
    "mqk_strategies": "strategy",
    "mqk_brokers": "broker",
    "mqk_data_providers": "data",
    "mqk_risk_rules": "risk_rule",
    "mqk_reconcilers": "reconciler",
    "mqk_fill_models": "fills",
    "mqk_cost_models": "costs",
}


@attrs.frozen
class Offer:
    """A component and the plugin that brings it."""

    component: Component
    plugin: str


#: (kind, name) -> offer. Built once at start by `runtime/plugins.py`; read by `config/`.
Registry = Mapping[tuple[str, str], Offer]
