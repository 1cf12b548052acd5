"""Random lives of an exchange: tapes with frequent touches, ties and gaps, and the requests of a trader who sees them.

A case is plain data, so that a failing one can be cut down and printed. `drawn` lets the oracle live through it while
it is drawn: what a trader asks depends on what rests. `lived` drives any exchange through a case as the engine's loop
does.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from mqk_core.domain.actions import CorporateAction
from mqk_core.domain.bars import Timeframe
from mqk_core.domain.instruments import Instrument
from mqk_core.domain.market import Tape
from mqk_core.ports import VenueSetup, VenueTerms
from mqk_core.sim.fill_models import NextOpen, SameClose, WorstCase
from tests.differential.exchange_history import SCALE
from tests.differential.exchange_oracle import Oracle
from tests.differential.exchange_requests import Trader

DAY_NS = 86_400 * 10**9
PLAIN_TERMS = VenueTerms()
MODELS = {"next_open": NextOpen, "worst_case": WorstCase, "same_close": SameClose}


@dataclass(frozen=True)
class Costs:
    """A part of the bar's range is lost, then fees; short positions and debt cost by the day."""

    slip: int = 0
    fee: int = 0
    borrow_rate: int = 0
    financing_rate: int = 0

    def price(self, quantity: int, price: int, tick: int, high: int, low: int) -> int:
        moved = self.slip * (high - low + 2 * tick) // 4
        if quantity > 0:
            return -(-(price + moved) // tick) * tick if moved else price
        return min(max((price - moved) // tick * tick, tick), price) if moved else price

    def commission(self, quantity: int, value: int) -> int:
        return self.fee * abs(quantity) // 100 + -(-value * self.fee // 1000)

    def borrow(self, value: int, days: int) -> int:
        return value * days * self.borrow_rate // 1000

    def financing(self, debt: int, days: int) -> int:
        return debt * days * self.financing_rate // 1000


@dataclass(frozen=True)
class Case:
    """A market and all that is asked in it.

    `bars`: (time, instrument, open, high, low, close, volume, day, end) a row; `asked`: (end row of the step, round,
    (method, value)).
    """

    bars: tuple[tuple[int, ...], ...]
    instruments: tuple[Instrument, ...]
    timeframe: Timeframe = Timeframe.M15
    model: str = "next_open"
    costs: Costs = Costs()
    cash: int = 0
    terms: VenueTerms = PLAIN_TERMS
    actions: tuple[CorporateAction, ...] = ()
    is_ends_given: bool = True
    asked: tuple[tuple[int, int, tuple], ...] = field(default=())

    def setup(self):
        columns = np.array([row[:7] for row in self.bars], np.int64).reshape(-1, 7).T.copy()
        days = np.array([row[7] for row in self.bars], np.int64)
        ends = np.array([row[8] for row in self.bars], np.int64) if self.is_ends_given else None
        symbols = tuple(each.symbol for each in self.instruments)
        tape = Tape(symbols, self.timeframe, columns, np.arange(len(days)), days, ends=ends)
        model = MODELS[self.model]()
        return VenueSetup(tape, self.instruments, model, self.costs, self.cash, self.terms, self.actions)

    def steps(self):
        """(first row, row after the last) of each step."""
        firsts = [i for i in range(len(self.bars)) if i == 0 or self.bars[i][0] != self.bars[i - 1][0]]
        return list(zip(firsts, [*firsts[1:], len(self.bars)], strict=False))  # no bars: no step

    def rounds(self, end):
        """What is asked in the step that ends at this row, round by round."""
        found = {}
        for row, number, request in self.asked:
            if row == end:
                found.setdefault(number, []).append(request)
        return [found[number] for number in sorted(found)]


def send(exchange, requests):
    for name, value in requests:
        getattr(exchange, name)(value)


def lived(exchange, case, is_every_step=False):
    """Drive an exchange through a case; return its messages as (step's first row, stage, messages).

    As the loop does: passed-over steps are those that `due` let pass and in which nothing was asked.
    """
    told, awaited = [], 0
    for first, end in case.steps():
        rounds = case.rounds(end)
        if first >= awaited or is_every_step:
            awaited = exchange.due(first)
            assert awaited >= first, f"due({first}) named {awaited}, which is over"
        is_open = awaited == first or is_every_step
        if is_open:
            exchange.reach(first)
            told.append((first, "bars", list(exchange.poll())))
        for number, requests in enumerate(rounds or ([[]] if is_open else [])):
            send(exchange, requests)
            exchange.settle(end)
            told.append((first, f"answers {number}", list(exchange.poll())))
        if rounds or is_open:
            awaited = end
    return [each for each in told if each[2]]


def drawn(draw):
    """Draw a case; return it with the oracle's messages and how often each rule acted."""
    case = _world(draw)
    oracle, told, asked = Oracle(case.setup()), [], []
    trader = Trader(draw, oracle, case)
    for first, end in case.steps():
        oracle.reach(first)
        told.append((first, "bars", oracle.poll()))
        for number in range(draw.choice((1, 1, 1, 2))):
            requests = trader.requests(end)
            asked += [(end, number, request) for request in requests]
            if number and not requests:
                break
            send(oracle, requests)
            oracle.settle(end)
            told.append((first, f"answers {number}", oracle.poll()))
            if not requests:
                break
    return replace(case, asked=tuple(asked)), [each for each in told if each[2]], oracle.fired


def _world(draw):
    count = draw.choice((1, 1, 2, 3))
    timeframe = draw.choice((Timeframe.M15, Timeframe.M15, Timeframe.D1))
    tick, lot = draw.choice((SCALE, SCALE, SCALE // 2)), draw.choice((SCALE, SCALE, 2 * SCALE))
    instruments = tuple(
        Instrument(symbol, tick, lot, "USD", draw.choice((SCALE, SCALE, 3 * SCALE))) for symbol in "ABC"[:count]
    )
    bars = tuple(_bars(draw, instruments, timeframe))
    latency = draw.choice(((0, 0), (0, 0), (0, 0), (1, 0), (2, 0), (0, 60 * 10**9), (1, 1800 * 10**9)))
    cap = draw.choice((None, None, None, SCALE, SCALE // 2, SCALE * 3 // 10))
    gap = draw.choice((0, 0, 0, SCALE // 20))
    return Case(
        bars,
        instruments,
        timeframe,
        draw.choice(("next_open", "next_open", "next_open", "worst_case", "same_close")),
        Costs(draw.choice((0, 0, 1)), draw.choice((0, 1)), draw.choice((0, 1)), draw.choice((0, 1))),
        draw.choice((0, 50 * SCALE, 10**6 * SCALE)),
        VenueTerms(*latency, cap, gap, draw.choice((False, False, True))),
        _actions(draw, bars, count),
        draw.choice((True, True, True, False)),
    )


def _bars(draw, instruments, timeframe):
    day, closes = 3, [draw.randint(8, 14) for _ in instruments]
    for _ in range(draw.randint(2, 5) if timeframe is Timeframe.M15 else draw.randint(4, 12)):
        slots = draw.randint(1, 4) if timeframe is Timeframe.M15 else 1
        for slot in range(slots):
            interval = timeframe.interval_ns if slots > 1 else 0
            time = day * DAY_NS + 50_000 * 10**9 + slot * interval
            for k, instrument in enumerate(instruments):
                if draw.random() < 0.15:
                    continue
                unit = max(instrument.tick, SCALE)
                opened = max(2, closes[k] + draw.choice((0, 0, 0, 0, 1, -1, 2, -2, 4, -4)))
                closes[k] = min(max(2, opened + draw.choice((0, 0, 1, -1, 2, -2, 3, -3))), 25)
                high = max(opened, closes[k]) + draw.choice((0, 0, 1, 2))
                low = max(1, min(opened, closes[k]) - draw.choice((0, 0, 1, 2)))
                prices = (each * unit for each in (opened, high, low, closes[k]))
                volume = draw.choice((0, 3, 5, 8, 20, 40)) * SCALE
                yield (time, k, *prices, volume, day, int(slot == slots - 1))
        day += draw.choice((1, 1, 1, 3))


def _actions(draw, bars, count):
    if not bars or draw.random() < 0.6:
        return ()
    firsts = [i for i in range(len(bars)) if i and bars[i][7] != bars[i - 1][7]]
    found = []
    for row in firsts:
        for k in range(count):
            kind = draw.choice(("", "", "", "split", "dividend"))
            if kind == "split":
                ratio = draw.choice(((2, 1), (3, 1), (3, 2), (1, 2), (1, 4)))
                found.append(CorporateAction(row, k, "split", *ratio))
            elif kind:
                found.append(CorporateAction(row, k, "dividend", amount=draw.randint(1, 3) * SCALE // 2))
    return tuple(found)
