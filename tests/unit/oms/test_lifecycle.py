"""The table of an order's life, every cell: what each message does to each status."""

from __future__ import annotations

import itertools

import pytest

from mqk_core.oms.lifecycle import ENDS, LIVE, MESSAGES, STATUSES, TRANSITIONS

OVERFILL, LATE = "OVERFILL", "LATE_FILL"
#: status: what ack, reject, fill_part, fill_rest, fill_beyond, cancel, expire, cancel_reject lead to.
TABLE = {
    "pending_submit": "accepted rejected partially_filled filled filled cancelled expired pending_submit",
    "accepted": "accepted rejected partially_filled filled filled cancelled expired accepted",
    "partially_filled": "partially_filled rejected partially_filled filled filled cancelled expired partially_filled",
    "filled": "filled filled filled filled filled filled filled filled",
    "cancelled": "cancelled cancelled cancelled cancelled cancelled cancelled cancelled cancelled",
    "expired": "expired expired expired expired expired expired expired expired",
    "rejected": "rejected rejected rejected rejected rejected rejected rejected rejected",
}


def test_the_table_is_total():
    assert set(TRANSITIONS) == set(itertools.product(STATUSES, MESSAGES))
    assert set(STATUSES) == set(TABLE)
    assert set(LIVE) | set(ENDS) == set(STATUSES)


@pytest.mark.parametrize("status", STATUSES)
def test_every_message_leads_to_the_status_of_the_table(status):
    assert [TRANSITIONS[status, message][0] for message in MESSAGES] == TABLE[status].split()


@pytest.mark.parametrize(("status", "message"), list(itertools.product(STATUSES, MESSAGES)))
def test_only_fills_are_incidents_beyond_the_quantity_or_after_an_end(status, message):
    expected = []
    if message.startswith("fill") and status in ENDS and not (status == "filled" and message == "fill_beyond"):
        expected.append(LATE)
    if message == "fill_beyond":
        expected.append(OVERFILL)
    assert list(TRANSITIONS[status, message][1]) == expected


@pytest.mark.parametrize("status", ENDS)
def test_the_first_end_stays(status):
    assert {TRANSITIONS[status, message][0] for message in MESSAGES} == {status}
