"""Limits on the book at both sides of their bounds; a way down stays open; without price or equity nothing passes."""

from __future__ import annotations

import pytest
from risk_views import TOP, numbers, rule, view
from small_engine import SCALE

BOUNDS = [
    ("PositionLimit", 100, {"position_after": 100}, {"position_after": 101}, ("POSITION", 100, 101)),
    ("ShortLimit", False, {"short_after": 0}, {"short_after": 1}, ("SHORT", 0, 1)),
    ("GrossLimit", 100, {"gross_after": 100}, {"gross_after": 101}, ("GROSS", 100, 101)),
    ("GrossLimit", 100, {"gross_after": 0}, {"gross_after": TOP}, ("GROSS", 100, TOP)),
    ("NetLimit", 100, {"net_after": 100}, {"net_after": 101}, ("NET", 100, 101)),
    (
        "LeverageLimit",
        2 * SCALE,
        {"equity": 50, "gross_after": 100},
        {"equity": 50, "gross_after": 101},
        ("LEVERAGE", 2 * SCALE, 202_000_000),
    ),
    (
        "LeverageLimit",
        2 * SCALE,
        {"equity": TOP, "gross_after": TOP},
        {"equity": 1, "gross_after": TOP},
        ("LEVERAGE", 2 * SCALE, TOP),
    ),
    (
        "ConcentrationLimit",
        SCALE // 2,
        {"equity": 200, "symbol_after": 100},
        {"equity": 200, "symbol_after": 101},
        ("CONCENTRATION", SCALE // 2, 50_500_000),
    ),
    ("OpenOrdersLimit", 3, {"open_orders": 2}, {"open_orders": 3}, ("OPEN_ORDERS", 3 * SCALE, 4 * SCALE)),
    ("OpenOrdersLimit", 3, {"open_orders": 0}, {"open_orders": TOP}, ("OPEN_ORDERS", 3 * SCALE, TOP)),
]
each = pytest.mark.parametrize(("kind", "bound", "at", "beyond", "found"), BOUNDS)


@each
def test_a_limit_passes_at_its_bound_and_refuses_beyond(kind, bound, at, beyond, found):
    tested = rule("book_limits", kind, bound)
    assert tested.check(None, view(**at)).level == 0
    refused = tested.check(None, view(**beyond))
    assert numbers(refused) == (1, *found)
    assert refused.rule == "tested"


@each
def test_a_limit_never_holds_back_a_reduction(kind, bound, at, beyond, found):
    assert rule("book_limits", kind, bound).check(None, view(reducing=True, **beyond)).level == 0


@pytest.mark.parametrize("kind", ["LeverageLimit", "ConcentrationLimit"])
@pytest.mark.parametrize("equity", [0, -1, -TOP])
def test_without_equity_nothing_adds_risk(kind, equity):
    refused = rule("book_limits", kind, 2 * SCALE).check(None, view(equity=equity))
    assert numbers(refused) == (1, "EQUITY_NOT_POSITIVE", 0, equity)


@pytest.mark.parametrize("kind", ["GrossLimit", "NetLimit", "LeverageLimit", "ConcentrationLimit"])
def test_what_has_no_price_is_refused(kind):
    assert rule("book_limits", kind, SCALE).check(None, view(price=0)).reason == "NO_PRICE"


@pytest.mark.parametrize(("equity", "gross", "ratio"), [(10**14, TOP, 10**6 * SCALE), (TOP, TOP, SCALE), (TOP, 1, TOP)])
def test_a_generous_ratio_is_a_bound_like_any_other(equity, gross, ratio):
    assert rule("book_limits", "LeverageLimit", ratio).check(None, view(equity=equity, gross_after=gross)).level == 0


def test_a_ratio_is_compared_without_rounding():
    tested = rule("book_limits", "LeverageLimit", SCALE + SCALE // 2)
    assert tested.check(None, view(equity=3, gross_after=4)).level == 0
    assert tested.check(None, view(equity=3, gross_after=5)).level == 1


def test_short_positions_may_be_allowed():
    assert rule("book_limits", "ShortLimit", True).check(None, view(short_after=TOP)).level == 0
