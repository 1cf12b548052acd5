"""A scripted strategy says what its script says, at the close it says it, through the real host."""

import pytest

from mqk_core.domain.effects import Disable
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
