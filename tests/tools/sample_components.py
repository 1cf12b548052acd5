"""Components and configuration files that stand in for installed plugins, where a test needs a registry and no run."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import attrs
from attrs.validators import ge, gt

from mqk_core.domain.bars import BarsConfig
from mqk_core.domain.settings import Duration, SecretRef
from mqk_core.hookspecs import Component, Offer, Registry

CONFIG_PACKAGE = "sample_components_conf"


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
    timeout: Duration = Duration(10**9)


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
