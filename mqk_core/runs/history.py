"""The decision records of a run, read once: what became of each order, what moved the books, refusals, halts.

A second reading of the evidence, beside the engine: tables, metrics and the check of a stored run stand on it. It
decides nothing. Quantities, prices, fees and amounts are in units of 1e-8. A book is a strategy's, or nobody's ("").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, cast, get_args

import attrs
import msgspec

from mqk_core.domain import reasons
from mqk_core.domain.effects import Cancel, Disable, Halt, Replace, Submit
from mqk_core.domain.events import (
    Busted,
    Charged,
    Command,
    Dividend,
    Filled,
    ForeignFill,
    Incident,
    Opening,
    OrderEvent,
    Split,
    TapeEnd,
    Transfer,
)
from mqk_core.domain.instruments import Instrument
from mqk_core.domain.intents import Refusal
from mqk_core.domain.value import Value
from mqk_core.errors import InvariantViolation
from mqk_core.runs import order_history
from mqk_core.runs.order_history import OrderHistory

FILL: Final = "fill"
BUST: Final = "bust"
TRANSFER: Final = "transfer"
FOREIGN: Final = "foreign"

_MOVES: Final = frozenset(get_args(OrderEvent)) - {Filled, Busted}


class Booking(msgspec.Struct, frozen=True, gc=False):
    """A trade in one book: signed quantity, price, and a fee that is negative where one was given back.

    `kind`: FILL; BUST, which reverses a fill; one side of a TRANSFER; or FOREIGN, of no order of ours (`order` is 0).
    """

    kind: str
    order: int
    time: int
    symbol: str
    strategy: str
    quantity: int
    price: int
    fee: int


#: What moved cash or quantities, in the order in which it was booked.
Entry = Booking | Split | Dividend | Charged


@attrs.frozen(eq=False)
class History:
    """All that the records say. `refused` counts by strategy and reason; `quarantined`: numbers used wrongly."""

    orders: dict[int, OrderHistory] = attrs.Factory(dict)
    entries: list[Entry] = attrs.Factory(list)
    refused: Counter[tuple[str, str]] = attrs.Factory(Counter)
    halts: list[Halt | Disable] = attrs.Factory(list)
    incidents: list[Incident] = attrs.Factory(list)
    commands: list[Command] = attrs.Factory(list)
    quarantined: frozenset[int] = frozenset()
    end: TapeEnd | None = None

    @property
    def bookings(self) -> list[Booking]:
        """The trades of all books, oldest first."""
        return [entry for entry in self.entries if isinstance(entry, Booking)]

    @property
    def fills(self) -> int:
        """How many fills of orders of ours were booked, also those that were taken back later."""
        return sum(isinstance(entry, Booking) and entry.kind == FILL for entry in self.entries)

    @property
    def refusals(self) -> dict[str, int]:
        """How many intents were refused, by reason."""
        counts: Counter[str] = Counter()
        for (_, reason), count in self.refused.items():
            counts[reason] += count
        return dict(sorted(counts.items()))

    @property
    def refusals_by_strategy(self) -> dict[str, dict[str, int]]:
        """How many intents were refused, by strategy and reason."""
        counts: dict[str, dict[str, int]] = {}
        for (strategy, reason), count in sorted(self.refused.items()):
            counts.setdefault(strategy, {})[reason] = count
        return counts

    @property
    def is_halted(self) -> bool:
        """Whether permission to add risk ended during the run; a disabled strategy alone does not halt it."""
        return any(isinstance(record, Halt) for record in self.halts)


def read(records: Sequence[Value], instruments: Mapping[str, Instrument] | None = None) -> History:
    """Return the history that the records tell, oldest first; `instruments` by symbol give the grids for splits.

    Raises
    ------
    InvariantViolation : a record names an order that was never submitted and that the engine did not quarantine, an
    order is submitted twice, or the run opens with positions.
    """
    quarantined = frozenset(
        record.order for record in records if isinstance(record, Incident) and record.code == reasons.UNKNOWN_ORDER
    )
    history = History(quarantined=quarantined)
    end: TapeEnd | None = None
    for record in records:
        if type(record) in _MOVES:
            _move(history, cast(OrderEvent, record))
            continue
        match record:
            case Submit():
                _submit(history, record)
            case Filled() | Busted() | ForeignFill() | Transfer() | Dividend() | Charged():
                _book(history, record)
            case Refusal():
                history.refused[record.strategy, record.reason] += 1
            case Cancel() | Replace():
                order_history.ask(_order(history, record.order), record)
            case Split():
                history.entries.append(record)
                _split(history, record, None if instruments is None else instruments.get(record.symbol))
            case Halt() | Disable():
                history.halts.append(record)
            case Incident():
                history.incidents.append(record)
            case Command():
                history.commands.append(record)
            case TapeEnd():
                end = record
            case Opening():
                _open(record)
            case _:
                pass  # intents, queries, crossings and checkpoints change no table
    return attrs.evolve(history, end=end)


def _submit(history: History, submit: Submit) -> None:
    if submit.order in history.orders:
        raise InvariantViolation(f"order {submit.order}: submitted twice in the records; nothing was written")
    history.orders[submit.order] = order_history.submitted(submit)


def _order(history: History, number: int) -> OrderHistory:
    order = history.orders.get(number)
    if order is None:
        raise InvariantViolation(
            f"order {number}: a record names it, but no submit came before; expected its submit; nothing was written"
        )
    return order


def _named(history: History, event: OrderEvent) -> OrderHistory | None:
    # None: the engine made no such order, or asked for no such leg, and put the message aside.
    if event.order in history.quarantined:
        order = history.orders.get(event.order)
        return None if order is None or (event.leg and event.leg not in order.asked) else order
    return _order(history, event.order)


def _move(history: History, event: OrderEvent) -> None:
    order = _named(history, event)
    if order is not None:
        order_history.move(order, event)


def _book(history: History, record: Filled | Busted | ForeignFill | Transfer | Dividend | Charged) -> None:
    match record:
        case Filled() | Busted():
            order = _named(history, record)
            if order is not None:
                _book_execution(history, order, record)
        case ForeignFill():
            if record.code != reasons.UNKNOWN_ORDER:
                _add(history, FOREIGN, "", record.symbol, record, record.quantity, record.fee)
        case Transfer():
            _add(history, TRANSFER, record.seller, record.symbol, record, -record.quantity)
            _add(history, TRANSFER, record.buyer, record.symbol, record, record.quantity)
        case Dividend() | Charged():
            history.entries.append(record)


def _book_execution(history: History, order: OrderHistory, record: Filled | Busted) -> None:
    strategy, symbol = order.submit.strategy, order.submit.symbol
    if isinstance(record, Busted):
        order_history.bust(order, record)
        _add(history, BUST, strategy, symbol, record, -record.quantity, -record.fee, record.order)
    elif order_history.is_booked(order, record):
        order_history.fill(order, record)
        _add(history, FILL, strategy, symbol, record, record.quantity, record.fee, record.order)


def _add(
    history: History,
    kind: str,
    strategy: str,
    symbol: str,
    record: Filled | Busted | ForeignFill | Transfer,
    quantity: int,
    fee: int = 0,
    order: int = 0,
) -> None:
    history.entries.append(Booking(kind, order, record.time, symbol, strategy, quantity, record.price, fee))


def _split(history: History, record: Split, instrument: Instrument | None) -> None:
    for order in history.orders.values():
        if order.submit.symbol == record.symbol:
            order_history.split(order, record, instrument)


def _open(opening: Opening) -> None:
    if opening.positions:
        raise InvariantViolation(
            "the run opens with positions; expected cash alone, from which the tables of this build begin; "
            "nothing was written"
        )
