"""The doors of the engine: what a broker, a data provider, a fill or cost model must be able to do.

Protocols only. The shell drives them; nothing below `engine` calls them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import attrs

from mqk_core.domain.value import Value

if TYPE_CHECKING:
    from mqk_core.domain.bars import BarSeries
    from mqk_core.domain.instruments import Instrument
    from mqk_core.domain.market import Tape


class DataProvider(Protocol):
    """Reads bars. Whole files, as they stand: core checks, filters and merges them."""

    def read(self) -> Sequence[BarSeries]:
        """Return one series a symbol.

        Raises
        ------
        DataError : a file cannot be read as bars; every problem names file and line.
        """
        ...


class BrokerOrder(Value, tag="order", frozen=True):
    """An order as a broker sees it. `quantity` is signed, in units of 1e-8."""

    client_order_id: str
    symbol: str
    quantity: int
    kind: str
    time_in_force: str


class BrokerAck(Value, tag="broker_ack", frozen=True):
    client_order_id: str
    broker_order_id: str
    time: int


class BrokerReject(Value, tag="broker_reject", frozen=True):
    client_order_id: str
    reason: str
    time: int


class BrokerFill(Value, tag="broker_fill", frozen=True):
    """One execution; `execution_id` is the broker's own and is booked once, however often it comes."""

    client_order_id: str
    execution_id: str
    quantity: int
    price: int
    fee: int
    time: int


class BrokerCancelled(Value, tag="broker_cancelled", frozen=True):
    client_order_id: str
    time: int


class BrokerExpired(Value, tag="broker_expired", frozen=True):
    client_order_id: str
    time: int


class BrokerCancelReject(Value, tag="broker_cancel_reject", frozen=True):
    client_order_id: str
    time: int


BrokerEvent = BrokerAck | BrokerReject | BrokerFill | BrokerCancelled | BrokerExpired | BrokerCancelReject


class Broker(Protocol):
    """A place that takes orders. It answers through `poll`, in its own order of events."""

    def submit(self, order: BrokerOrder) -> None: ...

    def cancel(self, client_order_id: str) -> None: ...

    def poll(self) -> Sequence[BrokerEvent]:
        """Return the events since the last call, oldest first."""
        ...


class SimulatedMarket(Protocol):
    """The side of a simulated broker that sees the tape. A real broker has none: its market moves by itself."""

    def due(self, row: int) -> int:
        """Return the first row, at or after `row`, of a step in which a resting order may act; past the end if none."""
        ...

    def reach(self, row: int) -> None:
        """Let the step that begins at `row` happen to the orders that rest; `poll` then gives what came of it."""
        ...

    def settle(self, row: int) -> None:
        """Answer the submits and cancels since the last step; `row` is the number of tape rows that have happened."""
        ...


class SimulatedBroker(Broker, SimulatedMarket, Protocol):
    """A broker that brings its own market: the only kind a backtest can use."""


class Reconciler(Protocol):
    """Compares our books with what the broker says it holds; finds and names, never heals."""

    def differences(self, ours: Mapping[str, int], theirs: Mapping[str, int]) -> Sequence[str]:
        """Return a sentence a difference, symbol by symbol; positions are signed, in units of 1e-8."""
        ...


class FillModel(Protocol):
    """At what price a market order meets its bar. All prices int64 in units of 1e-8."""

    #: True: a market order fills in the deciding bar itself.
    same_bar: bool

    def market_price(self, quantity: int, open: int, high: int, low: int, close: int) -> int: ...


class CostModel(Protocol):
    """What a fill costs. Costs never improve a result: a price moves against the order, a fee is never negative."""

    def price(self, quantity: int, price: int, tick: int) -> int: ...

    def commission(self, quantity: int, price: int) -> int: ...


@attrs.frozen
class VenueSetup:
    """What a simulated broker is built from; a real one ignores it."""

    tape: Tape
    instruments: tuple[Instrument, ...]
    fills: FillModel
    costs: CostModel
