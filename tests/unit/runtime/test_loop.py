"""The loop carries effects out and news in, in the order of the stages, and tells how far it is."""

from __future__ import annotations

import pytest
from small_engine import SCALE, Idle, Script, assemble, drive, make_tape, random_bars
from worlds import NAMES, world

worlds = pytest.mark.parametrize("name", NAMES)


class Recorded:
    """A broker that notes what is asked of it and passes it on."""

    def __init__(self, venue, extra=()):
        self.venue, self.asked, self.extra = venue, [], list(extra)

    def submit(self, order):
        self.asked.append(f"submit {order.client_order_id}")
        self.venue.submit(order)

    def cancel(self, client_order_id):
        self.asked.append(f"cancel {client_order_id}")
        self.venue.cancel(client_order_id)

    def due(self, row):
        return self.venue.due(row)

    def reach(self, row):
        self.asked.append(f"reach {row}")
        self.venue.reach(row)

    def settle(self, row):
        self.asked.append(f"settle {row}")
        self.venue.settle(row)

    def poll(self):
        found = list(self.venue.poll())
        for message in self.extra if found else ():
            self.extra.remove(message)
            found.append(message)
        return found


def built(name, bars, strategy, **options):
    core = world(name)
    return assemble(core, make_tape(core, bars), strategy, **options)


def loop(small, broker=None):
    return small.world("runtime.loop").Loop(small.engine, broker or small.exchange, "bt")


@worlds
def test_orders_are_settled_after_their_step_and_reached_before_the_next(name):
    small = built(name, {"A": [10] * 5}, Script((1, "A", 1), (3, "A", 0)))
    broker = Recorded(small.exchange)
    loop(small, broker).run()
    assert broker.asked == [
        "submit bt-1", "settle 2", "reach 2", "settle 3", "submit bt-2", "settle 4", "reach 4", "settle 5",
    ]  # fmt: skip


@worlds
def test_a_loop_of_steps_is_the_loop(name):
    bars = random_bars(3, 80, 2, 0.2)
    script = Script(*[(step, "AB"[step % 2], step % 5 - 2) for step in range(0, 80, 3)])
    one, other = (built(name, bars, script, tolerance=80) for _ in range(2))
    drive(other, other.engine.tape.rows)
    assert other.engine.end() == one.run()


@worlds
def test_a_broker_that_is_never_due_is_run_to_the_end_and_no_further(name):
    small = built(name, {"A": [10] * 5}, Idle())
    broker = Recorded(small.exchange)
    broker.due = lambda row: 2**62
    loop(small, broker).run()
    assert (small.state.row, broker.asked) == (5, [])


@worlds
def test_what_an_answer_asks_for_is_sent_and_settled_before_the_next_bar(name):
    """A message that halts the run while an entry rests: the entry's cancel must reach the broker before its bar."""
    small = built(
        name, {"A": [10] * 6, "B": [10, None, None, None, 10, 10]}, Script((0, "B", 1), (1, "A", 1)), tolerance=9
    )
    stray = world(name)("ports").BrokerFill("bt-77", "x77", SCALE, SCALE, 0, 1)
    broker = Recorded(small.exchange)
    original = broker.poll

    def poll():
        found = original()
        return [*found, stray] if any("Fill" in type(message).__name__ for message in found) else found

    broker.poll = poll
    loop(small, broker).run()
    assert "cancel bt-1" in broker.asked
    assert small.held("B") == 0
    assert small.state.blotter.ended[1].status == "cancelled"


@worlds
def test_what_the_answer_to_a_submit_asks_for_is_settled_in_the_same_step(name):
    """A message in the second round halts the run: the cancel of the order just sent is answered before another row."""
    small = built(name, {"A": [10] * 6}, Script((1, "A", 1)))
    stray = world(name)("ports").BrokerFill("bt-77", "x77", SCALE, SCALE, 0, 1)
    broker = Recorded(small.exchange, [stray])
    loop(small, broker).run()
    assert broker.asked == ["submit bt-1", "settle 2", "cancel bt-1", "settle 2"]
    assert small.held("A") == 0
    assert small.state.blotter.ended[1].status == "cancelled"


@worlds
def test_progress_is_told_at_most_once_a_chunk(name, monkeypatch):
    monkeypatch.setattr(world(name)("runtime.loop"), "CHUNK_ROWS", 4)
    small = built(name, {"A": [10] * 11}, Idle())
    told = []
    loop(small).run(told.append)
    assert told == [4, 8]


@worlds
def test_a_tape_without_rows_ends_at_once(name):
    small = built(name, {"A": []}, Idle())
    assert loop(small).run().startswith("mqkdec1:")
    assert [record.__struct_config__.tag for record in small.records()] == ["opening", "tape_end"]
