"""An order's life as the records tell it: replaces, busts, ends, unknown outcomes, splits."""

from __future__ import annotations

import pytest

from mqk_core.domain.effects import Cancel, Replace
from mqk_core.domain.events import (
    Acked,
    Busted,
    Cancelled,
    CancelPending,
    CancelRejected,
    DoneForDay,
    Expired,
    Filled,
    ProvenAbsent,
    Rejected,
    Replaced,
    ReplaceRejected,
    Reported,
    Restated,
    Split,
    SubmitUnknown,
)
from mqk_core.domain.instruments import Instrument
from mqk_core.domain.money import SCALE
from mqk_core.runs import history

AT = 1_704_229_200_000_000_000
ACK = Acked(1, AT, 1, 0)
SPY = {"SPY": Instrument("SPY", SCALE // 100, SCALE, "USD")}


def units(*amounts):
    return tuple(round(amount * SCALE) for amount in amounts)


def fill(quantity, price=10, leg=0):
    return Filled(1, AT, 1, leg, *units(quantity, price), 0)


def bust(quantity, price=10):
    return Busted(1, AT, 1, 0, *units(quantity, price), 0)


def replace(leg, quantity, limit=0, stop=0):
    return Replace(
        row=1, time=AT, order=1, leg=leg, quantity=quantity * SCALE, limit=limit * SCALE, stop=stop * SCALE, trail=0,
        trail_fraction=0, held=0, former=0, reason="",
    )  # fmt: skip


def after(mini, *events, quantity=10, **terms):
    return history.read([mini.submit(1, quantity, **terms), *events], SPY).orders[1]


def test_a_replaced_order_is_its_head_and_counts_once(mini):
    told = history.read(
        [mini.submit(1, 10, limit=5 * SCALE), ACK, replace(1, 20, limit=6), Replaced(1, AT, 1, 1), fill(15, leg=1)]
    )
    order = told.orders[1]
    assert len(told.orders) == 1
    assert (order.quantity, order.limit, order.legs) == (20 * SCALE, 6 * SCALE, 1)
    assert (order.status, order.filled, order.end_time) == ("partially_filled", 15 * SCALE, None)


def test_fills_of_both_legs_count_for_the_chain(mini):
    order = after(mini, ACK, fill(4), replace(1, 8), Replaced(1, AT, 1, 1), fill(4, leg=1))
    assert (order.status, order.filled, order.quantity) == ("filled", 8 * SCALE, 8 * SCALE)


def test_a_replace_down_to_what_was_filled_ends_filled(mini):
    order = after(mini, ACK, fill(4), replace(1, 4), Replaced(1, AT, 1, 1))
    assert (order.status, order.end_time) == ("filled", AT)


def test_a_fill_of_the_child_says_that_the_broker_works_it(mini):
    order = after(mini, ACK, replace(1, 20), fill(5, leg=1), Replaced(1, AT, 1, 1))
    assert (order.quantity, order.legs, order.status) == (20 * SCALE, 1, "partially_filled")


def test_a_refused_replace_leaves_the_order_as_it_was(mini):
    order = after(mini, ACK, replace(1, 20, limit=6), ReplaceRejected(1, AT, 1, 1))
    assert (order.quantity, order.limit, order.legs, order.status) == (10 * SCALE, 0, 0, "accepted")


def test_the_former_leg_ends_without_ending_the_chain(mini):
    order = after(mini, ACK, replace(1, 20), Replaced(1, AT, 1, 1), Cancelled(1, AT, 1, 0))
    assert (order.status, order.end_time) == ("accepted", None)


def test_a_replace_acknowledged_after_the_former_leg_ended_goes_on_with_the_child(mini):
    order = after(mini, ACK, replace(1, 20), Cancelled(1, AT, 1, 0), Replaced(1, AT, 1, 1))
    assert (order.status, order.end_time, order.quantity) == ("accepted", None, 20 * SCALE)


def test_an_older_replace_acknowledged_late_changes_nothing(mini):
    order = after(mini, ACK, replace(1, 20), replace(2, 30), Replaced(1, AT, 1, 2), Replaced(1, AT, 1, 1))
    assert (order.quantity, order.head, order.legs) == (30 * SCALE, 2, 1)


def test_a_bust_takes_the_fill_back_and_the_order_works_again(mini):
    assert after(mini, ACK, fill(10), bust(10)).status == "accepted"
    order = after(mini, ACK, fill(4, 10), fill(6, 20), bust(6, 20))
    assert (order.status, order.filled, order.end_time) == ("partially_filled", 4 * SCALE, None)
    assert order.filled_value == 4 * SCALE * 10 * SCALE


def test_a_bust_after_a_cancel_leaves_it_cancelled(mini):
    order = after(mini, ACK, fill(4), Cancelled(1, AT, 1, 0), bust(4))
    assert (order.status, order.filled) == ("cancelled", 0)


@pytest.mark.parametrize(
    ("tif", "status"),
    [("day", "expired"), ("ioc", "expired"), ("fok", "expired"), ("opg", "expired"), ("gtc", "accepted")],
)
def test_done_for_day_ends_what_does_not_stand_until_cancelled(mini, tif, status):
    assert after(mini, ACK, DoneForDay(1, AT, 1, 0), tif=tif).status == status


@pytest.mark.parametrize(
    ("case", "events", "status"),
    [
        ("sent without an answer", [SubmitUnknown(1, AT, 1, 0)], "unknown"),
        ("found by an ack", [SubmitUnknown(1, AT, 1, 0), ACK], "accepted"),
        ("found by a report", [SubmitUnknown(1, AT, 1, 0), Reported(1, AT, 1, 0, "working", 0, 0)], "accepted"),
        ("found by a fill", [SubmitUnknown(1, AT, 1, 0), fill(10)], "filled"),
        ("absent", [SubmitUnknown(1, AT, 1, 0), ProvenAbsent(1, AT, 1, 0)], "pending_submit"),
        ("vanished", [ACK, ProvenAbsent(1, AT, 1, 0)], "unknown"),
        ("reported cancelled", [ACK, Reported(1, AT, 1, 0, "cancelled", 0, 0)], "cancelled"),
        ("no answer after an ack", [ACK, SubmitUnknown(1, AT, 1, 0)], "accepted"),
        ("cancel on its way", [ACK, CancelPending(1, AT, 1, 0)], "accepted"),
        ("cancel refused", [ACK, fill(4), CancelRejected(1, AT, 1, 0, True)], "partially_filled"),
        ("a new leg rejected", [ACK, replace(1, 5), Rejected(1, AT, 1, 1, "no")], "rejected"),
    ],
)
def test_a_status_is_left_by_evidence_alone(mini, case, events, status):
    assert after(mini, *events).status == status, case


def test_of_restatements_the_highest_in_the_brokers_own_count_holds(mini):
    def restated(quantity, sequence):
        return Restated(1, AT, 1, 0, quantity * SCALE, 7 * SCALE, 0, sequence)

    order = after(mini, ACK, restated(30, 2), restated(20, 1))
    assert (order.quantity, order.limit) == (30 * SCALE, 7 * SCALE)
    assert after(mini, ACK, fill(4), restated(4, 1)).status == "filled"


def test_a_split_restates_what_works_in_whole_lots_on_the_grid(mini):
    split = Split(1, AT, "SPY", 3, 2, 0)
    buy = after(mini, ACK, fill(3), split, limit=1001 * SCALE // 100, stop=1001 * SCALE // 100)
    # 3 filled become 4.5; 7 left become 10.5, cut to 10; 10.01 becomes 6.6733…, for a purchase 6.67.
    assert (buy.filled, buy.quantity) == units(4.5, 14.5)
    assert (buy.limit, buy.stop) == units(6.67, 6.67)
    sale = after(mini, ACK, split, quantity=-10, limit=1001 * SCALE // 100, stop=1001 * SCALE // 100, trail=3)
    assert (sale.quantity, sale.limit, sale.stop, sale.trail) == (-15 * SCALE, *units(6.68, 6.68), 2)


def test_a_split_leaves_ended_orders_and_other_symbols_alone(mini):
    ended = after(mini, ACK, fill(4), Expired(1, AT, 1, 0), Split(1, AT, "SPY", 2, 1, 0))
    assert (ended.quantity, ended.filled) == units(10, 4)
    assert after(mini, ACK, Split(1, AT, "QQQ", 2, 1, 0)).quantity == 10 * SCALE


def test_an_order_that_a_split_restates_is_filled_by_the_new_shares(mini):
    order = after(mini, ACK, Split(1, AT, "SPY", 2, 1, 0), fill(20, 5))
    assert (order.status, order.filled) == ("filled", 20 * SCALE)


def test_the_reason_of_a_cancel_survives_the_end_that_has_none(mini):
    order = after(mini, ACK, Cancel(1, AT, 1, "DRAWDOWN"), Expired(1, AT, 1, 0))
    assert (order.status, order.reason) == ("expired", "DRAWDOWN")
