"""What the venue turns away, how much a bar gives, and what its stresses cost."""

from __future__ import annotations

import pytest
from small_exchange import Market, Setting, check_both_sides, play
from worlds import NAMES, world

worlds = pytest.mark.parametrize("name", NAMES)
WHOLE = Setting(terms={"volume_cap": 10**8})


def said(name, *requests, bars=(100, 100), setting=None, step=0):
    return play(world(name), {"A": list(bars), "B": [1, 1, 1]}, {step: requests}, setting)


@worlds
@pytest.mark.parametrize(
    ("order", "reason"),
    [
        ((1, "market", {"symbol": "Z"}), "UNKNOWN_SYMBOL"),
        ((0, "market"), "INVALID_QUANTITY"),
        ((0.5, "market"), "INVALID_QUANTITY"),
        ((1e14, "market"), "INVALID_QUANTITY"),
        ((-(2**63) / 10**8, "market"), "INVALID_QUANTITY"),
        ((1, "limit", {"limit": 1e14}), "INVALID_PRICE"),
        ((1, "market", {"limit": 1}), "INVALID_PRICE"),
        ((1, "limit"), "INVALID_PRICE"),
        ((1, "limit", {"limit": -1}), "INVALID_PRICE"),
        ((1, "limit", {"limit": 1.001}), "INVALID_PRICE"),
        ((1, "limit", {"limit": 1, "stop": 1}), "INVALID_PRICE"),
        ((1, "stop", {"limit": 1}), "INVALID_PRICE"),
        ((1, "stop_limit", {"stop": 1}), "INVALID_PRICE"),
        ((1, "trailing_stop"), "INVALID_PRICE"),
        ((1, "trailing_stop", {"trail": -1}), "INVALID_PRICE"),
        ((1, "trailing_stop", {"trail": 1, "trail_fraction": 0.1}), "INVALID_PRICE"),
        ((1, "trailing_stop", {"trail_fraction": 1}), "INVALID_PRICE"),
        ((1, "trailing_stop", {"trail": 1, "stop": 1}), "INVALID_PRICE"),
        ((1, "iceberg"), "UNSUPPORTED_KIND"),
        ((1, "market", {"force": "gtd"}), "UNSUPPORTED_TIME_IN_FORCE"),
        ((1, "stop", {"stop": 1, "force": "opg"}), "UNSUPPORTED_TIME_IN_FORCE"),
        ((1, "trailing_stop", {"trail": 1, "force": "cls"}), "UNSUPPORTED_TIME_IN_FORCE"),
        ((-1, "market", {"reduce_only": True}), "NOTHING_HELD"),
        ((-1, "market", {"reduce_only": True, "held": -1}), "NOTHING_HELD"),
        ((1, "market", {"reduce_only": True, "held": 1}), "NOTHING_HELD"),
        ((-1, "market", {"parent": "x"}), "UNKNOWN_PARENT"),
    ],
)
def test_what_cannot_stand_is_rejected_and_never_rests(name, order, reason):
    market = Market(world(name), {"A": [100, 100]})
    market.step([("submit", "a", *order)])
    assert market.said == [(0, "reject", "a", reason)]
    assert market.exchange.due(1) >= 2
    market.step([("submit", "a", 1)])
    assert market.said[1:] == [(1, "reject", "a", "DUPLICATE_ID")]


@worlds
@pytest.mark.parametrize("trail", [{"trail": 0.000001}, {"trail": 12.3456789}, {"trail_fraction": 0.999}])
def test_a_trail_may_lie_off_the_tick(name, trail):
    assert said(name, ("submit", "a", 1, "trailing_stop", trail), bars=(100,)) == []


@worlds
@pytest.mark.parametrize(
    "child",
    [
        (10, "stop", {"stop": 1, "parent": "entry"}),
        (-10, "stop", {"stop": 1, "parent": "entry", "book": "other"}),
        (-10, "stop", {"stop": 1, "parent": "entry", "symbol": "B"}),
        (-10, "stop", {"stop": 1, "parent": "gone"}),
    ],
    ids=["same side", "another book", "another symbol", "ended unfilled"],
)
def test_a_parent_is_a_live_or_filled_order_of_the_other_side_of_the_same_book(name, child):
    requests = [("submit", "entry", 10), ("submit", "gone", 10), ("cancel", "gone"), ("submit", "child", *child)]
    found = said(name, *requests, bars=(100,))
    assert found == [(0, "cancelled", "gone"), (0, "reject", "child", "UNKNOWN_PARENT")]


@worlds
def test_where_there_was_no_bar_yet_nothing_can_be_priced(name):
    bars = (None, 100)
    trailing = ("submit", "a", 1, "trailing_stop", {"trail": 1})
    assert said(name, trailing, bars=bars) == [(0, "reject", "a", "NO_MARKET")]
    at_once = said(name, ("submit", "a", 1), bars=bars, setting=Setting("SameClose"))
    assert at_once == [(0, "reject", "a", "NO_MARKET")]
    limit = ("submit", "a", 1, "limit", {"limit": 101})
    assert said(name, limit, bars=bars, setting=Setting("SameClose")) == [(1, "fill", "a", 1, 100)]


@worlds
def test_all_fills_of_a_bar_share_its_volume_in_the_order_in_which_they_happen(name):
    requests = {
        0: [
            ("submit", "limit", 10, "limit", {"limit": 99}),
            ("submit", "one", 6),
            ("submit", "two", 6),
        ]
    }
    bars = [100, (100, 100, 98, 100, 10), (101, 101, 97, 101, 5), (102, 102, 98, 102, 3), (90, 90, 90, 90, 100)]
    expected = [
        (1, "fill", "one", 6, 100),
        (1, "fill", "two", 4, 100),
        (2, "fill", "two", 2, 101),
        (2, "fill", "limit", 3, 99),
        (3, "fill", "limit", 3, 99),
        (4, "fill", "limit", 4, 90),
    ]
    check_both_sides(world(name), bars, requests, expected, WHOLE)


@worlds
@pytest.mark.parametrize(
    ("cap", "volume", "lot", "filled"),
    [(0.5, 7, 1, 3), (0.5, 7, 2, 2), (0.01, 99, 1, 0), (0.01, 100, 1, 1), (1, 0, 1, 0), (0.25, 7, 0.5, 1.5)],
)
def test_the_cap_is_rounded_down_to_the_lot(name, cap, volume, lot, filled):
    setting = Setting(terms={"volume_cap": round(cap * 10**8)}, lot=round(lot * 10**8))
    found = play(world(name), [100, (100, 100, 100, 100, volume)], {0: [("submit", "a", 10)]}, setting)
    assert found == ([(1, "fill", "a", filled, 100)] if filled else [])


@worlds
@pytest.mark.parametrize(("volume", "word"), [(9, ("expired", "a")), (10, ("fill", "a", 10, 100))])
def test_fok_needs_all_at_once(name, volume, word):
    bars = [100, (100, 100, 100, 100, volume), (100, 100, 100, 100, 100)]
    requests = {0: [("submit", "a", 10, "market", {"force": "fok"})]}
    check_both_sides(world(name), bars, requests, [(1, *word)], WHOLE)


@worlds
def test_fok_needs_all_to_be_held(name):
    order = ("submit", "a", -10, "market", {"force": "fok", "reduce_only": True, "held": 9})
    check_both_sides(world(name), [100, 100], {0: [order]}, [(1, "expired", "a")])


@worlds
def test_ioc_keeps_what_it_got_and_a_triggered_stop_goes_on_at_each_open(name):
    bars = [100, (105, 105, 105, 105, 4), (90, 99, 90, 99, 4), (91, 99, 91, 99, 4)]
    ioc = {0: [("submit", "a", 10, "market", {"force": "ioc"})]}
    check_both_sides(world(name), bars, ioc, [(1, "fill", "a", 4, 105), (1, "expired", "a")], WHOLE)
    stop = {0: [("submit", "a", 10, "stop", {"stop": 104})]}
    expected = [(1, "fill", "a", 4, 105), (2, "fill", "a", 4, 90), (3, "fill", "a", 2, 91)]
    check_both_sides(world(name), bars, stop, expected, WHOLE)


@worlds
def test_a_same_close_order_shares_the_volume_of_the_bar_that_happened(name):
    setting = Setting("SameClose", terms={"volume_cap": 10**8})
    requests = {0: [("submit", "a", 6), ("submit", "b", 6), ("submit", "c", 6, "market", {"force": "ioc"})]}
    bars = [(99, 101, 99, 100, 10), (101, 102, 101, 102, 10)]
    expected = [(0, "fill", "a", 6, 100), (0, "fill", "b", 4, 100), (0, "expired", "c"), (1, "fill", "b", 2, 101)]
    check_both_sides(world(name), bars, requests, expected, setting)


GAP = {"gap_fraction": 2 * 10**6}  # two percent


@worlds
@pytest.mark.parametrize(
    ("kind", "more", "bar", "price"),
    [
        ("market", {}, (100, 101, 99, 100), 102),
        ("stop", {"stop": 100}, (100, 101, 99, 100), 102),
        ("stop", {"stop": 101}, (100, 101, 99, 100), 101),
        ("limit", {"limit": 101}, (100, 101, 99, 100), 101),
        ("limit", {"limit": 105}, (100, 101, 99, 100), 102),
        ("limit", {"limit": 99.5}, (100, 101, 99, 100), 99.5),
        ("market", {"force": "opg"}, (100, 101, 99, 100), 102),
        ("market", {"force": "cls"}, (100, 101, 99, 100), 100),
    ],
)
def test_a_gap_moves_what_is_taken_at_an_open(name, kind, more, bar, price):
    requests = {0: [("submit", "a", 10, kind, more)]}
    check_both_sides(world(name), [100, bar], requests, [(1, "fill", "a", 10, price)], Setting(terms=GAP))


@worlds
@pytest.mark.parametrize(("high", "price"), [(101, 102), (103, 103)])
def test_of_a_gap_and_the_worst_case_the_worse_holds(name, high, price):
    requests = {0: [("submit", "a", 10)]}
    expected = [(1, "fill", "a", 10, price)]
    check_both_sides(world(name), [100, (100, high, 99, 100)], requests, expected, Setting("WorstCase", terms=GAP))


@worlds
@pytest.mark.parametrize(("later", "price"), [(90, 101), (101, 101), (110, 110)])
def test_a_stressed_market_order_is_never_better_than_without_its_latency(name, later, price):
    setting = Setting(terms={"latency_bars": 1, "is_stress": True})
    requests = {0: [("submit", "a", 10)]}
    check_both_sides(world(name), [100, 101, later], requests, [(2, "fill", "a", 10, price)], setting)


@worlds
def test_a_stressed_price_is_that_of_the_shares_as_they_are_now(name):
    """The bar of 101 comes before a split into two: 50.50 a share is what was missed."""
    setting = Setting(terms={"latency_bars": 1, "is_stress": True}, actions=[(2, "A", "split", 2)])
    requests = {0: [("submit", "a", 10)]}
    assert play(world(name), [100, 101, 40], requests, setting) == [(2, "fill", "a", 20, 50.5)]


class ByRange:
    """A tenth of the bar's range is lost."""

    def price(self, quantity, price, tick, high, low):
        moved = (high - low) // 10
        return price + moved if quantity > 0 else price - moved

    def commission(self, quantity, value):
        return 0

    def borrow(self, value, days):
        return 0

    def financing(self, debt, days):
        return 0


@worlds
def test_a_stressed_price_is_the_worst_of_all_bars_since_the_first_possible_one_after_costs(name):
    """The first bar opens lowest, but its range of 50 costs five; 103 + 1 and 99 + 1 come later."""
    setting = Setting(terms={"latency_bars": 2, "is_stress": True}, costs=ByRange())
    bars = [100, (101, 130, 80, 101), (103, 110, 100, 103), (99, 105, 95, 99)]
    assert play(world(name), bars, {0: [("submit", "a", 10)]}, setting) == [(3, "fill", "a", 10, 106)]


@worlds
def test_under_stress_what_the_cap_leaves_over_is_never_better_than_a_price_before(name):
    setting = Setting(terms={"volume_cap": 10**8, "is_stress": True})
    bars = [100, (101, 101, 101, 101, 4), (103, 103, 103, 103, 4), (99, 99, 99, 99, 4)]
    expected = [(1, "fill", "a", 4, 101), (2, "fill", "a", 4, 103), (3, "fill", "a", 2, 103)]
    check_both_sides(world(name), bars, {0: [("submit", "a", 10)]}, expected, setting)


@worlds
def test_under_stress_what_the_deciding_close_leaves_over_is_never_better_than_that_close(name):
    setting = Setting("SameClose", terms={"volume_cap": 10**8, "is_stress": True})
    bars = [(100, 100, 100, 100, 4), (90, 90, 90, 90, 40)]
    expected = [(0, "fill", "a", 4, 100), (1, "fill", "a", 6, 100)]
    check_both_sides(world(name), bars, {0: [("submit", "a", 10)]}, expected, setting)


@worlds
def test_a_market_child_under_stress_is_held_to_the_bars_after_its_entrys(name):
    setting = Setting(terms={"latency_bars": 1, "is_stress": True})
    requests = {0: [("submit", "entry", 10), ("submit", "exit", -10, "market", {"parent": "entry"})]}
    bars = [100, (90, 90, 90, 90), 100, 98, 97]
    expected = [(2, "fill", "entry", 10, 100), (3, "fill", "exit", -10, 98)]
    check_both_sides(world(name), bars, requests, expected, setting)


class Charging:
    """A model that answers what it is told, and keeps what it was asked."""

    def __init__(self):
        self.asked = []

    def price(self, quantity, price, tick, high, low):
        self.asked.append(("price", quantity, price, tick, high, low))
        return price

    def commission(self, quantity, value):
        self.asked.append(("commission", quantity, value))
        return 7

    def borrow(self, value, days):
        return 0

    def financing(self, debt, days):
        return 0


@worlds
def test_a_cost_model_is_told_the_bar_and_the_value_with_its_multiplier(name):
    costs = Charging()
    play(world(name), [100, (10, 12, 9, 11)], {0: [("submit", "a", -3)]}, Setting(costs=costs, multiplier=50 * 10**8))
    unit = 10**8
    assert costs.asked == [
        ("price", -3 * unit, 10 * unit, unit // 100, 12 * unit, 9 * unit),
        ("commission", -3 * unit, 1500 * unit),
    ]
