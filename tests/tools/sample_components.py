"""Components and configuration files that stand in for installed plugins, where a test needs a registry and no run."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import attrs
from attrs.validators import ge, gt

from mqk_core.domain.bars import BarsConfig
from mqk_core.domain.settings import Duration, SecretRef
from mqk_core.hookspecs import Component, Offer, Registry

#: Packages of configuration files, core's part first; the shipped files may change without these.
CORE_PACKAGE = "sample_core_conf"
CONFIG_PACKAGE = "sample_components_conf"
SECOND = Duration(10**9)


@attrs.frozen(kw_only=True)
class SampleBars(BarsConfig):
    symbols: frozenset[str]


@attrs.frozen(kw_only=True)
class FileBars(BarsConfig):
    path: str = attrs.field(metadata={"identity": False, "help": "File of bars."})
    symbol: str


@attrs.frozen(kw_only=True)
class Trend:
    lookback: int = attrs.field(default=20, validator=ge(1))


@attrs.frozen(kw_only=True)
class SmaCross:
    fast: int = attrs.field(validator=ge(1))
    slow: int = attrs.field(validator=ge(1))
    quantity: Decimal = attrs.field(validator=gt(Decimal(0)))

    @slow.validator
    def _above_fast(self, attribute, value):
        if value <= self.fast:
            raise ValueError(f"expected more than fast ({self.fast}), found {value}")


@attrs.frozen
class Nothing:
    pass


@attrs.frozen
class Acme:
    token: SecretRef
    timeout: Duration = SECOND


@attrs.frozen
class Linear:
    commission_bps: Decimal = attrs.field(validator=ge(Decimal(0)))
    commission_per_share: Decimal = attrs.field(validator=ge(Decimal(0)))
    slippage_bps: Decimal = attrs.field(validator=ge(Decimal(0)))


RULES = {
    "order_quantity": "quantity_max",
    "order_value": "value_max",
    "price_collar": "fraction_max",
    "position": "quantity_max",
    "gross": "ratio_max",
    "leverage": "ratio_max",
    "daily_loss": "fraction_max",
    "drawdown": "fraction_max",
}

STANDARD_RULES = """on_halt: flatten
rules:
  drawdown:
    fraction_max: "0.30"
  gross:
    ratio_max: "2"
"""
SLOTS = {
    "account": "cash",
    "data": "sample",
    "schedule": "us_equities",
    "instruments": "by_schedule",
    "integrity": "strict",
    "strategy": "none",
    "risk": "standard",
    "fills": "next_open",
    "costs": "zero",
    "broker": "none",
}
CORE_FILES = {
    "__init__.py": "",
    "mqk.yaml": "defaults:\n"
    + "".join(f"  - {group}: {option}\n" for group, option in SLOTS.items())
    + "  - _self_\nseed: 0\nruns:\n  folder: ./runs\n",
    "engine/x.yaml": "# @package _global_\ndefaults:\n  - override /strategy: trend\n",
    "engine/sma_cross.yaml": "# @package _global_\ndefaults:\n  - override /strategy: sma_cross\n",
    "mode/backtest.yaml": "# @package _global_\ndefaults:\n  - override /broker: simulated\n",
    "account/cash.yaml": 'cash: "100000"\ncurrency: USD\n',
    "schedule/us_equities.yaml": "kind: us_equities\n",
    "schedule/always_open.yaml": "kind: always_open\n",
    "instruments/by_schedule.yaml": "default: null\nsymbols: {}\n",
    "integrity/strict.yaml": "gap_tolerance_bars: 0\n",
    "strategy/none.yaml": "kind: none\n",
    "strategy/sma_cross.yaml": 'kind: sma_cross\nfast: 10\nslow: 50\nquantity: "100"\n',
    "risk/standard.yaml": STANDARD_RULES,
    "risk/none.yaml": "on_halt: flatten\nrules: {}\n",
    "fills/next_open.yaml": "kind: next_open\n",
    "fills/same_close.yaml": "kind: same_close\n",
    "fills/worst_case.yaml": "kind: worst_case\n",
    "costs/zero.yaml": 'kind: linear\ncommission_bps: "0"\ncommission_per_share: "0"\nslippage_bps: "0"\n',
    "broker/none.yaml": "kind: none\n",
    "broker/simulated.yaml": "kind: simulated\n",
}
FILES = {
    "__init__.py": "",
    "data/sample.yaml": "kind: sample\nsymbols: [GOOG, IBM]\ntimeframe: 1D\n",
    "data/bars_file.yaml": "kind: bars_file\npath: ???\nsymbol: ???\ntimeframe: ???\n",
    "strategy/trend.yaml": "kind: trend\nlookback: 20\n",
    "broker/acme.yaml": "kind: acme\ntoken: ${secret:env,ACME_TOKEN}\n",
}


def rule_class(field: str) -> type:
    """A config class with one positive limit."""
    return attrs.make_class("Rule", {field: attrs.field(type=Decimal, validator=gt(Decimal(0)))}, frozen=True)


def component(name: str, config: type, **more) -> Component:
    """A component that is its own configuration."""
    return Component(name, config, lambda config, *_: config, **more)


def make_registry() -> Registry:
    """The registry of all of them."""
    offered = {
        "data": [component("sample", SampleBars), component("bars_file", FileBars)],
        "strategy": [component("trend", Trend), component("sma_cross", SmaCross)],
        "fills": [
            component("next_open", Nothing),
            component("worst_case", Nothing),
            component("same_close", Nothing, modes=frozenset({"backtest"})),
        ],
        "costs": [component("linear", Linear)],
        "broker": [component("simulated", Nothing), component("acme", Acme)],
        "risk_rule": [component(name, rule_class(field)) for name, field in RULES.items()],
    }
    return {(kind, each.name): Offer(each, "samples") for kind, many in offered.items() for each in many}


def write_files(top: Path, files: dict[str, str]) -> Path:
    """Write files below `top` and return it."""
    for name, text in files.items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return top
