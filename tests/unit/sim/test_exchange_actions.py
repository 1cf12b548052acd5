"""Splits and dividends on what rests and is held, and what carrying it over night costs."""

from __future__ import annotations

import pytest
from small_exchange import Market, Setting, play
from worlds import NAMES, world

worlds = pytest.mark.parametrize("name", NAMES)
UNIT = 10**8


def split(step, ratio, **more):
    return Setting(actions=[(step, "A", "split", ratio)], **more)


@worlds
@pytest.mark.parametrize(
    ("ratio", "order", "bar", "filled"),
    [
        (2, (10, "limit", {"limit": 95}), (48, 48, 47.49, 48), (20, 47.5)),
        (2, (10, "limit", {"limit": 95}), (48, 48, 47.5, 48), None),
        (3, (10, "limit", {"limit": 100}), (34, 34, 33.32, 34), (30, 33.33)),
        (3, (-10, "limit", {"limit": 100}), (33, 33.35, 33, 33), (-30, 33.34)),
        (3, (10, "stop", {"stop": 100}), (33, 33.33, 33, 33), (30, 33.33)),
        (3, (-10, "stop", {"stop": 100}), (34, 34, 33.34, 34), (-30, 33.34)),
        (0.1, (25, "limit", {"limit": 9.5}), (96, 96, 94, 96), (2, 95)),
        (1000, (1, "stop", {"stop": 1}), (0.01, 0.01, 0.01, 0.01), (1000, 0.01)),
        (2, (-10, "trailing_stop", {"trail": 5}), (49, 49, 47.5, 48), (-20, 47.5)),
        (2, (-10, "trailing_stop", {"trail": 5}), (49, 49, 47.51, 48), None),
        (2, (10, "trailing_stop", {"trail_fraction": 0.1}), (50, 55, 50, 50), (20, 55)),
    ],
)
def test_a_split_adjusts_what_rests_before_its_first_bar(name, ratio, order, bar, filled):
    expected = [(1, "fill", "a", *filled)] if filled else []
    assert play(world(name), [100, bar], {0: [("submit", "a", *order)]}, split(1, ratio)) == expected


@worlds
def test_a_split_that_leaves_less_than_a_lot_cancels(name):
    requests = {0: [("submit", "a", 9, "limit", {"limit": 9}), ("submit", "b", 10, "limit", {"limit": 9})]}
    assert play(world(name), [10, 100, 80], requests, split(1, 0.1)) == [(1, "cancelled", "a"), (2, "fill", "b", 1, 80)]


@worlds
def test_a_split_of_another_symbol_changes_nothing(name):
    bars = {"A": [100, 100, 94], "B": [100, 50, 50]}
    setting = Setting(actions=[(1, "B", "split", 2)])
    requests = {0: [("submit", "a", 10, "limit", {"limit": 95})]}
    assert play(world(name), bars, requests, setting) == [(2, "fill", "a", 10, 94)]


@worlds
def test_an_order_decided_on_the_ex_date_is_already_in_new_shares(name):
    requests = {1: [("submit", "a", 10, "limit", {"limit": 49})]}
    assert play(world(name), [100, 50, 48], requests, split(1, 2)) == [(2, "fill", "a", 10, 48)]


@worlds
def test_brackets_and_cover_are_split_with_what_they_protect(name):
    requests = {
        0: [("submit", "entry", 10), ("submit", "stop", -10, "stop", {"stop": 80, "parent": "entry"})],
    }
    expected = [(1, "fill", "entry", 10, 100), (3, "fill", "stop", -20, 39)]
    assert play(world(name), [100, 100, 50, 39], requests, split(2, 2)) == expected


@worlds
def test_a_sleeping_child_is_split_with_its_entry(name):
    requests = {
        0: [
            ("submit", "entry", 10, "limit", {"limit": 90}),
            ("submit", "stop", -10, "stop", {"stop": 80, "parent": "entry"}),
        ],
    }
    expected = [(1, "fill", "entry", 20, 44), (2, "fill", "stop", -20, 39)]
    assert play(world(name), [100, 44, 39], requests, split(1, 2)) == expected


@worlds
def test_a_trailing_stop_after_a_split_begins_at_the_close_in_new_shares(name):
    """B has a bar on the ex-date, A has not: A's newest close of 100 is worth 50."""
    bars = {"A": [100, None, (50, 50, 45, 50)], "B": [1, 1, 1]}
    requests = {1: [("submit", "a", -1, "trailing_stop", {"trail": 5})]}
    assert play(world(name), bars, requests, split(1, 2)) == [(2, "fill", "a", -1, 45)]


@worlds
def test_the_chains_total_is_told_in_new_shares_and_its_mean_in_new_prices(name):
    setting = Setting(terms={"volume_cap": UNIT}, actions=[(2, "A", "split", 2)])
    bars = [100, (100, 100, 100, 100, 4), (52, 52, 52, 52, 100), 50]
    requests = {0: [("submit", "a", 10)], 2: [("query", "a")]}
    assert play(world(name), bars, requests, setting) == [
        (1, "fill", "a", 4, 100),
        (2, "fill", "a", 12, 52),
        (2, "report", "a", "filled", 20, 51.2),
    ]


class Lending:
    """One thousandth a day for shorts, one hundredth for debt."""

    def __init__(self, borrow=1000, financing=100):
        self.rates = borrow, financing

    def price(self, quantity, price, tick, high, low):
        return price

    def commission(self, quantity, value):
        return 0

    def borrow(self, value, days):
        return value * days // self.rates[0] if self.rates[0] else 0

    def financing(self, debt, days):
        return debt * days // self.rates[1] if self.rates[1] else 0


def charges(name, bars, requests, **more):
    setting = Setting(costs=Lending(), **more)
    return [one for one in play(world(name), bars, requests, setting) if one[1] == "charge"]


@worlds
def test_a_short_position_pays_at_each_sessions_close_for_the_days_to_the_next(name):
    setting = {"days": [0, 0, 1, 4], "ends": [0, 1, 1, 1], "cash": 10_000}
    found = charges(name, [100, 100, 110, 120], {0: [("submit", "a", -10)]}, **setting)
    assert found == [
        (1, "charge", "borrow", "A", 1.0),
        (2, "charge", "borrow", "A", 3.3),
        (3, "charge", "borrow", "A", 1.2),
    ]


@worlds
def test_debt_pays_after_the_loans_of_its_day_and_on_what_they_cost(name):
    requests = {0: [("submit", "a", -10), ("submit", "b", 11, "market", {"symbol": "B"})]}
    found = charges(name, {"A": [100, 100], "B": [100, 100]}, requests)
    assert found == [(1, "charge", "borrow", "A", 1.0), (1, "charge", "financing", "", 1.01)]


@worlds
def test_a_night_is_charged_once_however_often_its_step_is_settled(name):
    market = Market(world(name), {"A": [100, 100]}, Setting(costs=Lending(), days=[0, 0]))
    market.step([("submit", "a", -10)])
    market.step()
    for _ in range(3):
        market.exchange.settle(2)
    market.hear()
    assert [one[1:] for one in market.said if one[1] == "charge"] == [("charge", "borrow", "A", 1.0)]


@worlds
def test_flat_and_solvent_accounts_pay_nothing_and_nothing_is_due(name):
    market = Market(world(name), {"A": [100, 100, 100, 100]}, Setting(costs=Lending(), cash=1000))
    market.step([("submit", "a", 10)])
    market.step([("submit", "b", -10)])
    market.step()
    assert market.exchange.due(3) == 4
    assert [one for one in market.said if one[1] == "charge"] == []


@worlds
def test_a_multiplier_counts_in_what_a_short_is_worth_and_a_split_does_not_change_it(name):
    setting = {"multiplier": 5 * UNIT, "cash": 10_000, "actions": [(2, "A", "split", 2)]}
    bars = {"A": [100, 100, None], "B": [1, 1, 1]}
    found = charges(name, bars, {0: [("submit", "a", -10)]}, **setting)
    assert found == [(1, "charge", "borrow", "A", 5.0), (2, "charge", "borrow", "A", 5.0)]


@worlds
@pytest.mark.parametrize(("quantity", "charged"), [(10, 9.8), (-10, None)])
def test_a_dividend_is_credited_to_who_holds_and_debited_from_who_is_short(name, quantity, charged):
    """Ten shares at 100 with no cash: 1000 of debt, of which a dividend of 2 a share takes 20."""
    setting = Setting(costs=Lending(0), actions=[(2, "A", "dividend", 2)])
    found = play(world(name), [100, 100, 100], {0: [("submit", "a", quantity)]}, setting)
    told = [one[-1] for one in found if one[1] == "charge"]
    assert told == ([10.0, 9.9] if quantity > 0 else [])


@worlds
def test_a_dividend_that_a_short_pays_can_make_the_debt_that_is_charged(name):
    """1000 from ten shares sold, 2000 for their dividend; nothing else is due at that day's end."""
    setting = Setting(costs=Lending(0), actions=[(3, "A", "dividend", 200)])
    found = play(world(name), [100] * 5, {0: [("submit", "a", -10)]}, setting)
    assert [one for one in found if one[1] == "charge"] == [
        (3, "charge", "financing", "", 10.0),
        (4, "charge", "financing", "", 10.1),
    ]


@worlds
@pytest.mark.parametrize("rates", [(-1, 100), (1000, -1)])
def test_a_charge_that_improves_the_result_is_refused(name, rates):
    core = world(name)

    class Giving(Lending):
        def borrow(self, value, days):
            return -1 if rates[0] < 0 and days < 365 else super().borrow(value, days)

        def financing(self, debt, days):
            return -1 if rates[1] < 0 and days < 365 else super().financing(debt, days)

    orders = [("submit", "a", -10 if rates[0] < 0 else 10)]
    with pytest.raises(core("errors").InvariantViolation, match=r"Giving gave (borrow|financing) '-1'"):
        play(core, [100, 100, 100], {0: orders}, Setting(costs=Giving()))
