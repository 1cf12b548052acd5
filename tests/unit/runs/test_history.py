from __future__ import annotations

import pytest

from mqk_core.domain.effects import Cancel, Disable, Halt
from mqk_core.domain.events import (
    Acked,
    Busted,
    Cancelled,
    CancelRejected,
    Expired,
    Filled,
    ForeignFill,
    Incident,
    Opening,
    Rejected,
    TapeEnd,
    Transfer,
)
from mqk_core.domain.intents import Intent, Refusal
from mqk_core.domain.money import SCALE
from mqk_core.errors import InvariantViolation
from mqk_core.runs import history, order_history


def order_after(mini, *events):
    told = history.read([mini.submit(1, 10), *events])
    return told.orders[1]


@pytest.mark.parametrize(
    ("case", "status"),
    [
        ("nothing", "pending_submit"),
        ("acked", "accepted"),
        ("part", "partially_filled"),
        ("whole", "filled"),
        ("rejected", "rejected"),
        ("cancelled", "cancelled"),
        ("expired", "expired"),
        ("cancel rejected", "accepted"),
    ],
)
def test_an_order_ends_as_its_events_say(mini, case, status):
    at = mini.close_ns(1)
    acked = Acked(1, mini.close_ns(0), 1, 0)
    events = {
        "nothing": [],
        "acked": [acked],
        "part": [acked, mini.fill(1, 4, 10)],
        "whole": [acked, mini.fill(1, 4, 10), mini.fill(1, 6, 11)],
        "rejected": [Rejected(1, at, 1, 0, "no shares to borrow")],
        "cancelled": [acked, Cancel(1, at, 1, "halted"), Cancelled(1, at, 1, 0)],
        "expired": [acked, Expired(1, at, 1, 0)],
        "cancel rejected": [acked, CancelRejected(1, at, 1, 0)],
    }[case]
    order = order_after(mini, *events)
    assert order.status == status
    assert (order.end_time == at) == (status in order_history.ENDS)


def test_a_late_fill_is_booked_and_the_end_of_its_order_stands(mini):
    order = order_after(mini, Cancelled(1, mini.close_ns(1), 1, 0), mini.fill(1, 10, 12, day=2))
    assert (order.status, order.end_time, order.filled) == ("cancelled", mini.close_ns(1), 10 * SCALE)


def test_the_first_end_of_an_order_stays(mini):
    order = order_after(mini, Expired(1, mini.close_ns(1), 1, 0), Rejected(1, mini.close_ns(2), 1, 0, "late"))
    assert (order.status, order.end_time, order.reason) == ("expired", mini.close_ns(1), "")


def test_refusals_are_counted_by_reason_in_the_order_of_their_names():
    def refused(reason):
        return Refusal(1, 1, "main", "SPY", 1, "rule", reason, 1, 2)

    told = history.read([refused("POSITION"), refused("GROSS"), refused("POSITION")])
    assert list(told.refusals.items()) == [("GROSS", 1), ("POSITION", 2)]


def test_a_halt_halts_and_a_disabled_strategy_does_not():
    disable = Disable(1, 1, "main", "STRATEGY_FAILED", "ZeroDivisionError")
    halt = Halt(1, 1, "risk", "DRAWDOWN", "main", 1, 2)
    assert not history.read([disable]).is_halted
    assert history.read([disable, halt]).is_halted
    assert history.read([disable, halt]).halts == [disable, halt]


def test_quiet_records_change_nothing_and_the_end_is_kept(mini):
    end = TapeEnd(5, 1, 2, "digest")
    told = history.read([Opening(0, 0, 5), Intent(1, 1, "main", "SPY", 1, 1, 1), end])
    assert (told.orders, told.entries, told.end) == ({}, [], end)


def test_a_fill_of_an_order_that_was_never_submitted_is_refused(mini):
    with pytest.raises(InvariantViolation, match=r"order 7: .* no submit"):
        history.read([mini.fill(7, 1, 1)])


def test_an_order_submitted_twice_is_refused(mini):
    with pytest.raises(InvariantViolation, match="order 1: submitted twice"):
        history.read([mini.submit(1, 1), mini.submit(1, 1)])


def test_a_run_that_opens_with_positions_is_refused():
    with pytest.raises(InvariantViolation, match="opens with positions"):
        history.read([Opening(0, 0, 5, (("SPY", 1, 1),))])


def test_every_kind_of_booking_says_whose_book_it_moved(mini):
    told = history.read(
        [
            mini.submit(1, 10),
            mini.fill(1, 10, 11, fee=3),
            Busted(2, mini.close_ns(2), 1, 0, 10 * SCALE, 11 * SCALE, 3),
            Transfer(3, mini.close_ns(3), "SPY", "main", "other", SCALE, 2 * SCALE),
            ForeignFill(4, mini.close_ns(4), "SPY", -SCALE, SCALE, 1, "LIQUIDATION"),
        ]
    )
    assert [(one.kind, one.strategy, one.quantity // SCALE, one.fee, one.order) for one in told.bookings] == [
        ("fill", "main", 10, 3, 1),
        ("bust", "main", -10, -3, 1),
        ("transfer", "main", -1, 0, 0),
        ("transfer", "other", 1, 0, 0),
        ("foreign", "", -1, 1, 0),
    ]
    assert told.fills == 1


def test_a_quarantined_fill_moves_no_book(mini):
    foreign = ForeignFill(4, mini.close_ns(4), "SPY", SCALE, SCALE, 1, "QUARANTINED_FILL")
    unknown = Incident(4, mini.close_ns(4), 7, "QUARANTINED_FILL", 0, 0)
    told = history.read([foreign, mini.fill(7, 1, 1), Acked(4, mini.close_ns(4), 7, 0), unknown])
    assert (told.entries, told.orders, told.incidents) == ([], {}, [unknown])


def test_a_message_for_a_leg_that_was_never_asked_for_is_put_aside_alone(mini):
    at = mini.close_ns(1)
    strange = [Filled(1, at, 1, 3, SCALE, SCALE, 0), Incident(1, at, 1, "QUARANTINED_FILL", 0, 0)]
    told = history.read([mini.submit(1, 10), mini.fill(1, 4, 11), *strange, mini.fill(1, 6, 12)])
    assert [one.quantity // SCALE for one in told.bookings] == [4, 6]
    assert told.orders[1].status == "filled"


@pytest.mark.parametrize(
    ("quantity", "price", "fee"),
    [(0, SCALE, 0), (-SCALE, SCALE, 0), (SCALE, 0, 0), (SCALE, -SCALE, 0), (SCALE, SCALE, -1)],
)
def test_a_fill_that_no_ledger_books_moves_no_book(mini, quantity, price, fee):
    told = history.read([mini.submit(1, 10), Filled(1, mini.close_ns(1), 1, 0, quantity, price, fee)])
    assert (told.entries, told.orders[1].filled, told.orders[1].status) == ([], 0, "pending_submit")


def test_refusals_are_counted_by_strategy_and_reason():
    def refused(strategy, reason):
        return Refusal(1, 1, strategy, "SPY", 1, "rule", reason, 1, 2)

    told = history.read([refused("two", "GROSS"), refused("one", "POSITION"), refused("two", "GROSS")])
    assert told.refusals == {"GROSS": 2, "POSITION": 1}
    assert told.refusals_by_strategy == {"one": {"POSITION": 1}, "two": {"GROSS": 2}}
