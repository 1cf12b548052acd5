"""Commands reach the engine between steps, after all rows at or before their time, and are answered before the next."""

from __future__ import annotations

import pytest
from small_engine import DAY_NS, SCALE, Script, assemble, make_tape
from worlds import NAMES, world

worlds = pytest.mark.parametrize("name", NAMES)


def ran(name, *asked, bars=6, script=((0, "A", 10),), **options):
    """An ended run with commands: (time in days, word, subject)."""
    core = world(name)
    small = assemble(core, make_tape(core, {"A": [10] * bars, "B": [10] * bars}), Script(*script), **options)
    command = core("domain.events").Command
    commands = [
        command(0, int(day * DAY_NS), word, subject, f"drill {k}") for k, (day, word, subject) in enumerate(asked)
    ]
    core("runtime.loop").Loop(small.engine, small.exchange, "bt", commands).run()
    return small


@worlds
@pytest.mark.parametrize(("day", "row"), [(0, 0), (0.5, 0), (1, 2), (1.5, 2), (2, 4), (6, 12), (99, 12)], ids=str)
def test_a_command_stands_after_every_row_at_or_before_its_time(name, day, row):
    small = ran(name, (day, "halt", ""))
    (found,) = small.records("command")
    assert (found.row, found.time) == (row, int(day * DAY_NS))
    assert [one.row for one in small.records("halt")] == [row]


@worlds
def test_commands_of_one_time_keep_their_order_and_others_are_sorted(name):
    small = ran(name, (3, "resume", ""), (2, "reduce", ""), (2, "resume", ""), (2, "reduce", ""))
    assert [(one.row, one.reason) for one in small.records("command")] == [
        (4, "drill 1"),
        (4, "drill 2"),
        (4, "drill 3"),
        (6, "drill 0"),
    ]
    assert small.state.gate.reducing is None


@worlds
@pytest.mark.parametrize("fills", ["NextOpen", "SameClose"])
def test_what_a_command_sends_is_answered_before_the_next_step(name, fills):
    small = ran(name, (3, "flatten", ""), fills=fills)
    assert small.held("A") == 0
    (close,) = [one for one in small.records("submit") if one.effect == "flatten"]
    (sold,) = [one for one in small.records("filled") if one.order == close.order]
    assert (close.row, sold.time) == (6, (3 if fills == "SameClose" else 4) * DAY_NS)
    assert [one.row for one in small.records("acked") if one.order == close.order] == [6]


@worlds
def test_a_command_after_the_last_bar_is_still_obeyed(name):
    small = ran(name, (7, "flatten", ""))
    assert [one.quantity for one in small.records("submit") if one.effect == "flatten"] == [-10 * SCALE]
    assert small.held("A") == 10 * SCALE


@worlds
def test_a_command_that_nobody_can_obey_ends_the_run(name):
    with pytest.raises(world(name)("errors").InvariantViolation, match="disable for strategy 'other'"):
        ran(name, (2, "disable", "other"))


@worlds
def test_a_run_with_commands_replays_to_the_same_hash(name):
    core = world(name)
    script = ((0, "A", 10), (1, "B", 5), (3, "A", 20), (4, "A", 2))
    small = ran(name, (2, "reduce", ""), (3, "resume", ""), (5, "flatten", ""), script=script)
    again = assemble(core, make_tape(core, {"A": [10] * 6, "B": [10] * 6}), Script(*script))
    assert core("engine.replay").replay(again.engine, small.records()) == small.state.chain.seal()
    assert again.state.digest() == small.state.digest()


@worlds
@pytest.mark.parametrize("stop", [0, 1, 2, 5, 12, 99])
def test_going_in_two_parts_is_going_at_once(name, stop):
    core = world(name)
    whole = ran(name, (3, "flatten", ""))
    parts = assemble(core, make_tape(core, {"A": [10] * 6, "B": [10] * 6}), Script((0, "A", 10)))
    command = core("domain.events").Command(0, 3 * DAY_NS, "flatten", "", "drill 0")
    loop = core("runtime.loop").Loop(parts.engine, parts.exchange, "bt", [command])
    loop.go(min(stop, 12))
    loop.run()
    assert parts.lines == whole.lines
