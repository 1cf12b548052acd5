"""Limits on a single order at both sides of their bounds; a way down stays open; what has no price is refused."""

from __future__ import annotations

import pytest
from risk_views import TOP, numbers, rule, view
from small_engine import SCALE

TENTH = SCALE // 10
BOUNDS = [
    ("QuantityLimit", (100,), {"quantity": 100}, {"quantity": 101}, ("ORDER_QUANTITY", 100, 101)),
    ("QuantityLimit", (100,), {"quantity": 0}, {"quantity": TOP}, ("ORDER_QUANTITY", 100, TOP)),
    ("ValueLimit", (100,), {"value": 100}, {"value": 101}, ("ORDER_VALUE", 100, 101)),
    (
        "PriceCollar",
        (TENTH,),
        {"previous_price": 1000, "price": 1100},
        {"previous_price": 1000, "price": 1101},
        ("PRICE_COLLAR", TENTH, 10_100_000),
    ),
    (
        "PriceCollar",
        (TENTH,),
        {"previous_price": 1000, "price": 900},
        {"previous_price": 1000, "price": 899},
        ("PRICE_COLLAR", TENTH, 10_100_000),
    ),
    (
        "PriceCollar",
        (TENTH,),
        {"is_market": False, "price": 1000, "order_price": 1100, "previous_price": 1},
        {"is_market": False, "price": 1000, "order_price": 1101, "previous_price": 1101},
        ("PRICE_COLLAR", TENTH, 10_100_000),
    ),
    (
        "PriceCollar",
        (TENTH,),
        {"previous_price": TOP, "price": TOP},
        {"previous_price": 1, "price": TOP},
        ("PRICE_COLLAR", TENTH, TOP),
    ),
    ("StaleReference", (3,), {"price_age": 3}, {"price_age": 4}, ("STALE_REFERENCE", 3 * SCALE, 4 * SCALE)),
    ("StaleReference", (3,), {"price_age": 0}, {"price_age": TOP}, ("STALE_REFERENCE", 3 * SCALE, TOP)),
    ("SelfMatch", (), {"is_opposed": False}, {"is_opposed": True}, ("SELF_MATCH", 0, 0)),
    ("Restricted", (frozenset({"BETA"}),), {"symbol": "ACME"}, {"symbol": "BETA"}, ("RESTRICTED", 0, 0)),
    ("Allowed", (frozenset({"ACME"}),), {"symbol": "ACME"}, {"symbol": "BETA"}, ("NOT_ALLOWED", 0, 0)),
]
each = pytest.mark.parametrize(("kind", "bounds", "at", "beyond", "found"), BOUNDS)


@each
def test_a_limit_passes_at_its_bound_and_refuses_beyond(kind, bounds, at, beyond, found):
    tested = rule("order_limits", kind, *bounds)
    assert tested.check(None, view(**at)).level == 0
    refused = tested.check(None, view(**beyond))
    assert numbers(refused) == (1, *found)
    assert refused.rule == "tested"


@each
def test_a_limit_never_holds_back_a_reduction(kind, bounds, at, beyond, found):
    assert rule("order_limits", kind, *bounds).check(None, view(reducing=True, **beyond)).level == 0


@pytest.mark.parametrize("kind", ["Restricted", "Allowed"])
def test_an_empty_list_of_symbols_sets_no_limit(kind):
    assert rule("order_limits", kind, frozenset()).check(None, view()).level == 0


@pytest.mark.parametrize("price", [0, -1, -TOP])
@pytest.mark.parametrize(
    ("kind", "bounds", "field"),
    [
        ("ValueLimit", (1,), "price"),
        ("PriceCollar", (TENTH,), "price"),
        ("PriceCollar", (TENTH,), "previous_price"),
        ("StaleReference", (1,), "price"),
    ],
)
def test_what_has_no_price_is_refused(kind, bounds, field, price):
    refused = rule("order_limits", kind, *bounds).check(None, view(**{field: price}))
    assert (refused.level, refused.reason) == (1, "NO_PRICE")


def test_an_order_with_a_price_of_its_own_needs_one():
    refused = rule("order_limits", "PriceCollar", TENTH).check(None, view(is_market=False, order_price=0))
    assert refused.reason == "NO_PRICE"


def collar(*closes, bars=3, fraction=SCALE // 2):
    tested = rule("order_limits", "RollingCollar", fraction, bars)
    for close in closes:
        tested.marked(0, "ACME", close, 0)
    return tested


@pytest.mark.parametrize(
    ("closes", "at", "beyond", "observed"),
    [
        ((100, 120, 140), 150, 151, 51_000_000),
        ((200, 150, 120), 100, 99, 50_500_000),
        ((1000, 100, 120, 140), 150, 151, 51_000_000),
    ],
)
@pytest.mark.parametrize("is_market", [True, False])
def test_a_price_keeps_to_the_closes_of_the_last_bars(closes, at, beyond, observed, is_market):
    def seen(price):
        return view(price=price) if is_market else view(is_market=False, price=1, order_price=price)

    assert collar(*closes).check(None, seen(at)).level == 0
    refused = collar(*closes).check(None, seen(beyond))
    assert numbers(refused) == (1, "ROLLING_COLLAR", SCALE // 2, observed)
    assert collar(*closes).check(None, view(price=beyond, reducing=True)).level == 0


@pytest.mark.parametrize("price", [0, -1])
def test_a_rolling_collar_needs_closes_and_a_price(price):
    assert collar().check(None, view(price=100)).reason == "NO_PRICE"
    assert collar(100).check(None, view(price=100, instrument=1)).reason == "NO_PRICE"
    assert collar(100).check(None, view(price=price)).reason == "NO_PRICE"
    assert collar(price).check(None, view(price=100)).reason == "NO_PRICE"
    assert collar(1).check(None, view(price=TOP)).observed == TOP


def test_closes_follow_a_split():
    tested = collar(1000, 1200)
    tested.split(0, "ACME", 10, 1)
    tested.split(1, "BETA", 10, 1)
    assert tested.check(None, view(price=150)).level == 0
    assert tested.check(None, view(price=151)).level == 1
    for close in (200, 200, 200):
        tested.marked(0, "ACME", close, 0)
    assert tested.check(None, view(price=300)).level == 0, "the ring has kept its length"


def test_a_restored_collar_judges_like_the_first():
    first, again = collar(100, 200, 300, 400), collar()
    again.restore(first.state())
    assert again.state() == first.state() == [[200, 300, 400]]
    for tested in (first, again):
        tested.marked(0, "ACME", 500, 0)
    assert again.state() == first.state() == [[300, 400, 500]]
