"""How long an order stands: sessions, single bars, latency, and where bars are missing."""

from __future__ import annotations

import pytest
from small_exchange import Market, Setting, check_both_sides, play
from worlds import NAMES, world

worlds = pytest.mark.parametrize("name", NAMES)
#: Two sessions of three bars.
TWO = Setting(days=[0, 0, 0, 1, 1, 1], ends=[0, 0, 1, 0, 0, 1])


def buy(step=0, kind="market", **more):
    return {step: [("submit", "a", 10, kind, more)]}


@worlds
@pytest.mark.parametrize(
    ("step", "missing", "ended"),
    [(0, None, 2), (1, None, 2), (2, None, 5), (3, None, 5), (5, None, None), (0, 2, 3), (1, 2, 3), (2, 5, None)],
)
def test_a_day_order_lives_through_the_session_or_the_next_one(name, step, missing, ended):
    bars = [100 if k != missing else None for k in range(6)]
    bars = {"A": bars, "B": [50] * 6}
    found = play(world(name), bars, buy(step, "limit", limit=90, force="day"), TWO)
    assert found == ([] if ended is None else [(ended, "expired", "a")])


@worlds
def test_a_day_order_still_fills_in_the_last_bar_of_its_session(name):
    bars = [100, 100, (100, 100, 89, 100), 80, 80, 80]
    check_both_sides(world(name), bars, buy(0, "limit", limit=90, force="day"), [(2, "fill", "a", 10, 90)], TWO)


@worlds
def test_a_day_order_is_gone_before_the_first_bar_of_a_later_day(name):
    bars = {"A": [100, 100, None, 80, 80, 80], "B": [50] * 6}
    expected = [(3, "expired", "a")]
    assert play(world(name), bars, buy(0, "limit", limit=90, force="day"), TWO) == expected


@worlds
def test_a_day_order_of_a_symbol_that_has_not_traded_today_lives_through_its_next_session(name):
    """At step 3 another symbol has begun day 1; A's newest bar is of day 0, whose end it never saw."""
    bars = {"A": [100, 100, None, None, 100, 100], "B": [50] * 6}
    found = play(world(name), bars, buy(3, "limit", limit=90, force="day"), TWO)
    assert found == [(5, "expired", "a")]


@worlds
def test_a_day_order_of_a_symbol_without_any_bar_yet_lives_through_its_first_session(name):
    bars = {"A": [None, None, None, None, 100, 100], "B": [50] * 6}
    found = play(world(name), bars, buy(0, "limit", limit=90, force="day"), TWO)
    assert found == [(5, "expired", "a")]


@worlds
def test_gtc_lives_over_sessions(name):
    bars = [100, 100, 100, 100, (100, 100, 89, 100), 100]
    check_both_sides(world(name), bars, buy(0, "limit", limit=90), [(4, "fill", "a", 10, 90)], TWO)


@worlds
@pytest.mark.parametrize("force", ["ioc", "fok"])
@pytest.mark.parametrize(
    ("kind", "bar", "filled"),
    [
        ({"kind": "market"}, (101, 102, 90, 101), 101),
        ({"kind": "limit", "limit": 98}, (97, 102, 90, 101), 97),
        ({"kind": "limit", "limit": 98}, (98, 102, 90, 101), None),
        ({"kind": "stop", "stop": 102}, (103, 104, 90, 101), 103),
        ({"kind": "stop", "stop": 102}, (101, 104, 90, 101), None),
        ({"kind": "stop_limit", "stop": 102, "limit": 104}, (103, 104, 90, 101), 103),
        ({"kind": "stop_limit", "stop": 102, "limit": 103}, (104, 104, 90, 101), None),
    ],
)
def test_ioc_and_fok_look_at_nothing_but_the_open_of_their_first_bar(name, force, kind, bar, filled):
    expected = [(1, "expired", "a")] if filled is None else [(1, "fill", "a", 10, filled)]
    check_both_sides(world(name), [100, bar, (90, 110, 90, 100)], buy(0, **kind, force=force), expected)


@worlds
@pytest.mark.parametrize(("step", "filled"), [(0, (3, 33)), (1, (3, 33)), (2, (3, 33)), (3, None), (5, None)])
def test_opg_fills_at_the_next_sessions_first_open(name, step, filled):
    bars = [(30 + k, 60, 20, 40) for k in range(6)]
    expected = [] if filled is None else [(filled[0], "fill", "a", 10, filled[1])]
    assert play(world(name), bars, buy(step, force="opg"), TWO) == expected


@worlds
@pytest.mark.parametrize(
    ("limit", "word"), [(99, ("expired", "a")), (100, ("expired", "a")), (101, ("fill", "a", 10, 100))]
)
def test_an_opg_limit_fills_strictly_beyond_at_that_open_or_expires(name, limit, word):
    bars = [100, 100, 100, (100, 120, 80, 100), 80, 80]
    check_both_sides(world(name), bars, buy(1, "limit", limit=limit, force="opg"), [(3, *word)], TWO)


@worlds
@pytest.mark.parametrize(("step", "filled"), [(0, (2, 42)), (1, (2, 42)), (2, (5, 45)), (5, None)])
def test_cls_fills_at_the_close_of_the_sessions_last_bar(name, step, filled):
    bars = [(60, 70, 30, 40 + k) for k in range(6)]
    expected = [] if filled is None else [(filled[0], "fill", "a", 10, filled[1])]
    assert play(world(name), bars, buy(step, force="cls"), TWO) == expected


@worlds
@pytest.mark.parametrize(
    ("close", "word"), [(98, ("expired", "a")), (97.99, ("fill", "a", 10, 97.99)), (99, ("expired", "a"))]
)
def test_a_cls_limit_needs_a_close_strictly_beyond_it(name, close, word):
    bars = [100, (100, 100, 90, 100), (100, 100, 90, close)]
    setting = Setting(days=[0, 0, 0], ends=[0, 0, 1])
    check_both_sides(world(name), bars, buy(0, "limit", limit=98, force="cls"), [(2, *word)], setting)


@worlds
@pytest.mark.parametrize(("latency", "filled"), [(0, (1, 11)), (1, (2, 12)), (2, (4, 14)), (3, None)])
def test_latency_counts_bars_of_the_orders_own_symbol(name, latency, filled):
    bars = {"A": [10, 11, 12, None, 14], "B": [1] * 5}
    expected = [] if filled is None else [(filled[0], "fill", "a", 10, filled[1])]
    assert play(world(name), bars, buy(), Setting(terms={"latency_bars": latency})) == expected


@worlds
@pytest.mark.parametrize(("hours", "filled"), [(0, 1), (17.5, 1), (17.6, 2), (41.5, 2), (41.6, 3), (400, None)])
def test_latency_in_time_waits_for_a_bar_that_opens_late_enough(name, hours, filled):
    """A daily bar opens 6.5 hours before its close: 17.5 hours after the close before it."""
    expected = [] if filled is None else [(filled, "fill", "a", 10, 10 + filled)]
    setting = Setting(terms={"latency_ns": round(hours * 3600) * 10**9})
    assert play(world(name), [10, 11, 12, 13], buy(), setting) == expected


@worlds
def test_latency_never_delays_an_acknowledgement_and_bars_before_it_touch_nothing(name):
    setting = Setting(terms={"latency_bars": 1})
    bars = [100, (100, 120, 80, 100), (100, 104, 96, 100), (100, 104, 94, 100)]
    check_both_sides(world(name), bars, buy(0, "limit", limit=95), [(3, "fill", "a", 10, 95)], setting)
    check_both_sides(world(name), bars, buy(0, "trailing_stop", trail=9), [], setting)


@worlds
def test_the_first_and_the_last_bar_of_a_tape(name):
    core = world(name)
    assert play(core, {"A": [None, 10], "B": [1, 1]}, buy()) == [(1, "fill", "a", 10, 10)]
    assert play(core, [10], buy()) == []
    assert play(core, [10, 11], buy(1)) == []
    assert play(core, [10, 11], buy(1, force="ioc")) == []


@worlds
def test_a_tape_without_rows_has_nothing_due(name):
    core = world(name)
    market = Market(core, {"A": [None]})
    assert market.exchange.due(0) == 0
    market.ask("submit", "a", 10)
    market.ask("submit", "b", 10, "trailing_stop", trail=1)
    market.exchange.settle(0)
    market.hear()
    assert market.said == [(-1, "ack", "a"), (-1, "reject", "b", "NO_MARKET")]
    assert market.exchange.due(0) == 0
    market.exchange.reach(0)
    assert not market.exchange.poll()


@worlds
def test_a_same_close_order_fills_in_the_deciding_bar_and_opg_and_cls_do_not(name):
    core, setting = world(name), Setting("SameClose")
    bars = [(90, 110, 90, 105), (95, 111, 91, 106)]
    assert play(core, bars, buy(), setting) == [(0, "fill", "a", 10, 105)]
    assert play(core, bars, buy(1, force="fok"), setting) == [(1, "fill", "a", 10, 106)]
    assert play(core, bars, buy(0, force="opg"), setting) == [(1, "fill", "a", 10, 95)]
    assert play(core, bars, buy(0, force="cls"), setting) == [(1, "fill", "a", 10, 106)]
    assert play(core, bars, buy(0, "limit", limit=96), setting) == [(1, "fill", "a", 10, 95)]
