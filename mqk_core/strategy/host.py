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

from mqk_core.domain.money import to_decimal
from mqk_core.domain.orders import GTC, MARKET
from mqk_core.errors import StrategyError
from mqk_core.strategy.api import Strategy
from mqk_core.strategy.frozen import freeze
from mqk_core.strategy.indicators import Indicator, Indicators
from mqk_core.strategy.memory import check_state_class, decode_state, encode_state
from mqk_core.strategy.requests import (
    CancelRequest,
    ChangeRequest,
    OrderRequest,
    Request,
    WorkingOrder,
    exit_terms,
    order_terms,
    units_of,
)

if cython.compiled:
    from cython.cimports.mqk_core.domain.market import new_bar
    from cython.cimports.mqk_core.domain.money import add
else:
    from mqk_core.domain.market import new_bar
    from mqk_core.domain.money import add


_UNCHANGING = (int, float, Decimal)
VOLUME = 4


class Wish:
    """What the strategy wants and holds of one symbol, in units of 1e-8.

    `asked`: it named a target in this step; `change` is what its market orders add to that, or to what it has.
    """

    def __init__(self) -> None:
        self.target = 0
        self.change = 0
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

    def order(
        self,
        symbol: str,
        quantity: object,
        *,
        limit: object = None,
        stop: object = None,
        trail: object = None,
        trail_fraction: object = None,
        time_in_force: str = GTC,
        reduce_only: bool | None = None,
        take_profit: object = None,
        stop_loss: object = None,
        stop_loss_trail: object = None,
        stop_loss_trail_fraction: object = None,
        excludes: int = 0,
    ) -> int:
        """Ask for an order of signed `quantity`; return its ticket.

        Without a price, an exit and a time in force it is a change of what is wanted, nets like a target, and has no
        ticket: 0. With `take_profit` or a `stop_loss…` it brings these exits, which act once it is filled and exclude
        each other; the stop's ticket is the next one, the target's the one after. `excludes` is the ticket of an order
        of this same bar: one of the two is enough. `reduce_only` None: an order with a price against what is held, and
        no larger, only reduces.
        """
        host = self.host
        k = host.instrument_of(symbol)
        units = units_of(quantity, host.name, symbol)
        if units == 0:
            raise StrategyError(f"strategy {host.name}: an order for {symbol} of no quantity; say more than zero")
        prices = {"limit": limit, "stop": stop, "trail": trail, "trail_fraction": trail_fraction}
        terms = order_terms(host.name, symbol, time_in_force, prices)
        exits = exit_terms(host.name, symbol, take_profit, stop_loss, stop_loss_trail, stop_loss_trail_fraction)
        if terms.kind == MARKET and time_in_force == GTC and exits == (None, None) and not reduce_only and not excludes:
            host.change(k, units)
            return 0
        return host.ask(k, units, terms, reduce_only, exits, excludes)

    def change(
        self,
        ticket: int,
        *,
        quantity: object = None,
        limit: object = None,
        stop: object = None,
        trail: object = None,
        trail_fraction: object = None,
    ) -> None:
        """Change a working order; what is not named stays. `quantity` is the order's total, with what was filled."""
        host = self.host
        given = [
            None if number is None else units_of(number, host.name, f"order {ticket}")
            for number in (quantity, limit, stop, trail, trail_fraction)
        ]
        host.request(ChangeRequest(ticket, *given))

    def cancel(self, ticket: int) -> None:
        """Take a working order back; one that has ended already stays as it is."""
        self.host.request(CancelRequest(ticket))

    def orders(self, symbol: str | None = None) -> tuple[WorkingOrder, ...]:
        """Return this strategy's working orders that have a ticket, of one symbol or of all, oldest first."""
        host = self.host
        k = -1 if symbol is None else host.instrument_of(symbol)
        return tuple([_seen(order) for order in host.orders.values() if k < 0 or order.instrument == k])

    def position(self, symbol: str) -> Decimal:
        """Return the quantity that this strategy holds, as a Decimal; negative when short."""
        host = self.host
        wish = host.wishes[host.instrument_of(symbol)]
        return to_decimal(wish.held)


class StrategyHost:
    """One strategy with its indicators, state and pending targets.

    `calls` counts how often it was asked, `dust` its targets below one lot: observations, no part of the state.
    `tickets` counts what it asked for by ticket; `orders` are those of them that work, as the blotter has them.
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
        self.requests: list[Request] = []
        self.tickets = 0
        self.orders: dict[int, Any] = {}
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
            found = self.instrument_of(symbol)
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

    def instrument_of(self, symbol: str) -> int:
        found = self.index.get(symbol)
        if found is None:
            raise StrategyError(
                f"strategy {self.name}: unknown symbol {symbol!r}; expected one of {', '.join(self.index)}"
            )
        return found

    def change(self, k: int, units: int) -> int:
        """Add to what is wanted of a symbol."""
        self._refuse_before_bars()
        wish = self.wishes[k]
        wish.change = add(wish.change, units)
        self.pending = True
        return 0

    def ask(self, k: int, units: int, terms: Any, reduce_only: Any, exits: Any, excludes: int) -> int:
        """Keep an order until intents are made; return its ticket."""
        stop_loss, take_profit = exits
        ticket = self.tickets + 1
        self.request(OrderRequest(ticket, k, units, terms, reduce_only, stop_loss, take_profit, excludes))
        self.tickets = ticket if exits == (None, None) else ticket + 2
        return ticket

    def request(self, request: Request) -> int:
        """Keep a request until intents are made."""
        self._refuse_before_bars()
        self.requests.append(request)
        self.pending = True
        return 0

    def _refuse_before_bars(self) -> int:
        if self.context.indicators.open:
            raise StrategyError(
                f"strategy {self.name}: an order was asked for in on_start; no bar was seen yet; ask in on_bar"
            )
        return 0

    def split(self, k: int, numerator: int, denominator: int) -> int:
        """Restate a symbol's series in prices and volumes after a split, so that no indicator sees a jump."""
        for indicator in self.indicators:
            series = indicator.series[k]
            if indicator.column == VOLUME:
                series.rescale(numerator, denominator)
            else:
                series.rescale(denominator, numerator)
        return 0

    def disable(self) -> int:
        """Ask no more, and forget what was asked in this step."""
        self.enabled = False
        return self.clear()

    def clear(self) -> int:
        for wish in self.wishes:
            wish.asked = False
            wish.change = 0
        if self.requests:
            self.requests = []
        self.pending = False
        return 0

    def enable(self) -> int:
        """Ask again from the next bar on."""
        self.enabled = True
        return 0

    def state(self) -> object:
        own = None if self.state_class is None else encode_state(self.context.state, self.state_class, self.name)
        held = [wish.held for wish in self.wishes]
        return self.enabled, own, held, self.tickets, [indicator.state() for indicator in self.indicators]

    def restore(self, state: Any) -> None:
        self.enabled, own, held, self.tickets, indicators = state
        if self.state_class is not None:
            self.context.state = decode_state(own, self.state_class)
        for indicator, kept in zip(self.indicators, indicators, strict=True):
            indicator.restore(kept)
        self.clear()
        for wish, quantity in zip(self.wishes, held, strict=True):
            wish.held = quantity


def _seen(order: Any) -> WorkingOrder:
    terms = order.terms()
    return WorkingOrder(
        order.ticket,
        order.symbol,
        order.kind,
        order.time_in_force,
        to_decimal(order.quantity),
        to_decimal(order.filled_quantity),
        to_decimal(terms.limit) if terms.limit else None,
        to_decimal(terms.stop) if terms.stop else None,
    )
