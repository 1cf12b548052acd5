"""Orders that exclude each other, and orders that only protect: never more than is held, never through zero."""

from __future__ import annotations

import pytest
from small_exchange import Setting, check_both_sides, play
from worlds import NAMES, world

worlds = pytest.mark.parametrize("name", NAMES)


def protect(name, quantity, kind="stop", held=10, **more):
    return ("submit", name, quantity, kind, {"reduce_only": True, "held": held, **more})


@worlds
def test_an_exits_fill_takes_as_much_from_the_others_of_its_group(name):
    setting = Setting(terms={"volume_cap": 10**8})
    requests = {
        0: [
            protect("stop", -10, stop=95, group="g"),
            protect("target", -10, "limit", limit=105, group="g"),
        ]
    }
    bars = [100, (106, 106, 106, 106, 4), (94, 94, 94, 94, 100)]
    expected = [
        (1, "fill", "target", -4, 106),
        (2, "fill", "stop", -6, 94),
        (2, "cancelled", "target"),
        (2, "cancelled", "stop"),
    ]
    check_both_sides(world(name), bars, requests, expected, setting)


@worlds
def test_an_entrys_fill_cancels_the_other_entries_of_its_group_on_any_symbol(name):
    requests = {
        0: [
            ("submit", "one", 10, "limit", {"limit": 95, "group": "g"}),
            ("submit", "two", 10, "stop", {"stop": 105, "group": "g"}),
            ("submit", "far", 10, "stop", {"stop": 200, "group": "g", "symbol": "B"}),
            ("submit", "free", 10, "stop", {"stop": 200}),
        ]
    }
    bars = {"A": [100, (100, 105, 96, 100), 100], "B": [100, 100, 300]}
    expected = [(1, "fill", "two", 10, 105), (1, "cancelled", "one"), (1, "cancelled", "far")]
    assert play(world(name), bars, requests) == expected


@worlds
def test_a_cancelled_or_expired_member_leaves_the_others_alone(name):
    requests = {
        0: [
            ("submit", "one", 10, "limit", {"limit": 95, "group": "g"}),
            ("submit", "two", 10, "stop", {"stop": 105, "group": "g"}),
            ("submit", "three", 10, "limit", {"limit": 50, "group": "g", "force": "ioc"}),
            ("cancel", "one"),
        ]
    }
    expected = [(0, "cancelled", "one"), (1, "expired", "three"), (2, "fill", "two", 10, 105)]
    check_both_sides(world(name), [100, 100, 105], requests, expected)


@worlds
@pytest.mark.parametrize(
    ("close", "filled"), [(104, ("low", 95)), (96, ("high", 105)), (100, ("low", 95))], ids=["high", "low", "tie"]
)
def test_of_two_entries_that_one_bar_reaches_the_worse_at_its_close_fills(name, close, filled):
    """Buying at 105 and selling at 95: by a close of 96 the purchase has lost 9; a tie goes to the first submitted."""
    requests = {
        0: [
            ("submit", "low", -10, "stop", {"stop": 95, "group": "g"}),
            ("submit", "high", 10, "stop", {"stop": 105, "group": "g"}),
        ]
    }
    who, price = filled
    other = {"low": "high", "high": "low"}[who]
    expected = [(1, "fill", who, {"low": -10, "high": 10}[who], price), (1, "cancelled", other)]
    assert play(world(name), [100, (100, 106, 94, close), 100], requests) == expected


@worlds
def test_an_entry_at_the_open_comes_before_a_worse_one_within(name):
    requests = {
        0: [
            ("submit", "low", 10, "limit", {"limit": 95, "group": "g"}),
            ("submit", "high", 10, "stop", {"stop": 105, "group": "g"}),
        ]
    }
    expected = [(1, "fill", "high", 10, 106), (1, "cancelled", "low")]
    check_both_sides(world(name), [100, (106, 106, 90, 90)], requests, expected)


@worlds
def test_a_protective_order_is_cut_to_what_is_held_and_cancelled_at_zero(name):
    requests = {0: [protect("stop", -25, stop=95)]}
    expected = [(1, "fill", "stop", -10, 95), (1, "cancelled", "stop")]
    check_both_sides(world(name), [100, 95, 90], requests, expected)


@worlds
@pytest.mark.parametrize("is_stop_first", [True, False])
def test_a_stop_and_a_market_exit_of_one_open_act_in_order_of_submission(name, is_stop_first):
    orders = [protect("stop", -10, stop=95), protect("exit", -10, "market")]
    first, second = ("stop", "exit") if is_stop_first else ("exit", "stop")
    expected = [(1, "fill", first, -10, 94), (1, "cancelled", second)]
    check_both_sides(world(name), [100, 94], {0: orders if is_stop_first else orders[::-1]}, expected)


@worlds
def test_every_fill_of_the_book_moves_what_is_covered_and_other_books_do_not(name):
    requests = {
        0: [
            protect("stop", -10, stop=95, book="x"),
            ("submit", "less", -4, "market", {"book": "x"}),
            ("submit", "other", -6, "market", {"book": "y"}),
        ]
    }
    expected = [
        (1, "fill", "less", -4, 100),
        (1, "fill", "other", -6, 100),
        (2, "fill", "stop", -6, 95),
        (2, "cancelled", "stop"),
    ]
    check_both_sides(world(name), [100, 100, 95], requests, expected)


@worlds
def test_a_position_that_is_closed_otherwise_takes_its_protection_along_but_no_sleeping_child(name):
    requests = {
        0: [
            protect("stop", -10, stop=95),
            ("submit", "entry", 10, "limit", {"limit": 90}),
            ("submit", "child", -10, "stop", {"stop": 85, "parent": "entry"}),
            ("submit", "close", -10),
        ]
    }
    expected = [
        (1, "fill", "close", -10, 100),
        (1, "cancelled", "stop"),
        (2, "fill", "entry", 10, 89),
        (3, "fill", "child", -10, 84),
    ]
    check_both_sides(world(name), [100, 100, 89, 84], requests, expected)


@worlds
def test_protective_stops_act_before_everything_else_within_a_bar(name):
    requests = {
        0: [
            ("submit", "entry", 10, "limit", {"limit": 96}),
            protect("stop", -10, stop=95),
        ]
    }
    expected = [(1, "fill", "stop", -10, 95), (1, "fill", "entry", 10, 96)]
    check_both_sides(world(name), [100, (100, 100, 94, 100)], requests, expected)


@worlds
def test_what_is_told_to_be_held_replaces_what_was_counted(name):
    requests = {
        0: [protect("one", -10, stop=95, held=10)],
        1: [protect("two", -3, stop=96, held=3)],
    }
    expected = [(2, "fill", "one", -3, 90), (2, "cancelled", "one"), (2, "cancelled", "two")]
    check_both_sides(world(name), [100, 100, 90], requests, expected)


@worlds
def test_a_held_of_the_other_side_ends_what_would_now_open(name):
    requests = {0: [protect("one", -10, stop=95, held=10)], 1: [protect("two", 3, stop=105, held=-3)]}
    expected = [(1, "cancelled", "one"), (2, "fill", "two", 3, 105)]
    check_both_sides(world(name), [100, 100, 105], requests, expected)


@worlds
def test_a_same_close_exit_is_cut_by_the_fills_that_came_before_it_in_one_round(name):
    """Both were decided with 10 held; the first sells 6, so 4 are left for the second."""
    requests = {0: [protect("one", -6, "market"), protect("two", -10, "market")]}
    expected = [(0, "fill", "one", -6, 100), (0, "fill", "two", -4, 100), (0, "cancelled", "two")]
    check_both_sides(world(name), [100, 100], requests, expected, Setting("SameClose"))
