"""How a limit is shown to fire: stories of a market, a strategy and a broker, just inside a bound and just outside.

Only descriptions: `runtime/rehearsal.py` plays them through the composed engine, which has to fill in for itself
whatever the limit reads. A story says nothing of views, gates or rules. Prices, quantities and money are units of 1e-8.
"""

from __future__ import annotations

from typing import Final

import attrs

from mqk_core.domain.calendar import DAY_NS
from mqk_core.domain.money import INT64_MAX, SCALE

MINUTE_NS: Final = 60 * 10**9
#: A Monday on which the rows of margin and day trades that core ships hold.
DAY: Final = 19786
#: No story is longer: a bound beyond it cannot be shown to hold, and is said to be unproven.
EVENTS_MAX: Final = 20_000
CASH_MAX: Final = INT64_MAX // 4
#: Where in a trading day a story begins: 15:00 UTC.
_BEGIN_NS: Final = 15 * 3600 * 10**9


class Untold(ValueError):
    """No story within 64 bits and `EVENTS_MAX` events leads to the bound."""


@attrs.frozen(kw_only=True)
class Ask:
    """What the strategy asks for at the close of a bar.

    Attributes
    ----------
    step : of which bar. `symbol`: index of the story's symbol. `quantity`: signed.
    limit, stop_loss : prices; 0: at the market, without a stop.
    cancels, changes : the ticket of an order to take back, or to change to `quantity`.
    """

    step: int
    symbol: int = 0
    quantity: int = 0
    limit: int = 0
    stop_loss: int = 0
    cancels: int = 0
    changes: int = 0


@attrs.frozen(kw_only=True)
class Scene:
    """One side of a bound.

    Attributes
    ----------
    closes : by step, then symbol: the price of a flat bar; 0: no bar. The first symbol has one in every step.
    times : of the steps, in ns since the first; empty: a minute apart.
    days_seen : on how many trading days the strategy has traded before; None: it is no newcomer.
    """

    closes: tuple[tuple[int, ...], ...]
    asks: tuple[Ask, ...]
    cash: int
    times: tuple[int, ...] = ()
    days_seen: int | None = None
    day: int = DAY

    def step_times(self) -> list[int]:
        """Return the close of each step, in ns since 1970."""
        since = self.times or range(0, len(self.closes) * MINUTE_NS, MINUTE_NS)
        return [self.day * DAY_NS + _BEGIN_NS + each for each in since]


@attrs.frozen(kw_only=True)
class Story:
    """Both sides of a bound, and the reason that must be given outside.

    Attributes
    ----------
    inside : None where not even one lot fits inside the bound.
    title : which of several things that a limit holds.
    symbols : by name; an empty name stands for any symbol that the lists of symbols let pass.
    is_watched : the limit speaks at the marks; else of what is asked for at the last bar.
    is_rejected : the broker rejects every order; else the simulated exchange serves them.
    """

    reason: str
    inside: Scene | None
    outside: Scene
    title: str = ""
    symbols: tuple[str, ...] = ("",)
    is_watched: bool = False
    is_rejected: bool = False


@attrs.frozen
class Ground:
    """On what terms the story's symbols trade, and a round price on their grid: about `level`."""

    tick: int = SCALE // 100
    lot: int = SCALE
    multiplier: int = SCALE
    level: int = 100 * SCALE

    @property
    def price(self) -> int:
        """About the level, and at least a hundred ticks."""
        return max(-(-self.level // self.tick), 100) * self.tick

    def cheap_enough(self, quantity: int) -> Ground:
        """Return the same terms at a price at which a quantity, and one lot more, are worth what 64 bits hold.

        Raises
        ------
        Untold : there is no such price.
        """
        for level in (self.level, SCALE, SCALE // 100, 1):
            cheap = attrs.evolve(self, level=level)
            if cheap.worth(quantity + self.lot) <= CASH_MAX and quantity + self.lot <= INT64_MAX:
                return cheap
        raise Untold("what is just outside the bound is worth more than 64 bits hold")

    @property
    def lot_value(self) -> int:
        """What one lot is worth at that price, rounded up."""
        return self.worth(self.lot)

    @property
    def size(self) -> int:
        """Whole lots that stand for at least one unit of what is traded, however fine the lot."""
        return -(-SCALE * SCALE // (self.lot * self.multiplier)) * self.lot

    def worth(self, quantity: int) -> int:
        """Return what a quantity is worth at that price, rounded up."""
        return -(-self.price * quantity * self.multiplier // SCALE**2)

    def lots_within(self, value: int) -> int:
        """Return the largest quantity in whole lots that is worth no more than `value`."""
        return value * SCALE**2 // (self.price * self.lot * self.multiplier) * self.lot

    def wealth(self, value: int) -> int:
        """Return cash enough that nothing worth `value` is much of it."""
        return min(max(100 * value, self.worth(10_000 * self.size)), CASH_MAX)

    def flat(self, steps: int, symbols: int = 1) -> tuple[tuple[int, ...], ...]:
        """Return the closes of a market that stands still."""
        return ((self.price,) * symbols,) * steps

    def entries(self, count: int, step: int = 0, symbols: int = 1, first: int = 0) -> tuple[Ask, ...]:
        """Return orders that rest a tick below the market, none like another; `first` of them were asked for before.

        Raises
        ------
        Untold : there are more than a story may have.
        """
        if count > EVENTS_MAX:
            raise Untold(f"{count} orders would have to be sent; a story has at most {EVENTS_MAX}")
        limit = self.price - self.tick
        return tuple(
            Ask(step=step, symbol=each % symbols, quantity=(each // symbols + 1) * self.lot, limit=limit)
            for each in range(first, first + count)
        )
