"""Indicators against their definitions, with sums beyond 64 bits, and the same after a restore in both worlds."""

from __future__ import annotations

import struct
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from small_engine import DAY_NS, Idle, assemble, tape_of
from worlds import NAMES, plain, world

FIXED = settings(derandomize=True, deadline=None, max_examples=120)
TOP = 2**63 - 1
VALUES = st.lists(st.integers(1, TOP) | st.integers(TOP - 3, TOP) | st.integers(1, 5), min_size=1, max_size=40)
LENGTHS = st.integers(1, 9)


@FIXED
@given(VALUES, LENGTHS, LENGTHS)
def test_means_are_exact_and_compare_exactly_beyond_64_bits(values, fast_length, slow_length):
    indicators = plain("strategy.indicators")
    fast, slow = indicators.SmaSeries(fast_length), indicators.SmaSeries(slow_length)
    for n, value in enumerate(values, 1):
        fast.push(value)
        slow.push(value)
        assert (fast.ready, slow.ready) == (n >= fast_length, n >= slow_length)
        if fast.ready and slow.ready:
            means = [Fraction(sum(values[n - length : n]), length) for length in (fast_length, slow_length)]
            assert fast.is_above(slow) == (means[0] > means[1])
            assert abs(Fraction(fast.read()) * 10**8 - means[0]) <= means[0] / 2**51


@FIXED
@given(VALUES, LENGTHS, st.sampled_from([1, -1]))
def test_an_extreme_is_that_of_its_window(values, length, sign):
    series = plain("strategy.indicators").ExtremeSeries(length, sign)
    for n, value in enumerate(values, 1):
        series.push(value)
        window = values[max(0, n - length) : n]
        assert series.read() == (max(window) if sign > 0 else min(window)) / 1e8


class Reading(Idle):
    """Reads every kind of indicator at every bar into `seen`, as bits."""

    seen: tuple[bytes, ...] = ()

    def __init__(self, lengths):
        self.lengths = lengths

    def on_start(self, context):
        made = context.indicators
        self.fast, self.slow = (made.sma("close", length) for length in self.lengths)
        self.others = (made.ema("close", 3), made.highest("volume", 4), made.lowest("open", 4), made.sma("high", 2))

    def on_bar(self, bar, context):
        values = [one.value for one in (self.fast, self.slow, *self.others)]
        Reading.seen += (struct.pack("6d", *values) + bytes([self.fast.is_above(self.slow)]),)


@FIXED
@given(st.lists(st.integers(1, TOP), min_size=4, max_size=25), LENGTHS, LENGTHS)
def test_both_worlds_read_the_same_bits(closes, fast, slow):
    import numpy as np

    rows = [((n + 1) * DAY_NS, 0, close, close, close, close, close % 97) for n, close in enumerate(closes)]
    read = []
    for name in NAMES:
        Reading.seen = ()
        columns = np.array(rows, np.int64).T.copy()
        tape = tape_of(world(name), ("A",), columns, np.arange(len(rows)))
        small = assemble(world(name), tape, Reading((fast, slow)))
        small.engine.advance(len(rows))
        read.append((Reading.seen, small.state.digest()))
    assert read[0] == read[1]
