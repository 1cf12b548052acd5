"""What came of a desk's run: the decision records, what left the system, the sealed state, and the books in it."""

from __future__ import annotations

from typing import Any, TypeVar

import attrs

from mqk_core.audit.chain import verify
from mqk_core.domain.events import Filled
from mqk_core.domain.market import Tape
from mqk_core.domain.money import SCALE
from mqk_core.domain.value import Value
from mqk_core.engine.state import State
from mqk_core.errors import MqkError
from mqk_core.ports import BrokerOrder, BrokerReplace
from mqk_core.strategy.memory import decode_state
from mqk_core.testing.script import ScriptMemory

R = TypeVar("R", bound=Value)


@attrs.frozen(eq=False)
class Outcome:
    """What came of a run.

    Attributes
    ----------
    records : the decision records, in order; `audit` the bytes that hold them.
    sent, changed, cancelled : what reached the broker, in order.
    failure : the error that ended the run, if one did.
    """

    tape: Tape
    state: State
    records: tuple[Value, ...]
    audit: bytes
    decision_hash: str
    sent: tuple[BrokerOrder, ...]
    changed: tuple[BrokerReplace, ...]
    cancelled: tuple[str, ...]
    failure: MqkError | None

    def of(self, kind: type[R]) -> list[R]:
        """Return the records of one kind, in order."""
        return [record for record in self.records if isinstance(record, kind)]

    def held(self, symbol: str, strategy: str | None = None) -> int:
        """Return the position of the account, or of one strategy, in units of 1e-8, signed."""
        of_whom = self.holding(symbol) if strategy is None else self.position(symbol, strategy)
        quantity: int = of_whom.quantity
        return quantity

    def holding(self, symbol: str) -> Any:
        """Return what the account holds of one symbol: quantity, mark, value."""
        return self.state.ledger.positions[self.tape.symbols.index(symbol)]

    def book(self, strategy: str) -> Any:
        """Return the book of one strategy; of nobody: that of what belongs to none."""
        return self.state.ledger.books[self.state.names.index(strategy)]

    def position(self, symbol: str, strategy: str) -> Any:
        """Return the position of one symbol in one book: quantity, cost, realised profit."""
        return self.book(strategy).positions[self.tape.symbols.index(symbol)]

    def realised(self, symbol: str) -> int:
        """Return the profit that all books took on one symbol, before fees."""
        return sum(self.position(symbol, name).realised for name in self.state.names)

    def cost(self, symbol: str) -> int:
        """Return what is held of one symbol has cost, over all books."""
        return sum(self.position(symbol, name).cost for name in self.state.names)

    def earned(self, strategy: str) -> int:
        """Return what a strategy's book has earned at the last marks, after fees and charges."""
        book = self.book(strategy)
        total: int = book.cash
        for symbol, position in zip(self.tape.symbols, book.positions, strict=True):
            holding = self.holding(symbol)
            total += position.quantity * holding.mark * holding.multiplier // SCALE**2
        return total

    def seen(self, strategy: str, time: int) -> list[str] | None:
        """Return what a scripted strategy saw when it was told to look; None: it was not told to, or not asked."""
        host = next(host for host in self.state.hosts if host.name == strategy)
        kept: Any = host.state()
        memory: ScriptMemory = decode_state(kept[1], ScriptMemory)
        return memory.seen.get(str(time))

    @property
    def cash(self) -> int:
        """Cash in units of 1e-8."""
        return self.state.ledger.cash

    @property
    def equity(self) -> int:
        """Cash and holdings at the last marks, in units of 1e-8."""
        return self.state.ledger.cash + self.state.ledger.holdings

    def plain_equity(self, cash: int) -> int:
        """Return the equity that a plain sum over the fills gives, whose products need no rounding."""
        fills = self.of(Filled)
        total = cash * SCALE
        for fill in fills:
            mark = self.holding(self.order(fill.order).symbol).mark
            total += fill.quantity * (mark - fill.price) - fill.fee * SCALE
        return total // SCALE

    def order(self, number: int) -> Any:
        """Return one order of the blotter, by the engine's own number.

        Raises
        ------
        KeyError : the engine made no such order.
        """
        blotter = self.state.blotter
        return blotter.live[number] if number in blotter.live else blotter.ended[number]


def records_of(audit: bytes) -> tuple[Value, ...]:
    """Return the records that an audit holds, once its chain is believed."""
    return tuple(verify(audit).records)
