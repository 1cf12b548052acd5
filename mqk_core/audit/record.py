"""Which values may stand in the decision chain, and how one line of it is written and read.

A record is a JSON array: its tag, then its fields in order. The header names the fields, so that the file explains
itself. The order of fields is frozen by a golden file: append, never move.
"""

from __future__ import annotations

from typing import Final

import msgspec

from mqk_core.domain.effects import Cancel, Disable, Halt, Query, Replace, Submit
from mqk_core.domain.events import (
    Acked,
    Busted,
    BustUnmatched,
    Cancelled,
    CancelPending,
    CancelRejected,
    Charged,
    Checkpoint,
    Command,
    Conflict,
    Cross,
    Dividend,
    DoneForDay,
    Expired,
    Filled,
    ForeignFill,
    Incident,
    Opening,
    ProvenAbsent,
    Rejected,
    Replaced,
    ReplaceRejected,
    Reported,
    Restated,
    Split,
    SubmitUnknown,
    TapeEnd,
    Transfer,
)
from mqk_core.domain.intents import Intent, Refusal

AUDIT_VERSION: Final = "mqkaud1"

DecisionRecord = (
    Opening
    | Intent
    | Refusal
    | Submit
    | Cancel
    | Halt
    | Disable
    | Acked
    | Rejected
    | Filled
    | Cancelled
    | Expired
    | CancelRejected
    | Incident
    | Checkpoint
    | TapeEnd
    | Replace
    | Query
    | Replaced
    | ReplaceRejected
    | SubmitUnknown
    | ProvenAbsent
    | DoneForDay
    | CancelPending
    | Reported
    | Busted
    | BustUnmatched
    | Conflict
    | Restated
    | ForeignFill
    | Charged
    | Command
    | Cross
    | Transfer
    | Split
    | Dividend
)

#: What came from outside: with the tape, all that a replay needs. All else the engine decides or notes by itself.
EXTERNAL: Final = (
    Opening, Acked, Rejected, Filled, Cancelled, Expired, CancelRejected, Replaced, ReplaceRejected, SubmitUnknown,
    ProvenAbsent, DoneForDay, CancelPending, Reported, Busted, BustUnmatched, Conflict, Restated, ForeignFill, Charged,
    Command,
)  # fmt: skip

#: The order is that of their first appearance in the format: append, never move.
RECORD_CLASSES: Final = (
    Opening, Intent, Refusal, Submit, Cancel, Halt, Disable, Acked, Rejected, Filled, Cancelled, Expired,
    CancelRejected, Incident, Checkpoint, TapeEnd,
    Replace, Query, Replaced, ReplaceRejected, SubmitUnknown, ProvenAbsent, DoneForDay, CancelPending, Reported, Busted,
    BustUnmatched, Conflict, Restated, ForeignFill, Charged, Command, Cross, Transfer, Split, Dividend,
)  # fmt: skip

encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(DecisionRecord).decode


def header() -> bytes:
    """Return the first line of every audit file: the version, and the fields behind each tag."""
    return _header_line(_FIELDS)


def is_header(line: bytes) -> bool:
    """Return whether this build reads what follows a first line: its own, or one from before something was appended."""
    try:
        fields = _decode_header(line).fields
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    is_known = all(tag in _FIELDS and names == _FIELDS[tag][: len(names)] for tag, names in fields.items())
    return is_known and line == _header_line(fields)


class _Header(msgspec.Struct, forbid_unknown_fields=True):
    audit: str
    fields: dict[str, list[str]]


_FIELDS: Final = {str(cls.__struct_config__.tag): list(cls.__struct_fields__) for cls in RECORD_CLASSES}
_decode_header = msgspec.json.Decoder(_Header).decode


def _header_line(fields: dict[str, list[str]]) -> bytes:
    return msgspec.json.encode({"audit": AUDIT_VERSION, "fields": fields}, order="sorted") + b"\n"
