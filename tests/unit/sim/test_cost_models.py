"""Costs never improve a result: every rounding is against us."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mqk_core.sim.cost_models import LinearCosts, LinearCostsConfig, build_linear

SCALE = 10**8
TICK = SCALE // 100


@pytest.mark.parametrize(
    ("bps", "price", "buy", "sell"),
    [
        (0, 100 * SCALE, 100 * SCALE, 100 * SCALE),
        (100 * SCALE, 100 * SCALE, 101 * SCALE, 99 * SCALE),
        (1, 100 * SCALE, 100 * SCALE + TICK, 100 * SCALE - TICK),
        (5 * SCALE, 10 * SCALE, 1_001_000_000, 999_000_000),
        (9_999 * SCALE, TICK, 2 * TICK, TICK),
        (1, TICK // 2, TICK, TICK // 2),
    ],
    ids=["none", "one percent", "less than a tick", "half a tick", "never below a tick", "a market below a tick"],
)
def test_the_price_moves_against_the_order_to_the_next_tick(bps, price, buy, sell):
    costs = LinearCosts(0, 0, bps)
    assert (costs.price(SCALE, price, TICK), costs.price(-SCALE, price, TICK)) == (buy, sell)


@pytest.mark.parametrize(
    ("bps", "per_share", "quantity", "price", "fee"),
    [
        (0, 0, 10 * SCALE, 100 * SCALE, 0),
        (SCALE, 0, 10 * SCALE, 100 * SCALE, SCALE // 10),
        (0, SCALE // 200, 10 * SCALE, 100 * SCALE, SCALE // 20),
        (SCALE, SCALE // 200, 10 * SCALE, 100 * SCALE, SCALE // 20 + SCALE // 10),
        (1, 0, 1, 1, 1),
        (0, 1, 1, SCALE, 1),
    ],
    ids=["none", "value", "shares", "both", "rounded up", "shares rounded up"],
)
@pytest.mark.parametrize("side", [1, -1])
def test_a_commission_is_per_share_and_by_value_rounded_up(bps, per_share, quantity, price, fee, side):
    assert LinearCosts(bps, per_share, 0).commission(side * quantity, price) == fee


def test_costs_are_built_from_exact_decimals():
    costs = build_linear(LinearCostsConfig(Decimal("1.5"), Decimal("0.005"), Decimal(2)))
    assert (costs.commission_bps, costs.commission_per_share, costs.slippage_bps) == (150_000_000, 500_000, 200_000_000)


@pytest.mark.parametrize("field", ["commission_bps", "commission_per_share", "slippage_bps"])
@pytest.mark.parametrize("value", ["-0.1", "0.123456789", "1e30"])
def test_a_cost_below_zero_or_no_exact_amount_is_refused(field, value):
    with pytest.raises(ValueError, match=r"must be|expected|more than 8|64-bit"):
        LinearCostsConfig(**{field: Decimal(value)})


@pytest.mark.parametrize("field", ["commission_bps", "slippage_bps"])
def test_basis_points_stay_below_the_whole(field):
    LinearCostsConfig(**{field: Decimal("9999.99")})
    with pytest.raises(ValueError, match="below 10000"):
        LinearCostsConfig(**{field: Decimal(10_000)})
