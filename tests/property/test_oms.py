"""Whatever a broker says of a chain of orders, in whatever order and however often: the same quantities and money.

A history is drawn first (an order, its changes, what really filled on which leg, what was taken back or corrected),
then what is said of it, then an arrangement of what is said. What is known of executions decides alone.
"""

from __future__ import annotations

import itertools

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st
from order_talk import begin, order_of, say
from small_engine import CASH, SCALE
from worlds import NAMES, world

from mqk_core.oms.lifecycle import ENDS, LIVE, MESSAGES, STATUSES, TRANSITIONS

FIXED = settings(derandomize=True, deadline=None, max_examples=120)
PREFIX = "bt-1"


@attrs.frozen
class History:
    """What happened: totals asked for, which were granted, executions (leg, quantity, price, fee, fate), the end."""

    side: int
    asks: tuple[int, ...]
    granted: tuple[bool, ...]
    executions: tuple[tuple[int, int, int, int, str], ...]
    end: str
    others: tuple[str, ...]
    has_reports: bool

    def legs(self):
        return [0, *[leg + 1 for leg, is_granted in enumerate(self.granted) if is_granted]]

    def booked(self):
        """Quantity, money and fees that stay, from the executions alone."""
        kept = [(q, q * price, fee) for _, q, price, fee, fate in self.executions if fate == "stands"]
        kept += [
            (q + 1, (q + 1) * (price + 1), fee + 1) for _, q, price, fee, fate in self.executions if fate == "corrected"
        ]
        return tuple(sum(each) for each in zip(*kept, strict=True)) if kept else (0, 0, 0)


@st.composite
def histories(draw):
    asks = tuple(draw(st.lists(st.integers(20, 200), max_size=3)))
    granted = tuple(draw(st.booleans()) for _ in asks)
    legs = [0, *[leg + 1 for leg, is_granted in enumerate(granted) if is_granted]]
    fate = st.sampled_from(["stands", "stands", "busted", "corrected", "corrected and busted"])
    execution = st.tuples(st.sampled_from(legs), st.integers(1, 40), st.integers(8, 12), st.integers(0, 3), fate)
    return History(
        draw(st.sampled_from([1, -1])),
        asks,
        granted,
        tuple(draw(st.lists(execution, max_size=5))),
        draw(st.sampled_from(["", "BrokerCancelled", "BrokerExpired", "BrokerReject"])),
        tuple(draw(st.lists(st.sampled_from(["BrokerCancelReject", "BrokerCancelPending", "BrokerAck"]), max_size=3))),
        draw(st.booleans()),
    )


def leg_id(leg):
    return f"{PREFIX}.{leg}" if leg else PREFIX


def messages(ports, history, time):
    """Everything that is said of a history, each once, in the order in which it happened."""
    said = [ports.BrokerAck(PREFIX, "b", time)]
    for leg, is_granted in enumerate(history.granted, 1):
        kind, text = (ports.BrokerReplaced, "b") if is_granted else (ports.BrokerReplaceReject, "no")
        said.append(kind(leg_id(leg), text, time))
    gross = 0
    for number, (leg, quantity, price, fee, fate) in enumerate(history.executions):
        signed = history.side * quantity * SCALE
        name = f"x{number}"
        said.append(ports.BrokerFill(leg_id(leg), name, signed, price * SCALE, fee, time))
        gross += signed
        if history.has_reports:
            said.append(ports.BrokerReport(leg_id(history.legs()[-1]), "working", gross, 10 * SCALE, time))
        if fate.endswith("busted"):
            said.append(ports.BrokerBust(leg_id(leg), name, time))
        if fate.startswith("corrected"):
            more = signed + history.side * SCALE
            said.append(ports.BrokerCorrection(leg_id(leg), name, more, (price + 1) * SCALE, fee + 1, time))
    said += [getattr(ports, kind)(leg_id(history.legs()[-1]), *(("b",) if kind == "BrokerAck" else ()), time)
             for kind in history.others]  # fmt: skip
    if history.end:
        last = leg_id(history.legs()[-1])
        said.append(getattr(ports, history.end)(last, *(("no",) if history.end == "BrokerReject" else ()), time))
    return said


def asked(name, history):
    """An engine whose order was acknowledged and then asked to change, as the history says; no answer has come yet."""
    core = world(name)
    script = "; ".join(f"ask {total}" for total in history.asks)
    small = begin(core, script, quantity=100 * history.side)
    say(small, "ack")
    for total in history.asks:
        say(small, f"ask {total}")
    assert len(order_of(small).legs) == 1 + len(history.asks)
    return small


def hear(small, inbox, said):
    for message in said:
        for event in inbox.translate(message, small.state.row):
            small.engine.handle(event)
        check(small)


def check(small):
    """What holds after every message: leaves, what works by a recount from scratch, books and account."""
    state = small.state
    buy = sell = 0
    for order in state.blotter.live.values():
        leaves = order.leaves()
        assert leaves >= 0
        assert order.is_live()
        buy, sell = (buy + leaves, sell) if order.quantity > 0 else (buy, sell + leaves)
    for order in state.blotter.ended.values():
        assert order.leaves() == 0
        assert order.status in ENDS
    for working in (state.blotter.working[0], state.blotter.books[0][0]):
        assert (working.buy, working.sell, working.guard_buy, working.guard_sell) == (buy, sell, 0, 0)
    ledger = state.ledger
    assert (
        small.held("A") == order_of(small).filled_quantity == sum(book.positions[0].quantity for book in ledger.books)
    )
    assert ledger.cash == CASH + sum(book.cash for book in ledger.books)
    assert ledger.fees == sum(book.fees for book in ledger.books)


def outcome(small):
    ledger = small.state.ledger
    return small.held("A"), ledger.cash, ledger.fees


@FIXED
@given(st.sampled_from(NAMES), histories(), st.randoms(use_true_random=False))
def test_any_arrangement_gives_the_same_quantities_and_money(name, history, draw):
    core = world(name)
    small = asked(name, history)
    said = messages(core("ports"), history, small.state.time)
    mixed = said + draw.choices(said, k=6)
    draw.shuffle(mixed)
    hear(small, core("inbox").Inbox("bt"), mixed)
    quantity, money, fees = history.booked()
    assert outcome(small) == (
        history.side * quantity * SCALE,
        CASH - history.side * money * SCALE - fees,
        fees,
    )
    order = order_of(small)
    assert order.unattributed() == order.provisional_value == 0
    assert order.leg == history.legs()[-1]
    assert small.state.ledger.holdings == small.held("A") * 10


@FIXED
@given(st.sampled_from(NAMES), histories(), st.randoms(use_true_random=False), st.integers(0, 30))
def test_a_restart_between_any_two_messages_changes_nothing(name, history, draw, cut):
    core = world(name)
    whole, stopped, again = (
        asked(name, history),
        asked(name, history),
        asked(name, History(1, (), (), (), "", (), False)),
    )
    said = messages(core("ports"), history, whole.state.time)
    said += draw.choices(said, k=4)
    draw.shuffle(said)
    inbox, other = core("inbox").Inbox("bt"), core("inbox").Inbox("bt")
    hear(whole, inbox, said)
    hear(stopped, other, said[:cut])
    again.state.restore(stopped.state.snapshot())
    assert again.state.digest() == stopped.state.digest()
    check(again)
    hear(again, other, said[cut:])
    assert again.state.digest() == whole.state.digest()
    assert again.state.snapshot() == whole.state.snapshot()


@FIXED
@given(histories(), st.randoms(use_true_random=False))
def test_both_worlds_write_the_same_records(history, draw):
    arrangement = list(range(40))
    draw.shuffle(arrangement)
    lines = []
    for name in NAMES:
        small = asked(name, history)
        said = messages(world(name)("ports"), history, small.state.time)
        hear(small, world(name)("inbox").Inbox("bt"), [said[k] for k in arrangement if k < len(said)])
        small.engine.end()
        lines.append(small.lines)
    assert lines[0] == lines[1]


def test_every_status_has_an_answer_to_every_message():
    assert set(TRANSITIONS) == set(itertools.product(STATUSES, MESSAGES))
    assert set(LIVE).isdisjoint(ENDS)
