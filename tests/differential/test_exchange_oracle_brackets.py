"""The oracle against what the page says of children, parts and places in the queue, by hand-made numbers."""

from __future__ import annotations

import pytest

from mqk_core.ports import VenueTerms
from tests.differential.exchange_examples import both_sides, cancel, change, order
from tests.differential.exchange_history import SCALE

CALM = (100, 100, 100, 100)
ENTRY = order("b", 3)
STOP = order("stop", -3, "stop", stop=95, parent="b", group="g", reduce_only=True)
TARGET = order("target", -3, "limit", limit=105, parent="b", group="g", reduce_only=True)
CAPPED = VenueTerms(volume_cap=SCALE)


def bar(opened, high, low, close, volume=1000):
    return (opened, high, low, close, volume)


def test_an_entry_filled_in_parts_wakes_its_children_by_parts():
    bars = [CALM, bar(100, 100, 100, 100, 2), bar(94, 94, 94, 94, 1), bar(94, 94, 94, 94, 9)]
    lines = both_sides(bars, {0: [order("b", 3, "limit", limit=101), STOP], 1: [cancel("b")]}, terms=CAPPED)
    # The entry ended with two: the stop is good for two, of which the thin bar takes one.
    assert lines == [
        "fill b 2@100 at 1",
        "cancelled b at 1",
        "fill stop -1@94 at 2",
        "fill stop -1@94 at 3",
        "cancelled stop at 3",
    ]


def test_a_child_of_a_filled_entry_may_come_later():
    bars = [CALM, CALM, CALM, bar(94, 94, 94, 94)]
    assert both_sides(bars, {0: [ENTRY], 2: [STOP]}) == ["fill b 3@100 at 1", "fill stop -3@94 at 3"]


def test_a_child_that_comes_when_nothing_is_left_to_protect_is_cancelled():
    bars = [CALM, CALM, CALM, CALM]
    lines = both_sides(bars, {0: [ENTRY], 1: [order("x", -3)], 2: [STOP]})
    assert lines == ["fill b 3@100 at 1", "fill x -3@100 at 2", "cancelled stop at 2"]


@pytest.mark.parametrize(
    ("entry_bar", "after", "lines"),
    [
        # Triggered within: no fill of it or of the target in the bar; its limit lives from the next.
        (bar(100, 106, 95, 100), bar(94, 94, 93, 94), ["fill sl -3@94 at 2", "cancelled target at 2"]),
        (bar(94, 106, 94, 100), bar(92, 93, 92, 92), []),
        (bar(94, 106, 94, 100), bar(92, 94, 92, 92), ["fill sl -3@93 at 2", "cancelled target at 2"]),
        (bar(100, 106, 96, 100), CALM, ["fill target -3@105 at 1", "cancelled sl at 1"]),
    ],
)
def test_a_stop_limit_child_triggered_in_the_entrys_bar_keeps_the_target_out(entry_bar, after, lines):
    child = order("sl", -3, "stop_limit", stop=95, limit=93, parent="b", group="g", reduce_only=True)
    expected = [f"fill b 3@{entry_bar[0]} at 1", *lines]
    assert both_sides([CALM, entry_bar, after], {0: [ENTRY, child, TARGET]}) == expected


def test_children_act_at_the_open_right_after_their_entry():
    other = order("o", 1)
    lines = both_sides([CALM, bar(94, 94, 94, 94)], {0: [ENTRY, STOP, other]})
    assert lines == ["fill b 3@94 at 1", "fill stop -3@94 at 1", "fill o 1@94 at 1"]


def test_what_fills_at_the_open_is_done_before_a_child_that_is_touched_within():
    other = order("o", 1)
    lines = both_sides([CALM, bar(100, 100, 95, 95)], {0: [ENTRY, STOP, other]})
    assert lines == ["fill b 3@100 at 1", "fill o 1@100 at 1", "fill stop -3@95 at 1"]


def test_an_entry_at_the_close_wakes_its_children_for_the_next_bar():
    bars = [CALM, bar(100, 106, 90, 100), bar(100, 100, 95, 95)]
    asked = {0: [order("b", 3, "market", "cls"), STOP]}
    assert both_sides(bars, asked, per_day=2) == ["fill b 3@100 at 1", "fill stop -3@95 at 2"]


def test_same_close_wakes_children_for_the_next_bar():
    bars = [CALM, bar(100, 106, 96, 100), bar(100, 100, 95, 95)]
    lines = both_sides(bars, {0: [ENTRY, STOP, TARGET]}, model="same_close")
    assert lines == ["fill b 3@100 at 0", "fill target -3@105 at 1", "cancelled stop at 1"]


def test_children_keep_their_parent_when_it_is_replaced():
    bars = [CALM, CALM, bar(96, 96, 96, 96), bar(94, 94, 94, 94)]
    asked = {0: [order("b", 3, "limit", limit=90), STOP], 1: [change("c", "b", 2, limit=97)]}
    assert both_sides(bars, asked) == [
        "replaced c at 1",
        "fill c 2@96 at 2",
        "fill stop -2@94 at 3",
        "cancelled stop at 3",
    ]


def test_a_day_entry_that_ends_takes_its_sleeping_children_with_it():
    bars = [CALM, CALM, CALM]
    asked = {0: [order("b", 3, "limit", "day", limit=90), STOP, TARGET]}
    assert both_sides(bars, asked, per_day=2) == ["expired b at 1", "cancelled stop at 1", "cancelled target at 1"]


def test_a_triggered_stop_with_a_rest_goes_on_at_the_next_open():
    bars = [CALM, CALM, bar(100, 100, 95, 95, 2), bar(99, 99, 99, 99)]
    asked = {0: [ENTRY], 1: [order("s", -3, "stop", stop=95, reduce_only=True, held=3)]}
    assert both_sides(bars, asked, terms=CAPPED)[1:] == ["fill s -2@95 at 2", "fill s -1@99 at 3"]


def test_a_changed_stop_must_be_reached_anew():
    bars = [CALM, bar(100, 103, 100, 103, 1), CALM, bar(102, 102, 102, 102)]
    asked = {0: [order("s", 3, "stop", stop=103)], 1: [change("t", "s", 3, stop=102)]}
    lines = both_sides(bars, asked, terms=CAPPED)
    assert lines == ["fill s 1@103 at 1", "replaced t at 1", "fill t 2@102 at 3"]
    asked = {0: [order("s", 3, "stop", stop=103)], 1: [change("t", "s", 4, stop=103)]}
    lines = both_sides(bars, asked, terms=CAPPED)
    assert lines == ["fill s 1@103 at 1", "replaced t at 1", "fill t 3@100 at 2"]


def test_a_filled_entry_of_a_group_ends_the_others_with_their_children():
    entries = [order("b", 3, "stop", stop=103, group="e"), order("n", -3, "limit", limit=106, group="e")]
    child = order("c", 3, "stop", stop=110, parent="n", reduce_only=True)
    lines = both_sides([CALM, bar(103, 104, 100, 101)], {0: [*entries, child]})
    assert lines == ["fill b 3@103 at 1", "cancelled n at 1", "cancelled c at 1"]
