"""What an outcome says of books is what the ledger holds, and a plain sum over it."""

import pytest

from mqk_core.testing import Desk

SCALE = 10**8


@pytest.fixture
def outcome():
    desk = Desk(costs={"commission_per_share": "0.1"})
    desk.market.trade("ACME", "10", "09:31", "09:33")
    desk.market.trade("ACME", "12", "09:34", "09:36")
    desk.want("ACME", 100, desk.market.time("09:31"), "alpha")
    desk.want("ACME", 40, desk.market.time("09:34"), "alpha")
    desk.want("ACME", -10, desk.market.time("09:31"), "omega")
    return desk.run()


def test_profit_and_cost_of_a_symbol_are_summed_over_the_books(outcome):
    assert outcome.realised("ACME") == 120 * SCALE
    assert outcome.cost("ACME") == (40 * 10 - 10 * 10) * SCALE


def test_what_the_books_earned_is_what_the_account_gained(outcome):
    assert [outcome.earned(name) / SCALE for name in ("alpha", "omega", "")] == [185, -20, 0]
    assert outcome.equity - 100_000 * SCALE == 165 * SCALE
    assert outcome.cash == 100_000 * SCALE + sum(outcome.book(name).cash for name in ("alpha", "omega", ""))


def test_a_strategy_that_there_is_not_has_no_book(outcome):
    with pytest.raises(ValueError, match="nobody"):
        outcome.held("ACME", "nobody")
