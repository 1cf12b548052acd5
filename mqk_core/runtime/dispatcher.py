"""The act of sending: the one place that calls a broker's `submit` and `cancel`.

The client order id is made here, from the session's prefix and the engine's order number.
"""

from __future__ import annotations

from collections.abc import Sequence

from mqk_core.domain.effects import Cancel, Effect, Submit
from mqk_core.ports import Broker, BrokerOrder


class Dispatcher:
    """Carries effects to one broker."""

    def __init__(self, broker: Broker, prefix: str) -> None:
        self._broker = broker
        self._prefix = prefix

    def dispatch(self, effects: Sequence[Effect]) -> None:
        """Send what is to be sent, in the order of the decisions; what is no message to the broker is passed over."""
        for effect in effects:
            if type(effect) is Submit:
                self._broker.submit(
                    BrokerOrder(
                        f"{self._prefix}-{effect.order}",
                        effect.symbol,
                        effect.quantity,
                        effect.kind,
                        effect.time_in_force,
                    )
                )
            elif type(effect) is Cancel:
                self._broker.cancel(f"{self._prefix}-{effect.order}")
