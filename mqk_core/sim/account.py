# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""The account as the exchange keeps it: what is held and owed, and what carrying it over night costs.

Cash is only kept where the cost model charges for carrying; a fill is worth price x quantity x multiplier.
"""

from __future__ import annotations

import cython
import numpy as np

from mqk_core.domain.money import INT64_MAX, SCALE
from mqk_core.ports import BrokerCharge, BrokerEvent, CostModel, VenueSetup

if cython.compiled:
    from cython.cimports.mqk_core.sim.models import check_amount
else:
    from mqk_core.sim.models import check_amount

_PROBE = SCALE * 10**6
_PROBE_DAYS = 365


class Account:
    """Positions by symbol and cash, in units of 1e-8."""

    def __init__(self, venue: VenueSetup) -> None:
        self.positions = np.zeros(len(venue.instruments), np.int64).data
        self.costs: CostModel = venue.costs
        self.cash = venue.cash
        self.shorts = 0
        self.charges = 0
        self.lends = self.costs.borrow(_PROBE, _PROBE_DAYS) > 0
        self.finances = self.costs.financing(_PROBE, _PROBE_DAYS) > 0
        self.carries = self.lends or self.finances

    def trade(self, k: int, quantity: int, value: int, fee: int) -> int:
        """Book a fill of signed `quantity` worth `value` (unsigned)."""
        self.hold(k, self.positions[k] + quantity)
        if self.carries:
            self.cash = self.cash - fee + (-value if quantity > 0 else value)
        return 0

    def hold(self, k: int, quantity: int) -> int:
        """Set what is held of a symbol."""
        self.shorts += (quantity < 0) - (self.positions[k] < 0)
        self.positions[k] = quantity
        return 0

    def owes(self) -> bool:
        """Return whether the end of a trading day may cost something."""
        return (self.lends and self.shorts > 0) or (self.finances and self.cash < 0)

    def borrow(self, symbol: str, value: int, days: int, time: int, events: list[BrokerEvent]) -> int:
        """Charge for a short position worth `value`."""
        return self._charge("borrow", symbol, self.costs.borrow(value, days), time, events)

    def finance(self, days: int, time: int, events: list[BrokerEvent]) -> int:
        """Charge for negative cash."""
        if self.cash >= 0:
            return 0
        return self._charge("financing", "", self.costs.financing(-self.cash, days), time, events)

    def _charge(self, kind: str, symbol: str, amount: int, time: int, events: list[BrokerEvent]) -> int:
        check_amount(self.costs, kind, amount, 0, INT64_MAX)
        if amount:
            self.charges += 1
            self.cash -= amount
            events.append(BrokerCharge("sim-c" + str(self.charges), symbol, kind, amount, time))
        return 0
