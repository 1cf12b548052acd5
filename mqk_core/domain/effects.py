"""What the engine asks the shell to do. Each is recorded as a decision before anything acts on it."""

from __future__ import annotations

from mqk_core.domain.value import Value


class Submit(Value, tag="submit", frozen=True):
    """Send this order. `quantity` is signed, in units of 1e-8; `order` is the engine's own number."""

    row: int
    time: int
    order: int
    strategy: str
    symbol: str
    quantity: int
    kind: str
    time_in_force: str
    effect: str


class Cancel(Value, tag="cancel", frozen=True):
    """Ask the broker to cancel what is left of this order."""

    row: int
    time: int
    order: int
    reason: str


class Halt(Value, tag="halt", frozen=True):
    """Permission to add risk ends here. `stage`: `integrity`, `risk` or `oms`; numbers as the reason defines them."""

    row: int
    time: int
    stage: str
    reason: str
    subject: str
    limit: int
    observed: int


class Disable(Value, tag="disable", frozen=True):
    """A strategy broke its contract and is asked no more; its working entries are cancelled."""

    row: int
    time: int
    strategy: str
    reason: str
    detail: str


Effect = Submit | Cancel | Halt | Disable
