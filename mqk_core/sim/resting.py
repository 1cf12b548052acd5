# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""What the exchange remembers of an order, of what a book holds, and of the orders of one symbol.

Quantities of an order are without sign; `side` is 1 or -1. A child works for as much as its parent has filled, in
whole lots. Who changes these is in `trades.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import cython
from msgspec.structs import astuple

from mqk_core.domain.orders import CLS, DAY, FOK, GTC, LIMIT, MARKET, OPG, STOP, STOP_LIMIT, TRAILING_STOP
from mqk_core.ports import BrokerOrder, BrokerReplace

if cython.compiled:
    from cython.cimports.mqk_core.domain.money import overflow, product
else:
    from mqk_core.domain.money import overflow, product

WORKING: Final = "working"
FILLED: Final = "filled"
CANCELLED: Final = "cancelled"
EXPIRED: Final = "expired"
REJECTED: Final = "rejected"

_INT64_MAX = 2**63 - 1
#: An order's fields in their order; one call instead of fourteen.
_fields: Callable[[BrokerOrder], tuple[str, str, int, str, str, int, int, int, int, str, str, str, bool, int]] = astuple


class Cover:
    """What a book holds of a symbol, signed, as the exchange knows it, and how many live orders it bounds.

    `moved` is what the round of answers numbered `round` has filled: a `held` that was told before does not know of it.
    """

    def __init__(self) -> None:
        self.quantity = 0
        self.protective = 0
        self.moved = 0
        self.round = 0


class Change:
    """A cancel or replace on its way: in force just before the bar at position `first`. Splits restate a replace."""

    def __init__(self, client_order_id: str, order: Resting, replace: BrokerReplace | None, first: int) -> None:
        self.client_order_id = client_order_id
        self.order = order
        self.replace = replace
        self.first = first


class Queue:
    """The orders of one symbol in the order of their submission, with ended ones until `compact`."""

    def __init__(self) -> None:
        self.orders: list[Resting] = []
        self.changes: list[Change] = []
        self.covers: dict[str, Cover] = {}
        self.live = 0
        self.used = 0
        self.used_row = -1

    def cover(self, book: str) -> Cover:
        """Return what is known of a book; from its first order on."""
        found = self.covers.get(book)
        if found is None:
            found = self.covers[book] = Cover()
        return found

    def compact(self) -> int:
        """Drop the orders that have ended."""
        if self.live == 0:
            self.orders = []
        elif self.live < len(self.orders):
            self.orders = [order for order in self.orders if not order.is_ended]
        return 0


class Resting:
    """One order with all its legs; `client_order_id` is that of the newest. Prices and `held` as in `BrokerOrder`.

    Attributes
    ----------
    leaves : what is left of `total`; what the group took is neither left nor filled.
    woken : what the parent has filled so far; `is_orphan`: it will fill no more.
    woken_row, woken_where : of the parent's newest fill; `entry_row`, `entry_where`: of its first.
    stopped_row : in which a stop of the same parent filled last.
    family : the living children of the same parent, while it is known.
    number : counts accepted orders; `sequence` is their rank, which a replace may change.
    first : position of the bar from which it acts; `at`: of the only bar in which it does, for ioc, fok, opg and cls.
    expiry : position at which a day order ends: after that bar if its day is `day`, else before it; -1: never.
    base : position of the bar in which it would act without latency.
    level : the stop, or where the trailing stop stands now; `limit_from`: the row from which a triggered limit lives.
    entry_price : of its first fill: where its trailing children begin.
    worth, single_price : the sum of price x quantity of all fills; while None, there was at most one, at that price.
    """

    def __init__(self, order: BrokerOrder, cover: Cover) -> None:
        """Remember an order: nothing has filled, nothing sleeps, and no bar is set yet.

        Raises
        ------
        OverflowError : an amount leaves 64 bits.
        """
        (
            self.client_order_id, self.symbol, self.quantity, self.kind, self.time_in_force, self.limit, self.stop,
            self.trail, self.trail_fraction, self.parent_id, self.group, self.book, self.reduce_only, self.held,
        ) = _fields(order)  # fmt: skip
        if self.quantity < -_INT64_MAX or not (cython.compiled or _fits(self)):
            raise OverflowError(f"order {self.client_order_id}: an amount leaves the signed 64-bit range")
        self.k, self.sequence, self.number = -1, 0, 0
        self.side = 1 if self.quantity > 0 else -1
        self.total = self.leaves = self.side * self.quantity
        self.filled = self.woken = 0
        self.entry_row = self.woken_row = self.stopped_row = self.trigger_row = -1
        self.woken_where = 0
        self.lot = 1
        self.level = self.stop
        self.extreme = self.entry_price = self.limit_from = self.entry_where = 0
        self.worth: int | None = None
        self.single_price = 0
        self.is_market = self.kind == MARKET
        self.is_trailing = not self.is_market and self.kind == TRAILING_STOP
        self.has_limit = not self.is_market and (self.kind in (LIMIT, STOP_LIMIT))
        self.has_stop = not self.is_market and self.kind in (STOP, STOP_LIMIT, TRAILING_STOP)
        self.is_single = self.time_in_force != GTC and self.time_in_force != DAY
        self.is_close = self.is_single and self.time_in_force == CLS
        self.is_open = self.is_single and self.time_in_force == OPG
        self.is_fok = self.is_single and self.time_in_force == FOK
        self.is_day = not self.is_single and self.time_in_force == DAY
        self.is_child = self.parent_id != ""
        self.reduce_only = self.reduce_only or self.is_child
        self.is_triggered = self.is_ended = self.is_orphan = False
        self.first = self.at = self.base = 0
        self.expiry, self.day = -1, 0
        self.status = WORKING
        self.children: list[Resting] | None = None
        self.family: list[Resting] | None = None
        self.mates: list[Resting] | None = None
        self.cover = cover

    def level_from(self, tick: int) -> int:
        """Move a trailing stop's level to where its extreme puts it, rounded to trigger sooner."""
        away = self.trail if self.trail else product(self.extreme, self.trail_fraction)
        if self.side < 0:
            level = -(-(self.extreme - away) // tick) * tick
        else:
            level = min(away, _INT64_MAX - self.extreme) + self.extreme
            level = level // tick * tick
        self.level = max(level, tick)
        return 0

    def working(self) -> int:
        """Return what may trade now: a child's is cut to its parent's fills, in whole lots; 0 or less: nothing."""
        if not self.is_child:
            return self.leaves
        awake = self.leaves - max(self.total - self.woken, 0)
        return awake // self.lot * self.lot if awake > 0 else awake

    def is_spent(self) -> bool:
        """Return whether the order can never fill again."""
        return not self.leaves or (self.is_orphan and self.working() <= 0)

    def trigger(self, i: int, limit_from: int) -> int:
        """Let a stop be reached in the bar at row `i`; a limit of it lives from row `limit_from`."""
        if not self.is_triggered:
            self.is_triggered, self.trigger_row, self.limit_from = True, i, limit_from
        return 0

    def book_fill(self, quantity: int, price: int) -> int:
        """Add a fill to what was filled; one fill alone needs no sum."""
        if not self.entry_price:
            self.entry_price = price
        if self.worth is None and not self.filled:
            self.single_price = price
        else:
            self.sum_up()
            self.worth = self.worth + cython.cast(object, price) * quantity
        self.filled += quantity
        self.leaves -= quantity
        return 0

    def sum_up(self) -> int:
        """Keep the fills' price x quantity as a sum of its own."""
        if self.worth is None and self.filled:
            self.worth = cython.cast(object, self.single_price) * self.filled
        return 0

    def mean(self) -> int:
        """Return the mean price of all fills, half to even; 0 for none."""
        if self.worth is None or not self.filled:
            return self.single_price if self.filled else 0
        whole, rest = divmod(self.worth, self.filled)
        is_up = 2 * rest > self.filled or (2 * rest == self.filled and whole % 2 == 1)
        mean: int = whole + is_up
        return mean

    def split(self, numerator: int, denominator: int, tick: int, lot: int) -> int:
        """Adjust quantities towards zero, leaves to whole lots, and prices to the tick; see `scaled_price`."""
        leaves = scaled(self.leaves, numerator, denominator) // lot * lot
        self.sum_up()
        gone = scaled(self.total - self.filled - self.leaves, numerator, denominator)
        self.filled = scaled(self.filled, numerator, denominator)
        self.woken = scaled(self.woken, numerator, denominator)
        self.leaves = leaves
        self.total = self.filled + leaves + gone
        self.limit = scaled_price(self.limit, denominator, numerator, tick, -self.side)
        self.stop = scaled_price(self.stop, denominator, numerator, tick, -self.side)
        self.entry_price = scaled_price(self.entry_price, denominator, numerator, 1, 0)
        self.extreme = scaled_price(self.extreme, denominator, numerator, 1, 0)
        if not self.is_trailing:
            self.level = self.stop
            return 0
        self.trail = scaled_price(self.trail, denominator, numerator, 1, 0)
        if self.extreme:
            self.level_from(tick)
        return 0


class Ended:
    """What is kept of an order that has ended: all that can be asked of it; `mean` is the price of its fills.

    All of it is in the shares of its end, when `done` corporate actions were in force.
    """

    def __init__(self) -> None:
        self.status, self.book = "", ""
        self.k = self.side = self.filled = self.mean = self.entry_price = self.done = 0


def ended_of(order: Resting, done: int) -> Ended:
    """Return what is kept of an order at its end, with so many corporate actions in force."""
    kept = Ended()
    kept.status, kept.book, kept.k, kept.side = order.status, order.book, order.k, order.side
    kept.filled, kept.mean, kept.entry_price = order.filled, order.mean(), order.entry_price
    kept.done = done
    return kept


def _fits(order: Resting) -> bool:
    # Compiled fields refuse by themselves what does not fit.
    amounts = (order.quantity, order.limit, order.stop, order.trail, order.trail_fraction, order.held)
    return all(-_INT64_MAX <= amount <= _INT64_MAX for amount in amounts)


def scaled(quantity: int, numerator: int, denominator: int) -> int:
    """Return quantity x numerator / denominator, towards zero.

    Raises
    ------
    AmountOverflow : it leaves 64 bits.
    """
    wide = abs(quantity) * numerator // denominator
    if wide > _INT64_MAX:
        overflow("split", quantity, numerator)
    return wide if quantity >= 0 else -wide


def scaled_price(price: int, numerator: int, denominator: int, tick: int, rounding: int) -> int:
    """Return price x numerator / denominator on the tick, at least one tick; a price that does not stand stays 0.

    Rounded up for a rounding of 1, down for -1, half to even for 0.
    """
    if not price:
        return 0
    wide_tick = denominator * tick
    ticks, rest = divmod(price * numerator, wide_tick)
    if rest and (rounding > 0 or (rounding == 0 and (2 * rest > wide_tick or (2 * rest == wide_tick and ticks % 2)))):
        ticks += 1
    wide = max(ticks, 1) * tick
    if wide > _INT64_MAX:
        overflow("split", price, numerator)
    return wide
