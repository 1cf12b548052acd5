"""A stress worsens what a cost model and a broker say, and never anything else."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mqk_core.config.sections import Stress
from mqk_core.domain.money import from_decimal
from mqk_core.domain.settings import Duration
from mqk_core.ports import VenueTerms
from mqk_core.sim.cost_models import LinearCosts
from mqk_core.sim.stress import SimulatedBrokerConfig, StressedCosts, stressed_costs, venue_terms

SCALE = 10**8
TICK = SCALE // 100
BAR = TICK, 102 * SCALE, 97 * SCALE


class OfPlugin:
    """A cost model that says what it was told to."""

    def __init__(self, move=0, fee=0, answer=None):
        self.move, self.fee, self.answer = move, fee, answer

    def price(self, quantity, price, tick, high, low):
        """Return the price moved by a fixed amount, or what was asked for."""
        return self.answer if self.answer is not None else price + (self.move if quantity > 0 else -self.move)

    def commission(self, quantity, value):
        return self.fee

    def borrow(self, value, days):
        return value // 1000 * days

    def financing(self, debt, days):
        return debt // 500 * days


def both(costs, price=100 * SCALE):
    """Return what a buy and a sell become."""
    return costs.price(SCALE, price, *BAR), costs.price(-SCALE, price, *BAR)


def units(*texts):
    return tuple(from_decimal(text) for text in texts)


def factor(text):
    return from_decimal(text)


@pytest.mark.parametrize("costs", [LinearCosts(SCALE, 1, SCALE), OfPlugin(5)], ids=["linear", "of a plugin"])
def test_costs_without_a_stress_are_the_model_itself(costs):
    assert stressed_costs(costs, Stress()) is costs
    assert stressed_costs(costs, Stress(latency_bars=3, gap_bps=Decimal(5), volume_cap_max=Decimal(1))) is costs


@pytest.mark.parametrize("name", ["slippage_factor", "spread_factor", "commission_factor"])
def test_each_factor_alone_makes_a_stressed_model(name):
    assert isinstance(stressed_costs(OfPlugin(), Stress(**{name: Decimal("1.00000001")})), StressedCosts)


def test_linear_costs_are_stressed_part_by_part():
    costs = LinearCosts(slippage_bps=10 * SCALE, spread_bps=20 * SCALE, slippage_volatility=SCALE // 50)
    assert both(costs) == units("100.3", "99.7")
    assert both(StressedCosts(costs, 2 * SCALE, SCALE, SCALE)) == units("100.5", "99.5")
    assert both(StressedCosts(costs, SCALE, 3 * SCALE, SCALE)) == units("100.5", "99.5")
    assert both(StressedCosts(costs, 2 * SCALE, 3 * SCALE, SCALE)) == units("100.7", "99.3")


def test_twice_the_slippage_is_what_a_model_of_twice_the_slippage_gives():
    costs, double = LinearCosts(slippage_bps=2 * SCALE), LinearCosts(slippage_bps=4 * SCALE)
    price = 10 * SCALE
    assert (
        both(StressedCosts(costs, 2 * SCALE, 2 * SCALE, SCALE), price) == both(double, price) == units("10.01", "9.99")
    )


def test_a_cap_of_slippage_grows_with_it():
    costs = LinearCosts(slippage_bps=10 * SCALE, slippage_volatility=SCALE, slippage_max_bps=10 * SCALE)
    assert both(costs) == units("100.1", "99.9")
    assert both(StressedCosts(costs, 2 * SCALE, SCALE, SCALE)) == units("100.2", "99.8")


@pytest.mark.parametrize(
    ("slippage", "spread", "buy", "sell"),
    [
        ("2", "1", "100.1", "99.9"),
        ("1", "3", "100.15", "99.85"),
        ("2", "3", "100.15", "99.85"),
        ("1.01", "1", "100.06", "99.94"),
        ("1", "1", "100.05", "99.95"),
    ],
    ids=["slippage", "spread", "the larger", "to the next tick", "none"],
)
def test_the_whole_move_of_another_model_is_multiplied_by_the_larger_factor(slippage, spread, buy, sell):
    costs = StressedCosts(OfPlugin(5 * TICK), factor(slippage), factor(spread), SCALE)
    assert both(costs) == units(buy, sell)


def test_a_model_that_inherits_from_linear_costs_keeps_its_own_ways():
    class Harsher(LinearCosts):
        """Linear costs, and a unit of price more."""

        def price(self, quantity, price, tick, high, low):
            return price + (SCALE if quantity > 0 else -SCALE)

    assert both(StressedCosts(Harsher(), 2 * SCALE, SCALE, SCALE)) == units("102", "98")


def test_a_sale_stays_above_zero():
    assert StressedCosts(OfPlugin(SCALE // 2), 1000 * SCALE, SCALE, SCALE).price(-SCALE, SCALE, *BAR) == TICK
    assert StressedCosts(OfPlugin(1), 1000 * SCALE, SCALE, SCALE).price(-SCALE, TICK // 2, *BAR) == TICK // 2 - 1


def test_an_unmoved_price_is_not_rounded_by_a_stress():
    assert both(StressedCosts(OfPlugin(), 2 * SCALE, 2 * SCALE, SCALE), 1_000_000_001) == (1_000_000_001,) * 2


@pytest.mark.parametrize(("fee", "times", "expected"), [(10, "1.5", 15), (1, "1.5", 2), (0, "9", 0), (7, "1", 7)])
def test_a_commission_is_multiplied_and_rounded_up(fee, times, expected):
    assert StressedCosts(OfPlugin(fee=fee), SCALE, SCALE, factor(times)).commission(SCALE, SCALE) == expected


def test_what_is_borrowed_costs_what_the_model_says():
    costs = StressedCosts(OfPlugin(), 9 * SCALE, 9 * SCALE, 9 * SCALE)
    assert (costs.borrow(SCALE, 2), costs.financing(SCALE, 3)) == (200_000, 600_000)


@pytest.mark.parametrize("answer", [1.5, True, "100", 10**40], ids=["float", "truth", "text", "large"])
def test_what_is_no_amount_reaches_the_exchange_to_be_refused(answer):
    found = StressedCosts(OfPlugin(answer=answer), 2 * SCALE, SCALE, SCALE).price(SCALE, 100 * SCALE, *BAR)
    assert type(found) is not int or found > 2**63
    fee = StressedCosts(OfPlugin(fee=answer), SCALE, SCALE, 2 * SCALE).commission(SCALE, SCALE)
    assert type(fee) is not int or fee > 2**63


@pytest.mark.parametrize("gain", [TICK, 1], ids=["a tick", "less than a tick"])
def test_a_model_that_improves_a_price_or_a_fee_is_not_made_to_look_well(gain):
    better = StressedCosts(OfPlugin(-gain, fee=-5), 2 * SCALE, SCALE, 2 * SCALE)
    assert both(better) == (100 * SCALE - gain, 100 * SCALE + gain)
    assert better.commission(SCALE, SCALE) == -5


def test_terms_without_a_stress_are_the_brokers_own():
    assert venue_terms(SimulatedBrokerConfig(), Stress()) == VenueTerms()
    own = SimulatedBrokerConfig(volume_cap=Decimal("0.1"), latency_bars=2, latency=Duration(250))
    assert venue_terms(own, Stress()) == VenueTerms(2, 250, SCALE // 10, 0, False)


def test_a_stress_adds_bars_and_takes_the_tighter_cap():
    own = SimulatedBrokerConfig(volume_cap=Decimal("0.1"), latency_bars=2, latency=Duration(250))
    looser, tighter = (Stress(latency_bars=3, volume_cap_max=Decimal(cap)) for cap in ("0.5", "0.05"))
    assert venue_terms(own, looser) == VenueTerms(5, 250, SCALE // 10, 0, True)
    assert venue_terms(own, tighter) == VenueTerms(5, 250, SCALE // 20, 0, True)
    assert venue_terms(SimulatedBrokerConfig(), tighter).volume_cap == SCALE // 20


@pytest.mark.parametrize(("bps", "part"), [("100", SCALE // 100), ("0.00000001", 1), ("0.00010001", 2)])
def test_a_gap_in_basis_points_is_a_part_of_the_price_rounded_up(bps, part):
    assert venue_terms(SimulatedBrokerConfig(), Stress(gap_bps=Decimal(bps))) == VenueTerms(
        gap_fraction=part, is_stress=True
    )


def test_a_stress_of_costs_alone_leaves_the_terms():
    assert venue_terms(SimulatedBrokerConfig(), Stress(slippage_factor=Decimal(9))) == VenueTerms()


def test_a_broker_of_another_make_is_stressed_all_the_same():
    class Own:
        volume_cap = "not ours"

    assert venue_terms(Own(), Stress(latency_bars=1)) == VenueTerms(latency_bars=1, is_stress=True)


@pytest.mark.parametrize(
    "keys",
    [
        {"volume_cap": Decimal(0)},
        {"volume_cap": Decimal("1.1")},
        {"latency_bars": -1},
        {"latency_bars": 1_000_001},
        {"latency": Duration.parse("366d")},
    ],
    ids=str,
)
def test_settings_of_the_broker_have_bounds(keys):
    with pytest.raises(ValueError, match=r"must be"):
        SimulatedBrokerConfig(**keys)


@pytest.mark.parametrize(
    "keys",
    [
        {"slippage_factor": Decimal("0.99")},
        {"spread_factor": Decimal(0)},
        {"commission_factor": Decimal(-2)},
        {"commission_factor": Decimal(1001)},
        {"latency_bars": -1},
        {"latency_bars": 1_000_001},
        {"volume_cap_max": Decimal(0)},
        {"volume_cap_max": Decimal(2)},
        {"gap_bps": Decimal("-0.1")},
        {"gap_bps": Decimal(10_000)},
        {"gap_bps": Decimal("0.000000001")},
    ],
    ids=str,
)
def test_a_stress_that_would_improve_is_refused(keys):
    with pytest.raises(ValueError, match=r"must be|more than 8 decimals"):
        Stress(**keys)
