"""A replay of recorded events over the same tape ends in the same hash; a record from elsewhere is refused."""

from __future__ import annotations

import pytest
from small_engine import Script, assemble, make_tape, random_bars, standard_rules
from worlds import NAMES, world

worlds = pytest.mark.parametrize("name", NAMES)
SCRIPT = Script(*[(step, "AB"[step % 2], (step * 5) % 7 - 3) for step in range(0, 50, 2)])


def built(name, steps=50, script=SCRIPT, **options):
    core = world(name)
    tape = make_tape(core, random_bars(11, steps, 2))
    return assemble(core, tape, script, rules=standard_rules(core), costs=(10**8, 10**6, 10**8), **options)


@worlds
@pytest.mark.parametrize("fills", ["NextOpen", "WorstCase", "SameClose"])
def test_the_records_of_a_run_lead_to_the_same_hash_and_lines(name, fills):
    small = built(name, fills=fills)
    decision_hash = small.run()
    again = built(name, fills=fills)
    assert world(name)("engine.replay").replay(again.engine, small.records()) == decision_hash
    assert again.lines == small.lines
    assert again.state.digest() == small.state.digest()


@worlds
def test_a_run_that_ended_blind_is_replayed_too(name):
    core = world(name)

    def gappy():
        return assemble(core, make_tape(core, {"A": [5, 5, None, 5, 5]}), Script((0, "A", 1), (1, "A", 2)))

    small, again = gappy(), gappy()
    assert (
        core("engine.replay").replay(again.engine, small.run() and small.records()) == again.engine.state.chain.seal()
    )
    assert again.lines == small.lines


@worlds
def test_another_decision_gives_another_hash(name):
    small = built(name)
    decision_hash = small.run()
    other = built(name, script=Script((0, "A", 1)))
    events = [record for record in small.records() if record.__struct_config__.tag in ("opening", "tape_end")]
    assert world(name)("engine.replay").replay(other.engine, events) != decision_hash


@worlds
def test_a_record_beyond_the_tape_is_refused(name):
    core = world(name)
    small = built(name, steps=5)
    with pytest.raises(core("errors").InvariantViolation, match="belongs to row 11; the engine stopped at row 10"):
        core("engine.replay").replay(small.engine, [core("domain.events").TapeEnd(11, 0, 0, "")])
