"""Settings of the limits: exact decimals inside their bounds, and the limit that each builds."""

from __future__ import annotations

from decimal import Decimal

import attrs
import pytest
from risk_views import numbers, view
from small_engine import SCALE
from worlds import plain

from mqk_core import builtin
from mqk_core.domain.settings import Duration
from mqk_core.risk import settings

AMOUNTS = [settings.QuantityLimitConfig, settings.ValueLimitConfig, settings.RatioLimitConfig]
MINUTE = Duration(60 * 10**9)


@pytest.mark.parametrize("config", AMOUNTS)
@pytest.mark.parametrize("value", ["0", "-1", "1e-9", "1e30", "NaN"])
def test_a_bound_is_an_exact_amount_above_zero(config, value):
    with pytest.raises((ValueError, ArithmeticError)):
        config(Decimal(value))
    config(Decimal("0.00000001"))


@pytest.mark.parametrize("value", ["0", "-0.1", "1.00000001", "0.123456789"])
def test_a_fraction_is_above_zero_and_at_most_one(value):
    with pytest.raises(ValueError, match=r"must be|more than 8"):
        settings.FractionLimitConfig(Decimal(value))
    settings.FractionLimitConfig(Decimal(1))


@pytest.mark.parametrize(
    "build",
    [
        lambda: settings.CountLimitConfig(0),
        lambda: settings.CountLimitConfig(10**9 + 1),
        lambda: settings.RateLimitConfig(0, MINUTE),
        lambda: settings.RateLimitConfig(1, Duration(0)),
        lambda: settings.LookAlikeConfig(Duration(367 * 86400 * 10**9)),
        lambda: settings.RollingCollarConfig(Decimal("0.1"), 0),
        lambda: settings.StaleReferenceConfig(-1),
        lambda: settings.ProtectiveStopConfig(True, -1),
    ],
)
def test_a_count_or_window_out_of_bounds_is_refused(build):
    with pytest.raises(ValueError, match="must be"):
        build()


#: Of each rule: its settings, what passes at its bound, and what does not beyond it.
PAIRS = {
    "order_quantity": ({"quantity_max": Decimal("1.5")}, {"quantity": 150_000_000}, {"quantity": 150_000_001}),
    "order_value": ({"value_max": Decimal("1.5")}, {"value": 150_000_000}, {"value": 150_000_001}),
    "price_collar": ({"fraction_max": Decimal("0.5")}, {"price": 15 * SCALE}, {"price": 15 * SCALE + 1}),
    "stale_reference": ({"bars_max": 2}, {"price_age": 2}, {"price_age": 3}),
    "self_match": ({}, {}, {"is_opposed": True}),
    "restricted": ({"symbols": frozenset({"BETA"})}, {}, {"symbol": "BETA"}),
    "allowed": ({"symbols": frozenset({"ACME"})}, {}, {"symbol": "BETA"}),
    "position": ({"quantity_max": Decimal(1)}, {"position_after": SCALE}, {"position_after": SCALE + 1}),
    "short": ({"allowed": False}, {"short_after": 0}, {"short_after": 1}),
    "gross": ({"value_max": Decimal(1)}, {"gross_after": SCALE}, {"gross_after": SCALE + 1}),
    "net": ({"value_max": Decimal(1)}, {"net_after": SCALE}, {"net_after": SCALE + 1}),
    "leverage": ({"ratio_max": Decimal("1.5")}, {"equity": 2, "gross_after": 3}, {"equity": 2, "gross_after": 4}),
    "concentration": (
        {"ratio_max": Decimal("1.5")},
        {"equity": 2, "symbol_after": 3},
        {"equity": 2, "symbol_after": 4},
    ),
    "open_orders": ({"count_max": 2}, {"open_orders": 1}, {"open_orders": 2}),
    "protective_stop": ({"required": True, "bars": 0}, {"is_protected": True}, {}),
}


def build(name, **keys):
    """Return the rule as configured, of the plain modules."""
    component = {each.name: each for each in builtin.mqk_risk_rules()}[name]
    folder = component.build.__module__.removeprefix("mqk_core.")
    config = getattr(plain(folder), component.config.__name__)
    made = getattr(plain(folder), component.build.__name__)(config(**keys))
    made.name = name
    return made


@pytest.mark.parametrize("name", sorted(PAIRS))
def test_a_limit_is_built_from_its_settings(name):
    keys, at, beyond = PAIRS[name]
    assert build(name, **keys).check(None, view(**at)).level == 0
    assert build(name, **keys).check(None, view(**beyond)).level == 1


@pytest.mark.parametrize("symbols", [None, frozenset()])
@pytest.mark.parametrize("name", ["restricted", "allowed"])
def test_no_list_and_an_empty_list_set_no_limit(name, symbols):
    assert build(name, symbols=symbols).check(None, view()).level == 0


@pytest.mark.parametrize("name", ["daily_loss", "drawdown"])
def test_a_fraction_of_loss_builds_its_monitor(name):
    tested = build(name, fraction_max=Decimal("0.5"))
    assert tested.monitor(view(equity=50, peak=100, day_start_equity=100)).level == 0
    assert numbers(tested.monitor(view(equity=49, peak=100, day_start_equity=100)))[2:] == (50, 51)


def test_every_setting_of_a_rule_says_what_it_does():
    for component in builtin.mqk_risk_rules():
        for field in attrs.fields(component.config):
            assert field.metadata.get("help"), f"{component.name}.{field.name} does not say what it does"
