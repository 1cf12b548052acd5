"""Costs never improve a result: every rounding is against us."""

from __future__ import annotations

from decimal import Decimal

import attrs
import pytest

from mqk_core.domain.money import from_decimal
from mqk_core.sim.cost_models import LinearCosts, LinearCostsConfig, build_linear

SCALE = 10**8
TICK = SCALE // 100
BP = SCALE


def moved(costs, price, high=None, low=None, tick=TICK):
    """Return what a buy and a sell at `price` become, in a bar that is flat unless said."""
    bar = price if high is None else high, price if low is None else low
    return costs.price(SCALE, price, tick, *bar), costs.price(-SCALE, price, tick, *bar)


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
    assert moved(costs, price) == (buy, sell)


@pytest.mark.parametrize(
    ("bps", "per_share", "quantity", "value", "fee"),
    [
        (0, 0, 10 * SCALE, 1000 * SCALE, 0),
        (SCALE, 0, 10 * SCALE, 1000 * SCALE, SCALE // 10),
        (0, SCALE // 200, 10 * SCALE, 1000 * SCALE, SCALE // 20),
        (SCALE, SCALE // 200, 10 * SCALE, 1000 * SCALE, SCALE // 20 + SCALE // 10),
        (1, 0, 1, 1, 1),
        (0, 1, 1, SCALE, 1),
    ],
    ids=["none", "value", "shares", "both", "rounded up", "shares rounded up"],
)
@pytest.mark.parametrize("side", [1, -1])
def test_a_commission_is_per_share_and_by_value_rounded_up(bps, per_share, quantity, value, fee, side):
    assert LinearCosts(bps, per_share, 0).commission(side * quantity, value) == fee


@pytest.mark.parametrize(
    ("keys", "price", "high", "low", "buy", "sell"),
    [
        ({"spread_bps": 20 * BP}, 100, 100, 100, "100.1", "99.9"),
        ({"spread_bps": 20 * BP, "slippage_bps": 10 * BP}, 100, 100, 100, "100.2", "99.8"),
        ({"slippage_volatility": SCALE // 10}, 100, 103, 98, "100.5", "99.5"),
        ({"slippage_volatility": SCALE // 10}, 100, 100, 100, "100", "100"),
        ({"slippage_volatility": SCALE // 10, "slippage_bps": 10 * BP}, 100, 103, 98, "100.6", "99.4"),
        (
            {"slippage_volatility": SCALE // 10, "slippage_bps": 10 * BP, "slippage_max_bps": 20 * BP},
            *(100, 103, 98, "100.2", "99.8"),
        ),
        ({"slippage_bps": 10 * BP, "slippage_max_bps": 20 * BP}, 100, 103, 98, "100.1", "99.9"),
        ({"spread_bps": 20 * BP, "slippage_volatility": SCALE, "slippage_max_bps": 0}, 100, 103, 98, "100.1", "99.9"),
        ({"slippage_volatility": SCALE}, 100, 98, 103, "100", "100"),
        ({"spread_bps": 1}, 100, 100, 100, "100.01", "99.99"),
    ],
    ids=[
        "half the spread", "spread and slippage", "a tenth of the range", "no range", "range and slippage", "capped",
        "below the cap", "the cap is not the spread's", "an impossible range", "the least spread",
    ],
)  # fmt: skip
def test_a_price_moves_by_half_the_spread_and_by_slippage(keys, price, high, low, buy, sell):
    found = moved(LinearCosts(**keys), price * SCALE, high * SCALE, low * SCALE)
    assert found == (from_decimal(buy), from_decimal(sell))


def test_spread_and_slippage_are_rounded_once_together():
    # 0.004 of each: one tick together, not one each.
    assert moved(LinearCosts(spread_bps=8 * BP, slippage_bps=4 * BP), 10 * SCALE) == (
        from_decimal("10.01"),
        from_decimal("9.99"),
    )
    assert moved(LinearCosts(spread_bps=8 * BP, slippage_bps=4 * BP), 10 * SCALE, tick=1) == (
        from_decimal("10.008"),
        from_decimal("9.992"),
    )


def test_an_unmoved_price_stays_off_the_tick_where_it_is():
    costs = LinearCosts(commission_bps=BP, slippage_volatility=SCALE, borrow_bps=BP)
    assert moved(costs, 1_000_000_001) == (1_000_000_001, 1_000_000_001)


@pytest.mark.parametrize(
    ("quantity", "value", "fee"),
    [(100, 1000, "1"), (200, 1000, "1"), (300, 1000, "1.5"), (1, 0, "1")],
    ids=["below", "at", "above", "worth nothing"],
)
def test_a_commission_is_at_least_the_minimum(quantity, value, fee):
    costs = LinearCosts(0, SCALE // 200, 0, SCALE)
    assert costs.commission(quantity * SCALE, value * SCALE) == from_decimal(fee)
    assert costs.commission(-quantity * SCALE, value * SCALE) == from_decimal(fee)


def test_shares_and_value_are_rounded_up_once_together():
    # Half a unit by the share and half a unit by value are one unit.
    assert LinearCosts(SCALE, SCALE // 2, 0).commission(1, 5_000) == 1
    assert LinearCosts(SCALE, SCALE // 2, 0).commission(1, 5_001) == 2


@pytest.mark.parametrize("keys", [{"commission_bps": 1}, {"commission_per_share": 1}, {"commission_minimum": 1}])
def test_a_commission_is_zero_only_where_none_is_charged(keys):
    assert LinearCosts(**keys).commission(1, 0) == 1
    assert LinearCosts(slippage_bps=1, spread_bps=1, borrow_bps=1).commission(10**18, 10**18) == 0


@pytest.mark.parametrize(
    ("bps", "amount", "days", "charge"),
    [
        (365 * BP, 1_000_000 * SCALE, 1, 100 * SCALE),
        (365 * BP, 1_000_000 * SCALE, 3, 300 * SCALE),
        (100 * BP, 365 * SCALE, 365, SCALE * 73 // 20),
        (1, 1, 1, 1),
        (0, 10**18, 365, 0),
        (30 * BP, 0, 1, 0),
        (30 * BP, SCALE, 0, 0),
        (30 * BP, -SCALE, 1, 0),
        (30 * BP, SCALE, -1, 0),
    ],
    ids=["a day", "a weekend", "a year", "rounded up", "no rate", "nothing", "no day", "below zero", "back in time"],
)
def test_borrow_and_financing_are_rates_a_year_of_365_days_rounded_up(bps, amount, days, charge):
    assert LinearCosts(borrow_bps=bps).borrow(amount, days) == charge
    assert LinearCosts(financing_bps=bps).financing(amount, days) == charge
    assert LinearCosts(financing_bps=bps).borrow(amount, days) == 0
    assert LinearCosts(borrow_bps=bps).financing(amount, days) == 0


def test_costs_are_built_from_exact_decimals():
    config = LinearCostsConfig(*(Decimal(f"{number}.5") for number in range(1, 4)))
    assert vars(build_linear(config)) == vars(LinearCosts(15 * BP // 10, 25 * SCALE // 10, 35 * BP // 10))
    keys = {
        "commission_bps": Decimal("0.1"),
        "commission_per_share": Decimal("0.2"),
        "slippage_bps": Decimal("0.3"),
        "commission_minimum": Decimal("0.4"),
        "slippage_volatility": Decimal("0.5"),
        "slippage_max_bps": Decimal("0.6"),
        "spread_bps": Decimal("0.7"),
        "borrow_bps": Decimal("0.8"),
        "financing_bps": Decimal("0.9"),
    }
    expected = LinearCosts(**{name: from_decimal(value) for name, value in keys.items()})
    assert vars(build_linear(LinearCostsConfig(**keys))) == vars(expected)


def test_worsened_costs_have_each_part_multiplied_and_rounded_up():
    worse = LinearCosts(1, 2, 3, 4, 5, 6, 7, 8, 9).worsened(3 * SCALE // 2, 2 * SCALE + 1)
    assert vars(worse) == vars(LinearCosts(1, 2, 5, 4, 8, 9, 15, 8, 9))


KEYS = [field.name for field in attrs.fields(LinearCostsConfig)]


@pytest.mark.parametrize("field", KEYS)
@pytest.mark.parametrize("value", ["-0.1", "0.123456789", "1e30", "NaN"])
def test_a_cost_below_zero_or_no_exact_amount_is_refused(field, value):
    with pytest.raises((ValueError, ArithmeticError), match=r"must be|expected|more than 8|64-bit|InvalidOperation"):
        LinearCostsConfig(**{field: Decimal(value)})


@pytest.mark.parametrize("field", ["commission_bps", "slippage_bps", "spread_bps", "slippage_max_bps"])
def test_basis_points_of_a_price_stay_below_the_whole(field):
    LinearCostsConfig(**{field: Decimal("9999.99")})
    with pytest.raises(ValueError, match="below 10000"):
        LinearCostsConfig(**{field: Decimal(10_000)})


@pytest.mark.parametrize("field", ["borrow_bps", "financing_bps"])
def test_a_rate_a_year_may_be_more_than_the_whole(field):
    assert getattr(LinearCostsConfig(**{field: Decimal(30_000)}), field) == 30_000


def test_a_share_of_the_range_is_at_most_the_range():
    LinearCostsConfig(slippage_volatility=Decimal(1))
    with pytest.raises(ValueError, match=r"from 0 to 1, found 1\.01"):
        LinearCostsConfig(slippage_volatility=Decimal("1.01"))


def test_a_cap_below_the_slippage_itself_is_refused():
    LinearCostsConfig(slippage_bps=Decimal(5), slippage_max_bps=Decimal(5))
    with pytest.raises(ValueError, match=r"at least slippage_bps \(5\), found 4\.9; null: no cap"):
        LinearCostsConfig(slippage_bps=Decimal(5), slippage_max_bps=Decimal("4.9"))
