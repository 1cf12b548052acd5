"""A scripted broker says what its script says, when it says it; a recording one changes nothing."""

import pytest

from mqk_core.ports import BrokerAck, BrokerCancelled, BrokerOrder, BrokerReplace
from mqk_core.testing import Market, RecordingBroker, ScriptedBroker


@pytest.fixture
def market():
    market = Market()
    market.trade("ACME", "10", "09:31", "09:35")
    return market


@pytest.fixture
def order():
    return BrokerOrder("desk-1", "ACME", 100, "market", "gtc")


def test_a_message_is_due_at_the_first_bar_at_or_after_its_time(market):
    broker = ScriptedBroker(market.tape(), [BrokerCancelled("desk-1", market.time("09:32:30"))])
    assert broker.due(0) == 2
    broker.reach(2)
    assert broker.poll() == [BrokerCancelled("desk-1", market.time("09:32:30"))]
    assert broker.due(2) == 5


def test_messages_of_one_time_keep_the_order_of_the_script(market):
    time = market.time("09:33")
    broker = ScriptedBroker(market.tape(), [BrokerCancelled("b", time), BrokerCancelled("a", time)])
    broker.reach(broker.due(0))
    assert [message.client_order_id for message in broker.poll()] == ["b", "a"]


def test_an_order_is_acknowledged_in_its_own_step_and_once(market, order):
    broker = ScriptedBroker(market.tape(), [])
    broker.submit(order)
    broker.settle(2)
    assert broker.poll() == [BrokerAck("desk-1", "scripted", market.time("09:32"))]
    broker.settle(3)
    assert broker.poll() == []


def test_a_silent_broker_acknowledges_nothing(market, order):
    broker = ScriptedBroker(market.tape(), [], is_silent=True)
    broker.submit(order)
    broker.settle(2)
    assert broker.poll() == []


def test_a_recording_broker_passes_on_what_it_keeps(market, order):
    inner = ScriptedBroker(market.tape(), [])
    broker = RecordingBroker(inner)
    broker.submit(order)
    change = BrokerReplace("desk-1.1", "desk-1", 50)
    broker.replace(change)
    broker.query("desk-1.1")
    broker.cancel("desk-1")
    broker.settle(1)
    assert (broker.sent, broker.changed, broker.cancelled) == ([order], [change], ["desk-1"])
    assert broker.asked == ["desk-1.1"]
    assert len(broker.poll()) == 1
