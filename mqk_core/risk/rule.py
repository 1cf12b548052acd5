# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""What a risk rule is: it sees an intent and the whole book, and answers with a verdict. It can only tighten.

Verdicts join by worst, so that neither order nor number of rules can loosen anything. Amounts in a view and in verdicts
are units of 1e-8; so are fractions and ratios.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from mqk_core.domain.intents import Intent

LEVEL_PASS: Final = 0
LEVEL_REFUSE: Final = 1
LEVEL_DISABLE: Final = 2
LEVEL_HALT: Final = 3


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """A rule's answer: how bad, which rule, why, its limit and what it observed."""

    level: int
    rule: str = ""
    reason: str = ""
    limit: int = 0
    observed: int = 0


PASS: Final = Verdict(LEVEL_PASS)

#: Of a strategy that is no newcomer: it has traded on more days than any canary counts.
KNOWN: Final = 1_000_000


def refuse(rule: str, reason: str, limit: int = 0, observed: int = 0) -> Verdict:
    """Return a verdict that refuses this intent."""
    return Verdict(LEVEL_REFUSE, rule, reason, limit, observed)


def disable(rule: str, reason: str, limit: int = 0, observed: int = 0) -> Verdict:
    """Return a verdict that refuses this intent and ends its strategy until a named person enables it again."""
    return Verdict(LEVEL_DISABLE, rule, reason, limit, observed)


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

    A rule of a strategy sees that strategy's book, a rule of the engine or the account the account's. Attributes are
    units of 1e-8 where they are amounts, and without sign unless said otherwise.

    Attributes
    ----------
    strategy, symbol, time, day : whose order, of what, at which tape time (ns) and trading day (days since 1970).
    quantity : the order's size. `is_buy`: its side. `reducing`: it only takes away from what the account holds.
    price : the reference price: the symbol's last close. `price_age`: bars of the schedule since that close.
    order_price : the limit, else the stop, else the reference price. `value`: quantity at the worse of the two prices.
    previous_price : the close before the reference (its own open when it is the first).
    is_market : whether the order has no price of its own. `is_protected`: whether it brings its own protective stop.
    is_opposed : an own working order of the other side could meet it.
    held : the position before the order, signed.
    position_after : the largest position that this order and every working one could lead to.
    short_after : how far below zero the position could be then; 0 when it could not.
    symbol_after : `position_after` at the reference price.
    gross_after : the sum over all instruments of such positions at their marks.
    net_after : the largest of what longs exceed shorts by, and shorts longs, at their marks and at the worst.
    open_orders : live orders, this one not counted.
    equity, peak, day_start_equity : at the last marks. Of a strategy: the engine's first cash, and what it earned.
    unprotected : held quantity that no working protective stop covers, over all instruments, at its marks.
    days_seen : trading days on which the strategy traded before; `KNOWN` when it is no newcomer.
    """

    def __init__(self) -> None:
        self.strategy = ""
        self.symbol = ""
        self.instrument = 0
        self.time = 0
        self.day = 0
        self.quantity = 0
        self.is_buy = False
        self.reducing = False
        self.price = 0
        self.price_age = 0
        self.order_price = 0
        self.value = 0
        self.previous_price = 0
        self.is_market = True
        self.is_protected = False
        self.is_opposed = False
        self.held = 0
        self.position_after = 0
        self.short_after = 0
        self.symbol_after = 0
        self.gross_after = 0
        self.net_after = 0
        self.open_orders = 0
        self.equity = 0
        self.peak = 0
        self.day_start_equity = 0
        self.unprotected = 0
        self.days_seen = KNOWN


class RiskRule:
    """A limit on orders. Override `check`; a rule that raises or answers nothing has refused.

    A rule may keep counts: the gate tells it of what happened (`ordered`, `filled`, `rejected`, `marked`), and keeps
    what `state` returns in snapshots and in the state digest. What a rule keeps elsewhere is lost at a restart.
    """

    def __init__(self) -> None:
        self.name = ""

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        """Return `PASS`, or a verdict made by `refuse`, `disable` or `halt`."""
        return PASS

    def ordered(self, intent: Intent, view: RiskView) -> None:
        """Take note: an order was made of this intent, of which the view still speaks; also of a change of an order."""

    def filled(self, symbol: str, quantity: int, held: int, day: int, time: int) -> None:
        """Take note: signed `quantity` was filled; `held` is what the book of the rule's scope holds after it."""

    def rejected(self, symbol: str, time: int) -> None:
        """Take note: the broker rejected an order."""

    def marked(self, instrument: int, symbol: str, close: int, time: int) -> None:
        """Take note: a bar of the symbol closed. Called a bar; only for rules that override it."""

    def split(self, instrument: int, symbol: str, numerator: int, denominator: int) -> None:
        """Take note: `numerator` new shares stand for `denominator` old ones; prices and quantities kept follow."""

    def state(self) -> object:
        """Return what the rule counts, in lists, tuples, ints and texts; None when it counts nothing."""
        return None

    def restore(self, state: Any) -> None:
        """Take up what `state` returned."""


class RiskMonitor(RiskRule):
    """A rule that also looks at the book once a step, at the marks, without waiting for an order."""

    def monitor(self, view: RiskView) -> Verdict:
        """Return `PASS`, or a verdict made by `halt`."""
        return PASS
