"""What core itself brings, registered through the same hooks as any plugin's components."""

from __future__ import annotations

from mqk_core.hookspecs import Component, ScenarioPack, hookimpl
from mqk_core.ports import VenueSetup
from mqk_core.risk import settings
from mqk_core.sim.cost_models import LinearCostsConfig, build_linear
from mqk_core.sim.exchange import SimulatedExchange
from mqk_core.sim.fill_models import FillModelConfig, NextOpen, SameClose, WorstCase
from mqk_core.sim.stress import SimulatedBrokerConfig
from mqk_core.strategy.sma_cross import SmaCrossConfig, build_sma_cross

_BACKTEST = frozenset({"backtest"})
_SIMULATED = frozenset({"backtest", "paper"})


# The exchange's own settings reach it as the venue's terms, which a stress may have worsened.
def _simulated(config: SimulatedBrokerConfig, venue: VenueSetup) -> SimulatedExchange:
    return SimulatedExchange(venue)


@hookimpl
def mqk_strategies() -> list[Component]:
    """Name the strategies."""
    return [Component("sma_cross", SmaCrossConfig, build_sma_cross)]


@hookimpl
def mqk_brokers() -> list[Component]:
    """Name the brokers."""
    return [Component("simulated", SimulatedBrokerConfig, _simulated, _SIMULATED)]


@hookimpl
def mqk_risk_rules() -> list[Component]:
    """Name the limits."""
    return [
        Component("order_quantity", settings.QuantityLimitConfig, settings.build_order_quantity),
        Component("order_value", settings.ValueLimitConfig, settings.build_order_value),
        Component("price_collar", settings.FractionLimitConfig, settings.build_price_collar),
        Component("position", settings.QuantityLimitConfig, settings.build_position),
        Component("gross", settings.ValueLimitConfig, settings.build_gross),
        Component("leverage", settings.RatioLimitConfig, settings.build_leverage),
        Component("daily_loss", settings.FractionLimitConfig, settings.build_daily_loss),
        Component("drawdown", settings.FractionLimitConfig, settings.build_drawdown),
    ]


@hookimpl
def mqk_fill_models() -> list[Component]:
    """Name the fill models."""
    return [
        Component("next_open", FillModelConfig, lambda config: NextOpen(), _SIMULATED),
        Component("worst_case", FillModelConfig, lambda config: WorstCase(), _SIMULATED),
        Component("same_close", FillModelConfig, lambda config: SameClose(), _BACKTEST),
    ]


@hookimpl
def mqk_cost_models() -> list[Component]:
    """Name the cost models."""
    return [Component("linear", LinearCostsConfig, build_linear, _SIMULATED)]


@hookimpl
def mqk_config_packages() -> list[str]:
    """Name the package with core's configuration groups."""
    return ["mqk_conf"]


@hookimpl
def mqk_scenarios() -> list[ScenarioPack]:
    """Name core's promises and the module of their steps."""
    return [ScenarioPack("mqk_features", ("mqk_core.testing.steps",))]
