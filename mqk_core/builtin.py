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


#: Name, settings, what builds the limit of them, and the stories that show it to fire.
_LIMITS = (
    ("order_quantity", settings.QuantityLimitConfig, settings.build_order_quantity, entry_stories.order_quantity),
    ("order_value", settings.ValueLimitConfig, settings.build_order_value, entry_stories.order_value),
    ("price_collar", settings.FractionLimitConfig, settings.build_price_collar, entry_stories.price_collar),
    ("rolling_collar", settings.RollingCollarConfig, settings.build_rolling_collar, entry_stories.rolling_collar),
    ("stale_reference", settings.StaleReferenceConfig, settings.build_stale_reference, entry_stories.stale_reference),
    ("self_match", settings.SelfMatchConfig, settings.build_self_match, entry_stories.self_match),
    ("restricted", settings.SymbolsConfig, settings.build_restricted, entry_stories.restricted),
    ("allowed", settings.SymbolsConfig, settings.build_allowed, entry_stories.allowed),
    ("position", settings.QuantityLimitConfig, settings.build_position, entry_stories.position),
    ("short", settings.ShortConfig, settings.build_short, entry_stories.short),
    ("gross", settings.ValueLimitConfig, settings.build_gross, entry_stories.gross),
    ("net", settings.ValueLimitConfig, settings.build_net, entry_stories.net),
    ("leverage", settings.RatioLimitConfig, settings.build_leverage, entry_stories.leverage),
    ("concentration", settings.RatioLimitConfig, settings.build_concentration, entry_stories.concentration),
    ("open_orders", settings.CountLimitConfig, settings.build_open_orders, rate_stories.open_orders),
    ("orders_per_minute", settings.RateLimitConfig, settings.build_orders_per_minute, rate_stories.orders_per_minute),
    ("look_alike", settings.LookAlikeConfig, settings.build_look_alike, rate_stories.look_alike),
    ("entry_throttle", settings.EntryThrottleConfig, settings.build_entry_throttle, rate_stories.entry_throttle),
    ("reject_storm", settings.RateLimitConfig, settings.build_reject_storm, rate_stories.reject_storm),
    ("daily_loss", settings.FractionLimitConfig, settings.build_daily_loss, course_stories.daily_loss),
    ("drawdown", settings.FractionLimitConfig, settings.build_drawdown, course_stories.drawdown),
    ("protective_stop", settings.ProtectiveStopConfig, settings.build_protective_stop, course_stories.protective_stop),
    ("margin", account_settings.MarginConfig, account_settings.build_margin, course_stories.margin),
    ("day_trades", account_settings.DayTradesConfig, account_settings.build_day_trades, course_stories.day_trades),
    ("canary", account_settings.CanaryConfig, account_settings.build_canary, course_stories.canary),
)


@hookimpl
def mqk_risk_rules() -> list[Component]:
    """Name the limits."""
    return [Component(name, config, build, prove=prove) for name, config, build, prove in _LIMITS]


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
