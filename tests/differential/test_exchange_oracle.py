"""The oracle against each sentence of `fills.md` on orders and bars: hand-made numbers, both sides of the market."""

from __future__ import annotations

import pytest

from mqk_core.ports import VenueTerms
from tests.differential.exchange_examples import both_sides, cancel, change, market, order, query, said
from tests.differential.exchange_history import SCALE

#: (open, high, low, close)
CALM = (100, 100, 100, 100)


def buy(bars, kind="market", tif="gtc", **more):
    """A buy of one unit, decided at the close of the first bar."""
    world = {name: more.pop(name) for name in ("per_day", "terms", "model") if name in more}
    return both_sides([CALM, *bars], {0: [order("b", 1, kind, tif, **more)]}, **world)


def test_a_market_order_fills_at_the_open_of_its_first_bar():
    assert buy([(101, 105, 99, 104), CALM]) == ["fill b 1@101 at 1"]


def test_the_worst_case_takes_the_worst_price_of_the_bar():
    assert buy([(101, 105, 99, 104)], model="worst_case") == ["fill b 1@105 at 1"]


def test_same_close_fills_in_the_deciding_bar_also_the_last():
    assert both_sides([CALM, (101, 105, 99, 104)], {1: [order("b", 1)]}, model="same_close") == ["fill b 1@104 at 1"]


@pytest.mark.parametrize(
    ("bar", "price"),
    [
        ((97, 99, 96, 98), 97),  # beyond the limit at the open
        ((98, 99, 97, 98), 98),  # at the limit at the open, traded through after it
        ((100, 101, 97, 99), 98),
        ((100, 101, 98, 99), None),  # a touch
        ((98, 99, 98, 99), None),  # an open equal to the limit
    ],
)
def test_a_limit_fills_beyond_at_the_open_or_traded_through(bar, price):
    assert buy([bar], "limit", limit=98) == ([f"fill b 1@{price} at 1"] if price else [])


@pytest.mark.parametrize(
    ("bar", "price"),
    [((105, 106, 104, 104), 105), ((103, 103, 103, 103), 103), ((100, 103, 99, 99), 103), ((100, 102, 99, 101), None)],
)
def test_a_stop_fills_at_a_gapping_open_or_where_it_is_touched(bar, price):
    assert buy([bar], "stop", stop=103) == ([f"fill b 1@{price} at 1"] if price else [])


@pytest.mark.parametrize(
    ("bars", "line"),
    [
        ([(103, 106, 101, 104)], "fill b 1@103 at 1"),  # open beyond the stop and within the limit
        ([(106, 107, 104, 106)], "fill b 1@105 at 1"),  # the limit lives in the bar at whose open it was triggered
        ([(100, 104, 99, 104), (105, 106, 105, 106)], None),  # triggered within: the open equals the limit
        ([(100, 104, 99, 104), (104, 106, 104, 106)], "fill b 1@104 at 2"),
        ([(100, 104, 99, 104), (106, 106, 104, 106)], "fill b 1@105 at 2"),
        ([(100, 102, 99, 104), (100, 102, 99, 104)], None),
    ],
)
def test_a_stop_limit_lives_in_its_bar_if_triggered_at_the_open_else_from_the_next(bars, line):
    assert buy(bars, "stop_limit", stop=103, limit=105) == ([line] if line else [])


def test_a_trailing_stop_follows_earlier_bars_and_never_loosens():
    bars = [(98, 102, 97, 101), (99, 101, 98, 99), (100, 101, 100, 101), (102, 110, 102, 110)]
    # From the close 100: 105. Then from the lows 97 and 98: 102, which the fourth bar opens at.
    assert buy(bars, "trailing_stop", trail=5) == ["fill b 1@102 at 4"]


def test_a_trailing_stop_never_moves_by_the_bar_it_is_judged_by():
    assert buy([(100, 104, 90, 104)], "trailing_stop", trail=5) == []


def test_a_trailing_fraction_is_rounded_to_trigger_sooner():
    case = market([101, (101, 106, 101, 106)], {0: [order("b", 1, "trailing_stop", trail_fraction=5)]})
    assert said(case) == ["fill b 1@106 at 1"]  # 101 + 5.05
    case = market([101, (101, 101, 96, 96)], {0: [order("s", -1, "trailing_stop", trail_fraction=5)]})
    assert said(case) == ["fill s -1@96 at 1"]  # 101 - 5.05 = 95.95


def test_of_stop_and_target_the_stop_happened():
    exits = [
        order("target", -1, "limit", limit=103, group="g", reduce_only=True, held=1),
        order("stop", -1, "stop", stop=97, group="g", reduce_only=True, held=1),
    ]
    asked = {0: [order("b", 1)], 1: exits}
    lines = both_sides([CALM, CALM, (100, 104, 96, 100)], asked)
    assert lines == ["fill b 1@100 at 1", "fill stop -1@97 at 2", "cancelled target at 2"]
    lines = both_sides([CALM, CALM, (104, 105, 96, 100)], asked)
    assert lines == ["fill b 1@100 at 1", "fill target -1@104 at 2", "cancelled stop at 2"]


@pytest.mark.parametrize(
    ("close", "filled", "cancelled"),
    [
        (102, "low -1@97", "up"),  # 5 worse than the close, against 2
        (99, "up 1@104", "low"),  # 5 worse than the close, against 2
        (101, "low -1@97", "up"),
        (100, "up 1@104", "low"),
    ],
)
def test_of_two_entries_the_one_that_is_worse_at_the_close_happened(close, filled, cancelled):
    pair = [order("low", -1, "stop", stop=97, group="g"), order("up", 1, "stop", stop=104, group="g")]
    for asked in (pair, pair[::-1]):
        lines = both_sides([CALM, (100, 104, 97, close)], {0: asked})
        assert lines == [f"fill {filled} at 1", f"cancelled {cancelled} at 1"]


def test_of_two_entries_that_are_as_bad_the_first_submitted_happened():
    pair = [order("low", -1, "stop", stop=97, group="g"), order("up", 1, "stop", stop=103, group="g")]
    bars = [CALM, (100, 104, 96, 100)]
    assert both_sides(bars, {0: pair}) == ["fill low -1@97 at 1", "cancelled up at 1"]
    assert both_sides(bars, {0: pair[::-1]}) == ["fill up 1@103 at 1", "cancelled low at 1"]


@pytest.mark.parametrize(
    ("bar", "lines"),
    [
        ((100, 106, 94, 100), ["fill stop -1@95 at 1", "cancelled target at 1"]),
        ((100, 106, 96, 100), ["fill target -1@105 at 1", "cancelled stop at 1"]),
        ((100, 105, 96, 100), []),
        ((94, 106, 94, 100), ["fill stop -1@94 at 1", "cancelled target at 1"]),
        ((106, 107, 94, 100), ["fill target -1@106 at 1", "cancelled stop at 1"]),
    ],
)
def test_children_of_an_entry_at_the_open_act_in_its_bar(bar, lines):
    assert both_sides([CALM, bar], {0: bracket()}) == [f"fill b 1@{bar[0]} at 1", *lines]


def bracket(**more):
    return [
        order("b", 1, **more),
        order("stop", -1, "stop", stop=95, parent="b", group="g", reduce_only=True),
        order("target", -1, "limit", limit=105, parent="b", group="g", reduce_only=True),
    ]


def test_after_an_entry_within_the_bar_only_the_stop_acts():
    entry = {"kind": "limit", "limit": 98}
    assert both_sides([CALM, (100, 106, 96, 100), CALM], {0: bracket(**entry)}) == ["fill b 1@98 at 1"]
    lines = both_sides([CALM, (100, 106, 95, 100), CALM], {0: bracket(**entry)})
    assert lines == ["fill b 1@98 at 1", "fill stop -1@95 at 1", "cancelled target at 1"]


def test_a_stop_beyond_which_the_entry_fills_within_the_bar_fills_at_the_entrys_price():
    entry = {"kind": "limit", "limit": 94}
    lines = both_sides([CALM, (100, 106, 93, 100)], {0: bracket(**entry)})
    assert lines == ["fill b 1@94 at 1", "fill stop -1@94 at 1", "cancelled target at 1"]


def test_a_trailing_child_starts_at_the_entrys_price_and_then_follows_the_entrys_bar():
    trail = order("t", -1, "trailing_stop", trail=5, parent="b", reduce_only=True)
    asked = {0: [order("b", 1), trail]}
    assert both_sides([CALM, (102, 110, 98, 103), (104, 105, 104, 104)], asked) == [
        "fill b 1@102 at 1",
        "fill t -1@104 at 2",  # its level is 105: from the high of the entry's bar
    ]
    asked = {0: [order("b", 1, "limit", limit=98), trail]}
    assert both_sides([CALM, (102, 110, 97, 103), (99, 99, 98, 98)], asked) == [
        "fill b 1@98 at 1",
        "fill t -1@98 at 2",  # from its close of 103, since the high may have come before the entry
    ]


def test_children_of_an_entry_that_ends_unfilled_are_cancelled():
    lines = both_sides([CALM, CALM, CALM], {0: bracket(kind="limit", limit=90), 1: [cancel("b")]})
    assert lines == ["cancelled b at 1", "cancelled stop at 1", "cancelled target at 1"]


def test_protective_orders_are_cut_to_what_is_held_and_cancelled_at_zero():
    exits = [order("x", -5, reduce_only=True, held=2), order("y", -2, "stop", stop=90, reduce_only=True, held=2)]
    lines = both_sides([CALM, CALM, CALM, CALM], {0: [order("b", 2)], 1: exits})
    assert lines == ["fill b 2@100 at 1", "fill x -2@100 at 2", "cancelled x at 2", "cancelled y at 2"]


def test_a_stop_and_a_market_exit_at_one_open_act_in_order_of_submission():
    stop = order("stop", -1, "stop", stop=95, reduce_only=True, held=1)
    exit_ = order("x", -1, reduce_only=True, held=1)
    bars = [CALM, CALM, (94, 94, 94, 94)]
    assert both_sides(bars, {0: [order("b", 1)], 1: [stop, exit_]})[1:] == ["fill stop -1@94 at 2", "cancelled x at 2"]
    assert both_sides(bars, {0: [order("b", 1)], 1: [exit_, stop]})[1:] == ["fill x -1@94 at 2", "cancelled stop at 2"]


@pytest.mark.parametrize("tif", ["ioc", "fok"])
def test_ioc_and_fok_look_only_at_the_open_of_their_first_bar(tif):
    assert buy([(100, 101, 90, 95), (90, 90, 90, 90)], "limit", tif, limit=98) == ["expired b at 1"]
    assert buy([(97, 101, 90, 95)], "limit", tif, limit=98) == ["fill b 1@97 at 1"]


def test_a_day_order_of_a_sessions_last_close_lives_through_the_next_session():
    bars = [CALM, CALM, CALM, CALM, (90, 90, 90, 90)]
    for step in (1, 2):
        asked = {step: [order("b", 1, "limit", "day", limit=95)]}
        assert both_sides(bars, asked, per_day=2) == ["expired b at 3"], step
    assert buy([CALM, (90, 90, 90, 90)], "limit", "day", limit=95, per_day=1) == ["expired b at 1"]


def test_a_day_order_whose_sessions_last_bar_never_comes_ends_before_the_next_session():
    bars = [CALM, CALM, None, (90, 90, 90, 90)]
    case = market(bars, {0: [order("b", 1, "limit", "day", limit=95)]}, per_day=3)
    assert said(case) == ["expired b at 2"]  # the third step of the tape: one step has no bar


def test_opg_fills_at_the_next_sessions_open_or_ends():
    bars = [CALM, (90, 90, 90, 90), (96, 96, 96, 96), CALM]
    assert both_sides(bars, {0: [order("b", 1, "market", "opg")]}, per_day=2) == ["fill b 1@96 at 2"]
    assert both_sides(bars, {0: [order("b", 1, "limit", "opg", limit=96)]}, per_day=2) == ["expired b at 2"]


def test_cls_fills_at_the_close_of_the_sessions_last_bar_or_ends():
    bars = [CALM, (90, 96, 90, 93), (100, 110, 90, 97)]
    assert both_sides(bars, {0: [order("b", 1, "market", "cls")]}, per_day=3) == ["fill b 1@97 at 2"]
    assert both_sides(bars, {0: [order("b", 1, "limit", "cls", limit=98)]}, per_day=3) == ["fill b 1@97 at 2"]
    assert both_sides(bars, {0: [order("b", 1, "limit", "cls", limit=97)]}, per_day=3) == ["expired b at 2"]


def test_all_fills_of_a_bar_share_its_capped_volume_in_order_of_submission():
    thin = (100, 100, 100, 100, 11)
    asked = {0: [order("a", 3), order("b", 3), order("f", 3, "market", "fok")]}
    lines = both_sides([CALM, thin, thin], asked, terms=VenueTerms(volume_cap=SCALE // 2))
    assert lines == ["fill a 3@100 at 1", "fill b 2@100 at 1", "expired f at 1", "fill b 1@100 at 2"]


def test_a_cancel_and_a_replace_come_as_late_as_an_order():
    bars = [CALM, CALM, (96, 96, 96, 96), (96, 96, 96, 96)]
    asked = {0: [order("b", 1, "limit", limit=97)], 1: [cancel("b")]}
    assert both_sides(bars, asked) == ["cancelled b at 1"]
    assert both_sides(bars, asked, terms=VenueTerms(latency_bars=1)) == ["fill b 1@96 at 2", "not open b at 3"]
    asked = {0: [order("b", 1, "limit", limit=95)], 1: [change("c", "b", 2, limit=97)]}
    assert both_sides(bars, asked) == ["replaced c at 1", "fill c 2@96 at 2"]
    assert both_sides(bars, asked, terms=VenueTerms(latency_bars=1)) == ["replaced c at 3", "fill c 2@96 at 3"]


def test_latency_in_time_waits_for_a_bar_that_opens_after_it():
    bars = [CALM, 101, 102, 103]
    assert both_sides(bars, {0: [order("b", 1)]}, terms=VenueTerms(latency_ns=1)) == ["fill b 1@102 at 2"]
    assert both_sides(bars, {0: [order("b", 1)]}, terms=VenueTerms(latency_bars=2)) == ["fill b 1@103 at 3"]


def test_a_query_tells_the_whole_chain():
    thin = (100, 100, 100, 100, 1)
    asked = {0: [order("b", 3)], 1: [change("c", "b", 2)], 2: [query("c"), query("b"), query("nobody's")]}
    lines = said(market([CALM, thin, 103, 103], asked, terms=VenueTerms(volume_cap=SCALE)))
    assert lines == [
        "fill b 1@100 at 1",
        "replaced c at 1",
        "fill c 1@103 at 2",
        "report c filled 2@101.5 at 2",
        "report b filled 2@101.5 at 2",
        "absent nobody's at 2",
    ]
