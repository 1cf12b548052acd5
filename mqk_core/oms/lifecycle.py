"""The table of an order's life: what each message does to each status, which incident it is, and what must be asked.

Fill progress and pending requests are two things: this table moves the status; requests stand beside it in the blotter.
The table is total: every status has an answer to every message. `BY_FILLS` stands for the status that the fills of the
chain give: accepted, partially filled, or filled. An end stays the end: later messages are recorded, late fills are
booked, and neither changes the status. A leg that another replaced has no line: its messages belong to the chain.
"""

from __future__ import annotations

from typing import Final

from mqk_core.domain import reasons

PENDING_SUBMIT: Final = "pending_submit"
UNKNOWN: Final = "unknown"
ACCEPTED: Final = "accepted"
PARTIALLY_FILLED: Final = "partially_filled"
FILLED: Final = "filled"
CANCELLED: Final = "cancelled"
EXPIRED: Final = "expired"
REJECTED: Final = "rejected"
#: A leg's end only: a child has taken its place.
REPLACED: Final = "replaced"
BY_FILLS: Final = "by_fills"

LIVE: Final = (PENDING_SUBMIT, UNKNOWN, ACCEPTED, PARTIALLY_FILLED)
ENDS: Final = (FILLED, CANCELLED, EXPIRED, REJECTED)
STATUSES: Final = (*LIVE, *ENDS)

ACK: Final = "ack"
REJECT: Final = "reject"
FILL_PART: Final = "fill_part"
FILL_REST: Final = "fill_rest"
FILL_BEYOND: Final = "fill_beyond"
CANCEL: Final = "cancel"
EXPIRE: Final = "expire"
DONE_FOR_DAY: Final = "done_for_day"
CANCEL_REJECT: Final = "cancel_reject"
CANCEL_NOT_OPEN: Final = "cancel_not_open"
CANCEL_COMING: Final = "cancel_coming"
SUBMIT_UNKNOWN: Final = "submit_unknown"
ABSENT: Final = "absent"
VANISHED: Final = "vanished"
WORKING: Final = "working"
BUST: Final = "bust"
REPLACE: Final = "replace"
REPLACE_REJECT: Final = "replace_reject"
FILLED_TOO_LITTLE: Final = "filled_too_little"
MESSAGES: Final = (
    ACK, REJECT, FILL_PART, FILL_REST, FILL_BEYOND, CANCEL, EXPIRE, DONE_FOR_DAY, CANCEL_REJECT, CANCEL_NOT_OPEN,
    CANCEL_COMING, SUBMIT_UNKNOWN, ABSENT, VANISHED, WORKING, BUST, REPLACE, REPLACE_REJECT, FILLED_TOO_LITTLE,
)  # fmt: skip

#: Incidents, and `QUERY`: the broker must be asked.
QUERY: Final = "query"

#: (status, message) -> (status after, incidents and QUERY).
TRANSITIONS: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {}

for _status in LIVE:
    TRANSITIONS.update(
        {
            (_status, ACK): (BY_FILLS, ()),
            (_status, WORKING): (BY_FILLS, ()),
            (_status, REJECT): (REJECTED, ()),
            (_status, FILL_PART): (BY_FILLS, ()),
            (_status, FILL_REST): (BY_FILLS, ()),
            (_status, FILL_BEYOND): (BY_FILLS, (reasons.OVERFILL,)),
            (_status, CANCEL): (CANCELLED, ()),
            (_status, EXPIRE): (EXPIRED, ()),
            # For what stands until cancelled it is no end; the blotter asks only where it is one.
            (_status, DONE_FOR_DAY): (EXPIRED, ()),
            (_status, CANCEL_REJECT): (BY_FILLS, ()),
            (_status, CANCEL_NOT_OPEN): (_status, (QUERY,)),
            (_status, CANCEL_COMING): (BY_FILLS, (QUERY,)),
            (_status, SUBMIT_UNKNOWN): (_status, ()),
            # Never acknowledged: back to the queue, under the same id. Acknowledged: it cannot be absent.
            (_status, ABSENT): (PENDING_SUBMIT, ()),
            (_status, VANISHED): (UNKNOWN, (reasons.VANISHED,)),
            (_status, BUST): (BY_FILLS, ()),
            (_status, REPLACE): (BY_FILLS, ()),
            (_status, REPLACE_REJECT): (_status, ()),
            (_status, FILLED_TOO_LITTLE): (BY_FILLS, (reasons.INCONSISTENT_REPORT, QUERY)),
        }
    )

TRANSITIONS[PENDING_SUBMIT, SUBMIT_UNKNOWN] = (UNKNOWN, (QUERY,))
TRANSITIONS[PENDING_SUBMIT, REPLACE_REJECT] = (PENDING_SUBMIT, ())

for _status in ENDS:
    for _message in MESSAGES:
        TRANSITIONS[_status, _message] = (_status, ())
    for _message in (FILL_PART, FILL_REST):
        TRANSITIONS[_status, _message] = (_status, (reasons.LATE_FILL,))
    TRANSITIONS[_status, FILL_BEYOND] = (_status, (reasons.LATE_FILL, reasons.OVERFILL))
    # A child took the place of an ended leg: the child is the order now.
    TRANSITIONS[_status, REPLACE] = (BY_FILLS, ())

#: A filled order has nothing left, so that a later fill is beyond it and no more.
TRANSITIONS[FILLED, FILL_BEYOND] = (FILLED, (reasons.OVERFILL,))
#: What was filled is not any more; whether the broker works it again must be asked.
TRANSITIONS[FILLED, BUST] = (BY_FILLS, (QUERY,))
