"""Whole runs on random tapes: the books add up, limits hold at every step, and both worlds decide alike."""

from __future__ import annotations

import itertools
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from small_engine import CASH, SCALE, Script, assemble, drive, make_tape, named, random_bars, standard_rules
from worlds import COMPILED, NAMES, PLAIN, world

FIXED = settings(derandomize=True, deadline=None, max_examples=40)
LINES = st.lists(st.tuples(st.integers(0, 24), st.sampled_from("AB"), st.integers(-60, 60)), max_size=14)
FILLS = st.sampled_from(["NextOpen", "WorstCase", "SameClose"])
COSTS = st.tuples(st.integers(0, 50 * SCALE), st.integers(0, SCALE), st.integers(0, 200 * SCALE))


def built(name, seed, lines, **options):
    core = world(name)
    tape = make_tape(core, random_bars(seed, 25, 2, 0.1), days=4)
    options = {"rules": standard_rules(core), "tolerance": 25} | options
    return assemble(core, tape, Script(*lines), **options)


@FIXED
@given(st.integers(0, 10**6), LINES, FILLS, COSTS, st.booleans())
def test_both_worlds_leave_the_same_bytes(seed, lines, fills, costs, flatten):
    runs = [built(name, seed, lines, fills=fills, costs=costs, flatten=flatten, cash=8_000 * SCALE) for name in NAMES]
    hashes = [small.run() for small in runs]
    assert hashes[0] == hashes[1]
    assert runs[0].lines == runs[1].lines
    assert runs[0].engine.equity.tolist() == runs[1].engine.equity.tolist()
    assert runs[0].state.snapshot() == runs[1].state.snapshot()


@FIXED
@given(st.integers(0, 10**6), LINES, FILLS, COSTS)
def test_cash_and_positions_are_what_the_recorded_fills_add_up_to(seed, lines, fills, costs):
    small = built(COMPILED, seed, lines, fills=fills, costs=costs)
    small.run()
    submits = {one.order: one for one in small.records("submit")}
    cash, held = Fraction(CASH), {"A": 0, "B": 0}
    for fill in small.records("filled"):
        cash -= Fraction(round(Fraction(fill.price * fill.quantity, SCALE)) + fill.fee)
        held[submits[fill.order].symbol] += fill.quantity
    assert small.state.ledger.cash == cash
    assert held == {symbol: small.held(symbol) for symbol in held}
    marks = {symbol: small.state.ledger.positions[k].mark for k, symbol in enumerate("AB")}
    equity = cash + sum(round(Fraction(held[symbol] * marks[symbol], SCALE)) for symbol in held)
    assert small.records("tape_end")[0].equity == equity == int(small.engine.equity[-1])


@FIXED
@given(st.integers(0, 10**6), LINES, st.integers(1, 40))
def test_no_position_passes_its_limit_at_any_step(seed, lines, bound):
    limit = named(world(COMPILED)("risk.book_limits").PositionLimit(bound * SCALE), "position")
    small = built(COMPILED, seed, lines, rules=[limit])
    held = []
    drive(small, small.engine.tape.rows, lambda now: held.extend(abs(now.held(symbol)) for symbol in "AB"))
    assert max(held) <= bound * SCALE


@FIXED
@given(st.integers(0, 10**6), LINES, FILLS, st.booleans())
def test_after_a_halt_no_position_grows_again(seed, lines, fills, flatten):
    core = world(COMPILED)
    rules = [named(core("risk.loss_limits").DrawdownLimit(SCALE // 200), "drawdown")]
    small = built(COMPILED, seed, lines, rules=rules, fills=fills, flatten=flatten, cash=2_000 * SCALE)
    seen = []

    def note(now):
        seen.append((now.state.gate.halted is not None, [now.held(symbol) for symbol in "AB"]))

    drive(small, small.engine.tape.rows, note)
    after = [held for halted, held in seen if halted][1:]  # what was decided before the halt may still fill
    for before, now in itertools.pairwise(after):
        assert all(abs(b) >= abs(n) and b * n >= 0 for b, n in zip(before, now, strict=True))


@FIXED
@given(st.integers(0, 10**6), LINES, FILLS)
def test_a_replay_of_the_records_ends_in_the_same_hash(seed, lines, fills):
    small = built(COMPILED, seed, lines, fills=fills)
    decision_hash = small.run()
    plain_records = world(PLAIN)("audit.chain").verify(b"".join(small.lines)).records
    again = built(PLAIN, seed, lines, fills=fills)
    assert world(PLAIN)("engine.replay").replay(again.engine, plain_records) == decision_hash
