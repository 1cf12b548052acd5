"""The statement of a run's account: what its trades earned, and what else moved its equity.

Initial equity + realised + unrealised - fees + dividends - borrow - financing = final equity, to the last unit. Profits
are before fees. All in units of 1e-8.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import attrs

from mqk_core.domain.events import Charged, Dividend
from mqk_core.domain.instruments import Instrument
from mqk_core.domain.money import SCALE
from mqk_core.runs.history import BUST, TRANSFER, Booking, Entry
from mqk_core.runs.round_trips import RoundTrip, trade_value

BORROW: Final = "borrow"


@attrs.frozen
class Statement:
    """What moved the account's equity; `financing` is every charge that is no borrow fee.

    `traded_value` is the value of all fills that stand, buys and sells; transfers reach no market.
    """

    realised: int
    unrealised: int
    fees: int
    dividends: int
    borrow: int
    financing: int
    traded_value: int

    @property
    def profit(self) -> int:
        """What the account has earned in all."""
        return self.realised + self.unrealised - self.fees + self.dividends - self.borrow - self.financing


def state(
    entries: Sequence[Entry],
    trips: Sequence[RoundTrip],
    instruments: Mapping[str, Instrument],
    mark_of: Callable[[str], int],
) -> Statement:
    """Return the statement; `mark_of` gives the price at which what is still held of a symbol is valued."""

    def multiplier(symbol: str) -> int:
        instrument = instruments.get(symbol)
        return SCALE if instrument is None else instrument.multiplier

    bookings = [entry for entry in entries if isinstance(entry, Booking)]
    charges = [entry for entry in entries if isinstance(entry, Charged)]
    borrow = sum(charge.amount for charge in charges if charge.kind == BORROW)
    return Statement(
        realised=sum(trip.gross_profit for trip in trips if trip.gross_profit is not None),
        unrealised=_unrealised(trips, multiplier, mark_of),
        fees=sum(booking.fee for booking in bookings),
        dividends=sum(entry.cash for entry in entries if isinstance(entry, Dividend)),
        borrow=borrow,
        financing=sum(charge.amount for charge in charges) - borrow,
        traded_value=sum(
            trade_value(one.quantity, one.price, multiplier(one.symbol)) * (-1 if one.kind == BUST else 1)
            for one in bookings
            if one.kind != TRANSFER
        ),
    )


def _unrealised(trips: Sequence[RoundTrip], multiplier: Callable[[str], int], mark_of: Callable[[str], int]) -> int:
    # Valued as the account is: one symbol's net quantity, rounded once.
    held: dict[str, int] = {}
    cost = 0
    for trip in trips:
        if trip.exit_time is None:
            side = 1 if trip.is_long else -1
            held[trip.symbol] = held.get(trip.symbol, 0) + side * trip.quantity
            cost += side * trip.entry_value
    worth = 0
    for symbol, quantity in held.items():
        value = trade_value(quantity, mark_of(symbol), multiplier(symbol))
        worth += value if quantity > 0 else -value
    return worth - cost
