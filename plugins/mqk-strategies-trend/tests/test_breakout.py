"""The breakout's settings, and its decisions over markets written by hand."""

from decimal import Decimal

import attrs
import pytest

from mqk_core.api import SCALE
from mqk_core.testing import Desk
from mqk_strategies_trend.breakout import Breakout, BreakoutConfig


def desk_over(closes, entry=3, exit=2):
    desk = Desk(strategy=lambda: Breakout(BreakoutConfig(entry, exit, Decimal(10))))
    for number, close in enumerate(closes):
        desk.market.bar("ACME", desk.market.time("09:31") + number * 60 * 10**9, close)
    return desk


@pytest.mark.parametrize(("entry", "exit"), [(1, 1), (3, 3), (3, 0), (2, 5)])
def test_channels_that_are_no_breakout_are_refused(entry, exit):
    with pytest.raises(ValueError, match=r"must be"):
        BreakoutConfig(entry, exit, Decimal(10))


@pytest.mark.parametrize("quantity", [0, -1])
def test_a_quantity_that_holds_nothing_is_refused(quantity):
    with pytest.raises(ValueError, match="above zero"):
        BreakoutConfig(3, 2, Decimal(quantity))


def test_the_configuration_cannot_be_changed():
    config = BreakoutConfig(3, 2, Decimal(10))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        config.entry = 5


def test_equal_highs_buy_again_after_a_sale():
    outcome = desk_over([10, 9, 10, 11, 9, 11, 11]).run()
    assert [order.quantity // SCALE for order in outcome.sent] == [10, -10, 10]


def test_each_symbol_has_channels_of_its_own():
    desk = desk_over([10, 11, 12, 13, 14])
    for number in range(5):
        desk.market.bar("BETA", desk.market.time("09:31") + number * 60 * 10**9, 20 - number)
    outcome = desk.run()
    assert {order.symbol for order in outcome.sent} == {"ACME"}
    assert outcome.held("ACME") == 10 * SCALE
