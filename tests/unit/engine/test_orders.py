"""From targets to orders: effects, halts, and what is refused instead of traded."""

from __future__ import annotations

import pytest
from small_engine import SCALE, Idle, Script, assemble, make_tape, named, standard_rules
from worlds import NAMES, world

worlds = pytest.mark.parametrize("name", NAMES)
FLAT = {"A": [10] * 8}


def built(name, strategy, bars=None, **options):
    core = world(name)
    return assemble(core, make_tape(core, bars or FLAT), strategy, **options)


def ran(name, strategy, bars=None, **options):
    small = built(name, strategy, bars, **options)
    small.run()
    return small


def event(small, kind, *fields):
    make = getattr(small.world("domain.events"), kind)
    return small.engine.handle(make(small.state.row, small.state.time, *fields))


def orders(small):
    return [(one.quantity // SCALE, one.effect) for one in small.records("submit")]


@worlds
def test_an_order_adds_reduces_or_crosses_and_is_named_for_it(name):
    script = Script((0, "A", 10), (2, "A", 4), (4, "A", -3), (6, "A", 0))
    assert orders(ran(name, script)) == [(10, "entry"), (-6, "reduce"), (-7, "entry"), (3, "reduce")]


@worlds
def test_a_working_order_is_not_ordered_twice(name):
    bars = {"A": [10, None, None, 10], "B": [10] * 4}
    small = ran(name, Script((0, "A", 5), (1, "A", 5), (2, "A", 7)), bars, tolerance=5)
    assert orders(small) == [(5, "entry"), (2, "entry")]
    assert small.held("A") == 7 * SCALE


@worlds
def test_a_second_sale_beyond_what_is_held_is_no_reduction(name):
    bars = {"A": [10, 10, None, None, 10], "B": [10] * 5}
    small = ran(name, Script((0, "A", 5), (1, "A", 0), (2, "A", -1)), bars, tolerance=5)
    assert orders(small) == [(5, "entry"), (-5, "reduce"), (-1, "entry")]


@worlds
def test_a_symbol_without_a_bar_yet_is_refused_not_traded(name):
    small = ran(name, Script((0, "B", 5), (2, "B", 5)), {"A": [10] * 5, "B": [None, None, 20, 20, 20]})
    assert [(one.symbol, one.reason) for one in small.records("refusal")] == [("B", "NO_PRICE")]
    assert small.held("B") == 5 * SCALE


@worlds
def test_a_target_beyond_64_bits_of_trade_is_refused_not_traded(name):
    small = ran(name, Script((0, "A", -10), (2, "A", 92_233_720_368)))
    assert [one.reason for one in small.records("refusal")] == ["AMOUNT_OVERFLOW"]
    assert small.held("A") == -10 * SCALE


@worlds
def test_an_order_whose_value_cannot_be_counted_is_refused(name):
    small = ran(name, Script((0, "A", 50_000_000_000)))
    assert [(one.rule, one.reason) for one in small.records("refusal")] == [("gate", "AMOUNT_OVERFLOW")]
    assert not small.records("submit")


@worlds
def test_limits_see_the_position_that_working_orders_could_lead_to(name):
    limit = named(world(name)("risk.book_limits").PositionLimit(10 * SCALE), "position")
    bars = {"A": [10, None, None, 10], "B": [10] * 4}
    small = ran(name, Script((0, "A", 8), (1, "A", 11), (2, "A", 10)), bars, rules=[limit], tolerance=5)
    (refusal,) = small.records("refusal")
    assert (refusal.reason, refusal.limit, refusal.observed) == ("POSITION", 10 * SCALE, 11 * SCALE)
    assert small.held("A") == 10 * SCALE


@worlds
def test_gross_is_counted_over_all_symbols_without_sign(name):
    limit = named(world(name)("risk.book_limits").GrossLimit(150 * SCALE), "gross")
    bars = {"A": [10] * 4, "B": [10] * 4}
    small = ran(name, Script((0, "A", 10), (1, "B", -6), (2, "B", -5)), bars, rules=[limit])
    (refusal,) = small.records("refusal")
    assert (refusal.symbol, refusal.reason, refusal.observed) == ("B", "GROSS", 160 * SCALE)
    assert small.held("B") == -5 * SCALE


@worlds
def test_a_price_collar_compares_with_the_close_before(name):
    limit = named(world(name)("risk.order_limits").PriceCollar(SCALE // 10), "collar")
    small = ran(name, Script((1, "A", 1), (2, "A", 1), (3, "A", 0)), {"A": [100, 111, 122, 200, 200]}, rules=[limit])
    (refusal,) = small.records("refusal")
    assert (refusal.reason, refusal.limit, refusal.observed) == ("PRICE_COLLAR", SCALE // 10, 11 * SCALE // 100)
    assert orders(small) == [(1, "entry"), (-1, "reduce")]


FALL = {"A": [100, 100, 100, 60, 60, 60, 60]}


@worlds
def test_a_risk_halt_flattens_and_stays_flat(name):
    script = Script((0, "A", 5_000), (4, "A", 5_000), (5, "A", 5_000))
    small = ran(name, script, FALL, rules=standard_rules(world(name)))
    (halted,) = small.records("halt")
    assert (halted.stage, halted.reason, halted.subject) == ("risk", "DAILY_LOSS", "daily_loss")
    assert orders(small) == [(5_000, "entry"), (-5_000, "flatten")]
    assert small.held("A") == 0
    assert small.state.gate.halted == "DAILY_LOSS"


@worlds
def test_a_risk_halt_may_instead_keep_and_let_only_reductions_pass(name):
    script = Script((0, "A", 5_000), (4, "A", 6_000), (5, "A", 2_000))
    small = ran(name, script, FALL, rules=standard_rules(world(name)), flatten=False)
    assert orders(small) == [(5_000, "entry"), (-3_000, "reduce")]
    assert [(one.rule, one.reason) for one in small.records("refusal")] == [("halt", "HALTED")]
    assert small.held("A") == 2_000 * SCALE


@worlds
def test_a_flatten_never_asks_twice_for_what_is_being_closed(name):
    bars = {"A": [100, 100, 60, None, None, 60], "B": [100] * 6}
    small = ran(name, Script((0, "A", 5_000)), bars, rules=standard_rules(world(name)), tolerance=5)
    assert orders(small) == [(5_000, "entry"), (-5_000, "flatten")]
    assert small.held("A") == 0


@worlds
def test_a_halt_cancels_working_entries_and_leaves_reductions(name):
    bars = {"A": [100, 100, 60, 60], "B": [100, 100, None, None], "C": [100, None, None, None]}
    script = Script((0, "A", 5_000), (0, "B", 10), (0, "C", 10), (1, "B", 0))
    small = ran(name, script, bars, rules=standard_rules(world(name)), tolerance=9, flatten=False)
    assert [(cancel.order, cancel.reason) for cancel in small.records("cancel")] == [(3, "DAILY_LOSS")]
    assert small.state.blotter.live[4].effect == "reduce"


@worlds
def test_nothing_is_flattened_when_nothing_is_held(name):
    small = built(name, Idle())
    event(small, "Filled", 9, 0, SCALE, SCALE, 0)
    small.run()
    assert not small.records("submit", "intent")
