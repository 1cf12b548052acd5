"""At what price a market order meets its bar."""

from __future__ import annotations

import pytest

from mqk_core.sim.fill_models import NextOpen, SameClose, WorstCase

BAR = (100, 110, 90, 105)


@pytest.mark.parametrize(
    ("model", "buy", "sell", "same_bar"),
    [(NextOpen(), 100, 100, False), (WorstCase(), 110, 90, False), (SameClose(), 105, 105, True)],
)
def test_a_market_order_fills_at_its_models_price(model, buy, sell, same_bar):
    assert (model.market_price(1, *BAR), model.market_price(-1, *BAR), model.same_bar) == (buy, sell, same_bar)
