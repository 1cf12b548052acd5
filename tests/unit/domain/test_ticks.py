"""Prices on the grid never add risk by rounding; amounts after a split are rounded once, half to even."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mqk_core.domain import ticks
from mqk_core.errors import AmountOverflow

PRICE, TICK = st.integers(1, 2**50), st.sampled_from([1, 5, 100, 10**6])


@pytest.mark.parametrize(("price", "low", "high"), [(100, 100, 100), (101, 100, 105), (104, 100, 105), (3, 5, 5)])
def test_a_price_goes_down_or_up_to_the_grid_but_never_below_a_tick(price, low, high):
    assert (ticks.down(price, 5), ticks.up(price, 5)) == (low, high)


@given(PRICE, TICK)
def test_a_limit_is_never_worse_than_asked_for(price, tick):
    buy, sell = ticks.limit_price(price, True, tick), ticks.limit_price(price, False, tick)
    assert buy % tick == sell % tick == 0
    assert buy <= max(price, tick)
    assert sell >= price
    assert max(price - buy, sell - price, 0) < tick


@given(PRICE, TICK, st.booleans())
def test_the_stop_of_an_exit_triggers_sooner_and_that_of_an_entry_later(price, tick, is_buy):
    toward = -1 if is_buy else 1  # a stop to sell triggers sooner when it is higher, one to buy when it is lower
    exit, entry = (ticks.stop_price(price, is_buy, tick, is_exit) for is_exit in (True, False))
    assert exit % tick == entry % tick == 0
    assert (exit - price) * toward >= 0 or exit == tick
    assert (entry - price) * toward <= 0 or entry == tick
    assert abs(exit - price) < tick
    assert abs(entry - price) < tick


@given(st.integers(-(2**40), 2**40), st.integers(1, 1000), st.integers(1, 1000))
def test_a_quantity_after_a_split_is_rounded_half_to_even_on_both_sides(quantity, new, old):
    assert ticks.after_split(quantity, new, old) == round(Fraction(quantity * new, old))
    assert ticks.after_split(-quantity, new, old) == -ticks.after_split(quantity, new, old)


@given(st.integers(1, 2**40), st.integers(1, 1000), st.integers(1, 1000))
def test_a_price_after_a_split_is_divided_and_stays_above_zero(price, new, old):
    assert ticks.price_after_split(price, new, old) == max(round(Fraction(price * old, new)), 1)


def test_a_price_that_does_not_stand_stays_none():
    assert ticks.price_after_split(0, 2, 1) == 0


@pytest.mark.parametrize("quantity", [2**62, -(2**62)])
def test_an_amount_beyond_64_bits_is_refused_and_the_ratio_named(quantity):
    with pytest.raises(AmountOverflow, match="mend the ratio of the split"):
        ticks.after_split(quantity, 3, 1)
