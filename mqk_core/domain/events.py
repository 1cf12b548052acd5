"""What happens to the engine from outside, beside market data; and what the engine notes about itself.

`row` is the number of tape rows that the engine had taken when the event reached it: with it, a replay needs nothing
but the tape and these records. `time` is tape time in nanoseconds since 1970 UTC. Ids of brokers, executions and
accounts never enter: the inbox keeps them.
"""

from __future__ import annotations

from mqk_core.domain.value import Value


class Opening(Value, tag="opening", frozen=True):
    """The state a run starts from: cash, and (symbol, quantity, price) of each position held.

    `seen`: for how many trading days each strategy has traded before, by name; who is not named is no newcomer.
    """

    row: int
    time: int
    cash: int
    positions: tuple[tuple[str, int, int], ...] = ()
    seen: tuple[tuple[str, int], ...] = ()


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
    """The broker will not cancel; `not_open`: it says that the order is not open, which a query must settle."""

    row: int
    time: int
    order: int
    leg: int
    not_open: bool = False


class Replaced(Value, tag="replaced", frozen=True):
    """The broker works the order as leg `leg` from now on."""

    row: int
    time: int
    order: int
    leg: int


class ReplaceRejected(Value, tag="replace_rejected", frozen=True):
    """The broker will not change the order into leg `leg`; it goes on as it was."""

    row: int
    time: int
    order: int
    leg: int


class SubmitUnknown(Value, tag="submit_unknown", frozen=True):
    """Whether the broker has the order is not known: it was sent, and no answer came."""

    row: int
    time: int
    order: int
    leg: int


class ProvenAbsent(Value, tag="proven_absent", frozen=True):
    """The broker says, asked by client order id after its settling time, that it has no such order."""

    row: int
    time: int
    order: int
    leg: int


class DoneForDay(Value, tag="done_for_day", frozen=True):
    """The broker works the order no more today."""

    row: int
    time: int
    order: int
    leg: int


class CancelPending(Value, tag="cancel_pending", frozen=True):
    """The broker says that a cancel is on its way."""

    row: int
    time: int
    order: int
    leg: int


class Reported(Value, tag="reported", frozen=True):
    """What the broker says of the order as a whole: its status, and all that was filled, signed, at a mean price.

    `status` is `working` or a word of `oms/lifecycle.py` for an end.
    """

    row: int
    time: int
    order: int
    leg: int
    status: str
    filled: int
    price: int


class Busted(Value, tag="busted", frozen=True):
    """An execution was taken back; quantity, price and fee are those that it had."""

    row: int
    time: int
    order: int
    leg: int
    quantity: int
    price: int
    fee: int


class BustUnmatched(Value, tag="bust_unmatched", frozen=True):
    """An execution was taken back that nobody knows, also not when asked for."""

    row: int
    time: int
    order: int
    leg: int


class Conflict(Value, tag="conflict", frozen=True):
    """An execution came again with another body; neither replaces the other, nothing was applied."""

    row: int
    time: int
    order: int
    leg: int
    quantity: int
    price: int


class Restated(Value, tag="restated", frozen=True):
    """The broker changed the order by itself; of several, the one with the highest `sequence` holds."""

    row: int
    time: int
    order: int
    leg: int
    quantity: int
    limit: int
    stop: int
    sequence: int


OrderEvent = (
    Acked
    | Rejected
    | Filled
    | Cancelled
    | Expired
    | CancelRejected
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
)


class ForeignFill(Value, tag="foreign_fill", frozen=True):
    """An execution on the account that no order of ours explains; `code` says which kind (`domain/reasons.py`).

    EXTERNAL_FILL and LIQUIDATION are booked, to no strategy; QUARANTINED_FILL only counts as exposure.
    """

    row: int
    time: int
    symbol: str
    quantity: int
    price: int
    fee: int
    code: str


class Charged(Value, tag="charged", frozen=True):
    """The broker took `amount` from the account for carrying it: `kind` is `borrow` (of `symbol`) or `financing`."""

    row: int
    time: int
    symbol: str
    kind: str
    amount: int


class Command(Value, tag="command", frozen=True):
    """What an operator asks for: a word of `domain/commands.py`, of whom (a strategy, or nothing), and why."""

    row: int
    time: int
    command: str
    subject: str
    reason: str


EngineEvent = Opening | OrderEvent | ForeignFill | Charged | Command


class Incident(Value, tag="incident", frozen=True):
    """Something that should not happen did, was booked as it is, and stays until a person closes it."""

    row: int
    time: int
    order: int
    code: str
    expected: int
    observed: int


class Cross(Value, tag="cross", frozen=True):
    """Two strategies want opposite things: `quantity` goes from one book to the other at the next reference price."""

    row: int
    time: int
    symbol: str
    seller: str
    buyer: str
    quantity: int


class Transfer(Value, tag="transfer", frozen=True):
    """A crossing was booked at `price`: nothing reached the market, no cost arose, and the account is as it was."""

    row: int
    time: int
    symbol: str
    seller: str
    buyer: str
    quantity: int
    price: int


class Split(Value, tag="split", frozen=True):
    """`numerator` new shares for `denominator` old ones; `cash` was paid for fractions of a lot, in all books."""

    row: int
    time: int
    symbol: str
    numerator: int
    denominator: int
    cash: int


class Dividend(Value, tag="dividend", frozen=True):
    """`amount` a share; `cash` came in over all books, or went out on shorts."""

    row: int
    time: int
    symbol: str
    amount: int
    cash: int


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
