"""What a strategy wants, and what the gate says about it. Values only; quantities and prices in units of 1e-8."""

from __future__ import annotations

from mqk_core.domain.value import Value


class Intent(Value, tag="intent", frozen=True):
    """The trade that leads from what is held and working to a target, at the reference price of the decision."""

    row: int
    time: int
    strategy: str
    symbol: str
    target: int
    quantity: int
    price: int


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

    `effect` is `entry` (adds exposure), `reduce` (takes some away and does not cross zero) or `flatten`.
    """

    intent: Intent
    effect: str
