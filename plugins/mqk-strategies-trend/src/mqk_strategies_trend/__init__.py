"""Trend-following strategies: the plugin's entry. It names its components; `breakout.py` holds what they do."""

from __future__ import annotations

from mqk_core.api import Component, ScenarioPack, hookimpl
from mqk_strategies_trend.breakout import Breakout, BreakoutConfig


@hookimpl
def mqk_strategies() -> list[Component]:
    """Name the strategies."""
    return [Component("trend", BreakoutConfig, Breakout)]


@hookimpl
def mqk_config_packages() -> list[str]:
    """Name the package with this plugin's configuration groups."""
    return ["mqk_strategies_trend.conf"]


@hookimpl
def mqk_scenarios() -> list[ScenarioPack]:
    """Name this plugin's promises and the module of their steps."""
    return [ScenarioPack("mqk_strategies_trend.features", ("mqk_strategies_trend.steps",))]
