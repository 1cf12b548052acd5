"""Effects become broker calls in the order of the decisions; what is no message to the broker is passed over."""

from __future__ import annotations

from mqk_core.domain.effects import Cancel, Disable, Halt, Submit
from mqk_core.ports import BrokerOrder
from mqk_core.runtime.dispatcher import Dispatcher


class Listening:
    def __init__(self):
        self.heard = []

    def submit(self, order):
        self.heard.append(order)

    def cancel(self, client_order_id):
        self.heard.append(client_order_id)

    def poll(self):
        return ()


def test_effects_are_sent_in_order_with_the_session_in_their_ids():
    broker = Listening()
    Dispatcher(broker, "bt").dispatch(
        [
            Submit(1, 2, 7, "main", "ACME", -5, "market", "gtc", "entry"),
            Halt(1, 2, "risk", "DRAWDOWN", "drawdown", 0, 0),
            Cancel(1, 2, 3, "DRAWDOWN"),
            Disable(1, 2, "main", "STRATEGY_FAILED", "KeyError"),
            Submit(1, 2, 8, "main", "ACME", 5, "market", "gtc", "flatten"),
        ]
    )
    assert broker.heard == [
        BrokerOrder("bt-7", "ACME", -5, "market", "gtc"),
        "bt-3",
        BrokerOrder("bt-8", "ACME", 5, "market", "gtc"),
    ]


def test_nothing_is_sent_for_nothing():
    broker = Listening()
    Dispatcher(broker, "bt").dispatch(())
    assert not broker.heard
