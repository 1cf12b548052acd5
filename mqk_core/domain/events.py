"""What happens to the engine from outside, beside market data; and what the engine notes about itself.

`row` is the number of tape rows that the engine had taken when the event reached it: with it, a replay needs nothing
but the tape and these records. `time` is tape time in nanoseconds since 1970 UTC. Ids of brokers, executions and
accounts never enter: the inbox keeps them.
"""

from __future__ import annotations

from mqk_core.domain.value import Value


class Opening(Value, tag="opening", frozen=True):
    """The state a run starts from: cash, and (symbol, quantity, price) of each position held."""

    row: int
    time: int
    cash: int
    positions: tuple[tuple[str, int, int], ...] = ()


class Acked(Value, tag="acked", frozen=True):
    """The broker has the order."""

    row: int
    time: int
    order: int
    leg: int


class Rejected(Value, tag="rejected", frozen=True):
    """The broker will not have the order."""

    row: int
    time: int
    order: int
    leg: int
    reason: str


class Filled(Value, tag="filled", frozen=True):
    """An execution: signed quantity, price, and the fee that was charged for it."""

    row: int
    time: int
    order: int
    leg: int
    quantity: int
    price: int
    fee: int


class Cancelled(Value, tag="cancelled", frozen=True):
    """The broker has ended the order, asked or unasked; fills before it stand."""

    row: int
    time: int
    order: int
    leg: int


class Expired(Value, tag="expired", frozen=True):
    """The order's time in force ran out at the broker."""

    row: int
    time: int
    order: int
    leg: int


class CancelRejected(Value, tag="cancel_rejected", frozen=True):
    """The broker will not cancel; the order is as it was."""

    row: int
    time: int
    order: int
    leg: int


OrderEvent = Acked | Rejected | Filled | Cancelled | Expired | CancelRejected
EngineEvent = Opening | OrderEvent


class Incident(Value, tag="incident", frozen=True):
    """Something that should not happen did, was booked as it is, and stays until a person closes it."""

    row: int
    time: int
    order: int
    code: str
    expected: int
    observed: int


class Checkpoint(Value, tag="checkpoint", frozen=True):
    """The state digest between two steps: at each trading-day edge and every 4,096 rows."""

    row: int
    time: int
    day: int
    equity: int
    digest: str


class TapeEnd(Value, tag="tape_end", frozen=True):
    """Closes the decision chain in every mode."""

    row: int
    time: int
    equity: int
    digest: str
