"""From a broker's message to the engine's event, exactly once, and only for this session's orders."""

from __future__ import annotations

import pytest

from mqk_core.domain.events import Acked, Cancelled, CancelRejected, Expired, Filled, Rejected
from mqk_core.errors import InvariantViolation
from mqk_core.inbox import Inbox
from mqk_core.ports import (
    BrokerAck,
    BrokerCancelled,
    BrokerCancelReject,
    BrokerExpired,
    BrokerFill,
    BrokerOrder,
    BrokerReject,
)

FILL = BrokerFill("bt-7", "x1", 100, 5, 1, 60)


@pytest.mark.parametrize(
    ("message", "event"),
    [
        (BrokerAck("bt-7", "b1", 60), Acked(3, 60, 7, 0)),
        (BrokerReject("bt-7", "no", 60), Rejected(3, 60, 7, 0, "no")),
        (FILL, Filled(3, 60, 7, 0, 100, 5, 1)),
        (BrokerCancelled("bt-7", 60), Cancelled(3, 60, 7, 0)),
        (BrokerExpired("bt-7", 60), Expired(3, 60, 7, 0)),
        (BrokerCancelReject("bt-7", 60), CancelRejected(3, 60, 7, 0)),
    ],
)
def test_every_message_has_its_event_without_foreign_ids(message, event):
    assert Inbox("bt").translate(message, 3) == event


def test_an_execution_is_applied_once_however_often_it_comes():
    inbox = Inbox("bt")
    assert inbox.translate(FILL, 3) is not None
    assert inbox.translate(FILL, 3) is None
    assert inbox.translate(BrokerFill("bt-7", "x1", 100, 5, 1, 61), 4) is None
    assert inbox.translate(BrokerFill("bt-7", "x2", 100, 5, 1, 60), 4) is not None


@pytest.mark.parametrize(
    "other",
    [
        BrokerFill("bt-8", "x1", 100, 5, 1, 60),
        BrokerFill("bt-7", "x1", 99, 5, 1, 60),
        BrokerFill("bt-7", "x1", 100, 6, 1, 60),
    ],
    ids=["order", "quantity", "price"],
)
def test_an_execution_with_another_body_is_a_conflict_and_is_not_applied(other):
    inbox = Inbox("bt")
    inbox.translate(FILL, 3)
    with pytest.raises(InvariantViolation, match=r"execution x1 came again .*EXECUTION_CONFLICT"):
        inbox.translate(other, 3)
    assert inbox.translate(FILL, 3) is None


@pytest.mark.parametrize(
    "client_order_id",
    [
        "7",
        "-7",
        "",
        "bt",
        "bt-",
        "bt-x",
        "live-7",
        "bt-7-",
        "bt--7",
        "bt-007",
        "bt-0",
        "bt-٣",
        "bt-²",
        "bt-" + "9" * 30,
    ],
)
def test_an_id_that_this_session_never_made_is_refused(client_order_id):
    with pytest.raises(InvariantViolation, match="expected an id of this session"):
        Inbox("bt").translate(BrokerAck(client_order_id, "b1", 60), 3)


def test_a_prefix_may_hold_the_separator():
    assert Inbox("a-b").translate(BrokerAck("a-b-12", "b1", 60), 3) == Acked(3, 60, 12, 0)


def test_a_message_that_no_broker_may_send_is_refused():
    with pytest.raises(InvariantViolation, match="BrokerOrder, which no broker may"):
        Inbox("bt").translate(BrokerOrder("bt-7", "A", 1, "market", "gtc"), 3)


@pytest.mark.parametrize("amount", [1.5, True, None, 2**63, "7"])
@pytest.mark.parametrize("field", ["time", "quantity", "price", "fee"])
def test_a_fill_whose_numbers_no_ledger_could_book_is_refused_and_not_remembered(field, amount):
    inbox = Inbox("bt")
    good = {"client_order_id": "bt-7", "execution_id": "e1", "quantity": 5, "price": 9, "fee": 0, "time": 60}
    with pytest.raises(InvariantViolation, match="execution e1 of order bt-7 holds"):
        inbox.translate(BrokerFill(**{**good, field: amount}), 3)
    assert inbox.translate(BrokerFill(**good), 3) == Filled(3, 60, 7, 0, 5, 9, 0)


def test_a_long_reason_of_a_rejection_is_cut():
    assert len(Inbox("bt").translate(BrokerReject("bt-7", "x" * 999, 60), 3).reason) == 200
