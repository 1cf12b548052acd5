"""Settings of the limits: exact decimals inside their bounds, and the limit that each builds."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mqk_core.risk import limits, settings
from mqk_core.risk.rule import RiskView

AMOUNTS = [settings.QuantityLimitConfig, settings.ValueLimitConfig, settings.RatioLimitConfig]


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
    ("build", "config", "kind", "at"),
    [
        (settings.build_order_quantity, settings.QuantityLimitConfig, limits.QuantityLimit, {"quantity": 150_000_000}),
        (settings.build_order_value, settings.ValueLimitConfig, limits.ValueLimit, {"value": 150_000_000}),
        (settings.build_position, settings.QuantityLimitConfig, limits.PositionLimit, {"position_after": 150_000_000}),
        (settings.build_gross, settings.ValueLimitConfig, limits.GrossLimit, {"gross_after": 150_000_000}),
        (settings.build_leverage, settings.RatioLimitConfig, limits.LeverageLimit, {"equity": 2, "gross_after": 3}),
    ],
)
def test_a_limit_is_built_from_its_decimal_bound(build, config, kind, at):
    rule = build(config(Decimal("1.5")))
    last = list(at)[-1]
    assert isinstance(rule, kind)
    rule.name = "tested"
    assert rule.check(None, RiskView(**at)).level == 0
    assert rule.check(None, RiskView(**{**at, last: at[last] + 1})).level == 1


@pytest.mark.parametrize(
    ("build", "kind"),
    [
        (settings.build_price_collar, limits.PriceCollar),
        (settings.build_daily_loss, limits.DailyLossLimit),
        (settings.build_drawdown, limits.DrawdownLimit),
    ],
)
def test_a_fraction_builds_its_limit(build, kind):
    assert isinstance(build(settings.FractionLimitConfig(Decimal("0.5"))), kind)
