"""Orders as a strategy asks for them: checked where they are asked, turned into the engine's units of 1e-8.

What a strategy may not ask for (no number, a word that is no time in force, prices that contradict each other) is its
own mistake and raised at its own line. Whether the order may trade is the gate's to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import attrs
import numpy as np

from mqk_core.domain.money import SCALE, from_decimal, from_float
from mqk_core.domain.orders import (
    CLS,
    GTC,
    LIMIT,
    MARKET,
    OPG,
    STOP,
    STOP_LIMIT,
    TIMES_IN_FORCE,
    TRAILING_STOP,
    Terms,
)
from mqk_core.errors import AmountOverflow, StrategyError


@attrs.frozen
class OrderRequest:
    """A new order: signed quantity, terms, the exits it brings, and the ticket of the order that excludes it.

    `stop_loss` and `take_profit` are the terms of the bracket's children; None: there is none. `reduce_only` None: as
    its side and what is held say.
    """

    ticket: int
    instrument: int
    quantity: int
    terms: Terms
    reduce_only: bool | None
    stop_loss: Terms | None
    take_profit: Terms | None
    excludes: int


@attrs.frozen
class CancelRequest:
    """Take an order back."""

    ticket: int


@attrs.frozen
class ChangeRequest:
    """Change an order; None leaves a quantity or price as it is. `quantity` is the total, signed as the order is."""

    ticket: int
    quantity: int | None
    limit: int | None
    stop: int | None
    trail: int | None
    trail_fraction: int | None


Request = OrderRequest | CancelRequest | ChangeRequest


@attrs.frozen
class WorkingOrder:
    """A working order as its strategy sees it. Quantities are signed; a price that its kind does not need is None."""

    ticket: int
    symbol: str
    kind: str
    time_in_force: str
    quantity: Decimal
    filled: Decimal
    limit: Decimal | None
    stop: Decimal | None


_PRICES: Final = ("limit", "stop", "trail", "trail_fraction")


def order_terms(strategy: str, symbol: str, time_in_force: str, prices: Mapping[str, object]) -> Terms:
    """Return the terms that the prices of an order say.

    Raises
    ------
    StrategyError : prices that do not go together, or a time in force that there is not.
    """
    given = {name: units_of(prices[name], strategy, symbol) for name in _PRICES if prices.get(name) is not None}
    for name, units in given.items():
        if units <= 0 or (name == "trail_fraction" and units >= SCALE):
            bound = "above 0 and below 1" if name == "trail_fraction" else "above zero"
            raise StrategyError(f"strategy {strategy}: {name} of an order for {symbol} must be {bound}")
    kind = _kind(frozenset(given))
    if kind is None:
        raise StrategyError(
            f"strategy {strategy}: an order for {symbol} has {', '.join(sorted(given))}; expected a limit, a stop, "
            "both, or one of trail and trail_fraction"
        )
    if time_in_force not in TIMES_IN_FORCE:
        raise StrategyError(
            f"strategy {strategy}: time in force {time_in_force!r} of an order for {symbol}; expected one of "
            f"{', '.join(TIMES_IN_FORCE)}"
        )
    if time_in_force in (OPG, CLS) and kind not in (MARKET, LIMIT):
        raise StrategyError(f"strategy {strategy}: {time_in_force} is for market and limit orders, not for a {kind}")
    return Terms(kind, time_in_force, *(given.get(name, 0) for name in _PRICES))


def _kind(prices: frozenset[str]) -> str | None:
    kinds = {
        frozenset[str](): MARKET,
        frozenset({"limit"}): LIMIT,
        frozenset({"stop"}): STOP,
        frozenset({"limit", "stop"}): STOP_LIMIT,
        frozenset({"trail"}): TRAILING_STOP,
        frozenset({"trail_fraction"}): TRAILING_STOP,
    }
    return kinds.get(prices)


def exit_terms(
    strategy: str, symbol: str, take_profit: object, stop_loss: object, trail: object, trail_fraction: object
) -> tuple[Terms | None, Terms | None]:
    """Return the terms of a bracket's stop and of its target; None where there is none.

    Raises
    ------
    StrategyError : a stop and a trail, or prices that cannot be.
    """
    stops = {"stop": stop_loss, "trail": trail, "trail_fraction": trail_fraction}
    has_stop = any(price is not None for price in stops.values())
    stop = order_terms(strategy, symbol, GTC, stops) if has_stop else None
    target = None if take_profit is None else order_terms(strategy, symbol, GTC, {"limit": take_profit})
    return stop, target


def units_of(quantity: object, strategy: str, symbol: str) -> int:
    """Return a quantity or price in units of 1e-8.

    Raises
    ------
    StrategyError : not a number, NaN or infinite, or too large.
    """
    number: Any = quantity
    try:
        if isinstance(number, float):
            return from_float(number)
        if isinstance(number, (bool, np.bool_)):
            raise ValueError("a truth value is no quantity")
        if not isinstance(number, (int, Decimal)):
            if hasattr(number, "__index__"):
                return from_decimal(number.__index__())
            if hasattr(number, "__float__"):
                return from_float(float(number))
            raise ValueError(f"a {type(number).__name__} is no quantity")
        return from_decimal(number)
    except (ValueError, AmountOverflow) as error:
        raise StrategyError(
            f"strategy {strategy}: target for {symbol}: {error}; expected an int, a Decimal or a float"
        ) from error
