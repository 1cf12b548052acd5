"""Orders in so many words: what they become on the grid, what they may take away, and what is refused."""

from __future__ import annotations

from decimal import Decimal

import attrs
import pytest
from acting import Acting, acted, holding
from small_engine import DAY_NS, SCALE, Idle, assemble, make_tape
from worlds import NAMES, world

worlds = pytest.mark.parametrize("name", NAMES)


def ran(name, *acts, bars=None, **options):
    return acted(world(name), {"main": list(acts)}, bars, **options)


def orders(small):
    return [(one.kind, one.quantity / SCALE, one.limit / SCALE, one.stop / SCALE) for one in small.records("submit")]


def refusals(small):
    return [(one.rule, one.reason, one.limit // SCALE, one.observed // SCALE) for one in small.records("refusal")]


@worlds
@pytest.mark.parametrize(
    ("act", "asked"),
    [
        (lambda c: c.order("A", 9, limit=Decimal("8.07")), ("limit", 9, 8.0, 0)),
        (lambda c: c.order("A", -9, limit=Decimal("12.01")), ("limit", -9, 12.1, 0)),
        (lambda c: c.order("A", 9, stop=Decimal("12.01")), ("stop", 9, 0, 12.1)),
        (lambda c: c.order("A", -9, stop=Decimal("8.09")), ("stop", -9, 0, 8.0)),
        (lambda c: c.order("A", 9, stop=Decimal("12.01"), limit=Decimal("13.09")), ("stop_limit", 9, 13.0, 12.1)),
        (lambda c: c.order("A", 9, limit=Decimal("0.01")), ("limit", 9, 0.1, 0)),
    ],
)
def test_prices_come_to_the_grid_so_that_an_entry_takes_less_risk(name, act, asked):
    assert orders(ran(name, (0, act), tick=SCALE // 10)) == [asked]


@worlds
def test_the_stop_of_an_exit_comes_to_the_grid_so_that_it_triggers_sooner(name):
    small = ran(name, (0, holding(9)), (2, lambda c: c.order("A", -9, stop=Decimal("8.01"))), tick=SCALE // 10)
    assert orders(small)[1] == ("stop", -9, 0, 8.1)
    bracket = ran(
        name, (0, lambda c: c.order("A", 9, stop_loss=Decimal("8.01"), take_profit=Decimal("12.01"))), tick=SCALE // 10
    )
    assert orders(bracket)[1:] == [("stop", -9, 0, 8.1), ("limit", -9, 12.1, 0)]


@worlds
def test_quantities_are_cut_to_whole_lots_and_dust_is_only_counted(name):
    small = ran(name, (0, lambda c: (c.order("A", 19, limit=9), c.order("A", -9, limit=12))), lot=10 * SCALE)
    assert [order[1] for order in orders(small)] == [10]
    assert small.state.hosts[0].dust == 1
    assert refusals(small) == []


@worlds
def test_an_exit_with_a_price_is_cut_to_what_is_held_and_an_entry_is_not(name):
    small = ran(
        name,
        (0, holding(10)),
        (2, lambda c: c.order("A", -15, limit=12, reduce_only=True)),
        (2, lambda c: c.order("A", -15, limit=13)),
        (2, lambda c: c.order("A", -10, limit=14)),
        (2, lambda c: c.order("A", -4, limit=15, reduce_only=False)),
    )
    made = [(one.quantity // SCALE, one.reduce_only, one.effect, one.held // SCALE) for one in small.records("submit")]
    assert made[1:] == [
        (-10, True, "reduce", 10), (-15, False, "entry", 0), (-10, True, "reduce", 10), (-4, False, "entry", 0),
    ]  # fmt: skip


@worlds
@pytest.mark.parametrize("held", [0, 5])
def test_an_order_that_only_reduces_is_refused_when_there_is_nothing_to_take_away(name, held):
    small = ran(name, (0, holding(held)), (2, lambda c: c.order("A", 3, limit=9, reduce_only=True)))
    assert refusals(small) == [("order", "NOTHING_TO_REDUCE", held, 3)]


@worlds
def test_an_order_for_a_symbol_without_a_bar_is_refused(name):
    bars = {"A": [10, 10, 10], "B": [None, None, 20]}
    small = ran(name, (0, lambda c: c.order("B", 3, limit=9)), bars=bars)
    assert refusals(small) == [("gate", "NO_PRICE", 0, 0)]


@worlds
def test_a_bracket_acts_only_when_its_entry_is_filled_and_its_exits_exclude_each_other(name):
    bars = {"A": [10, (10, 10, 9, 10), (10, 11, 10, 11), (11, 14, 11, 13), 13, 5]}
    small = ran(name, (0, lambda c: c.order("A", 5, stop_loss=8, take_profit=12)), bars=bars)
    submits = small.records("submit")
    assert [(one.parent, one.group, one.reduce_only) for one in submits] == [(0, 0, False), (1, 2, True), (1, 2, True)]
    assert [(one.order, one.quantity // SCALE, one.price // SCALE) for one in small.records("filled")] == [
        (1, 5, 10), (3, -5, 12),
    ]  # fmt: skip
    assert [one.order for one in small.records("cancelled")] == [2]


@worlds
@pytest.mark.parametrize(
    "act", [lambda c: c.order("A", 5, stop_loss=8), lambda c: c.order("A", 5, take_profit=12)], ids=["stop", "target"]
)
def test_a_bracket_with_one_exit_founds_no_group(name, act):
    (_, child) = ran(name, (0, act)).records("submit")
    assert (child.parent, child.group) == (1, 0)


@worlds
def test_of_two_orders_that_exclude_each_other_one_fills_and_the_other_is_cancelled(name):
    def either(context):
        first = context.order("A", 5, stop=12)
        context.order("A", 5, limit=8, excludes=first)

    bars = {"A": [10, 10, (10, 13, 10, 12), (7, 7, 7, 7)]}
    small = ran(name, (0, either), bars=bars)
    assert [one.group for one in small.records("submit")] == [1, 1]
    assert [one.order for one in small.records("filled")] == [1]
    assert [one.order for one in small.records("cancelled")] == [2]


@worlds
def test_an_order_cannot_exclude_one_of_another_bar(name):
    small = ran(name, (0, lambda c: c.order("A", 5, stop=12)), (1, lambda c: c.order("A", 5, limit=8, excludes=1)))
    assert [one.reason for one in small.records("refusal")] == ["INVALID_ORDER"]
    assert len(orders(small)) == 1


@worlds
def test_a_change_names_only_what_changes_and_goes_out_as_a_new_leg(name):
    small = ran(
        name,
        (0, lambda c: c.order("A", 5, limit=8)),
        (1, lambda c: c.change(1, limit=9)),
        (2, lambda c: c.change(1, quantity=3)),
        bars={"A": [10, 10, 10, 10, (8, 8, 8, 8)]},
    )
    changes = [(one.leg, one.former, one.quantity // SCALE, one.limit // SCALE) for one in small.records("replace")]
    assert changes == [(1, 0, 5, 9), (2, 1, 3, 9)]
    assert small.held("A") == 3 * SCALE
    assert small.state.blotter.ended[1].status == "filled"


@worlds
@pytest.mark.parametrize(
    "act",
    [
        lambda c: c.change(1, quantity=-5),
        lambda c: c.change(1, stop=9),
        lambda c: c.change(1, limit=-9),
        lambda c: c.change(1, quantity=Decimal("0.5")),
        lambda c: c.change(1, trail=1),
    ],
    ids=["side", "price of another kind", "no price", "dust", "trail"],
)
def test_a_change_that_cannot_be_is_refused_and_the_order_goes_on(name, act):
    small = ran(name, (0, lambda c: c.order("A", 5, limit=8)), (1, act))
    assert [one.reason for one in small.records("refusal")] == ["REPLACE_REFUSED"]
    assert not small.records("replace")
    assert small.state.blotter.live[1].quantity == 5 * SCALE


@worlds
def test_a_change_of_an_order_that_is_not_at_the_broker_yet_is_refused(name):
    small = ran(name, (0, lambda c: (c.order("A", 5, limit=8), c.change(1, limit=9))))
    assert [one.reason for one in small.records("refusal")] == ["REPLACE_REFUSED"]


@worlds
def test_what_has_ended_or_never_was_is_neither_changed_nor_cancelled(name):
    acts = [(0, holding(5)), (3, lambda c: (c.change(1, quantity=9), c.cancel(1), c.change(77, limit=3), c.cancel(77)))]
    small = ran(name, *acts)
    assert not small.records("replace", "cancel", "refusal", "disable")


class Looking(Idle):
    """Asks for orders, and later keeps what it sees of them."""

    def on_bar(self, bar, context):
        if bar.symbol == "A" and bar.time == DAY_NS:
            context.order("A", 5, limit=8)
            context.order("B", -4, stop=15, stop_loss=17)
        if bar.symbol == "A" and bar.time == 3 * DAY_NS:
            context.state.seen = [f"{one.ticket} {one.symbol} {one.quantity} {one.filled}" for one in context.orders()]
            context.state.of_b = [f"{one.kind} {one.limit} {one.stop}" for one in context.orders("B")]
        if bar.time == 4 * DAY_NS:
            context.orders("NOWHERE")


@attrs.define
class Seen:
    seen: list[str] = attrs.Factory(list)
    of_b: list[str] = attrs.Factory(list)


@worlds
def test_a_strategy_sees_its_own_working_orders_oldest_first_and_those_of_one_symbol(name):
    core = world(name)
    small = assemble(core, make_tape(core, {"A": [10] * 5, "B": [20] * 5}), Looking(), state=Seen)
    small.run()
    kept = core("strategy.memory").decode_state(small.state.hosts[0].state()[1], Seen)
    assert kept.seen == ["1 A 5 0", "2 B -4 0", "3 B 4 0"]
    assert kept.of_b == ["stop None 15", "stop None 17"]
    assert "unknown symbol 'NOWHERE'" in str(small.state.hosts[0].failure)


@worlds
def test_a_change_below_what_is_filled_is_refused_before_it_is_sent(name):
    core = world(name)
    acts = Acting((0, lambda c: c.order("A", 5, limit=8)), (1, lambda c: c.change(1, quantity=3)))
    small = assemble(core, make_tape(core, {"A": [10] * 3}), acts)
    (submit,) = small.engine.advance(1)
    event = core("domain.events")
    small.engine.handle(event.Acked(1, submit.time, 1, 0))
    small.engine.handle(event.Filled(1, submit.time, 1, 0, 4 * SCALE, 8 * SCALE, 0))
    assert not small.engine.advance(2)
    small.engine.end()
    assert refusals(small) == [("order", "REPLACE_REFUSED", 4, 3)]


@worlds
def test_a_cancel_takes_back_the_entry_and_its_sleeping_exits(name):
    small = ran(name, (0, lambda c: c.order("A", 5, limit=8, stop_loss=7, take_profit=12)), (2, lambda c: c.cancel(1)))
    assert [(one.order, one.reason) for one in small.records("cancel")] == [(1, "ASKED_BY_STRATEGY")]
    assert sorted(one.order for one in small.records("cancelled")) == [1, 2, 3]
    assert not small.state.blotter.live
    assert not small.state.hosts[0].orders


@worlds
def test_one_strategy_cannot_reach_the_orders_of_another(name):
    acts = {
        "main": [(0, lambda c: c.order("A", 5, limit=8))],
        "other": [(1, lambda c: (c.cancel(1), c.change(1, limit=9), c.order("A", 1, limit=7)))],
    }
    small = acted(world(name), acts)
    assert not small.records("replace", "cancel")
    assert [(order.ticket, order.book) for order in small.state.blotter.live.values()] == [(1, 0), (1, 1)]
