"""A stress never improves the final equity of a whole backtest whose decisions do not look at equity.

Targets are said at fixed bars, far enough apart that every order is filled before the next is decided, under any stress
drawn: so that both runs decide the same, and only prices, fees and times of fills differ. What accrues with time is
left out together with latency and caps, since a position that comes later is also carried for a shorter time.
"""

from __future__ import annotations

from decimal import Decimal

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from mqk_core.config.sections import Stress
from mqk_core.domain.effects import Submit
from mqk_core.domain.events import Filled
from mqk_core.sim.stress import SimulatedBrokerConfig
from mqk_core.testing.desk import Desk
from mqk_core.testing.market import MINUTE_NS, Market

SPACE = 8
WISHES = 4
STEPS = SPACE * (WISHES + 1)
LATENCY_MAX = 3
#: At a cap of a tenth or more, the largest change of a position is filled in four bars or fewer.
VOLUME = 1_000
HELD_MAX = 200

tens = st.integers(10, 100).map(lambda tenths: Decimal(tenths) / 10)
bps = st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(7), Decimal(80)])
costs = st.fixed_dictionaries(
    {
        "commission_bps": bps,
        "commission_per_share": st.sampled_from([Decimal(0), Decimal("0.005")]),
        "commission_minimum": st.sampled_from([Decimal(0), Decimal(1)]),
        "slippage_bps": bps,
        "spread_bps": bps,
    }
)
by_range = st.fixed_dictionaries({"slippage_volatility": st.sampled_from([Decimal(0), Decimal("0.2"), Decimal(1)])})
of_costs = {"slippage_factor": tens, "spread_factor": tens, "commission_factor": tens}
of_the_market = {
    "latency_bars": st.integers(0, LATENCY_MAX),
    "volume_cap_max": st.one_of(st.none(), st.sampled_from([Decimal("0.1"), Decimal("0.3"), Decimal(1)])),
    "gap_bps": bps,
}


@st.composite
def desks(draw, *keys):
    """A desk with two symbols that wander, and targets for both at every eighth bar, short ones too."""
    desk = Desk(market=Market(), fills=draw(st.sampled_from(["next_open", "worst_case", "same_close"])))
    for one in keys:
        desk.costs |= draw(one)
    start = desk.market.time("09:31")
    for symbol in ("ACME", "BETA"):
        close = draw(st.integers(50, 150))
        for step in range(STEPS):
            opened = max(5, close + draw(st.integers(-3, 3)))
            close = max(5, opened + draw(st.integers(-3, 3)))
            high, low = max(opened, close) + draw(st.integers(0, 2)), min(opened, close) - draw(st.integers(0, 2))
            time = start + step * MINUTE_NS
            desk.market.bar(symbol, time, close, open=opened, high=high, low=low, volume=VOLUME)
        for wish in range(WISHES):
            quantity = draw(st.integers(-HELD_MAX, HELD_MAX))
            desk.want(symbol, quantity, start + wish * SPACE * MINUTE_NS)
    return desk


def compare(desk, stress, broker=None):
    """Run a desk without and with a stress; both must decide and fill alike in all but price, fee and time."""
    outcomes = []
    for each in (Stress(), stress):
        outcome = attrs.evolve(desk, stress=each, venue=broker or SimulatedBrokerConfig()).run()
        assert outcome.failure is None
        sent = {one.order: one.quantity for one in outcome.of(Submit)}
        filled = dict.fromkeys(sent, 0)
        for fill in outcome.of(Filled):
            filled[fill.order] += fill.quantity
        assert filled == sent, "an order is left unfilled: the comparison would say nothing"
        outcomes.append((outcome, sent))
    (calm, decided), (stressed, decided_too) = outcomes
    assert decided == decided_too
    return calm, stressed


@settings(max_examples=25, deadline=None)
@given(desks(costs, by_range), st.builds(Stress, **of_costs))
def test_stressed_costs_never_improve_a_fill_nor_the_end(desk, stress):
    calm, stressed = compare(desk, stress)
    fills = list(zip(calm.of(Filled), stressed.of(Filled), strict=True))
    for one, worse in fills:
        assert (worse.order, worse.time, worse.quantity) == (one.order, one.time, one.quantity)
        assert worse.price >= one.price if one.quantity > 0 else worse.price <= one.price
        assert worse.fee >= one.fee or (one.quantity < 0 and worse.price < one.price)
    assert stressed.equity <= calm.equity


@settings(max_examples=25, deadline=None)
@given(desks(costs, by_range), st.builds(Stress, **of_costs, **of_the_market))
def test_no_stress_improves_the_end(desk, stress):
    calm, stressed = compare(desk, stress)
    assert stressed.equity <= calm.equity


@settings(max_examples=10, deadline=None)
@given(
    desks(costs, by_range),
    st.builds(Stress, **of_costs, **of_the_market),
    st.sampled_from([None, Decimal("0.1"), Decimal("0.5")]),
)
def test_no_stress_improves_the_end_where_the_venue_is_slow_and_thin(desk, stress, cap):
    broker = SimulatedBrokerConfig(latency_bars=1, volume_cap=cap)
    calm, stressed = compare(desk, stress, broker)
    assert stressed.equity <= calm.equity


@settings(max_examples=10, deadline=None)
@given(desks(costs))
def test_a_stress_of_nothing_changes_nothing(desk):
    calm, stressed = compare(desk, Stress())
    assert (calm.decision_hash, calm.equity) == (stressed.decision_hash, stressed.equity)
