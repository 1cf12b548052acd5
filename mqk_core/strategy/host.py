# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""Runs one strategy: feeds its indicators, asks it once a bar and symbol, keeps what it wants until intents are made.

A strategy that raises is disabled, never repaired: the engine cancels its working entries and says so. The strategy
sees its own book only; the engine writes what is held into its wishes.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import cython
import numpy as np

from mqk_core.domain.money import from_decimal, from_float, to_decimal
from mqk_core.errors import AmountOverflow, StrategyError
from mqk_core.strategy.api import Strategy
from mqk_core.strategy.frozen import freeze
from mqk_core.strategy.indicators import Indicator, Indicators
from mqk_core.strategy.memory import check_state_class, decode_state, encode_state

if cython.compiled:
    from cython.cimports.mqk_core.domain.market import new_bar
else:
    from mqk_core.domain.market import new_bar


_UNCHANGING = (int, float, Decimal)


class Wish:
    """What the strategy wants and holds of one symbol, in units of 1e-8; `asked`: it spoke in this step."""

    def __init__(self) -> None:
        self.target = 0
        self.held = 0
        self.asked = False


class Context:
    """What a strategy may see and say.

    Attributes
    ----------
    indicators : makes indicators, in `on_start`.
    state : the strategy's own mutable state, of the class it declared; None if it declared none.
    """

    def __init__(self, host: StrategyHost, indicators: Indicators, state: Any) -> None:
        self.host = host
        self.indicators = indicators
        self.state = state

    def target(self, symbol: str, quantity: object) -> None:
        """Ask to hold `quantity` of `symbol`: an int, a Decimal, or a float (taken to the nearest 1e-8)."""
        self.host.keep(symbol, quantity)

    def position(self, symbol: str) -> Decimal:
        """Return the quantity that this strategy holds, as a Decimal; negative when short."""
        host = self.host
        if symbol not in host.index:
            raise StrategyError(
                f"strategy {host.name}: no data for symbol {symbol!r}; expected one of {', '.join(host.index)}"
            )
        wish = host.wishes[host.index[symbol]]
        return to_decimal(wish.held)


class StrategyHost:
    """One strategy with its indicators, state and pending targets.

    `calls` counts how often it was asked, `dust` its targets below one lot: observations, no part of the state.
    """

    def __init__(self, name: str, strategy: Strategy, state_class: type | None, symbols: tuple[str, ...]) -> None:
        self.name = name
        self.strategy = strategy
        self.state_class = state_class
        self.enabled = True
        self.pending = False
        self.calls = 0
        self.dust = 0
        self.failure: BaseException | None = None
        self.index = {symbol: k for k, symbol in enumerate(symbols)}
        self.wishes = [Wish() for _ in symbols]
        self.last_quantity: object = self
        self.former_quantity: object = self
        self.last_units = self.former_units = 0
        self.on_bar = strategy.on_bar
        self.indicators: list[Indicator] = []
        if state_class is not None:
            check_state_class(state_class, name)
        self.context = Context(self, Indicators(len(symbols)), None if state_class is None else state_class())

    def start(self) -> None:
        """Call `on_start`, then close the door: no more indicators, no more attributes.

        Raises
        ------
        StrategyError : the strategy failed to start, or keeps mutable state where no snapshot would find it.
        """
        try:
            self.strategy.on_start(self.context)
        except StrategyError:
            raise
        except (Exception, SystemExit) as error:
            raise StrategyError(f"strategy {self.name} failed to start: {type(error).__name__}: {error}") from error
        self.context.indicators.open = False
        self.indicators = self.context.indicators.made
        freeze(self.strategy, self.name)
        self.on_bar = self.strategy.on_bar

    def take(self, symbol: str, k: int, time: int, open: int, high: int, low: int, close: int, volume: int) -> bool:
        """Feed one bar and ask the strategy if its indicators are ready. False: it failed, and is now disabled."""
        if not self._feed(k, open, high, low, close, volume):
            return True
        self.calls += 1
        try:
            self.on_bar(new_bar(symbol, time, open, high, low, close, volume), self.context)
        except (Exception, SystemExit) as error:
            self.failure = error
            self.disable()
            return False
        return True

    def _feed(self, k: int, open: int, high: int, low: int, close: int, volume: int) -> bool:
        ready = True
        for indicator in self.indicators:
            series = indicator.series[k]
            if indicator.column == 3:
                series.push(close)
            elif indicator.column == 0:
                series.push(open)
            elif indicator.column == 1:
                series.push(high)
            elif indicator.column == 2:
                series.push(low)
            else:
                series.push(volume)
            indicator.current = series
            ready = ready and series.ready
        return ready

    def keep(self, symbol: str, quantity: object) -> int:
        """Keep a target until intents are made; the last word of a step counts."""
        if self.context.indicators.open:
            raise StrategyError(
                f"strategy {self.name}: a target was set in on_start; no bar was seen yet; set it in on_bar"
            )
        found = self.index.get(symbol)
        if found is None:
            raise StrategyError(
                f"strategy {self.name}: target for unknown symbol {symbol!r}; expected one of {', '.join(self.index)}"
            )
        # Most strategies say one of two things; both are kept, so that neither is converted again.
        if quantity is not self.last_quantity:
            self.last_quantity, self.former_quantity = self.former_quantity, self.last_quantity
            self.last_units, self.former_units = self.former_units, self.last_units
            if quantity is not self.last_quantity:
                self.last_units = units_of(quantity, self.name, symbol)
                self.last_quantity = quantity if type(quantity) in _UNCHANGING else self
        wish = self.wishes[found]
        wish.target = self.last_units
        wish.asked = True
        self.pending = True
        return 0

    def disable(self) -> int:
        """Ask no more, and forget what was asked in this step."""
        self.enabled = False
        return self.clear()

    def clear(self) -> int:
        for wish in self.wishes:
            wish.asked = False
        self.pending = False
        return 0

    def state(self) -> object:
        own = None if self.state_class is None else encode_state(self.context.state, self.state_class, self.name)
        held = [wish.held for wish in self.wishes]
        return self.enabled, own, held, [indicator.state() for indicator in self.indicators]

    def restore(self, state: Any) -> None:
        self.enabled, own, held, indicators = state
        if self.state_class is not None:
            self.context.state = decode_state(own, self.state_class)
        for indicator, kept in zip(self.indicators, indicators, strict=True):
            indicator.restore(kept)
        self.clear()
        for wish, quantity in zip(self.wishes, held, strict=True):
            wish.held = quantity


def units_of(quantity: object, strategy: str, symbol: str) -> int:
    """Return a target quantity in units of 1e-8.

    Raises
    ------
    StrategyError : not a number, NaN or infinite, or too large.
    """
    try:
        if isinstance(quantity, float):
            return from_float(quantity)
        if isinstance(quantity, (bool, np.bool_)):
            raise ValueError("a truth value is no quantity")
        if not isinstance(quantity, (int, Decimal)):
            if hasattr(quantity, "__index__"):
                return from_decimal(quantity.__index__())
            if hasattr(quantity, "__float__"):
                return from_float(float(quantity))
            raise ValueError(f"a {type(quantity).__name__} is no quantity")
        return from_decimal(quantity)
    except (ValueError, AmountOverflow) as error:
        raise StrategyError(
            f"strategy {strategy}: target for {symbol}: {error}; expected an int, a Decimal or a float"
        ) from error
