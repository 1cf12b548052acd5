"""From a broker's message to the engine's events, exactly once; what is of no order of this session is kept apart."""

from __future__ import annotations

import itertools

import pytest

from mqk_core.domain import events
from mqk_core.domain.events import Acked, Busted, BustUnmatched, Charged, Conflict, Filled, ForeignFill, Reported
from mqk_core.errors import InvariantViolation
from mqk_core.inbox import Inbox
from mqk_core.ports import (
    BrokerAbsent,
    BrokerAck,
    BrokerBust,
    BrokerCancelled,
    BrokerCancelPending,
    BrokerCancelReject,
    BrokerCharge,
    BrokerCorrection,
    BrokerDoneForDay,
    BrokerExpired,
    BrokerFill,
    BrokerForeignFill,
    BrokerOrder,
    BrokerReject,
    BrokerReplaced,
    BrokerReplaceReject,
    BrokerReport,
    BrokerRestated,
    BrokerSubmitUnknown,
)

FILL = BrokerFill("bt-7", "x1", 100, 5, 1, 60)
FILLED = Filled(3, 60, 7, 0, 100, 5, 1)
BUST = BrokerBust("bt-7", "x1", 60)
CORRECTION = BrokerCorrection("bt-7", "x1", 90, 6, 2, 60)
CORRECTED = Filled(3, 60, 7, 0, 90, 6, 2)


def told(*messages):
    inbox = Inbox("bt")
    return [event for message in messages for event in inbox.translate(message, 3)]


def net(found):
    """What a list of executions and busts comes to: shares, money, fees."""
    sign = {Filled: 1, Busted: -1}
    return tuple(
        sum(sign[type(one)] * amount for one, amount in zip(found, amounts, strict=True))
        for amounts in (
            [one.quantity for one in found],
            [one.quantity * one.price for one in found],
            [one.fee for one in found],
        )
    )


@pytest.mark.parametrize(
    ("message", "event"),
    [
        (BrokerAck("bt-7", "b1", 60), Acked(3, 60, 7, 0)),
        (BrokerReject("bt-7", "no", 60), events.Rejected(3, 60, 7, 0, "no")),
        (FILL, FILLED),
        (BrokerCancelled("bt-7", 60), events.Cancelled(3, 60, 7, 0)),
        (BrokerExpired("bt-7", 60), events.Expired(3, 60, 7, 0)),
        (BrokerDoneForDay("bt-7", 60), events.DoneForDay(3, 60, 7, 0)),
        (BrokerCancelPending("bt-7", 60), events.CancelPending(3, 60, 7, 0)),
        (BrokerCancelReject("bt-7", 60), events.CancelRejected(3, 60, 7, 0)),
        (BrokerCancelReject("bt-7", 60, True), events.CancelRejected(3, 60, 7, 0, True)),
        (BrokerReplaced("bt-7.2", "b1", 60), events.Replaced(3, 60, 7, 2)),
        (BrokerReplaceReject("bt-7.2", "no", 60), events.ReplaceRejected(3, 60, 7, 2)),
        (BrokerSubmitUnknown("bt-7", 60), events.SubmitUnknown(3, 60, 7, 0)),
        (BrokerAbsent("bt-7", 60), events.ProvenAbsent(3, 60, 7, 0)),
        (BrokerReport("bt-7.1", "working", 5, 9, 60), Reported(3, 60, 7, 1, "working", 5, 9)),
        (BrokerRestated("bt-7", 5, 6, 7, 8, 60), events.Restated(3, 60, 7, 0, 5, 6, 7, 8)),
        (BrokerForeignFill("x9", "A", 5, 6, 7, 60), ForeignFill(3, 60, "A", 5, 6, 7, "EXTERNAL_FILL")),
        (BrokerForeignFill("x9", "A", 5, 6, 7, 60, True), ForeignFill(3, 60, "A", 5, 6, 7, "LIQUIDATION")),
        (BrokerCharge("c9", "A", "borrow", 5, 60), Charged(3, 60, "A", "borrow", 5)),
        (BrokerBust("bt-7", "x9", 60, True), BustUnmatched(3, 60, 7, 0)),
        (CORRECTION, CORRECTED),
    ],
)
def test_every_message_has_its_event_without_foreign_ids(message, event):
    assert told(message) == [event]


def test_an_execution_is_told_once_however_often_it_comes():
    inbox = Inbox("bt")
    assert inbox.translate(FILL, 3) == (FILLED,)
    assert inbox.translate(FILL, 3) == ()
    assert inbox.translate(BrokerFill("bt-7", "x1", 100, 5, 1, 61), 4) == ()
    assert len(inbox.translate(BrokerFill("bt-7", "x2", 100, 5, 1, 60), 4)) == 1


@pytest.mark.parametrize(
    "message", [BrokerForeignFill("x1", "A", 5, 6, 7, 60), BrokerCharge("x1", "", "financing", 5, 60)]
)
def test_what_is_of_no_order_is_told_once_and_never_taken_for_an_execution(message):
    assert len(told(message, FILL, message, FILL)) == 2


@pytest.mark.parametrize(
    ("other", "order", "leg"),
    [
        (BrokerFill("bt-8", "x1", 100, 5, 1, 60), 8, 0),
        (BrokerFill("bt-7.1", "x1", 100, 5, 1, 60), 7, 1),
        (BrokerFill("bt-7", "x1", 99, 5, 1, 60), 7, 0),
        (BrokerFill("bt-7", "x1", 100, 6, 1, 60), 7, 0),
    ],
    ids=["order", "leg", "quantity", "price"],
)
def test_an_execution_with_another_body_is_told_as_a_conflict_and_not_as_a_fill(other, order, leg):
    conflict = Conflict(3, 60, order, leg, other.quantity, other.price)
    assert told(FILL, other, FILL) == [FILLED, conflict]


@pytest.mark.parametrize("sent", list(itertools.permutations([FILL, BUST, BUST])))
def test_a_bust_takes_back_once_whenever_it_comes(sent):
    found = told(*sent)
    assert [type(one) for one in found] == [Filled, Busted]
    assert net(found) == (0, 0, 0)


@pytest.mark.parametrize("sent", list(itertools.permutations([FILL, CORRECTION, FILL])))
def test_of_an_execution_and_its_correction_the_correction_holds(sent):
    assert net(told(*sent)) == (90, 540, 2)


@pytest.mark.parametrize("sent", list(itertools.permutations([FILL, CORRECTION, BUST])))
def test_a_bust_of_a_corrected_execution_leaves_nothing(sent):
    assert net(told(*sent)) == (0, 0, 0)


SECOND = BrokerCorrection("bt-7", "x1", 80, 7, 0, 60, 2)


@pytest.mark.parametrize("sent", list(itertools.permutations([FILL, CORRECTION, SECOND])))
def test_the_last_revision_holds_whatever_comes_last(sent):
    assert net(told(*sent, *sent)) == (80, 560, 0)


@pytest.mark.parametrize("sent", list(itertools.permutations([FILL, BUST])))
def test_a_bust_that_was_asked_for_in_vain_is_matched_when_its_execution_is_there(sent):
    final = BrokerBust("bt-7", "x1", 60, True)
    assert net(told(*sent, final)) == (0, 0, 0)


FOREIGN = ["7", "-7", "", "bt", "bt-", "bt-x", "live-7", "bt-7-", "bt--7", "bt-007", "bt-0", "bt-٣", "bt-²",
           "bt-" + "9" * 30, "bt-7.", "bt-7.0", "bt-7.x", "bt-7.01", "bt-7.1.1"]  # fmt: skip


@pytest.mark.parametrize("client_order_id", FOREIGN)
def test_what_moves_no_money_of_an_order_that_is_not_ours_is_counted_and_left_alone(client_order_id):
    inbox = Inbox("bt")
    assert inbox.translate(BrokerAck(client_order_id, "b1", 60), 3) == ()
    assert inbox.foreign == 1


@pytest.mark.parametrize("client_order_id", FOREIGN)
def test_a_fill_of_an_order_that_is_not_ours_is_quarantined_once(client_order_id):
    fill = BrokerFill(client_order_id, "x1", 100, 5, 1, 60, "A")
    assert told(fill, fill) == [ForeignFill(3, 60, "A", 100, 5, 1, "QUARANTINED_FILL")]


def test_a_prefix_may_hold_the_separator():
    assert Inbox("a-b").translate(BrokerAck("a-b-12", "b1", 60), 3) == (Acked(3, 60, 12, 0),)


def test_a_message_that_no_broker_may_send_is_refused():
    for stranger in (BrokerOrder("bt-7", "A", 1, "market", "gtc"), BrokerOrder("x", "A", 1, "market", "gtc")):
        with pytest.raises(InvariantViolation, match="BrokerOrder, which no broker may"):
            Inbox("bt").translate(stranger, 3)


GOOD = {"client_order_id": "bt-7", "execution_id": "e1", "quantity": 5, "price": 9, "fee": 0, "time": 60}


@pytest.mark.parametrize("amount", [1.5, True, None, 2**63, "7"])
@pytest.mark.parametrize("field", ["time", "quantity", "price", "fee"])
@pytest.mark.parametrize("kind", [BrokerFill, BrokerCorrection])
def test_an_execution_whose_numbers_no_ledger_could_book_is_refused_and_not_remembered(kind, field, amount):
    inbox = Inbox("bt")
    with pytest.raises(InvariantViolation, match="a message about bt-7 holds"):
        inbox.translate(kind(**{**GOOD, field: amount}), 3)
    assert inbox.translate(BrokerFill(**GOOD), 3) == (Filled(3, 60, 7, 0, 5, 9, 0),)


@pytest.mark.parametrize("amount", [1.5, True, None, 2**63, "7"])
@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        (BrokerReport, {"client_order_id": "bt-7", "status": "working", "filled": 5, "price": 9, "time": 60}, "filled"),
        (BrokerReport, {"client_order_id": "bt-7", "status": "working", "filled": 5, "price": 9, "time": 60}, "time"),
        (BrokerAck, {"client_order_id": "bt-7", "broker_order_id": "b", "time": 60}, "time"),
        (BrokerCharge, {"charge_id": "c", "symbol": "", "kind": "financing", "amount": 5, "time": 60}, "amount"),
    ],
)
def test_any_message_with_such_numbers_is_refused(kind, fields, field, amount):
    with pytest.raises(InvariantViolation, match="expected whole numbers within 64 bits"):
        Inbox("bt").translate(kind(**{**fields, field: amount}), 3)


def test_a_long_reason_of_a_rejection_is_cut():
    (event,) = told(BrokerReject("bt-7", "x" * 999, 60))
    assert len(event.reason) == 200
