"""Each limit at both sides of its bound: exactly at the bound passes, one unit more does not; a way down stays open."""

from __future__ import annotations

import pytest
from small_engine import SCALE, named
from worlds import NAMES, world

TOP = 2**63 - 1
worlds = pytest.mark.parametrize("name", NAMES)


def verdict(name, kind, bound, method="check", **seen):
    limits, rule = world(name)("risk.limits"), world(name)("risk.rule")
    view = rule.RiskView(**seen)
    tested = named(getattr(limits, kind)(bound), "tested")
    return tested.check(None, view) if method == "check" else tested.monitor(view)


BOUNDS = [
    ("QuantityLimit", 100, "ORDER_QUANTITY", {"quantity": 100}, {"quantity": 101}),
    ("ValueLimit", 100, "ORDER_VALUE", {"value": 100}, {"value": 101}),
    ("PositionLimit", 100, "POSITION", {"position_after": 100}, {"position_after": 101}),
    ("GrossLimit", 100, "GROSS", {"gross_after": 100}, {"gross_after": 101}),
    (
        "LeverageLimit",
        2 * SCALE,
        "LEVERAGE",
        {"equity": 50, "gross_after": 100},
        {"equity": 50, "gross_after": 101},
    ),
    (
        "PriceCollar",
        SCALE // 10,
        "PRICE_COLLAR",
        {"previous_price": 1000, "price": 1100},
        {"previous_price": 1000, "price": 1101},
    ),
    (
        "PriceCollar",
        SCALE // 10,
        "PRICE_COLLAR",
        {"previous_price": 1000, "price": 900},
        {"previous_price": 1000, "price": 899},
    ),
]


@worlds
@pytest.mark.parametrize(("kind", "bound", "reason", "at", "beyond"), BOUNDS)
def test_a_limit_passes_at_its_bound_and_refuses_beyond(name, kind, bound, reason, at, beyond):
    assert verdict(name, kind, bound, **at).level == 0
    refused = verdict(name, kind, bound, **beyond)
    assert (refused.level, refused.rule, refused.reason, refused.limit) == (1, "tested", reason, bound)
    assert refused.observed > bound or reason == "PRICE_COLLAR"


@worlds
@pytest.mark.parametrize(("kind", "bound", "reason", "at", "beyond"), BOUNDS)
def test_a_limit_never_holds_back_a_reduction(name, kind, bound, reason, at, beyond):
    assert verdict(name, kind, bound, reducing=True, **beyond).level == 0


@worlds
@pytest.mark.parametrize("equity", [0, -1, -TOP])
def test_without_equity_nothing_adds_risk(name, equity):
    refused = verdict(name, "LeverageLimit", 2 * SCALE, equity=equity, gross_after=0)
    assert (refused.level, refused.reason, refused.limit, refused.observed) == (1, "EQUITY_NOT_POSITIVE", 0, equity)


@worlds
@pytest.mark.parametrize(("equity", "gross", "ratio"), [(10**14, TOP, 10**6 * SCALE), (TOP, TOP, SCALE), (TOP, 1, TOP)])
def test_a_generous_ratio_is_a_bound_like_any_other(name, equity, gross, ratio):
    assert verdict(name, "LeverageLimit", ratio, equity=equity, gross_after=gross).level == 0


@worlds
def test_a_ratio_is_compared_without_rounding(name):
    bound, seen = SCALE + SCALE // 2, {"equity": 3}
    assert verdict(name, "LeverageLimit", bound, gross_after=4, **seen).level == 0
    assert verdict(name, "LeverageLimit", bound, gross_after=5, **seen).level == 1


@worlds
@pytest.mark.parametrize(
    ("kind", "reason", "begun"),
    [("DailyLossLimit", "DAILY_LOSS", "day_start_equity"), ("DrawdownLimit", "DRAWDOWN", "peak")],
)
def test_a_loss_halts_beyond_its_fraction_of_where_it_began(name, kind, reason, begun):
    bound = SCALE // 10
    assert verdict(name, kind, bound, "monitor", equity=900, **{begun: 1000}).level == 0
    halted = verdict(name, kind, bound, "monitor", equity=899, **{begun: 1000})
    assert (halted.level, halted.rule, halted.reason, halted.limit, halted.observed) == (3, "tested", reason, 100, 101)
    assert verdict(name, kind, bound, equity=0, **{begun: 1000}).level == 0, "a monitor does not judge orders"


@worlds
@pytest.mark.parametrize(("kind", "begun"), [("DailyLossLimit", "day_start_equity"), ("DrawdownLimit", "peak")])
def test_a_monitor_follows_the_view_to_a_new_start(name, kind, begun):
    rule = world(name)("risk.rule")
    tested = named(getattr(world(name)("risk.limits"), kind)(SCALE // 10), "tested")
    seen = [(1000, 900), (2000, 1800), (2000, 1799), (1000, 900), (1000, 899)]
    assert [tested.monitor(rule.RiskView(equity=equity, **{begun: start})).level for start, equity in seen] == [
        0,
        0,
        3,
        0,
        3,
    ]
