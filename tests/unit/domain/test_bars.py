"""Symbols that may become part of a path, and the lengths of bars."""

from __future__ import annotations

import pytest

from mqk_core.domain.bars import Timeframe, is_symbol


@pytest.mark.parametrize("text", ["A", "BRK.B", "BTC-PERP", "0700.HK", "X" * 32, "ES_F"])
def test_a_symbol_is_capitals_digits_and_three_signs(text):
    assert is_symbol(text)


@pytest.mark.parametrize("text", ["", "a", ".A", "-A", "_A", "A/B", "..", "A B", "A\n", "X" * 33, "Ä", "A\0"])
def test_nothing_else_is_a_symbol(text):
    assert not is_symbol(text)


@pytest.mark.parametrize(("text", "seconds"), [("1m", 60), ("5m", 300), ("15m", 900), ("1H", 3_600), ("1D", 86_400)])
def test_a_timeframe_is_as_long_as_its_name(text, seconds):
    assert Timeframe(text).interval_ns == seconds * 10**9
