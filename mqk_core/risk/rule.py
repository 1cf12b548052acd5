# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""What a risk rule is: it sees an intent and the whole book, and answers with a verdict. It can only tighten.

Verdicts join by worst, so that neither order nor number of rules can loosen anything. Amounts in a view and in verdicts
are units of 1e-8; so are fractions and ratios.
"""

from __future__ import annotations

from typing import Final

import msgspec

from mqk_core.domain.intents import Intent

LEVEL_PASS: Final = 0
LEVEL_REFUSE: Final = 1
LEVEL_HALT: Final = 2


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """A rule's answer: how bad, which rule, why, its limit and what it observed."""

    level: int
    rule: str = ""
    reason: str = ""
    limit: int = 0
    observed: int = 0


PASS: Final = Verdict(LEVEL_PASS)


def refuse(rule: str, reason: str, limit: int = 0, observed: int = 0) -> Verdict:
    """Return a verdict that refuses this intent."""
    return Verdict(LEVEL_REFUSE, rule, reason, limit, observed)


def halt(rule: str, reason: str, limit: int = 0, observed: int = 0) -> Verdict:
    """Return a verdict that ends the permission to add risk."""
    return Verdict(LEVEL_HALT, rule, reason, limit, observed)


def join(a: Verdict, b: Verdict) -> Verdict:
    """Return the worse of two verdicts; between equals the one that sorts first, so that order never matters."""
    if a.level != b.level:
        return a if a.level > b.level else b
    return a if _order(a) <= _order(b) else b


def _order(verdict: Verdict) -> tuple[str, str, int, int]:
    return verdict.rule, verdict.reason, verdict.limit, verdict.observed


class RiskView:
    """What rules read, and cannot write: the order as it would be, the book after it at its worst, and the account.

    Attributes
    ----------
    quantity, price, value : the order's size without sign, its reference price, and their product.
    previous_price : the close before the deciding bar (its own open when it is the first).
    position_after : the largest position that this order and every working one could lead to, without sign.
    gross_after : the sum over all instruments of such positions at their marks.
    equity, peak, day_start_equity : of the account, at the last marks.
    reducing : whether the order only takes away from what is held.
    """

    def __init__(
        self,
        symbol: str = "",
        quantity: int = 0,
        price: int = 0,
        previous_price: int = 0,
        value: int = 0,
        position_after: int = 0,
        gross_after: int = 0,
        equity: int = 0,
        peak: int = 0,
        day_start_equity: int = 0,
        reducing: bool = False,
    ) -> None:
        self.symbol = symbol
        self.quantity = quantity
        self.price = price
        self.previous_price = previous_price
        self.value = value
        self.position_after = position_after
        self.gross_after = gross_after
        self.equity = equity
        self.peak = peak
        self.day_start_equity = day_start_equity
        self.reducing = reducing


class RiskRule:
    """A limit on orders. Override `check`; a rule that raises or answers nothing has refused."""

    def __init__(self) -> None:
        self.name = ""

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        """Return `PASS`, or a verdict made by `refuse` or `halt`."""
        return PASS


class RiskMonitor(RiskRule):
    """A rule that also looks at the book once a step, at the marks, without waiting for an order."""

    def monitor(self, view: RiskView) -> Verdict:
        """Return `PASS`, or a verdict made by `halt`."""
        return PASS
