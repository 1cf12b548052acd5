"""A scripted strategy says what its script says, at the close it says it, through the real host."""

import pytest

from mqk_core.domain.effects import Disable, Submit
from mqk_core.domain.intents import Intent
from mqk_core.testing import Desk, Fault

SCALE = 10**8


@pytest.fixture
def desk():
    desk = Desk()
    desk.market.trade("ACME", "10", "09:31", "09:36")
    desk.market.trade("BETA", "20", "09:31", "09:36")
    return desk


def intents(outcome):
    return [(one.symbol, one.quantity // SCALE, one.row) for one in outcome.of(Intent)]


def test_each_symbol_is_spoken_of_at_its_own_bar(desk):
    desk.want("BETA", 5, desk.market.time("09:32"))
    desk.want("ACME", 7, desk.market.time("09:32"))
    assert intents(desk.run()) == [("ACME", 7, 4), ("BETA", 5, 4)]


def test_the_last_word_for_one_close_counts(desk):
    desk.want("ACME", 7, desk.market.time("09:32"))
    desk.want("ACME", 3, desk.market.time("09:32"))
    assert intents(desk.run()) == [("ACME", 3, 4)]


def test_nothing_is_said_between_the_closes_of_the_script(desk):
    desk.want("ACME", 7, desk.market.time("09:32:30"))
    assert intents(desk.run()) == []


def test_a_fault_that_nobody_knows_breaks_the_strategy_and_says_so(desk):
    desk.faults.append(Fault(desk.market.time("09:33"), "sings"))
    (record,) = desk.run().of(Disable)
    assert record.detail == "AssertionError"


def test_an_order_is_asked_for_once_however_many_bars_the_step_has(desk):
    desk.order("entry", "BETA", 5, desk.market.time("09:32"), limit=19)
    assert [(one.symbol, one.kind) for one in desk.run().of(Submit)] == [("BETA", "limit")]


def test_a_change_of_an_order_that_the_script_never_named_breaks_the_strategy(desk):
    desk.change("nothing", desk.market.time("09:32"), limit=5)
    (record,) = desk.run().of(Disable)
    assert record.detail == "KeyError"


def test_names_of_exits_stand_beside_the_name_of_their_entry(desk):
    desk.order("entry", "ACME", 5, desk.market.time("09:32"), stop_loss=9, take_profit=12)
    desk.call("entry's target", desk.market.time("09:34"))
    assert desk.run().cancelled == ("desk-3",)
