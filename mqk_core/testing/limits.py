"""Limits of core for tests, built as from a configuration file."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs

from mqk_core import builtin
from mqk_core.config.typed import make_converter, structure_section
from mqk_core.risk.rule import RiskRule
from mqk_core.testing.market import Amount


def limit(name: str, bound: Amount | None = None, **keys: Any) -> RiskRule:
    """Return a limit that core brings (`order_quantity`, `drawdown`, …), built as from a configuration.

    `bound` stands for the one key of a limit that has only one; `keys` are as a file would hold them.

    Raises
    ------
    KeyError : core brings no limit of that name.  ValueError : the keys do not fit it.
    """
    component = {each.name: each for each in builtin.mqk_risk_rules()}[name]
    if bound is not None:
        attrs.resolve_types(component.config)
        (field,) = attrs.fields(component.config)
        keys = {field.name: int(bound) if field.type is int else Decimal(bound)}
    config, findings = structure_section(keys, component.config, (name,), make_converter())
    if findings:
        raise ValueError(f"a limit {name} with {keys} cannot be: {findings}")
    rule: RiskRule = component.build(config)
    rule.name = name
    return rule
