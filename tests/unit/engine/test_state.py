"""The sealed state: what its digest covers, and a snapshot that goes on as if nothing had happened."""

from __future__ import annotations

import attrs
import pytest
from small_engine import SCALE, Idle, Script, assemble, drive, make_tape
from worlds import NAMES, world

worlds = pytest.mark.parametrize("name", NAMES)
BARS = {"A": [10, 11, 12, 13], "B": [20, 21, None, 23]}


@attrs.define
class Memory:
    seen: int = 0


class Counting(Idle):
    def __init__(self, length=2):
        self.length = length

    def on_start(self, context):
        self.mean = context.indicators.sma("close", self.length)

    def on_bar(self, bar, context):
        context.state.seen += 1


def built(name, strategy=None, bars=None, **options):
    core = world(name)
    return assemble(core, make_tape(core, bars or BARS), strategy or Counting(), state=Memory, tolerance=5, **options)


def digest_after(rows, name="compiled", strategy=None, bars=None, **options):
    small = built(name, strategy, bars, **options)
    drive(small, rows)
    return small.state.digest()


def test_the_digest_begins_with_its_version():
    assert digest_after(2).startswith("mqksta2:")
    assert len(digest_after(2)) == len("mqksta1:") + 64


SCRIPT = Script((0, "A", 5))
OTHERS = {
    "cash": {"cash": 5 * SCALE},
    "strategy state": {"strategy": Idle()},
    "indicator": {"strategy": Counting(3)},
    "an order": {"strategy": SCRIPT},
    "a mark": {"bars": {**BARS, "B": [20, 22, None, 23]}},
    "the close before": {"bars": {**BARS, "A": [9, 11, 12, 13]}},
}


@pytest.mark.parametrize("what", OTHERS)
def test_the_digest_covers_all_that_could_decide(what):
    assert digest_after(4, **OTHERS[what]) != digest_after(4)


@worlds
def test_the_digest_covers_fees_and_fills(name):
    free, charged = (digest_after(4, name, SCRIPT, costs=(0, per_share, 0)) for per_share in (0, 1))
    assert free != charged


@worlds
def test_the_digest_leaves_out_what_only_observes(name):
    first, second = built(name), built(name)
    drive(first, 4)
    drive(second, 4)
    first.engine.equity[:] = 7
    first.lines.clear()
    assert first.state.digest() == second.state.digest()


@worlds
def test_the_two_worlds_agree_on_a_digest(name):
    assert digest_after(7, name, SCRIPT) == digest_after(7, "plain", SCRIPT)


@worlds
@pytest.mark.parametrize("rows", [0, 2, 4, 5, 7])
def test_a_restored_state_has_the_digest_of_its_snapshot_and_the_same_snapshot(name, rows):
    small, again = built(name, SCRIPT), built(name, SCRIPT)
    drive(small, rows)
    again.state.restore(small.state.snapshot())
    assert again.state.digest() == small.state.digest()
    assert again.state.snapshot() == small.state.snapshot()
    assert (again.state.row, again.state.step, again.state.time) == (rows, small.state.step, small.state.time)


@worlds
def test_a_snapshot_of_another_engine_is_refused(name):
    other = built(name, bars={"A": [10, 11]})
    with pytest.raises(ValueError, match="zip"):
        other.state.restore(built(name).state.snapshot())


@worlds
def test_strategies_stand_in_the_order_of_their_names(name):
    core = world(name)
    hosts = [core("strategy.host").StrategyHost(label, Idle(), None, ()) for label in ("b", "a", "c")]
    state = core("engine.state").State((), hosts, core("risk.gate").RiskGate(()), 0, True, bytes)
    assert [host.name for host in state.hosts] == ["a", "b", "c"]
