"""Orders, what works of them, and what a snapshot and the digest keep."""

from __future__ import annotations

import itertools

import pytest
from worlds import plain

blotter = plain("oms.blotter")
intents = plain("domain.intents")
Terms = plain("domain.orders").Terms


def approved(quantity, symbol="A"):
    return intents.ApprovedIntent(intents.Intent(1, 1, "main", symbol, quantity, quantity, 5), "entry")


def place(tested, quantity, *, book=0, terms=None, reduce_only=False):
    return tested.place(approved(quantity), 0, book, terms or Terms(), 0, reduce_only)


def placed(*quantities):
    tested = blotter.Blotter(2, 2)
    return tested, [place(tested, quantity) for quantity in quantities]


def working(tested, k=0):
    return tested.working[k].buy, tested.working[k].sell


def test_orders_are_numbered_from_one_and_count_as_working_at_once():
    tested, orders = placed(100, -30)
    assert [order.number for order in orders] == [1, 2]
    assert [order.status for order in orders] == ["pending_submit"] * 2
    assert working(tested) == (100, 30)
    assert working(tested, 1) == (0, 0)
    assert (tested.books[0][0].buy, tested.books[1][0].buy) == (100, 0)


@pytest.mark.parametrize("side", [1, -1])
def test_fills_take_away_from_what_works_until_nothing_is_left(side):
    tested, (order,) = placed(100 * side)
    assert tested.fill(order, 60 * side) == ()
    assert (order.status, order.leaves(), sum(working(tested))) == ("partially_filled", 40, 40)
    assert tested.fill(order, 40 * side) == ()
    assert (order.status, order.leaves(), working(tested)) == ("filled", 0, (0, 0))
    assert tested.find(1) is order
    assert not tested.live


@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize("before", [0, 60])
def test_a_fill_beyond_the_quantity_is_counted_and_named(side, before):
    tested, (order,) = placed(100 * side)
    if before:
        tested.fill(order, before * side)
    assert tested.fill(order, (101 - before) * side) == ("OVERFILL",)
    assert (order.status, order.filled_quantity, working(tested)) == ("filled", 101 * side, (0, 0))


@pytest.mark.parametrize(("end", "status"), [("reject", "rejected"), ("cancel", "cancelled"), ("expire", "expired")])
def test_an_end_frees_what_worked_and_keeps_what_was_filled(end, status):
    tested, (order,) = placed(100)
    tested.fill(order, 25)
    assert tested.move(order, end) == ()
    assert (order.status, order.filled_quantity, working(tested)) == (status, 25, (0, 0))
    assert tested.fill(order, 75) == ("LATE_FILL",)
    assert (order.status, order.filled_quantity, working(tested)) == (status, 100, (0, 0))
    assert tested.fill(order, 1) == ("LATE_FILL", "OVERFILL")


def test_a_fill_does_not_erase_a_pending_cancel_but_an_answer_or_an_end_does():
    tested, (order, other) = placed(100, 100)
    for one in (order, other):
        tested.request_cancel(one)
        tested.move(one, "ack")
        tested.fill(one, 10)
        assert one.cancel_pending
    tested.move(order, "cancel_reject")
    assert (order.cancel_pending, order.status) == (False, "partially_filled")
    tested.fill(other, 90)
    assert (other.cancel_pending, other.status) == (False, "filled")


def test_what_only_reduces_is_counted_apart():
    tested = blotter.Blotter(1, 2)
    stop = place(tested, -70, book=1, terms=Terms("stop", "gtc", stop=9), reduce_only=True)
    assert (tested.working[0].sell, tested.working[0].guard_sell) == (0, 70)
    assert (tested.books[1][0].guard_sell, tested.books[0][0].guard_sell) == (70, 0)
    tested.fill(stop, -30)
    assert tested.working[0].guard_sell == tested.books[1][0].guard_sell == 40
    tested.move(stop, "cancel")
    assert tested.working[0].guard_sell == tested.books[1][0].guard_sell == 0


def test_the_largest_of_the_legs_that_may_come_counts():
    tested, (order,) = placed(100)
    tested.move(order, "ack")
    counted = []
    for quantity in (150, 120, 80):
        tested.request_replace(order, quantity, Terms())
        counted.append(working(tested)[0])
    assert counted == [150, 150, 150]
    tested.replace_rejected(order, 1)
    assert working(tested) == (120, 0)
    tested.replaced(order, 3)
    assert (working(tested), order.newest_leg(), order.is_asked()) == ((80, 0), 3, False)


@pytest.mark.parametrize("answers", list(itertools.permutations([1, 2, 3])))
def test_replaces_may_be_answered_in_any_order(answers):
    tested, (order,) = placed(100)
    tested.move(order, "ack")
    for quantity in (150, 120, 80):
        tested.request_replace(order, quantity, Terms())
    for leg in answers:
        assert tested.replaced(order, leg) == ()
    assert (order.quantity, order.leg, working(tested)) == (80, 3, (80, 0))


def test_what_a_report_told_is_covered_by_executions_as_they_come():
    tested, (order,) = placed(100)
    tested.report(order, 60)
    assert (order.filled_quantity, order.unattributed()) == (60, 60)
    tested.fill(order, 40)
    assert (order.filled_quantity, order.unattributed()) == (60, 20)
    tested.fill(order, 40)
    assert (order.filled_quantity, order.unattributed()) == (80, 0)


@pytest.mark.parametrize("message", ["cancel_reject", "cancel_coming", "filled_too_little", "ack", "working"])
def test_whatever_shows_that_the_broker_has_the_order_is_remembered(message):
    tested, (order,) = placed(100)
    tested.move(order, "submit_unknown")
    tested.move(order, message)
    assert (order.status, order.is_acknowledged) == ("accepted", True)
    assert tested.move(order, "absent") == ("VANISHED",)


def test_a_restored_blotter_knows_ended_orders_and_what_works():
    tested, (order, ended, sold) = placed(100, 50, -30)
    tested.fill(order, 20)
    tested.request_cancel(order)
    tested.move(ended, "cancel")
    tested.request_replace(sold, -40, Terms("limit", "gtc", limit=7))
    again = blotter.Blotter(2, 2)
    again.restore(tested.snapshot())
    assert again.snapshot() == tested.snapshot()
    assert working(again) == working(tested) == (80, 40)
    assert again.books[0][0].sell == 40
    assert again.live[1].cancel_pending
    assert again.live[3].newest_leg() == 1
    assert again.fill(again.find(2), 50) == ("LATE_FILL",)
    assert place(again, 1).number == 4


def test_the_digest_of_ends_is_the_same_however_often_it_is_asked_for():
    often, seldom = blotter.Blotter(1, 1), blotter.Blotter(1, 1)
    for tested in (often, seldom):
        orders = [place(tested, 10) for _ in range(3)]
        for order, end in zip(orders, ("cancel", "reject", "expire"), strict=True):
            tested.move(order, end)
            tested.fill(order, 4)
            if tested is often:
                tested.state()
                tested.snapshot()
    assert often.state() == seldom.state()


def test_a_late_fill_changes_the_digest_of_ends():
    tested, (order,) = placed(10)
    tested.move(order, "cancel")
    before = tested.state()
    tested.fill(order, 1)
    assert tested.state() != before


def test_an_order_that_nobody_made_is_not_found():
    assert blotter.Blotter(1, 1).find(1) is None
