"""The oracle against what lies around orders and bars: refusals, groups, splits, costs, stress, charges."""

from __future__ import annotations

import msgspec
import pytest

from mqk_core.domain.actions import CorporateAction
from mqk_core.ports import VenueTerms
from tests.differential.exchange_cases import Costs
from tests.differential.exchange_examples import both_sides, cancel, change, market, order, query, said
from tests.differential.exchange_history import SCALE


def told(asked, bars=(100, 100, 100), **world):
    return said(market(list(bars), asked, **world))


@pytest.mark.parametrize(
    ("reason", "asked"),
    [
        ("UNKNOWN_SYMBOL", order("b", 1, symbol="Z")),
        ("INVALID_QUANTITY", order("b", 0)),
        ("INVALID_QUANTITY", ("submit", msgspec.structs.replace(order("b", 1)[1], quantity=1))),
        ("INVALID_PRICE", order("b", 1, "limit")),
        ("INVALID_PRICE", order("b", 1, "limit", limit=-1)),
        ("INVALID_PRICE", order("b", 1, "limit", limit=1.5)),
        ("INVALID_PRICE", order("b", 1, "stop", stop=90, limit=90)),
        ("INVALID_PRICE", order("b", 1, "stop_limit", stop=90)),
        ("INVALID_PRICE", order("b", 1, "trailing_stop")),
        ("INVALID_PRICE", order("b", 1, "trailing_stop", trail=1, trail_fraction=10)),
        ("INVALID_PRICE", order("b", 1, "trailing_stop", trail_fraction=100)),
        ("INVALID_PRICE", order("b", 1, trail=1)),
        ("UNSUPPORTED_KIND", order("b", 1, "iceberg")),
        ("UNSUPPORTED_TIME_IN_FORCE", order("b", 1, tif="gtd")),
        ("UNSUPPORTED_TIME_IN_FORCE", order("b", 1, "stop", "opg", stop=90)),
        ("DUPLICATE_ID", order("a", 1)),
        ("UNKNOWN_PARENT", order("b", 1, "stop", stop=90, parent="z")),
        ("UNKNOWN_PARENT", order("b", 1, "stop", stop=90, parent="a")),
        ("UNKNOWN_PARENT", order("b", -1, "stop", stop=90, parent="a", book="other")),
        ("NOTHING_HELD", order("b", -1, reduce_only=True)),
        ("NOTHING_HELD", order("b", -1, reduce_only=True, held=-1)),
    ],
)
def test_an_order_that_cannot_be_is_rejected_with_its_reason(reason, asked):
    lines = told({0: [order("a", 1, "limit", limit=50), asked]})
    assert lines == [f"{reason} {asked[1].client_order_id} at 0"]


def test_without_a_bar_there_is_no_close_to_fill_at():
    case = market({"A": [None, 100], "B": [100, 100]}, {0: [order("b", 1)]}, model="same_close")
    assert said(case) == ["NO_MARKET b at 0"]


def test_a_rejected_id_is_known_and_stays_used():
    asked = {0: [order("b", 0)], 1: [order("b", 1), query("b")]}
    assert told(asked) == ["INVALID_QUANTITY b at 0", "DUPLICATE_ID b at 1", "report b rejected 0@0 at 1"]


def test_a_replace_is_refused_where_it_cannot_be():
    asked = {
        0: [order("b", 1, "limit", limit=50)],
        1: [
            change("c", "b", -1, limit=50),
            change("d", "b", 1, limit=0),
            change("e", "z", 1),
            cancel("b"),
            change("f", "b", 1, limit=50),
            cancel("b"),
        ],
    }
    assert told(asked) == [
        "INVALID_QUANTITY c at 1",
        "INVALID_PRICE d at 1",
        "NOT_OPEN e at 1",
        "cancelled b at 1",
        "NOT_OPEN f at 1",
        "not open b at 1",
    ]


def test_only_a_smaller_quantity_keeps_the_place_in_the_queue():
    bars = [(100,) * 5, (100,) * 5, (100, 100, 100, 100, 2)]
    entries = [order("a", 3, "stop", stop=100), order("b", 2)]
    for asked, first in ((change("c", "a", 2, stop=100), "c"), (change("c", "a", 2, stop=99), "b")):
        lines = told({1: [*entries, asked]}, bars, terms=VenueTerms(volume_cap=SCALE))
        assert lines == ["replaced c at 1", f"fill {first} 2@100 at 2"]


def test_a_total_of_what_is_filled_ends_the_order_with_nothing_more():
    thin = (100, 100, 100, 100, 1)
    asked = {0: [order("b", 3)], 1: [change("c", "b", 1), query("c"), cancel("c")]}
    lines = told(asked, [100, thin, 100], terms=VenueTerms(volume_cap=SCALE))
    assert lines == ["fill b 1@100 at 1", "replaced c at 1", "report c filled 1@100 at 1", "not open c at 1"]


def test_a_fill_of_an_exit_takes_as_much_from_its_group():
    more = {"group": "g", "reduce_only": True, "held": 3}
    exits = [order("x", -3, "limit", limit=105, **more), order("y", -3, "stop", stop=95, **more)]
    bars = [100, 100, (106, 106, 106, 106, 1), (94, 94, 94, 94)]
    lines = both_sides(bars, {0: [order("b", 3)], 1: exits}, terms=VenueTerms(volume_cap=SCALE))
    # What was taken from y never filled: it ends cancelled, so that nobody waits for it.
    assert lines == [
        "fill b 3@100 at 1",
        "fill x -1@106 at 2",
        "fill y -2@94 at 3",
        "cancelled x at 3",
        "cancelled y at 3",
    ]


def test_what_a_book_holds_is_told_with_a_protective_order_and_moved_by_fills():
    stop = order("s", -3, "stop", stop=95, reduce_only=True, held=3, book="x")
    bars = [100, 100, 100, 94]
    assert told({0: [stop], 1: [order("o", -1, book="x")]}, bars) == [
        "fill o -1@100 at 2",
        "fill s -2@94 at 3",
        "cancelled s at 3",
    ]
    assert told({0: [stop], 1: [order("o", -3, book="x")]}, bars) == ["fill o -3@100 at 2", "cancelled s at 2"]
    assert told({0: [stop], 1: [order("o", -3, book="y")]}, bars)[1] == "fill s -3@94 at 3"


def test_a_split_adjusts_what_rests():
    actions = (CorporateAction(2, 0, "split", 3, 2),)
    asked = {
        0: [order("b", 3, "limit", limit=80), order("s", -3, "stop", stop=80), order("one", 1, "limit", limit=50)],
    }
    bars = [100, 100, (60, 60, 50, 60), 60]
    # 80 / 1.5 = 53.3: the buy's limit goes down to 53, the sale's stop up to 54; 4.5 shares become 4, 1.5 become 1.
    assert told(asked, bars, actions=actions) == ["fill b 4@53 at 2", "fill s -4@54 at 2"]
    actions = (CorporateAction(2, 0, "split", 1, 2),)
    lines = told(asked, [100, 100, 200, 200], actions=actions)
    assert lines == ["cancelled one at 2"]


def test_a_trailing_stop_goes_on_across_a_split():
    asked = {0: [order("s", -2, "trailing_stop", trail=10)]}
    bars = [100, (100, 120, 112, 112), (58, 58, 56, 56), 54]
    lines = told(asked, bars, actions=(CorporateAction(2, 0, "split", 2, 1),))
    assert lines == ["fill s -4@54 at 3"]  # 120 and 10 became 60 and 5


def test_costs_move_the_price_but_never_past_a_limit():
    wide = [100, (100, 104, 96, 100)]
    asked = {0: [order("m", 1), order("l", -1, "limit", limit=99)]}
    assert told(asked, wide, costs=Costs(slip=1)) == ["fill m 1@103 at 1", "fill l -1@99 at 1"]


def test_a_gap_under_stress_moves_prices_at_the_open():
    terms = VenueTerms(gap_fraction=SCALE // 10)
    asked = {0: [order("m", 1), order("l", 1, "limit", limit=105), order("s", -1, "stop", stop=100)]}
    assert told(asked, terms=terms) == ["fill m 1@110 at 1", "fill l 1@105 at 1", "fill s -1@90 at 1"]
    assert told({0: [order("m", 1)]}, [100, (100, 120, 99, 100)], terms=terms, model="worst_case") == [
        "fill m 1@120 at 1"
    ]


def test_under_stress_latency_never_makes_a_market_order_cheaper():
    bars, asked = [100, 105, 90, 110], {0: [order("b", 1), order("s", -1)]}
    assert told(asked, bars, terms=VenueTerms(latency_bars=1)) == ["fill b 1@90 at 2", "fill s -1@90 at 2"]
    assert told(asked, bars, terms=VenueTerms(latency_bars=1, is_stress=True))[0] == "fill b 1@105 at 2"
    assert told(asked, bars, terms=VenueTerms(latency_bars=2, is_stress=True)) == [
        "fill b 1@110 at 3",
        "fill s -1@90 at 3",
    ]


def test_shorts_and_debt_are_charged_after_a_sessions_last_close():
    costs = Costs(borrow_rate=1, financing_rate=1)
    bars = {"A": [100, 100, 100], "B": [50, 50, 50]}
    asked = {0: [order("s", -2), order("b", 6, symbol="B")]}
    case = market(bars, asked, per_day=2, costs=costs, cash=0)
    # After two bars: short 2 x 100 for one day; cash 200 - 300 - 0.2. At the end: one day more.
    assert said(case) == [
        "fill s -2@100 at 1",
        "fill b 6@50 at 1",
        "borrow A 0.2 at 1",
        "financing cash 0.1002 at 1",
        "borrow A 0.2 at 2",
        "financing cash 0.1005002 at 2",
    ]


def test_dividends_are_paid_by_the_short_and_received_by_the_long():
    actions = (CorporateAction(2, 0, "dividend", amount=SCALE),)
    case = market(
        [100, 100, 100], {0: [order("b", 2)]}, per_day=2, costs=Costs(financing_rate=1), cash=0, actions=actions
    )
    assert said(case)[1:] == ["financing cash 0.2 at 1", "financing cash 0.1982 at 2"]
