"""The doors of the engine: what a broker, a data provider, a fill or cost model must be able to do.

Protocols only. The shell drives them; nothing below `engine` calls them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import attrs

from mqk_core.domain.value import Value

if TYPE_CHECKING:
    from mqk_core.domain.actions import CorporateAction
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
    """An order as a broker sees it. `quantity` is signed, in units of 1e-8; prices as `domain/orders.py` says.

    Attributes
    ----------
    parent : the client order id of the entry whose fills wake this order; it then covers as much as was filled.
    group : orders of one group exclude each other: a fill of an exit takes as much from the others, a fill of an entry
        cancels them.
    book : whose position it is: the strategy's name.
    reduce_only : it may only take away from what the book holds; it is cut to that, and cancelled at zero.
    held : what the book holds, signed, told with every order that is `reduce_only`.
    """

    client_order_id: str
    symbol: str
    quantity: int
    kind: str
    time_in_force: str
    limit: int = 0
    stop: int = 0
    trail: int = 0
    trail_fraction: int = 0
    parent: str = ""
    group: str = ""
    book: str = ""
    reduce_only: bool = False
    held: int = 0


class BrokerReplace(Value, tag="broker_replace", frozen=True):
    """Change `replaces` into the order known as `client_order_id` from then on.

    `quantity` is the total of the whole chain, signed: what was filled before counts. Prices that stay are said again.
    """

    client_order_id: str
    replaces: str
    quantity: int
    limit: int = 0
    stop: int = 0
    trail: int = 0
    trail_fraction: int = 0
    held: int = 0


class BrokerAck(Value, tag="broker_ack", frozen=True):
    client_order_id: str
    broker_order_id: str
    time: int


class BrokerReject(Value, tag="broker_reject", frozen=True):
    client_order_id: str
    reason: str
    time: int


class BrokerFill(Value, tag="broker_fill", frozen=True):
    """One execution; `execution_id` is the broker's own and is booked once, however often it comes.

    `symbol` is needed where the order may be nobody's: a fill without order of ours is kept apart by it.
    """

    client_order_id: str
    execution_id: str
    quantity: int
    price: int
    fee: int
    time: int
    symbol: str = ""


class BrokerBust(Value, tag="broker_bust", frozen=True):
    """The execution was taken back. `is_final`: asked for, the broker knows no such execution either."""

    client_order_id: str
    execution_id: str
    time: int
    is_final: bool = False


class BrokerCorrection(Value, tag="broker_correction", frozen=True):
    """The execution was other than told: these numbers hold in place of the former ones. `revision` counts up."""

    client_order_id: str
    execution_id: str
    quantity: int
    price: int
    fee: int
    time: int
    revision: int = 1


class BrokerCancelled(Value, tag="broker_cancelled", frozen=True):
    client_order_id: str
    time: int


class BrokerExpired(Value, tag="broker_expired", frozen=True):
    client_order_id: str
    time: int


class BrokerDoneForDay(Value, tag="broker_done_for_day", frozen=True):
    client_order_id: str
    time: int


class BrokerCancelPending(Value, tag="broker_cancel_pending", frozen=True):
    client_order_id: str
    time: int


class BrokerCancelReject(Value, tag="broker_cancel_reject", frozen=True):
    """`not_open`: because the order is not open, as the broker says; not: for another reason."""

    client_order_id: str
    time: int
    not_open: bool = False


class BrokerReplaced(Value, tag="broker_replaced", frozen=True):
    """The order that `client_order_id` asked to replace another by works now."""

    client_order_id: str
    broker_order_id: str
    time: int


class BrokerReplaceReject(Value, tag="broker_replace_reject", frozen=True):
    client_order_id: str
    reason: str
    time: int


class BrokerSubmitUnknown(Value, tag="broker_submit_unknown", frozen=True):
    """Said by whoever sends: the order went out, and no answer came."""

    client_order_id: str
    time: int


class BrokerReport(Value, tag="broker_report", frozen=True):
    """The order as a whole, told by the stream or as the answer to a query.

    `status`: working, filled, cancelled, expired, rejected; `filled`: all of it, signed; `price`: the mean, 0 for none.
    """

    client_order_id: str
    status: str
    filled: int
    price: int
    time: int


class BrokerAbsent(Value, tag="broker_absent", frozen=True):
    """The answer to a query after the settling time: there is no such order, and there never was."""

    client_order_id: str
    time: int


class BrokerRestated(Value, tag="broker_restated", frozen=True):
    """The broker changed the order by itself. `sequence` is its own count of changes of this order."""

    client_order_id: str
    quantity: int
    limit: int
    stop: int
    sequence: int
    time: int


class BrokerForeignFill(Value, tag="broker_foreign_fill", frozen=True):
    """An execution on our account that the broker says we did not order. `is_liquidation`: it closed what we held."""

    execution_id: str
    symbol: str
    quantity: int
    price: int
    fee: int
    time: int
    is_liquidation: bool = False


class BrokerCharge(Value, tag="broker_charge", frozen=True):
    """What carrying the account cost: `kind` is `borrow` (of `symbol`) or `financing`; `amount` is never negative."""

    charge_id: str
    symbol: str
    kind: str
    amount: int
    time: int


BrokerEvent = (
    BrokerAck
    | BrokerReject
    | BrokerFill
    | BrokerBust
    | BrokerCorrection
    | BrokerCancelled
    | BrokerExpired
    | BrokerDoneForDay
    | BrokerCancelPending
    | BrokerCancelReject
    | BrokerReplaced
    | BrokerReplaceReject
    | BrokerSubmitUnknown
    | BrokerReport
    | BrokerAbsent
    | BrokerRestated
    | BrokerForeignFill
    | BrokerCharge
)


class Broker(Protocol):
    """A place that takes orders. It answers through `poll`, in its own order of events."""

    def submit(self, order: BrokerOrder) -> None: ...

    def replace(self, change: BrokerReplace) -> None: ...

    def cancel(self, client_order_id: str) -> None: ...

    def query(self, client_order_id: str) -> None:
        """Ask what the broker knows of an order; it answers with a `BrokerReport` or `BrokerAbsent`."""
        ...

    def poll(self) -> Sequence[BrokerEvent]:
        """Return the events since the last call, oldest first."""
        ...


class SimulatedMarket(Protocol):
    """The side of a simulated broker that sees the tape. A real broker has none: its market moves by itself."""

    def due(self, row: int) -> int:
        """Return the first row, at or after `row`, of a step in which something may happen; past the end if nothing.

        A row may be named in which nothing happens; one in which something does may not be left out.
        """
        ...

    def reach(self, row: int) -> None:
        """Let the step that begins at `row` happen to the orders that rest; `poll` then gives what came of it."""
        ...

    def settle(self, row: int) -> None:
        """Answer what was asked since the last step; `row` is the number of tape rows that have happened.

        Called after every step that was due or in which something was sent.
        """
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
    """What a fill costs, and what carrying a position costs. Costs never improve a result. Amounts in units of 1e-8."""

    def price(self, quantity: int, price: int, tick: int, high: int, low: int) -> int:
        """Return the price moved against an order of signed `quantity`, rounded against it to `tick`.

        `high` and `low` are those of the bar in which it fills.
        """
        ...

    def commission(self, quantity: int, value: int) -> int:
        """Return the fee of a fill of signed `quantity` worth `value` (unsigned); never negative."""
        ...

    def borrow(self, value: int, days: int) -> int:
        """Return what a short position worth `value` (unsigned) costs over `days` calendar days; never negative."""
        ...

    def financing(self, debt: int, days: int) -> int:
        """Return what a negative balance of `debt` (unsigned) costs over `days` calendar days; never negative."""
        ...


@attrs.frozen
class VenueTerms:
    """How the simulated exchange serves orders, beside its fill model.

    Attributes
    ----------
    latency_bars : bars of its symbol that an order (or a change, or a cancel) comes later than the next.
    latency_ns : it acts at the first bar that opens at or after its decision plus this.
    volume_cap : the part of a bar's volume that all fills in it may take, in units of 1e-8; None: no cap.
    gap_fraction : how far a price at an open is moved against an order, in units of 1e-8. A stress, no model.
    is_stress : no price may be better than it would be without latency and gap.
    """

    latency_bars: int = 0
    latency_ns: int = 0
    volume_cap: int | None = None
    gap_fraction: int = 0
    is_stress: bool = False


@attrs.frozen
class VenueSetup:
    """What a simulated broker is built from; a real one ignores it. `cash`: of the account, in units of 1e-8."""

    tape: Tape
    instruments: tuple[Instrument, ...]
    fills: FillModel
    costs: CostModel
    cash: int = 0
    terms: VenueTerms = VenueTerms()
    actions: tuple[CorporateAction, ...] = ()
