# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""What an order pays: the market price of the fill model, the gap of a stress, costs, and a stress's look back.

Whether an order trades at all is decided in `matching.py`. No price is better than the market's.
"""

from __future__ import annotations

import cython
import numpy as np

from mqk_core.domain.money import INT64_MAX, SCALE
from mqk_core.ports import CostModel, FillModel, VenueSetup
from mqk_core.sim.actions import ActionsInForce
from mqk_core.sim.fill_models import NextOpen
from mqk_core.sim.resting import Resting
from mqk_core.sim.timeline import Timeline

if cython.compiled:
    from cython.cimports.mqk_core.sim.models import check_amount
else:
    from mqk_core.sim.models import check_amount


class Prices:
    """Asks the models; what they answer is checked."""

    def __init__(self, venue: VenueSetup, timeline: Timeline, actions: ActionsInForce) -> None:
        self.timeline = timeline
        self.actions = actions
        self.fills: FillModel = venue.fills
        self.costs: CostModel = venue.costs
        self.ticks = np.array([each.tick for each in venue.instruments], np.int64).data
        self.same_bar = venue.fills.same_bar
        self.takes_open = self.same_bar or type(venue.fills) is NextOpen  # no need to ask the model
        self.gap_fraction = venue.terms.gap_fraction
        self.is_stress = venue.terms.is_stress

    def of_model(self, signed: int, i: int) -> int:
        """Return what the fill model says of the bar at row `i`."""
        line = self.timeline
        price = self.fills.market_price(signed, line.opens[i], line.highs[i], line.lows[i], line.closes[i])
        check_amount(self.fills, "price", price, 1, INT64_MAX)
        return price

    def of_market(self, order: Resting, signed: int, i: int) -> int:
        """Return at what a market order meets the open of the bar at row `i`, before costs."""
        price: int = self.timeline.opens[i] if self.takes_open else self.of_model(signed, i)
        if self.gap_fraction:
            price = worse(order.side, price, self.at_open(order, i))
        return price

    def at_open(self, order: Resting, i: int) -> int:
        """Return the open of the bar at row `i`, moved against the order by the gap, but not below one tick."""
        opened: int = self.timeline.opens[i]
        if not self.gap_fraction:
            return opened
        moved: int = opened + order.side * -(-cython.cast(object, opened) * self.gap_fraction // SCALE)
        return max(moved, min(opened, self.ticks[order.k]))

    def with_costs(self, order: Resting, signed: int, market: int, i: int) -> int:
        """Return the market price moved by its costs; a limit holds all the same.

        Raises
        ------
        InvariantViolation : the cost model improves the price, or gives no amount.
        """
        price = self.costs.price(signed, market, self.ticks[order.k], self.timeline.highs[i], self.timeline.lows[i])
        if signed > 0:
            check_amount(self.costs, "price", price, market, INT64_MAX)
            return min(price, order.limit) if order.has_limit else price
        check_amount(self.costs, "price", price, 1, market)
        return max(price, order.limit) if order.has_limit else price

    def with_hindsight(self, order: Resting, signed: int, price: int, i: int) -> int:
        """Return the worst of a market order's price and of those it would have had since it could first act.

        Each is taken with the gap, after costs, and restated for the splits since its bar.
        """
        line, b = self.timeline, order.base
        is_at_once = self.same_bar and not order.is_child and not order.is_open and not order.is_close
        if is_at_once and line.row_of[b - 1] < i:  # the deciding bar's close came first
            price = self._worst(order, signed, price, line.row_of[b - 1], line.closes[line.row_of[b - 1]])
        while b < line.begins[order.k + 1] and line.row_of[b] < i:
            row = line.row_of[b]
            if order.is_close:
                if line.ends[row] and row >= order.entry_row:
                    price = self._worst(order, signed, price, row, line.closes[row])
            elif row > order.entry_row and (not order.is_open or line.opening(order.k, b) == b):
                price = self._worst(order, signed, price, row, self.of_market(order, signed, row))
            b += 1
        return price

    def _worst(self, order: Resting, signed: int, price: int, row: int, market: int) -> int:
        before = self.with_costs(order, signed, market, row)
        return worse(order.side, price, self.actions.price_of_bar(order.k, before, row, order.side))


def worse(side: int, one: int, other: int) -> int:
    """Return the price that is worse for an order of this side."""
    return max(one, other) if side > 0 else min(one, other)
