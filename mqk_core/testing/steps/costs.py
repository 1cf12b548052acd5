"""Sentences about what fills and positions cost beyond slippage and fees, and about stress that makes it worse."""

from __future__ import annotations

from decimal import Decimal
from importlib.resources import files

import attrs
import yaml  # type: ignore[import-untyped]
from pytest_bdd import given, parsers, then

from mqk_core.config.sections import Stress
from mqk_core.config.typed import make_converter, structure_section
from mqk_core.domain.events import Charged
from mqk_core.domain.money import to_text
from mqk_core.testing.desk import Desk, Outcome
from mqk_core.testing.steps.desk import fraction


@given(parsers.parse("a commission of at least {amount:S} a fill"))
def minimum(desk: Desk, amount: str) -> None:
    desk.costs["commission_minimum"] = amount


@given(parsers.parse("a spread of {points:S} basis points"))
def spread(desk: Desk, points: str) -> None:
    desk.costs["spread_bps"] = points


@given(parsers.parse("slippage takes {share:S} of a bar's range"))
def by_range(desk: Desk, share: str) -> None:
    desk.costs["slippage_volatility"] = fraction(share)


@given(parsers.parse("slippage takes at most {points:S} basis points"))
def capped(desk: Desk, points: str) -> None:
    desk.costs["slippage_max_bps"] = points


@given(parsers.parse("a short position costs {points:S} basis points a year"))
def borrow_rate(desk: Desk, points: str) -> None:
    desk.costs["borrow_bps"] = points


@given(parsers.parse("a debt costs {points:S} basis points a year"))
def financing_rate(desk: Desk, points: str) -> None:
    desk.costs["financing_bps"] = points


@given(parsers.parse('the stress "{name}"'))
def shipped_stress(desk: Desk, name: str) -> None:
    text = files("mqk_conf").joinpath("stress", name.replace(" ", "_") + ".yaml").read_text(encoding="utf-8")
    stress, findings = structure_section(yaml.safe_load(text), Stress, ("stress",), make_converter())
    assert findings == []
    desk.stress = stress


@given(parsers.parse("a stress that multiplies commissions by {factor:S}"))
def stressed_fees(desk: Desk, factor: str) -> None:
    desk.stress = attrs.evolve(desk.stress, commission_factor=Decimal(factor))


@then(parsers.parse("{amount:S} was charged for {kind:w}"))
def charged(outcome: Outcome, amount: str, kind: str) -> None:
    assert to_text(sum(one.amount for one in outcome.of(Charged) if one.kind == kind)) == amount


@then("nothing was charged for carrying the account")
def nothing_charged(outcome: Outcome) -> None:
    assert outcome.of(Charged) == []
