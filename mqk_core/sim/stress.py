"""How the simulated venue serves orders and what it charges, under a stress: its own settings, only ever worsened.

A stress multiplies what costs there are and adds to what hinders orders; it never takes away. Models of costs do not
know of it: `StressedCosts` stands around any of them, a plugin's too. What the exchange makes of `VenueTerms` is its
own.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import attrs
from attrs.validators import and_, ge, le, optional

from mqk_core.config.sections import LATENCY_BARS_MAX, Stress
from mqk_core.domain.money import SCALE, from_decimal
from mqk_core.domain.settings import Duration, fraction
from mqk_core.ports import CostModel, VenueTerms
from mqk_core.sim.cost_models import LinearCosts, scaled

_NO_TIME: Final = Duration(0)
_YEAR: Final = Duration(365 * 86_400 * 10**9)
_BPS: Final = 10_000


@attrs.frozen
class SimulatedBrokerConfig:
    """How the simulated exchange serves orders; fills and costs are sections of their own."""

    volume_cap: Decimal | None = attrs.field(
        default=None,
        validator=optional(fraction),
        metadata={"help": "Part of a bar's volume that all fills in it may take; null: all that is asked for."},
    )
    latency_bars: int = attrs.field(
        default=0,
        validator=and_(ge(0), le(LATENCY_BARS_MAX)),
        metadata={"help": "Bars that an order comes later than the next bar of its symbol."},
    )
    latency: Duration = attrs.field(
        default=_NO_TIME,
        validator=le(_YEAR),
        metadata={"help": "An order acts in no bar that opened before its decision plus this."},
    )


def venue_terms(broker: object, stress: Stress) -> VenueTerms:
    """Return how the venue serves orders: the simulated broker's settings, worsened.

    A broker of another kind has its own settings, which are not looked at; the stress holds for it all the same.
    """
    own = broker if isinstance(broker, SimulatedBrokerConfig) else SimulatedBrokerConfig()
    caps = [cap for cap in (own.volume_cap, stress.volume_cap_max) if cap is not None]
    is_stress = bool(stress.latency_bars or stress.gap_bps or stress.volume_cap_max is not None)
    return VenueTerms(
        latency_bars=own.latency_bars + stress.latency_bars,
        latency_ns=own.latency.ns,
        volume_cap=from_decimal(min(caps)) if caps else None,
        gap_fraction=-(-from_decimal(stress.gap_bps) // _BPS),
        is_stress=is_stress,
    )


def stressed_costs(costs: CostModel, stress: Stress) -> CostModel:
    """Return a cost model under a stress; the model itself where the stress leaves costs alone."""
    factors = [from_decimal(each) for each in (stress.slippage_factor, stress.spread_factor, stress.commission_factor)]
    return costs if factors == [SCALE] * 3 else StressedCosts(costs, *factors)


class StressedCosts:
    """A cost model whose moves and fees are multiplied, rounded against us. Factors in units of 1e-8, each 1 or more.

    Linear costs know what of a move is slippage and what is spread. Of another model only the whole move is seen; the
    larger of the two factors holds for it, which is never less than each for its own part.
    """

    def __init__(self, costs: CostModel, slippage_factor: int, spread_factor: int, commission_factor: int) -> None:
        self.costs = costs
        self.commission_factor = commission_factor
        # Not a subclass, whose own ways would be lost.
        if type(costs) is LinearCosts:
            self.moving: CostModel = costs.worsened(slippage_factor, spread_factor)
            self.move_factor = SCALE
        else:
            self.moving = costs
            self.move_factor = max(slippage_factor, spread_factor)

    def price(self, quantity: int, price: int, tick: int, high: int, low: int) -> int:
        """Return the price as the model moves it, and further by the factor, rounded against the order to the tick."""
        once = self.moving.price(quantity, price, tick, high, low)
        if self.move_factor == SCALE or not _is_amount(once) or once == price:
            return once
        if quantity > 0:
            # What improves the price is handed on as it is: the exchange refuses it by name.
            further = price + scaled(once - price, self.move_factor)
            return once if once < price else -(-further // tick) * tick
        further = price - scaled(price - once, self.move_factor)
        return once if once > price else min(max(further // tick * tick, tick), once)

    def commission(self, quantity: int, value: int) -> int:
        """Return the model's fee times the factor, rounded up."""
        fee = self.costs.commission(quantity, value)
        return scaled(fee, self.commission_factor) if _is_amount(fee) and fee > 0 else fee

    def borrow(self, value: int, days: int) -> int:
        """Return what the model charges."""
        return self.costs.borrow(value, days)

    def financing(self, debt: int, days: int) -> int:
        """Return what the model charges."""
        return self.costs.financing(debt, days)


def _is_amount(found: object) -> bool:
    # A model of a plugin may answer anything; what is no amount is the exchange's to refuse.
    return type(found) is int
