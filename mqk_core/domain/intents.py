"""What a strategy wants, and what the gate says about it. Values only; quantities and prices in units of 1e-8."""

from __future__ import annotations

from typing import Final

from mqk_core.domain.orders import MARKET
from mqk_core.domain.value import Value

#: What an order does to the book: adds exposure; takes some away without crossing zero; closes what is held.
ENTRY: Final = "entry"
REDUCE: Final = "reduce"
FLATTEN: Final = "flatten"


class Intent(Value, tag="intent", frozen=True):
    """A trade that a strategy wants, at the reference price of the decision.

    At the market it leads from what is held and working to `target`; an order with a price of its own names in `target`
    what the strategy would hold after it. `kind`, `limit` and `stop` as `domain/orders.py` says.
    """

    row: int
    time: int
    strategy: str
    symbol: str
    target: int
    quantity: int
    price: int
    kind: str = MARKET
    limit: int = 0
    stop: int = 0


class Refusal(Value, tag="refusal", frozen=True):
    """An intent that may not trade: which rule, why, its limit and what was observed."""

    row: int
    time: int
    strategy: str
    symbol: str
    quantity: int
    rule: str
    reason: str
    limit: int
    observed: int


class ApprovedIntent(Value, tag="approved", frozen=True):
    """An intent that passed the gate. Only `risk/gate.py` makes one; orders are made of nothing else.

    `effect` is `ENTRY`, `REDUCE` or `FLATTEN`.
    """

    intent: Intent
    effect: str
