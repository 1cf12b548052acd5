"""Messages of a broker in any order and any number of times give the same quantities and position."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from small_engine import CASH, SCALE, Script, assemble, make_tape
from worlds import NAMES, world

FIXED = settings(derandomize=True, deadline=None, max_examples=80)
SIDES = st.sampled_from([1, -1])
PARTS = st.lists(st.integers(1, 6), min_size=1, max_size=4)
#: What stands between the fills: each may be missing or come several times.
OTHERS = st.lists(st.sampled_from(["BrokerAck", "BrokerCancelled", "BrokerExpired", "BrokerCancelReject"]), max_size=4)


def messages(ports, side, parts, others):
    fills = [
        ports.BrokerFill("bt-1", f"x{number}", side * part * SCALE, (9 + number) * SCALE, number, 5)
        for number, part in enumerate(parts)
    ]
    return [
        *fills,
        *[getattr(ports, kind)("bt-1", *(("b1", 5) if kind == "BrokerAck" else (5,))) for kind in others],
    ]


def applied(name, side, sent):
    core = world(name)
    small = assemble(core, make_tape(core, {"A": [10, 10, 10]}), Script((0, "A", side * 10)))
    small.engine.advance(1)
    inbox = core("inbox").Inbox("bt")
    for message in sent:
        for event in inbox.translate(message, small.state.row):
            small.engine.handle(event)
    order = small.state.blotter.live.get(1) or small.state.blotter.ended[1]
    working = small.state.blotter.working[0]
    return (order.filled_quantity, small.held("A"), small.state.ledger.cash, small.state.ledger.fees), (
        working.buy + working.sell,
        order.status,
    )


@FIXED
@given(st.sampled_from(NAMES), SIDES, PARTS, OTHERS, st.randoms(use_true_random=False))
def test_any_order_and_duplication_of_messages_gives_the_same_quantities(name, side, parts, others, draw):
    sent = messages(world(name)("ports"), side, parts, others)
    expected, _ = applied(name, side, sent)
    mixed = sent + draw.choices(sent, k=4)
    draw.shuffle(mixed)
    found, (works, status) = applied(name, side, mixed)
    assert found == expected
    total = sum(parts)
    assert found[0] == found[1] == side * total * SCALE
    cost = sum(side * part * (9 + number) * SCALE for number, part in enumerate(parts))
    assert found[2] == CASH - cost - sum(range(len(parts)))
    live = status in ("pending_submit", "accepted", "partially_filled")
    assert works == (max(0, 10 - total) * SCALE if live else 0)
