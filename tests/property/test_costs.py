"""Costs never improve a price or a fee, and a stress never improves either: call by call, over any input."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import attrs
from hypothesis import given
from hypothesis import strategies as st

from mqk_core.config.sections import Stress
from mqk_core.sim.cost_models import LinearCosts, LinearCostsConfig, build_linear
from mqk_core.sim.stress import SimulatedBrokerConfig, StressedCosts, stressed_costs, venue_terms

SCALE = 10**8
BP = 10_000 * SCALE

prices = st.integers(1, 10**14)
quantities = st.integers(-(10**16), 10**16).filter(bool)
ticks = st.sampled_from([1, 7, 10**4, 10**6, SCALE // 4, SCALE])
price_bps = st.one_of(st.just(0), st.integers(1, 100), st.integers(0, BP - 1))
amounts = st.one_of(st.just(0), st.integers(1, 100), st.integers(0, 10**12))
factors = st.one_of(st.just(SCALE), st.integers(SCALE, SCALE + 100), st.integers(SCALE, 1000 * SCALE))
linear = st.builds(
    LinearCosts,
    commission_bps=price_bps,
    commission_per_share=amounts,
    slippage_bps=price_bps,
    commission_minimum=amounts,
    slippage_volatility=st.one_of(st.just(0), st.integers(0, SCALE)),
    slippage_max_bps=st.one_of(st.none(), price_bps),
    spread_bps=price_bps,
    borrow_bps=amounts,
    financing_bps=amounts,
)


class OfPlugin:
    """A model with ways of its own: a fixed move that knows no tick, and a fee with a cap. It keeps its promises."""

    def __init__(self, move, fee, most):
        self.move, self.fee, self.most = move, fee, most

    def price(self, quantity, price, tick, high, low):
        return price + self.move if quantity > 0 else max(price - self.move, 1)

    def commission(self, quantity, value):
        return min(self.fee + value // 1000, self.most)

    def borrow(self, value, days):
        return value * days // 1_000_000

    def financing(self, debt, days):
        return debt * days // 999_999


models = st.one_of(linear, st.builds(OfPlugin, amounts, amounts, amounts))


@st.composite
def bars(draw):
    """A price, and the high and low of a bar; not always one that can be."""
    price = draw(prices)
    return price, draw(st.one_of(st.just(price), prices)), draw(st.one_of(st.just(price), prices))


def is_no_better(quantity, price, than):
    return price >= than if quantity > 0 else price <= than


@given(linear, quantities, bars(), ticks)
def test_a_cost_never_improves_a_price(costs, quantity, bar, tick):
    price, high, low = bar
    found = costs.price(quantity, price, tick, high, low)
    assert is_no_better(quantity, found, price)
    assert found == price or found % tick == 0
    assert found >= min(price, tick)


@given(linear, quantities, bars(), ticks)
def test_a_price_is_the_exact_move_and_less_than_a_tick(costs, quantity, bar, tick):
    price, high, low = bar
    slippage = price * Fraction(costs.slippage_bps, BP) + max(high - low, 0) * Fraction(
        costs.slippage_volatility, SCALE
    )
    if costs.slippage_max_bps is not None:
        slippage = min(slippage, price * Fraction(costs.slippage_max_bps, BP))
    exact = slippage + price * Fraction(costs.spread_bps, 2 * BP)
    found = costs.price(quantity, price, tick, high, low)
    if quantity > 0:
        assert (found == price) if not exact else (0 <= found - (price + exact) < tick)
    elif exact and price - exact >= tick:
        assert 0 <= (price - exact) - found < tick


@given(linear, quantities, st.integers(0, 10**18))
def test_a_commission_is_the_exact_fee_rounded_up_or_the_minimum(costs, quantity, value):
    exact = abs(quantity) * Fraction(costs.commission_per_share, SCALE) + value * Fraction(costs.commission_bps, BP)
    fee = costs.commission(quantity, value)
    assert fee >= max(exact, costs.commission_minimum)
    assert fee < max(exact, costs.commission_minimum, 1) + 1
    keys = costs.commission_bps, costs.commission_per_share, costs.commission_minimum
    assert (fee == 0) == (not any(keys))
    assert costs.commission(-quantity, value) == fee


@given(linear, quantities, st.integers(0, 10**18), st.integers(0, 10**18))
def test_more_traded_never_costs_less(costs, quantity, value, more):
    assert costs.commission(quantity * 2, value + more) >= costs.commission(quantity, value) >= 0


@given(linear, st.integers(-10, 10**18), st.integers(-3, 4000), st.integers(0, 10))
def test_time_and_value_never_make_a_charge_smaller(costs, value, days, more):
    for charge in (costs.borrow, costs.financing):
        assert charge(value + more, days + more) >= charge(value, days) >= 0
        # Rounding up each part: charged day by day it is never less than at once.
        assert charge(value, days) + charge(value, more) >= charge(value, days + more) or days < 0


@given(models, quantities, bars(), ticks, factors, factors, factors)
def test_a_stressed_price_is_never_better(costs, quantity, bar, tick, slippage, spread, commission):
    price, high, low = bar
    calm = costs.price(quantity, price, tick, high, low)
    stressed = StressedCosts(costs, slippage, spread, commission).price(quantity, price, tick, high, low)
    assert is_no_better(quantity, stressed, calm)
    assert stressed >= 1
    assert stressed == calm or stressed % tick == 0


@given(models, quantities, st.integers(0, 10**18), factors, factors, factors, st.integers(0, 4000))
def test_a_stressed_fee_or_charge_is_never_smaller(costs, quantity, value, slippage, spread, commission, days):
    stressed = StressedCosts(costs, slippage, spread, commission)
    fee = costs.commission(quantity, value)
    assert stressed.commission(quantity, value) >= fee * Fraction(commission, SCALE)
    assert stressed.borrow(value, days) >= costs.borrow(value, days)
    assert stressed.financing(value, days) >= costs.financing(value, days)


@given(models, quantities, bars(), ticks, factors, factors, st.integers(0, 10**9))
def test_more_stress_is_never_better(costs, quantity, bar, tick, slippage, spread, more):
    price, high, low = bar
    less = StressedCosts(costs, slippage, spread, SCALE).price(quantity, price, tick, high, low)
    for worse in ((slippage + more, spread), (slippage, spread + more)):
        found = StressedCosts(costs, *worse, SCALE).price(quantity, price, tick, high, low)
        assert is_no_better(quantity, found, less)


def exact(least, most):
    return st.integers(int(least * SCALE), int(most * SCALE)).map(lambda units: Decimal(units).scaleb(-8))


caps = st.one_of(st.none(), st.integers(1, SCALE).map(lambda units: Decimal(units).scaleb(-8)))
stresses = st.builds(
    Stress,
    slippage_factor=exact(1, 1000),
    spread_factor=exact(1, 1000),
    commission_factor=exact(1, 1000),
    latency_bars=st.integers(0, 100),
    volume_cap_max=caps,
    gap_bps=exact(0, 9999),
)


@given(st.builds(SimulatedBrokerConfig, volume_cap=caps, latency_bars=st.integers(0, 100)), stresses)
def test_stressed_terms_are_never_better(broker, stress):
    calm, found = venue_terms(broker, Stress()), venue_terms(broker, stress)
    assert found.latency_bars >= calm.latency_bars
    assert found.latency_ns == calm.latency_ns
    assert calm.volume_cap is None or (found.volume_cap is not None and found.volume_cap <= calm.volume_cap)
    assert found.gap_fraction >= calm.gap_fraction
    assert found.gap_fraction * 10_000 >= stress.gap_bps * SCALE
    differs = attrs.evolve(found, is_stress=False) != attrs.evolve(calm, is_stress=False)
    assert found.is_stress or not differs


@given(stresses, quantities, bars(), ticks)
def test_any_stress_of_shipped_costs_is_never_better(stress, quantity, bar, tick):
    keys = {"slippage_bps": "2", "commission_per_share": "0.005", "spread_bps": "3", "slippage_volatility": "0.1"}
    costs = build_linear(LinearCostsConfig(**{name: Decimal(value) for name, value in keys.items()}))
    found = stressed_costs(costs, stress)
    calm = costs.price(quantity, bar[0], tick, *bar[1:])
    assert is_no_better(quantity, found.price(quantity, bar[0], tick, *bar[1:]), calm)
    assert found.commission(quantity, bar[0]) >= costs.commission(quantity, bar[0])
