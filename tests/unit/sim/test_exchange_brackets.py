"""Children of an entry: what of its own bar they can still see, and what they are worth when it ends."""

from __future__ import annotations

import pytest
from small_exchange import Setting, check_both_sides, play
from worlds import NAMES, world

worlds = pytest.mark.parametrize("name", NAMES)
CHILD = {"parent": "entry", "group": "exits"}


def bracket(kind="market", stop=95, target=105, quantity=10, step=0, **more):
    return {
        step: [
            ("submit", "entry", quantity, kind, more),
            ("submit", "target", -quantity, "limit", {"limit": target, **CHILD}),
            ("submit", "stop", -quantity, "stop", {"stop": stop, **CHILD}),
        ]
    }


def entry(price, step=1):
    return (step, "fill", "entry", 10, price)


def stopped(price, step=1):
    return [(step, "fill", "stop", -10, price), (step, "cancelled", "target")]


def taken(price, step=1):
    return [(step, "fill", "target", -10, price), (step, "cancelled", "stop")]


@worlds
@pytest.mark.parametrize(
    ("bar", "expected"),
    [
        ((100, 104, 96, 100), []),
        ((100, 106, 96, 100), taken(105)),
        ((100, 105, 96, 100), []),
        ((100, 106, 95, 100), stopped(95)),
        ((100, 104, 95, 100), stopped(95)),
        ((94, 104, 93, 100), stopped(94)),
        ((95, 104, 93, 100), stopped(95)),
        ((106, 107, 96, 100), taken(106)),
        ((105, 105, 96, 100), []),
        ((106, 107, 94, 100), taken(106)),
    ],
    ids=[
        "neither", "target", "target touched", "both: the stop", "stop touched", "open below the stop",
        "open at the stop", "open beyond the target", "open at the target", "target at the open, stop within",
    ],
)  # fmt: skip
def test_children_of_an_entry_at_the_open_see_the_whole_bar(name, bar, expected):
    check_both_sides(world(name), [100, bar], bracket(), [entry(bar[0]), *expected])


@worlds
@pytest.mark.parametrize(
    ("bar", "expected"),
    [
        ((100, 107, 97, 100), []),
        ((100, 107, 95, 100), stopped(95)),
        ((100, 107, 95.01, 100), []),
    ],
    ids=["target", "stop", "just above the stop"],
)
def test_of_an_entry_within_the_bar_only_the_stop_can_still_fill(name, bar, expected):
    check_both_sides(world(name), [100, bar], bracket("limit", limit=98), [entry(98), *expected])


@worlds
def test_a_stop_already_reached_where_the_entry_fills_goes_at_the_entrys_price(name):
    check_both_sides(world(name), [100, (100, 107, 97, 100)], bracket("limit", 99, limit=98), [entry(98), *stopped(98)])


@worlds
def test_children_are_ordinary_orders_from_the_next_bar_on(name):
    bars = [100, 100, (96, 106, 94, 100)]
    check_both_sides(world(name), bars, bracket(), [entry(100), *stopped(95, 2)])
    bars = [100, 100, (106, 106, 94, 100)]
    check_both_sides(world(name), bars, bracket(), [entry(100), *taken(106, 2)])
    bars = [100, 100, (94, 106, 94, 100)]
    check_both_sides(world(name), bars, bracket(), [entry(100), *stopped(94, 2)])


@worlds
@pytest.mark.parametrize(
    ("model", "force", "step", "price"), [("NextOpen", "cls", 1, 100), ("SameClose", "gtc", 0, 100)]
)
def test_children_of_an_entry_at_a_close_wait_for_the_next_bar(name, model, force, step, price):
    bars = [(100, 120, 80, 100), (100, 120, 80, 100)] if step else [(100, 120, 80, 100)]
    bars = [*bars, (100, 106, 96, 100)]
    expected = [entry(price, step), *taken(105, step + 1)]
    check_both_sides(world(name), bars, bracket(force=force), expected, Setting(model))


@worlds
def test_the_worst_case_entry_is_at_the_open_for_its_children(name):
    expected = [entry(104), *stopped(95)]
    check_both_sides(world(name), [100, (100, 104, 95, 100)], bracket(), expected, Setting("WorstCase"))


@worlds
def test_a_trailing_child_begins_at_the_entrys_price_and_sees_the_rest_of_its_bar_afterwards(name):
    def requests(kind, **more):
        child = {"trail": 5, "parent": "entry"}
        return {0: [("submit", "entry", 10, kind, more), ("submit", "trail", -10, "trailing_stop", child)]}

    core = world(name)
    bars = [100, (100, 108, 96, 102), (104, 104, 103, 104)]
    found = [entry(100), (2, "fill", "trail", -10, 103)]
    check_both_sides(core, bars, requests("market"), found)
    within = [100, (100, 108, 97, 102), (104, 104, 98, 104), (99, 99, 99, 99)]
    check_both_sides(core, within, requests("limit", limit=98), [entry(98), (3, "fill", "trail", -10, 99)])


@worlds
def test_a_stop_limit_child_triggers_in_the_entrys_bar_and_lives_from_the_next(name):
    requests = {
        0: [
            ("submit", "entry", 10),
            ("submit", "target", -10, "limit", {"limit": 105, **CHILD}),
            ("submit", "stop", -10, "stop_limit", {"stop": 95, "limit": 94, **CHILD}),
        ]
    }
    bars = [100, (100, 106, 95, 96), (96, 97, 95.5, 97)]
    expected = [entry(100), (2, "fill", "stop", -10, 96), (2, "cancelled", "target")]
    check_both_sides(world(name), bars, requests, expected)


@worlds
def test_children_of_an_entry_that_never_fills_are_cancelled_with_it(name):
    requests = bracket("limit", limit=90, force="ioc")
    expected = [(1, "expired", "entry"), (1, "cancelled", "target"), (1, "cancelled", "stop")]
    check_both_sides(world(name), [100, 100, 50], requests, expected)


@worlds
def test_an_entry_filled_in_parts_wakes_its_children_by_parts(name):
    setting = Setting(terms={"volume_cap": 10**8})
    bars = [100, (100, 104, 96, 100, 4), (100, 104, 96, 100, 3), (94, 94, 94, 94, 100)]
    requests = {**bracket(), 2: [("cancel", "entry")]}
    expected = [
        (1, "fill", "entry", 4, 100),
        (2, "fill", "entry", 3, 100),
        (2, "cancelled", "entry"),
        (3, "fill", "stop", -7, 94),
        (3, "cancelled", "target"),
        (3, "cancelled", "stop"),
    ]
    found = play(world(name), bars, requests, setting)
    assert sorted(found, key=str) == sorted(expected, key=str)


@worlds
def test_a_target_waits_for_the_next_bar_if_its_entry_fills_within_this_one(name):
    """Four shares have been held since bar 1, six come at bar 2's low: its high may have been before, for all ten."""
    setting = Setting(terms={"volume_cap": 10**8})
    bars = [100, (99, 99, 97, 98, 4), (98.5, 106, 97, 100, 100), (106, 106, 106, 106, 100)]
    requests = bracket("limit", 90, limit=98)
    found = play(world(name), bars, requests, setting)
    assert found[:2] == [(1, "fill", "entry", 4, 98), (2, "fill", "entry", 6, 98)]
    assert found[2:] == [(3, "fill", "target", -10, 106), (3, "cancelled", "stop")]


@worlds
def test_a_bracket_holds_no_more_than_its_entry_whatever_is_asked(name):
    """A child of 25 is good for the 10 that its parent filled."""
    requests = {0: [("submit", "entry", 10), ("submit", "stop", -25, "stop", {"stop": 95, "parent": "entry"})]}
    expected = [entry(100), (2, "fill", "stop", -10, 95), (2, "cancelled", "stop")]
    check_both_sides(world(name), [100, 100, 95], requests, expected)


@worlds
def test_a_smaller_stop_takes_as_much_from_its_target_in_the_entrys_bar(name):
    """Both are beyond their levels at the entry's open; ten more shares of the book would let both fill whole."""
    requests = {
        0: [
            ("submit", "held", 10),
            ("submit", "entry", 10),
            ("submit", "target", -10, "limit", {"limit": 99, **CHILD}),
            ("submit", "stop", -4, "stop", {"stop": 101, **CHILD}),
        ]
    }
    expected = [
        (1, "fill", "held", 10, 100),
        entry(100),
        (1, "fill", "stop", -4, 100),
        (1, "fill", "target", -6, 100),
        (1, "cancelled", "target"),
    ]
    check_both_sides(world(name), [100, 100, 100], requests, expected)


@worlds
def test_a_child_submitted_after_the_entrys_fill_is_awake_at_once(name):
    requests = {
        0: [("submit", "entry", 10)],
        1: [("submit", "stop", -10, "stop", {"stop": 95, "parent": "entry"})],
    }
    check_both_sides(world(name), [100, 100, (100, 100, 95, 97)], requests, [entry(100), (2, "fill", "stop", -10, 95)])


@worlds
def test_a_child_of_an_entry_that_has_filled_in_part_is_awake_for_that_part(name):
    setting = Setting(terms={"volume_cap": 10**8})
    requests = {
        0: [("submit", "entry", 10, "limit", {"limit": 100})],
        1: [("submit", "trail", -10, "trailing_stop", {"trail": 5, "parent": "entry"})],
    }
    bars = [100, (99, 99, 99, 99, 4), (103, 103, 102, 103, 50), (98, 99, 98, 99, 100), 100]
    expected = [
        (1, "fill", "entry", 4, 99),
        (3, "fill", "entry", 6, 98),
        (3, "fill", "trail", -10, 98),
    ]
    check_both_sides(world(name), bars, requests, expected, setting)


@worlds
def test_all_opens_come_before_a_stop_that_its_entrys_bar_touches(name):
    """The later order at the open takes six of the ten; the stop within the bar can only take what is left."""
    requests = {
        0: [
            ("submit", "entry", 10),
            ("submit", "stop", -10, "stop", {"stop": 95, "parent": "entry"}),
            ("submit", "sale", -6),
        ]
    }
    expected = [entry(100), (1, "fill", "sale", -6, 100), (1, "fill", "stop", -4, 95), (1, "cancelled", "stop")]
    check_both_sides(world(name), [100, (100, 100, 95, 97)], requests, expected)


@worlds
def test_a_child_at_the_close_acts_in_the_bar_that_its_entry_opened(name):
    requests = {0: [("submit", "entry", 10), ("submit", "exit", -10, "market", {"parent": "entry", "force": "cls"})]}
    expected = [entry(100), (1, "fill", "exit", -10, 97)]
    check_both_sides(world(name), [100, (100, 100, 95, 97)], requests, expected, Setting(ends=[1, 1]))


@worlds
def test_children_of_a_same_close_entry_are_covered_by_its_fill(name):
    requests = bracket()
    expected = [entry(100, 0), *stopped(95)]
    check_both_sides(world(name), [100, (100, 106, 95, 100)], requests, expected, Setting("SameClose"))
