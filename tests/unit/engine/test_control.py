"""The stop matrix: what each command of an operator cancels, closes, lets pass and keeps, also over a restart."""

from __future__ import annotations

import pytest
from order_talk import begin, order_of, play, say
from small_engine import SCALE, Idle, assemble, make_tape
from worlds import NAMES, world

worlds = pytest.mark.parametrize("name", NAMES)
STEPS = 10


class Trader(Idle):
    """Buys 100 at the first bar, guards it with a stop at the third, asks for more by a limit, then for `later`."""

    def __init__(self, *later):
        self.later = later

    def on_bar(self, bar, context):
        step = bar.time // (86_400 * 10**9) - 1
        if step == 0:
            context.order("A", 100)
        elif step == 2:
            context.order("A", -100, stop=5, reduce_only=True)
            context.order("A", 50, limit=8)
        for when, quantity in self.later:
            if when == step:
                context.target("A", quantity)


def working(name, *later, **options):
    """An engine that holds 100, with a protective stop (order 2) and an entry (order 3) acknowledged, at step 3."""
    core = world(name)
    small = assemble(core, make_tape(core, {"A": [10] * STEPS}), Trader(*later), flatten=False, **options)
    small.engine.advance(1)
    event(small, "Filled", 1, 0, 100 * SCALE, 10 * SCALE, 0)
    small.engine.advance(3)
    for number in (2, 3):
        event(small, "Acked", number, 0)
    assert small.state.row == 3
    return small


def event(small, kind, *fields):
    make = getattr(small.world("domain.events"), kind)
    return small.engine.handle(make(small.state.row, small.state.time, *fields))


def command(small, word, subject="", reason="drill"):
    return event(small, "Command", word, subject, reason)


def shown(effects):
    return [(one.__struct_config__.tag, getattr(one, "order", 0)) for one in effects]


@worlds
def test_a_halt_cancels_entries_and_keeps_stops_and_positions(name):
    small = working(name, (3, 150), (4, 40))
    assert shown(command(small, "halt")) == [("halt", 0), ("cancel", 3)]
    assert (small.state.gate.halted, small.held("A")) == ("OPERATOR", 100 * SCALE)
    assert sorted(small.state.blotter.live) == [2, 3]
    event(small, "Cancelled", 3, 0)
    assert small.engine.advance(4) == []
    (exit_order,) = small.engine.advance(5)
    assert (exit_order.quantity, exit_order.effect) == (-60 * SCALE, "reduce")
    small.engine.end()
    (told,) = small.records("halt")
    assert (told.stage, told.subject) == ("control", "drill")


@worlds
def test_a_kill_cancels_everything_and_keeps_positions(name):
    small = working(name)
    assert shown(command(small, "kill")) == [("halt", 0), ("cancel", 3), ("cancel", 2)]
    for number in (2, 3):
        event(small, "Cancelled", number, 0)
    while small.state.row < STEPS:
        assert small.engine.advance(STEPS) == []
    assert (small.held("A"), dict(small.state.blotter.live)) == (100 * SCALE, {})


@worlds
def test_flatten_cancels_everything_and_closes_what_is_held(name):
    small = working(name)
    effects = command(small, "flatten")
    assert shown(effects) == [("halt", 0), ("cancel", 3), ("cancel", 2), ("submit", 4)]
    assert (effects[-1].quantity, effects[-1].effect) == (-100 * SCALE, "flatten")


@worlds
def test_flatten_goes_on_until_the_broker_says_that_nothing_is_held(name):
    small = working(name)
    command(small, "flatten")
    event(small, "Filled", 4, 0, -30 * SCALE, 10 * SCALE, 0)
    event(small, "Rejected", 4, 0, "closed")
    (again,) = small.engine.advance(4)
    assert (again.order, again.quantity) == (5, -70 * SCALE)
    event(small, "Filled", 3, 0, 20 * SCALE, 8 * SCALE, 0)  # the entry filled before its cancel
    (more,) = small.engine.advance(5)
    assert (more.order, more.quantity) == (6, -20 * SCALE)
    event(small, "Filled", 5, 0, -70 * SCALE, 10 * SCALE, 0)
    event(small, "Filled", 6, 0, -20 * SCALE, 10 * SCALE, 0)
    assert small.engine.advance(STEPS) == []
    assert small.held("A") == 0


@worlds
def test_a_second_flatten_leaves_the_close_that_is_on_its_way(name):
    small = working(name)
    command(small, "flatten")
    assert command(small, "flatten") == []
    assert not small.state.blotter.live[4].cancel_pending


@worlds
def test_a_kill_after_a_flatten_ends_the_closing(name):
    small = working(name)
    command(small, "flatten")
    assert shown(command(small, "kill")) == [("cancel", 4)]
    for number in (2, 3, 4):
        event(small, "Cancelled", number, 0)
    assert small.engine.advance(STEPS) == []
    assert small.held("A") == 100 * SCALE


@worlds
@pytest.mark.parametrize("word", ["halt", "kill", "flatten", "reduce"])
def test_a_command_twice_asks_the_broker_once(name, word):
    small = working(name)
    command(small, word)
    assert command(small, word) == []


@worlds
def test_a_second_halt_asks_again_for_a_cancel_that_was_refused(name):
    small = working(name)
    command(small, "halt")
    event(small, "CancelRejected", 3, 0)
    assert shown(command(small, "halt")) == [("cancel", 3)]


@worlds
def test_reduce_lets_only_reductions_pass_until_resume(name):
    small = working(name, (3, 300), (4, 300))
    assert shown(command(small, "reduce", reason="news")) == [("cancel", 3)]
    event(small, "Cancelled", 3, 0)
    assert (small.state.gate.reducing, small.state.gate.halted) == ("news", None)
    assert small.engine.advance(4) == []
    assert command(small, "resume") == []
    (bought,) = small.engine.advance(5)
    assert bought.quantity == 200 * SCALE
    small.engine.end()
    assert [one.reason for one in small.records("refusal")] == ["REDUCING"]


@worlds
def test_resume_does_not_undo_a_halt(name):
    small = working(name, (3, 300))
    command(small, "halt")
    command(small, "resume")
    assert small.engine.advance(4) == []
    small.engine.end()
    assert [one.reason for one in small.records("refusal")] == ["HALTED"]


@worlds
def test_a_disabled_strategy_is_asked_no_more_until_it_is_enabled(name):
    small = working(name, (3, 300), (5, 120))
    assert shown(command(small, "disable", "main", "a bad day")) == [("disable", 0), ("cancel", 3)]
    assert small.held("A") == 100 * SCALE
    assert small.engine.advance(5) == []
    assert command(small, "disable", "main") == []
    event(small, "Cancelled", 3, 0)
    command(small, "enable", "main")
    (bought,) = small.engine.advance(STEPS)
    assert (small.state.row, bought.quantity) == (6, 20 * SCALE)


@worlds
@pytest.mark.parametrize(("word", "subject"), [("stop", ""), ("", ""), ("disable", ""), ("enable", "other")])
def test_a_command_that_there_is_not_does_nothing(name, word, subject):
    small = working(name)
    before = small.state.digest()
    with pytest.raises(small.world("errors").InvariantViolation, match="nothing was done"):
        command(small, word, subject)
    assert small.state.digest() == before
    small.engine.end()
    assert not small.records("command")


@worlds
@pytest.mark.parametrize(
    ("word", "subject"), [("halt", ""), ("kill", ""), ("flatten", ""), ("reduce", ""), ("disable", "main")]
)
def test_what_was_commanded_survives_a_restart(name, word, subject):
    whole, again = working(name, (4, 300), (6, 20)), working(name, (4, 300), (6, 20))
    command(whole, word, subject)
    again.state.restore(whole.state.snapshot())
    for _ in range(STEPS):
        one, other = (small.engine.advance(small.state.row + 1) for small in (whole, again))
        assert shown(one) == shown(other)
        assert whole.state.digest() == again.state.digest()
    assert (again.state.gate.halted, again.state.gate.reducing) == (whole.state.gate.halted, whole.state.gate.reducing)
    assert again.state.hosts[0].enabled == (word != "disable")


@worlds
def test_an_engine_without_orders_and_positions_can_be_flattened(name):
    core = world(name)
    small = assemble(core, make_tape(core, {"A": [10] * 3}), Idle())
    assert shown(command(small, "flatten")) == [("halt", 0)]
    assert small.engine.advance(3) == []


@worlds
@pytest.mark.parametrize("word", ["halt", "kill", "reduce"])
def test_an_entry_that_works_again_after_a_halt_is_cancelled(name, word):
    small = begin(world(name), "ask 150")
    for part in ("ack", "ask 150", "expired"):
        say(small, part)
    command(small, word)
    assert order_of(small).status == "expired"
    effects = say(small, "replaced @1")
    assert [(one.__struct_config__.tag, one.leg) for one in effects] == [("cancel", 1)]


@worlds
def test_an_entry_that_works_again_without_a_halt_goes_on(name):
    small = play(world(name), "ack; ask 150; expired; replaced @1")
    assert not order_of(small).cancel_pending


@worlds
@pytest.mark.parametrize("word", ["halt", "kill"])
def test_an_order_whose_submit_is_unknown_is_cancelled_too(name, word):
    small = begin(world(name), "")
    say(small, "no answer")
    assert shown(command(small, word))[-1] == ("cancel", 1)
    assert order_of(small).status == "unknown"
    say(small, "cancelled")
    assert order_of(small).status == "cancelled"
