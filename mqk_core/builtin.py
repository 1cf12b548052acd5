"""What core itself brings, registered through the same hooks as any plugin's components."""

from __future__ import annotations

from mqk_core.hookspecs import Component, ScenarioPack, hookimpl
from mqk_core.ports import VenueSetup
from mqk_core.risk import account_settings, course_stories, entry_stories, rate_stories, settings
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
        Component(
            "order_quantity",
            settings.QuantityLimitConfig,
            settings.build_order_quantity,
            prove=entry_stories.order_quantity,
        ),
        Component(
            "order_value", settings.ValueLimitConfig, settings.build_order_value, prove=entry_stories.order_value
        ),
        Component(
            "price_collar", settings.FractionLimitConfig, settings.build_price_collar, prove=entry_stories.price_collar
        ),
        Component(
            "rolling_collar",
            settings.RollingCollarConfig,
            settings.build_rolling_collar,
            prove=entry_stories.rolling_collar,
        ),
        Component(
            "stale_reference",
            settings.StaleReferenceConfig,
            settings.build_stale_reference,
            prove=entry_stories.stale_reference,
        ),
        Component("self_match", settings.SelfMatchConfig, settings.build_self_match, prove=entry_stories.self_match),
        Component("restricted", settings.SymbolsConfig, settings.build_restricted, prove=entry_stories.restricted),
        Component("allowed", settings.SymbolsConfig, settings.build_allowed, prove=entry_stories.allowed),
        Component("position", settings.QuantityLimitConfig, settings.build_position, prove=entry_stories.position),
        Component("short", settings.ShortConfig, settings.build_short, prove=entry_stories.short),
        Component("gross", settings.ValueLimitConfig, settings.build_gross, prove=entry_stories.gross),
        Component("net", settings.ValueLimitConfig, settings.build_net, prove=entry_stories.net),
        Component("leverage", settings.RatioLimitConfig, settings.build_leverage, prove=entry_stories.leverage),
        Component(
            "concentration", settings.RatioLimitConfig, settings.build_concentration, prove=entry_stories.concentration
        ),
        Component("open_orders", settings.CountLimitConfig, settings.build_open_orders, prove=rate_stories.open_orders),
        Component(
            "orders_per_minute",
            settings.RateLimitConfig,
            settings.build_orders_per_minute,
            prove=rate_stories.orders_per_minute,
        ),
        Component("look_alike", settings.LookAlikeConfig, settings.build_look_alike, prove=rate_stories.look_alike),
        Component(
            "entry_throttle",
            settings.EntryThrottleConfig,
            settings.build_entry_throttle,
            prove=rate_stories.entry_throttle,
        ),
        Component(
            "reject_storm", settings.RateLimitConfig, settings.build_reject_storm, prove=rate_stories.reject_storm
        ),
        Component(
            "daily_loss", settings.FractionLimitConfig, settings.build_daily_loss, prove=course_stories.daily_loss
        ),
        Component("drawdown", settings.FractionLimitConfig, settings.build_drawdown, prove=course_stories.drawdown),
        Component(
            "protective_stop",
            settings.ProtectiveStopConfig,
            settings.build_protective_stop,
            prove=course_stories.protective_stop,
        ),
        Component("margin", account_settings.MarginConfig, account_settings.build_margin, prove=course_stories.margin),
        Component(
            "day_trades",
            account_settings.DayTradesConfig,
            account_settings.build_day_trades,
            prove=course_stories.day_trades,
        ),
        Component("canary", account_settings.CanaryConfig, account_settings.build_canary, prove=course_stories.canary),
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
