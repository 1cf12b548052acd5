"""Effects become broker calls in the order of the decisions; what is no message to the broker is passed over."""

from __future__ import annotations

from mqk_core.domain.effects import Cancel, Disable, Halt, Query, Replace, Submit
from mqk_core.ports import BrokerOrder, BrokerReplace
from mqk_core.runtime.dispatcher import Dispatcher


class Listening:
    def __init__(self):
        self.heard = []

    def submit(self, order):
        self.heard.append(order)

    def replace(self, change):
        self.heard.append(change)

    def cancel(self, client_order_id):
        self.heard.append(f"cancel {client_order_id}")

    def query(self, client_order_id):
        self.heard.append(f"query {client_order_id}")

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
        BrokerOrder("bt-7", "ACME", -5, "market", "gtc", book="main"),
        "cancel bt-3",
        BrokerOrder("bt-8", "ACME", 5, "market", "gtc", book="main"),
    ]


def test_every_leg_of_an_order_has_an_id_of_its_own():
    broker = Listening()
    Dispatcher(broker, "bt").dispatch(
        [
            Replace(1, 2, 7, 1, -10, 101, 102, 103, 104, -20, "ORDER", 0),
            Replace(1, 2, 7, 3, -12, 0, 0, 0, 0, 0, "TARGET", 2),
            Cancel(1, 2, 7, "DRAWDOWN", 3),
            Query(1, 2, 7, "submit_unknown"),
            Query(1, 2, 7, "cancel_pending", 3),
        ]
    )
    assert broker.heard == [
        BrokerReplace("bt-7.1", "bt-7", -10, 101, 102, 103, 104, -20),
        BrokerReplace("bt-7.3", "bt-7.2", -12),
        "cancel bt-7.3",
        "query bt-7",
        "query bt-7.3",
    ]


def test_an_order_carries_its_terms_and_the_ids_of_those_it_belongs_to():
    broker = Listening()
    stop = Submit(1, 2, 9, "main", "ACME", -5, "stop_limit", "day", "reduce", 11, 12, 13, 14, 7, 8, True, 5)
    Dispatcher(broker, "bt").dispatch([stop])
    assert broker.heard == [
        BrokerOrder(
            "bt-9", "ACME", -5, "stop_limit", "day", limit=11, stop=12, trail=13, trail_fraction=14, parent="bt-7",
            group="bt-8", book="main", reduce_only=True, held=5,
        ),
    ]  # fmt: skip


def test_nothing_is_sent_for_nothing():
    broker = Listening()
    Dispatcher(broker, "bt").dispatch(())
    assert not broker.heard
