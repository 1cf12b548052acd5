"""The table of an order's life, every cell: what each message does to each status."""

from __future__ import annotations

import itertools

import pytest

from mqk_core.oms.lifecycle import BY_FILLS, ENDS, LIVE, MESSAGES, QUERY, STATUSES, TRANSITIONS

OVERFILL, LATE = "OVERFILL", "LATE_FILL"
#: What a message leads to from every status in which the broker may still fill the order; SAME: it stays as it is.
SAME = "same"
FROM_LIVE = {
    "ack": BY_FILLS,
    "working": BY_FILLS,
    "reject": "rejected",
    "fill_part": BY_FILLS,
    "fill_rest": BY_FILLS,
    "fill_beyond": BY_FILLS,
    "cancel": "cancelled",
    "expire": "expired",
    "done_for_day": "expired",
    "cancel_reject": BY_FILLS,
    "cancel_not_open": SAME,
    "cancel_coming": BY_FILLS,
    "submit_unknown": SAME,
    "absent": "pending_submit",
    "vanished": "unknown",
    "bust": BY_FILLS,
    "replace": BY_FILLS,
    "replace_reject": SAME,
    "filled_too_little": BY_FILLS,
}
#: Incidents and questions of a live order, by message.
LIVE_NOTES = {
    "fill_beyond": [OVERFILL],
    "cancel_not_open": [QUERY],
    "cancel_coming": [QUERY],
    "vanished": ["VANISHED"],
    "filled_too_little": ["INCONSISTENT_REPORT", QUERY],
}
ENDED_NOTES = {"fill_part": [LATE], "fill_rest": [LATE], "fill_beyond": [LATE, OVERFILL]}


def test_the_table_is_total_and_tells_live_from_ended():
    assert set(TRANSITIONS) == set(itertools.product(STATUSES, MESSAGES))
    assert len(set(STATUSES)) == len(STATUSES) == len(LIVE) + len(ENDS)
    assert set(LIVE) | set(ENDS) == set(STATUSES)
    assert set(MESSAGES) == set(FROM_LIVE)


def test_every_cell_leads_to_a_status():
    assert {after for after, _ in TRANSITIONS.values()} <= {*STATUSES, BY_FILLS}


@pytest.mark.parametrize(("status", "message"), list(itertools.product(LIVE, MESSAGES)))
def test_a_live_order_goes_where_the_message_says(status, message):
    expected = FROM_LIVE[message]
    notes = LIVE_NOTES.get(message, [])
    if (status, message) == ("pending_submit", "submit_unknown"):
        expected, notes = "unknown", [QUERY]
    after, found = TRANSITIONS[status, message]
    assert after == (status if expected == SAME else expected)
    assert list(found) == notes


@pytest.mark.parametrize(("status", "message"), list(itertools.product(ENDS, MESSAGES)))
def test_an_end_stays_but_for_a_child_and_a_busted_fill(status, message):
    after, notes = TRANSITIONS[status, message]
    if message == "replace":
        assert (after, notes) == (BY_FILLS, ())
    elif (status, message) == ("filled", "bust"):
        assert (after, notes) == (BY_FILLS, (QUERY,))
    else:
        assert after == status


@pytest.mark.parametrize(("status", "message"), list(itertools.product(ENDS, MESSAGES)))
def test_only_a_late_fill_of_an_ended_order_is_an_incident(status, message):
    notes = list(ENDED_NOTES.get(message, []))
    if (status, message) == ("filled", "fill_beyond"):
        notes = [OVERFILL]
    assert [note for note in TRANSITIONS[status, message][1] if note != QUERY] == notes
