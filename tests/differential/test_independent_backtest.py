"""A backtester of thirty lines, written without mqk, against the engine: the same fills and equity, to the unit."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from small_engine import DAY_NS, SCALE, assemble, make_tape, random_bars
from worlds import COMPILED, world


def backtest(bars, fast, slow, quantity, cash):
    """Trade the cross of two means at the next open, symbols sorted; amounts are fractions of whole units."""
    steps = len(next(iter(bars.values())))
    closes = {symbol: [] for symbol in bars}
    held, pending, fills, equity = dict.fromkeys(bars, 0), {}, [], []
    for step in range(steps):
        now = {symbol: bars[symbol][step] for symbol in sorted(bars) if bars[symbol][step] is not None}
        for symbol, size in sorted(pending.items()):
            if symbol in now:
                del pending[symbol]
                held[symbol] += size
                cash -= size * now[symbol][0]
                fills.append((step, symbol, size, now[symbol][0]))
        for symbol, bar in now.items():
            closes[symbol].append(bar[3])
        for symbol in now:
            seen = closes[symbol]
            if len(seen) >= slow:
                above = Fraction(sum(seen[-fast:]), fast) > Fraction(sum(seen[-slow:]), slow)
                missing = (quantity if above else 0) - held[symbol] - pending.get(symbol, 0)
                if missing:
                    pending[symbol] = pending.get(symbol, 0) + missing
        if now:
            equity.append(cash + sum(held[symbol] * closes[symbol][-1] for symbol in held if closes[symbol]))
    return fills, equity


@pytest.mark.parametrize("seed", range(8))
def test_sma_cross_is_what_an_independent_backtest_says(seed):
    core = world(COMPILED)
    fast, slow, quantity = 2 + seed % 3, 6 + seed % 5, 10 + seed
    bars = random_bars(seed, 250, 1 + seed % 3, 0.1 if seed % 2 else 0.0)
    strategy = core("strategy.sma_cross").SmaCross(fast, slow, Decimal(quantity))
    small = assemble(core, make_tape(core, bars), strategy, tolerance=250)
    small.run()
    fills, equity = backtest(bars, fast, slow, quantity, Fraction(1_000_000))
    submits = {one.order: one.symbol for one in small.records("submit")}
    found = [
        (one.time // DAY_NS - 1, submits[one.order], one.quantity // SCALE, one.price // SCALE)
        for one in small.records("filled")
    ]
    assert found == fills
    assert len(fills) > 10
    assert [Fraction(int(units), SCALE) for units in small.engine.equity] == equity
