"""Orders as strategies ask for them: which prices make which kind, and what is the strategy's own mistake."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from worlds import plain

from mqk_core.domain.orders import KINDS, TIMES_IN_FORCE

SCALE = 10**8
requests = plain("strategy.requests")
StrategyError = plain("errors").StrategyError


def terms(time_in_force="gtc", **prices):
    return requests.order_terms("main", "ACME", time_in_force, prices)


@pytest.mark.parametrize(
    ("prices", "kind"),
    [
        ({}, "market"),
        ({"limit": 5}, "limit"),
        ({"stop": 5}, "stop"),
        ({"limit": 5, "stop": 4}, "stop_limit"),
        ({"trail": 5}, "trailing_stop"),
        ({"trail_fraction": Decimal("0.05")}, "trailing_stop"),
    ],
)
def test_the_prices_of_an_order_say_its_kind(prices, kind):
    made = terms(**prices)
    assert made.kind == kind
    for name in ("limit", "stop", "trail", "trail_fraction"):
        assert getattr(made, name) == Decimal(prices.get(name, 0)) * SCALE


def test_every_kind_can_be_asked_for():
    asked = [{}, {"limit": 1}, {"stop": 1}, {"limit": 1, "stop": 1}, {"trail": 1}]
    assert {terms(**prices).kind for prices in asked} == set(KINDS)


@pytest.mark.parametrize(
    "prices",
    [
        {"stop": 5, "trail": 1},
        {"limit": 5, "trail": 1},
        {"trail": 1, "trail_fraction": Decimal("0.1")},
        {"limit": 5, "stop": 5, "trail_fraction": Decimal("0.1")},
    ],
)
def test_prices_that_do_not_go_together_are_named(prices):
    with pytest.raises(StrategyError, match=", ".join(sorted(prices))):
        terms(**prices)


@pytest.mark.parametrize("name", ["limit", "stop", "trail", "trail_fraction"])
@pytest.mark.parametrize("price", [0, -1, Decimal("-0.01"), "5", float("nan"), float("inf"), True, 10**30])
def test_a_price_that_is_none_is_the_strategys_own_mistake(name, price):
    with pytest.raises(StrategyError, match="main"):
        terms(**{name: price})


@pytest.mark.parametrize("fraction", [1, Decimal("1.5")])
def test_a_trail_is_a_fraction_below_one(fraction):
    with pytest.raises(StrategyError, match="below 1"):
        terms(trail_fraction=fraction)


@pytest.mark.parametrize("time_in_force", TIMES_IN_FORCE)
def test_market_and_limit_orders_take_every_time_in_force(time_in_force):
    assert terms(time_in_force).time_in_force == terms(time_in_force, limit=1).time_in_force == time_in_force


@pytest.mark.parametrize("time_in_force", ["opg", "cls"])
@pytest.mark.parametrize("prices", [{"stop": 5}, {"stop": 5, "limit": 5}, {"trail": 5}])
def test_an_open_or_a_close_is_for_market_and_limit_orders(time_in_force, prices):
    with pytest.raises(StrategyError, match=f"{time_in_force} is for market and limit orders"):
        terms(time_in_force, **prices)


@pytest.mark.parametrize("time_in_force", ["", "GTC", "gtd", None, 1])
def test_a_time_in_force_that_there_is_not_is_refused_and_the_others_named(time_in_force):
    with pytest.raises(StrategyError, match="expected one of day, gtc"):
        terms(time_in_force)


def exits(take_profit=None, stop_loss=None, trail=None, trail_fraction=None):
    return requests.exit_terms("main", "ACME", take_profit, stop_loss, trail, trail_fraction)


def test_a_bracket_has_a_stop_and_a_target_or_one_of_them_or_none():
    assert exits() == (None, None)
    stop, target = exits(12, 9)
    assert (stop.kind, stop.stop, stop.time_in_force) == ("stop", 9 * SCALE, "gtc")
    assert (target.kind, target.limit, target.time_in_force) == ("limit", 12 * SCALE, "gtc")
    assert exits(take_profit=12) == (None, target)
    assert exits(trail=1)[0].kind == exits(trail_fraction=0.5)[0].kind == "trailing_stop"


@pytest.mark.parametrize(("stop_loss", "trail", "trail_fraction"), [(9, 1, None), (9, None, 0.1), (None, 1, 0.1)])
def test_a_bracket_has_one_stop(stop_loss, trail, trail_fraction):
    with pytest.raises(StrategyError, match="one of trail and trail_fraction"):
        exits(12, stop_loss, trail, trail_fraction)


@pytest.mark.parametrize(
    ("number", "units"),
    [
        (3, 3 * SCALE),
        (Decimal("0.00000001"), 1),
        (0.1, SCALE // 10),
        (np.int64(-2), -2 * SCALE),
        (np.float32(0.5), SCALE // 2),
    ],
)
def test_a_number_of_any_kind_becomes_units(number, units):
    assert requests.units_of(number, "main", "ACME") == units


@pytest.mark.parametrize("number", ["3", None, True, np.True_, float("nan"), Decimal("1e-9"), 10**12, 1e300, object()])
def test_what_is_no_number_says_whose_it_is(number):
    with pytest.raises(StrategyError, match="strategy main: target for ACME"):
        requests.units_of(number, "main", "ACME")
