"""What the engine asks the shell to do. Each is recorded as a decision before anything acts on it."""

from __future__ import annotations

from mqk_core.domain.value import Value


class Submit(Value, tag="submit", frozen=True):
    """Send this order. `quantity` is signed, in units of 1e-8; `order` is the engine's own number.

    Attributes
    ----------
    limit, stop, trail, trail_fraction : as `domain/orders.py` says.
    parent : the entry whose fill wakes this order; 0: none.
    group : orders of one group exclude each other; 0: none.
    reduce_only : it may only take away from what the strategy's book holds; `held` is that, signed, as decided upon.
    """

    row: int
    time: int
    order: int
    strategy: str
    symbol: str
    quantity: int
    kind: str
    time_in_force: str
    effect: str
    limit: int = 0
    stop: int = 0
    trail: int = 0
    trail_fraction: int = 0
    parent: int = 0
    group: int = 0
    reduce_only: bool = False
    held: int = 0


class Replace(Value, tag="replace", frozen=True):
    """Ask the broker to change leg `former` of the order into `leg`: `quantity` is the total of the chain, signed."""

    row: int
    time: int
    order: int
    leg: int
    quantity: int
    limit: int
    stop: int
    trail: int
    trail_fraction: int
    held: int
    reason: str
    former: int = 0


class Cancel(Value, tag="cancel", frozen=True):
    """Ask the broker to cancel what is left of this order, known as `leg`."""

    row: int
    time: int
    order: int
    reason: str
    leg: int = 0


class Query(Value, tag="query", frozen=True):
    """Ask the broker what it knows of this order, known as `leg`."""

    row: int
    time: int
    order: int
    reason: str
    leg: int = 0


class Halt(Value, tag="halt", frozen=True):
    """Permission to add risk ends. `stage` is `integrity`, `risk`, `oms` or `control`; numbers as `reason` says."""

    row: int
    time: int
    stage: str
    reason: str
    subject: str
    limit: int
    observed: int


class Disable(Value, tag="disable", frozen=True):
    """A strategy may not go on: it broke its contract, or a limit ended it; its working entries are cancelled."""

    row: int
    time: int
    strategy: str
    reason: str
    detail: str


Effect = Submit | Replace | Cancel | Query | Halt | Disable
