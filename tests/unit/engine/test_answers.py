"""From the broker's messages to the books: what is booked as it is, what is not, and what ends the permission."""

from __future__ import annotations

import pytest
from order_talk import begin, order_of, play, say
from small_engine import CASH, SCALE, Idle, Script, assemble, make_tape, named
from worlds import NAMES, world

worlds = pytest.mark.parametrize("name", NAMES)
FLAT = {"A": [10] * 8}


def built(name, strategy, bars=None, **options):
    core = world(name)
    return assemble(core, make_tape(core, bars or FLAT), strategy, **options)


def event(small, kind, *fields):
    make = getattr(small.world("domain.events"), kind)
    return small.engine.handle(make(small.state.row, small.state.time, *fields))


def submitted(name, quantity=100, *more):
    """An engine with order 1 at the broker, acknowledged, at row 1."""
    small = built(name, Script((0, "A", quantity), *more))
    small.engine.advance(1)
    event(small, "Acked", 1, 0)
    return small


@worlds
def test_a_fill_beyond_the_order_is_booked_raised_and_halts(name):
    small = submitted(name)
    effects = event(small, "Filled", 1, 0, 101 * SCALE, 10 * SCALE, 0)
    assert [type(effect).__name__ for effect in effects] == ["Halt"]
    assert small.held("A") == 101 * SCALE
    small.engine.end()
    (incident,) = small.records("incident")
    assert (incident.code, incident.expected, incident.observed) == ("OVERFILL", 100 * SCALE, 101 * SCALE)
    assert small.state.gate.halted == "OVERFILL"


@worlds
def test_a_fill_after_the_end_is_booked_and_raised(name):
    small = submitted(name)
    event(small, "Cancelled", 1, 0)
    assert not event(small, "Filled", 1, 0, 40 * SCALE, 10 * SCALE, SCALE)
    assert (small.held("A"), small.state.ledger.cash) == (40 * SCALE, CASH - 401 * SCALE)
    small.engine.end()
    assert [one.code for one in small.records("incident")] == ["LATE_FILL"]
    assert small.state.blotter.ended[1].status == "cancelled"
    assert small.state.gate.halted is None


@worlds
def test_a_message_about_an_order_that_was_never_made_halts_and_books_nothing(name):
    small = submitted(name)
    for kind, fields in (("Filled", (9, 0, SCALE, SCALE, 0)), ("Acked", (0, 0)), ("Cancelled", (-1, 0))):
        event(small, kind, *fields)
    assert (small.held("A"), small.state.ledger.cash) == (0, CASH)
    small.engine.end()
    assert [(one.order, one.code) for one in small.records("incident")] == [
        (9, "QUARANTINED_FILL"),
        (0, "QUARANTINED_FILL"),
        (-1, "QUARANTINED_FILL"),
    ]
    assert [one.subject for one in small.records("halt")] == ["9"]


@worlds
@pytest.mark.parametrize(("quantity", "price", "fee"), [(0, 10, 0), (-1, 10, 0), (1, 0, 0), (1, -5, 0), (1, 10, -1)])
def test_a_fill_that_cannot_be_is_raised_and_not_booked(name, quantity, price, fee):
    small = submitted(name)
    event(small, "Filled", 1, 0, quantity * SCALE, price * SCALE, fee)
    assert (small.held("A"), small.state.ledger.cash) == (0, CASH)
    small.engine.end()
    assert [one.code for one in small.records("incident")] == ["INCONSISTENT_REPORT"]
    assert small.state.gate.halted == "INCONSISTENT_REPORT"


@worlds
def test_a_rejected_order_is_asked_for_again_only_by_the_strategy(name):
    small = submitted(name, 100, (3, "A", 100))
    event(small, "Rejected", 1, 0, "no shares")
    assert not small.engine.advance(3)
    (again,) = small.engine.advance(4)
    assert (again.order, again.quantity) == (2, 100 * SCALE)


@worlds
@pytest.mark.parametrize("kind", ["Cancelled", "Expired"])
def test_what_an_ended_order_left_is_missing_again(name, kind):
    small = submitted(name, 100, (1, "A", 100))
    event(small, "Filled", 1, 0, 30 * SCALE, 10 * SCALE, 0)
    event(small, kind, 1, 0)
    (again,) = small.engine.advance(2)
    assert again.quantity == 70 * SCALE


@worlds
def test_a_rejected_cancel_leaves_the_order_working(name):
    small = built(name, Script((0, "A", 100)), rules=[])
    small.engine.advance(1)
    event(small, "Filled", 9, 0, SCALE, SCALE, 0)
    assert small.state.blotter.live[1].cancel_pending
    event(small, "CancelRejected", 1, 0)
    order = small.state.blotter.live[1]
    assert (order.cancel_pending, order.status) == (False, "accepted")


@worlds
def test_the_first_halt_stands(name):
    small = submitted(name)
    event(small, "Filled", 9, 0, SCALE, SCALE, 0)
    event(small, "Filled", 1, 0, 500 * SCALE, SCALE, 0)
    assert small.state.gate.halted == "QUARANTINED_FILL"
    small.engine.end()
    assert [one.reason for one in small.records("halt")] == ["QUARANTINED_FILL"]
    assert [one.code for one in small.records("incident")] == ["QUARANTINED_FILL", "OVERFILL"]


def foreign(small, quantity, code, symbol="A", price=10):
    return event(small, "ForeignFill", symbol, quantity * SCALE, price * SCALE, 0, code)


@worlds
@pytest.mark.parametrize("code", ["EXTERNAL_FILL", "LIQUIDATION"])
def test_a_trade_that_we_did_not_order_is_booked_to_no_strategy_and_halts(name, code):
    small = play(world(name), "ack; fill 40")
    foreign(small, -40, code, price=9)
    ledger = small.state.ledger
    assert (small.held("A"), ledger.cash) == (0, CASH - 40 * SCALE)
    assert [book.positions[0].quantity for book in ledger.books] == [40 * SCALE, -40 * SCALE]
    assert small.state.gate.halted == code
    small.engine.end()
    assert [(one.order, one.code, one.observed) for one in small.records("incident")] == [(0, code, -40 * SCALE)]


@worlds
def test_a_liquidation_ends_our_orders_as_the_broker_says(name):
    small = play(world(name), "ack; fill 40; cancelled")
    foreign(small, -40, "LIQUIDATION")
    assert (order_of(small).status, small.held("A")) == ("cancelled", 0)


@worlds
@pytest.mark.parametrize("quantity", [70, -70])
def test_a_quarantined_fill_is_not_booked_but_counts_as_exposure(name, quantity):
    core = world(name)
    limit = named(core("risk.book_limits").PositionLimit(100 * SCALE), "position")
    small = begin(core, "", rules=[limit])
    foreign(small, quantity, "QUARANTINED_FILL")
    working = small.state.blotter.working[0]
    sides = (100 + max(quantity, 0), max(-quantity, 0))
    assert (working.buy, working.sell) == (sides[0] * SCALE, sides[1] * SCALE)
    assert (small.held("A"), small.state.ledger.cash) == (0, CASH)
    assert small.state.gate.halted == "QUARANTINED_FILL"
    again = begin(core, "", rules=[limit])
    again.state.restore(small.state.snapshot())
    restored = again.state.blotter.working[0]
    assert (restored.buy, restored.sell) == (working.buy, working.sell)


@worlds
@pytest.mark.parametrize(
    ("symbol", "quantity", "price"), [("NOWHERE", 5, 10), ("", 5, 10), ("A", 0, 10), ("A", 5, 0), ("A", 5, -1)]
)
@pytest.mark.parametrize("code", ["EXTERNAL_FILL", "QUARANTINED_FILL"])
def test_a_foreign_fill_that_cannot_be_booked_still_halts(name, code, symbol, quantity, price):
    small = begin(world(name), "")
    foreign(small, quantity, code, symbol, price)
    assert (small.held("A"), small.state.ledger.cash, small.state.gate.halted) == (0, CASH, code)


@worlds
def test_an_external_fill_before_the_first_bar_is_worth_its_own_price(name):
    small = built(name, Idle())
    event(small, "ForeignFill", "A", 5 * SCALE, 7 * SCALE, 0, "EXTERNAL_FILL")
    assert small.state.ledger.cash + small.state.ledger.holdings == CASH


@worlds
@pytest.mark.parametrize(("bound", "halted"), [(1_999, "GROSS"), (2_000, None)])
def test_a_late_fill_that_breaches_a_limit_halts(name, bound, halted):
    limit = named(world(name)("risk.book_limits").GrossLimit(bound * SCALE), "gross")
    small = built(name, Script((0, "A", 100)), {"A": [10, 20, 20]}, rules=[limit])
    small.engine.advance(1)
    event(small, "Cancelled", 1, 0)
    small.engine.advance(2)
    event(small, "Filled", 1, 0, 100 * SCALE, 10 * SCALE, 0)
    small.engine.end()
    assert [one.code for one in small.records("incident")] == ["LATE_FILL"]
    assert (small.held("A"), small.state.gate.halted) == (100 * SCALE, halted)


@worlds
def test_a_borrow_charge_falls_on_who_is_short(name):
    small = play(world(name), "ack; fill 40", quantity=-100)
    event(small, "Charged", "A", "borrow", 7)
    ledger = small.state.ledger
    assert (ledger.charges, [book.charges for book in ledger.books]) == (7, [7, 0])
    event(small, "Charged", "", "borrow", 5)
    assert (ledger.charges, [book.charges for book in ledger.books]) == (12, [7, 5])


@worlds
def test_a_strategy_sees_an_order_by_its_ticket_exactly_while_it_works(name):
    small = begin(world(name), "ask cancel")
    seen = small.state.hosts[0].orders
    for part, tickets in (("ack", [1]), ("fill 100", []), ("bust 60", [1]), ("cancelled", [])):
        say(small, part)
        assert list(seen) == tickets


@worlds
def test_a_leg_that_was_never_asked_for_is_an_unknown_order(name):
    small = play(world(name), "ack; fill 40 @1")
    assert (small.held("A"), small.state.gate.halted) == (0, "QUARANTINED_FILL")


@worlds
def test_every_contradiction_leaves_the_books_adding_up_to_the_account(name):
    small = play(world(name), "ack; fill 110; fill -5; conflict 7; unmatched bust; absent; bust 10")
    ledger = small.state.ledger
    assert sum(book.positions[0].quantity for book in ledger.books) == small.held("A") == 100 * SCALE
    assert CASH + sum(book.cash for book in ledger.books) == ledger.cash
