"""The one façade for plugins: what a strategy, broker, data provider, rule, reconciler, fill or cost model needs.

Re-exports only; nothing is defined here. A plugin imports this package and nothing else of core.
"""

from __future__ import annotations

from mqk_core.domain.bars import SYMBOL_RULE, BadRows, BarsConfig, BarSeries, DailyStamp, Timeframe, is_symbol
from mqk_core.errors import DataError, Problem, Where
from mqk_core.hookspecs import Component, ScenarioPack, hookimpl
from mqk_core.kernels.bar_csv import ParsedBars, parse_bars_csv
from mqk_core.ports import DataProvider
from mqk_core.sample import sample_folder

__all__ = [
    "SYMBOL_RULE",
    "BadRows",
    "BarSeries",
    "BarsConfig",
    "Component",
    "DailyStamp",
    "DataError",
    "DataProvider",
    "ParsedBars",
    "Problem",
    "ScenarioPack",
    "Timeframe",
    "Where",
    "hookimpl",
    "is_symbol",
    "parse_bars_csv",
    "sample_folder",
]
