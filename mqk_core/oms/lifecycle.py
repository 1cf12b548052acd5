"""The table of an order's life: what each message does to each status, and which incident it is.

Fill progress and pending requests are two things: this table moves the status; a pending cancel stands beside it in the
blotter. The table is total: every status has an answer to every message. An end stays the end: later messages are
recorded, late fills are booked, and neither changes the status.
"""

from __future__ import annotations

from typing import Final

from mqk_core.domain import reasons

PENDING_SUBMIT: Final = "pending_submit"
ACCEPTED: Final = "accepted"
PARTIALLY_FILLED: Final = "partially_filled"
FILLED: Final = "filled"
CANCELLED: Final = "cancelled"
EXPIRED: Final = "expired"
REJECTED: Final = "rejected"

LIVE: Final = (PENDING_SUBMIT, ACCEPTED, PARTIALLY_FILLED)
ENDS: Final = (FILLED, CANCELLED, EXPIRED, REJECTED)
STATUSES: Final = (*LIVE, *ENDS)

ACK: Final = "ack"
REJECT: Final = "reject"
FILL_PART: Final = "fill_part"
FILL_REST: Final = "fill_rest"
FILL_BEYOND: Final = "fill_beyond"
CANCEL: Final = "cancel"
EXPIRE: Final = "expire"
CANCEL_REJECT: Final = "cancel_reject"
MESSAGES: Final = (ACK, REJECT, FILL_PART, FILL_REST, FILL_BEYOND, CANCEL, EXPIRE, CANCEL_REJECT)

#: (status, message) -> (status after, incidents).
TRANSITIONS: Final[dict[tuple[str, str], tuple[str, tuple[str, ...]]]] = {}

for _status in LIVE:
    TRANSITIONS[_status, ACK] = (ACCEPTED if _status == PENDING_SUBMIT else _status, ())
    TRANSITIONS[_status, REJECT] = (REJECTED, ())
    TRANSITIONS[_status, FILL_PART] = (PARTIALLY_FILLED, ())
    TRANSITIONS[_status, FILL_REST] = (FILLED, ())
    TRANSITIONS[_status, FILL_BEYOND] = (FILLED, (reasons.OVERFILL,))
    TRANSITIONS[_status, CANCEL] = (CANCELLED, ())
    TRANSITIONS[_status, EXPIRE] = (EXPIRED, ())
    TRANSITIONS[_status, CANCEL_REJECT] = (_status, ())

for _status in ENDS:
    for _message in (ACK, REJECT, CANCEL, EXPIRE, CANCEL_REJECT):
        TRANSITIONS[_status, _message] = (_status, ())
    for _message in (FILL_PART, FILL_REST):
        TRANSITIONS[_status, _message] = (_status, (reasons.LATE_FILL,))
    TRANSITIONS[_status, FILL_BEYOND] = (_status, (reasons.LATE_FILL, reasons.OVERFILL))

#: A filled order has nothing left, so that a later fill is beyond it and no more.
TRANSITIONS[FILLED, FILL_BEYOND] = (FILLED, (reasons.OVERFILL,))
