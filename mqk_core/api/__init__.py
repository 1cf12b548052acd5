"""The one façade for plugins: what a strategy, broker, data provider, rule, reconciler, fill or cost model needs.

Re-exports only; nothing is defined here. A plugin imports this package and nothing else of core.
"""

from __future__ import annotations

from mqk_core.domain.bars import SYMBOL_RULE, BadRows, BarsConfig, BarSeries, DailyStamp, Timeframe, is_symbol
from mqk_core.domain.intents import Intent
from mqk_core.domain.market import Bar, Tape
from mqk_core.domain.money import SCALE, from_decimal, to_decimal, to_text
from mqk_core.domain.settings import Duration, SecretRef, above_zero, exact_amount, fraction, zero_or_more
from mqk_core.errors import DataError, Problem, StrategyError, Where
from mqk_core.hookspecs import Component, ScenarioPack, hookimpl
from mqk_core.kernels.bar_csv import ParsedBars, parse_bars_csv
from mqk_core.ports import (
    Broker,
    BrokerAck,
    BrokerCancelled,
    BrokerCancelReject,
    BrokerEvent,
    BrokerExpired,
    BrokerFill,
    BrokerOrder,
    BrokerReject,
    CostModel,
    DataProvider,
    FillModel,
    Reconciler,
    SimulatedBroker,
    VenueSetup,
)
from mqk_core.risk.rule import PASS, RiskMonitor, RiskRule, RiskView, Verdict, halt, refuse
from mqk_core.sample import sample_folder
from mqk_core.strategy.api import Strategy
from mqk_core.strategy.host import Context
from mqk_core.strategy.indicators import Indicator, Indicators, Sma

__all__ = [
    "PASS",
    "SCALE",
    "SYMBOL_RULE",
    "BadRows",
    "Bar",
    "BarSeries",
    "BarsConfig",
    "Broker",
    "BrokerAck",
    "BrokerCancelReject",
    "BrokerCancelled",
    "BrokerEvent",
    "BrokerExpired",
    "BrokerFill",
    "BrokerOrder",
    "BrokerReject",
    "Component",
    "Context",
    "CostModel",
    "DailyStamp",
    "DataError",
    "DataProvider",
    "Duration",
    "FillModel",
    "Indicator",
    "Indicators",
    "Intent",
    "ParsedBars",
    "Problem",
    "Reconciler",
    "RiskMonitor",
    "RiskRule",
    "RiskView",
    "ScenarioPack",
    "SecretRef",
    "SimulatedBroker",
    "Sma",
    "Strategy",
    "StrategyError",
    "Tape",
    "Timeframe",
    "VenueSetup",
    "Verdict",
    "Where",
    "above_zero",
    "exact_amount",
    "fraction",
    "from_decimal",
    "halt",
    "hookimpl",
    "is_symbol",
    "parse_bars_csv",
    "refuse",
    "sample_folder",
    "to_decimal",
    "to_text",
    "zero_or_more",
]
