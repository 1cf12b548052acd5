"""The act of sending: the one place that calls a broker's `submit`, `replace`, `cancel` and `query`.

The client order id is made here: the session's prefix, the engine's order number and, for a changed order, its leg.
"""

from __future__ import annotations

from collections.abc import Sequence

from mqk_core.domain.effects import Cancel, Effect, Query, Replace, Submit
from mqk_core.ports import Broker, BrokerOrder, BrokerReplace


class Dispatcher:
    """Carries effects to one broker."""

    def __init__(self, broker: Broker, prefix: str) -> None:
        self._broker = broker
        self._prefix = prefix

    def dispatch(self, effects: Sequence[Effect]) -> None:
        """Send what is to be sent, in the order of the decisions; what is no message to the broker is passed over."""
        for effect in effects:
            if type(effect) is Submit:
                self._broker.submit(self._order(effect))
            elif type(effect) is Cancel:
                self._broker.cancel(self._id(effect.order, effect.leg))
            elif type(effect) is Replace:
                self._broker.replace(self._replace(effect))
            elif type(effect) is Query:
                self._broker.query(self._id(effect.order, effect.leg))

    def _order(self, effect: Submit) -> BrokerOrder:
        return BrokerOrder(
            f"{self._prefix}-{effect.order}",
            effect.symbol,
            effect.quantity,
            effect.kind,
            effect.time_in_force,
            effect.limit,
            effect.stop,
            effect.trail,
            effect.trail_fraction,
            f"{self._prefix}-{effect.parent}" if effect.parent else "",
            f"{self._prefix}-{effect.group}" if effect.group else "",
            effect.strategy,
            effect.reduce_only,
            effect.held,
        )

    def _id(self, order: int, leg: int) -> str:
        return f"{self._prefix}-{order}.{leg}" if leg else f"{self._prefix}-{order}"

    def _replace(self, effect: Replace) -> BrokerReplace:
        return BrokerReplace(
            self._id(effect.order, effect.leg),
            self._id(effect.order, effect.former),
            effect.quantity,
            effect.limit,
            effect.stop,
            effect.trail,
            effect.trail_fraction,
            effect.held,
        )
