"""The desk assembles the real engine, and its outcome says what left it."""

import pytest

from mqk_core.domain.effects import Submit
from mqk_core.domain.events import Filled, Opening, TapeEnd
from mqk_core.ports import BrokerFill
from mqk_core.testing import Desk, limit

SCALE = 10**8


@pytest.fixture
def desk():
    desk = Desk()
    desk.market.trade("ACME", "10", "09:31", "09:35")
    return desk


def test_what_is_wanted_is_sent_filled_and_held(desk):
    desk.want("ACME", 100, desk.market.time("09:32"))
    outcome = desk.run()
    assert [(order.client_order_id, order.quantity) for order in outcome.sent] == [("desk-1", 100 * SCALE)]
    assert outcome.held("ACME") == 100 * SCALE
    assert (outcome.of(Submit)[0].row, outcome.of(Filled)[0].time) == (2, desk.market.time("09:33"))


def test_records_begin_with_the_opening_and_end_with_the_tape(desk):
    outcome = desk.run()
    assert isinstance(outcome.records[0], Opening)
    assert isinstance(outcome.records[-1], TapeEnd)


def test_the_same_desk_decides_the_same_again(desk):
    desk.want("ACME", 100, desk.market.time("09:32"))
    assert desk.run().decision_hash == desk.run().decision_hash


def test_another_wish_is_another_decision(desk):
    before = desk.run().decision_hash
    desk.want("ACME", 100, desk.market.time("09:32"))
    assert desk.run().decision_hash != before


def test_an_error_of_mqk_is_kept_with_what_was_decided_before_it(desk):
    desk.broker = []
    desk.want("ACME", 100, desk.market.time("09:32"))
    desk.tell(BrokerFill("stranger-1", "x", SCALE, SCALE, 0, desk.market.time("09:34")))
    outcome = desk.run()
    assert "another session's orders" in str(outcome.failure)
    assert len(outcome.sent) == 1
    assert outcome.held("ACME") == 0


def test_an_error_of_a_test_is_not_kept(desk):
    desk.rules.append("no rule")
    with pytest.raises((AttributeError, TypeError)):
        desk.run()


def test_plain_equity_disagrees_with_books_that_are_wrong(desk):
    desk.want("ACME", 100, desk.market.time("09:32"))
    outcome = desk.run()
    cash = 100_000 * SCALE
    assert outcome.plain_equity(cash) == outcome.equity
    assert outcome.plain_equity(cash + 1) == outcome.equity + 1


def test_a_limit_is_that_of_core_by_its_name():
    rule = limit("drawdown", "0.1")
    assert (type(rule).__name__, rule.name) == ("DrawdownLimit", "drawdown")


def test_a_limit_that_core_does_not_bring_is_refused():
    with pytest.raises(KeyError, match="no_such_limit"):
        limit("no_such_limit", "1")


def test_a_bound_that_no_configuration_may_have_is_refused():
    with pytest.raises(ValueError, match="above 0"):
        limit("drawdown", "0")
