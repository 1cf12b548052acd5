"""The desk assembles the real engine, and its outcome says what left it."""

from decimal import Decimal

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
    desk.tell(BrokerFill("desk-1", "x", 100 * SCALE, 2**62, 0, desk.market.time("09:34")))
    outcome = desk.run()
    assert "64-bit" in str(outcome.failure)
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


def test_each_strategy_of_the_script_has_a_book_of_its_own(desk):
    desk.want("ACME", 100, desk.market.time("09:32"), "omega")
    desk.want("ACME", 40, desk.market.time("09:32"), "alpha")
    outcome = desk.run()
    assert [(order.book, order.quantity // SCALE) for order in outcome.sent] == [("alpha", 40), ("omega", 100)]
    assert [outcome.held("ACME", name) // SCALE for name in ("alpha", "omega", "")] == [40, 100, 0]
    assert outcome.held("ACME") == 140 * SCALE
    assert outcome.earned("alpha") == outcome.earned("omega") == 0


def test_what_is_changed_and_called_back_reaches_the_broker_under_its_newest_id(desk):
    desk.order("entry", "ACME", 100, desk.market.time("09:31"), limit=9)
    desk.change("entry", desk.market.time("09:32"), quantity=60, limit=Decimal("9.5"))
    desk.call("entry", desk.market.time("09:33"))
    outcome = desk.run()
    assert [(order.kind, order.limit) for order in outcome.sent] == [("limit", 9 * SCALE)]
    (change,) = outcome.changed
    assert (change.replaces, change.client_order_id) == ("desk-1", "desk-1.1")
    assert (change.quantity, change.limit) == (60 * SCALE, 950_000_000)
    assert outcome.cancelled == ("desk-1.1",)
    assert outcome.order(1).status == "cancelled"


def test_a_strategy_remembers_what_it_saw_and_only_when_told_to_look(desk):
    desk.want("ACME", 7, desk.market.time("09:31"))
    desk.order("exit", "ACME", -5, desk.market.time("09:32"), limit=11)
    desk.look(desk.market.time("09:33"))
    outcome = desk.run()
    assert outcome.seen("main", desk.market.time("09:33")) == ["7 ACME", "limit to sell 5 ACME limit 11"]
    assert outcome.seen("main", desk.market.time("09:34")) is None


def test_a_multiplier_is_what_a_unit_is_worth(desk):
    desk.multipliers["ACME"] = 50
    desk.want("ACME", 2, desk.market.time("09:31"))
    outcome = desk.run()
    assert outcome.cash == (100_000 - 2 * 10 * 50) * SCALE
    assert outcome.equity == 100_000 * SCALE


def test_a_limit_is_that_of_core_by_its_name():
    rule = limit("drawdown", "0.1")
    assert (type(rule).__name__, rule.name) == ("DrawdownLimit", "drawdown")


def test_a_limit_that_core_does_not_bring_is_refused():
    with pytest.raises(KeyError, match="no_such_limit"):
        limit("no_such_limit", "1")


def test_a_bound_that_no_configuration_may_have_is_refused():
    with pytest.raises(ValueError, match="above 0"):
        limit("drawdown", "0")
