"""The simulated exchange for market orders: when they fill, at what price, in which order, and what a cancel does."""

from __future__ import annotations

import pytest
from small_engine import DAY_NS, SCALE, Idle, Script, assemble, make_tape
from worlds import NAMES, world

worlds = pytest.mark.parametrize("name", NAMES)
UP = [(10, 12, 9, 11), (20, 22, 19, 21), (30, 32, 29, 31)]


def exchange(name, bars, fills="NextOpen", **options):
    core = world(name)
    return core("ports"), assemble(core, make_tape(core, bars), Idle(), fills=fills, **options).exchange


def order(ports, number, symbol="A", quantity=SCALE, kind="market"):
    return ports.BrokerOrder(f"bt-{number}", symbol, quantity, kind, "gtc")


def fills(small):
    return [(fill.order, fill.time // DAY_NS, fill.price // SCALE) for fill in small.records("filled")]


def seen(messages):
    return [(type(one).__name__, one.client_order_id) for one in messages]


@worlds
@pytest.mark.parametrize(
    ("model", "bought", "sold"),
    [("NextOpen", (2, 20), (3, 30)), ("WorstCase", (2, 22), (3, 29)), ("SameClose", (1, 11), (2, 21))],
)
def test_a_market_order_fills_at_the_bar_and_price_of_its_model(name, model, bought, sold):
    core = world(name)
    small = assemble(core, make_tape(core, {"A": UP}), Script((0, "A", 1), (1, "A", 0)), fills=model)
    small.run()
    assert fills(small) == [(1, *bought), (2, *sold)]


@worlds
@pytest.mark.parametrize(("model", "filled"), [("NextOpen", []), ("WorstCase", []), ("SameClose", [(1, 3, 31)])])
def test_only_same_close_fills_what_is_decided_at_the_last_bar(name, model, filled):
    core = world(name)
    small = assemble(core, make_tape(core, {"A": UP}), Script((2, "A", 1)), fills=model)
    small.run()
    assert fills(small) == filled
    assert len(small.records("submit")) == len(small.records("acked")) == 1


@worlds
def test_an_order_waits_for_the_next_bar_of_its_own_symbol(name):
    core = world(name)
    bars = {"A": [5, 5, 5, 5, 5], "B": [7, None, None, 9, 9]}
    small = assemble(core, make_tape(core, bars), Script((0, "B", 1), (1, "A", 1)), tolerance=9)
    small.run()
    assert fills(small) == [(2, 3, 5), (1, 4, 9)]


@worlds
def test_symbols_act_in_the_order_of_rows_and_orders_of_one_bar_in_that_of_their_submission(name):
    ports, venue = exchange(name, {"A": UP, "B": UP})
    for number, symbol in ((3, "B"), (1, "A"), (2, "B")):
        venue.submit(order(ports, number, symbol))
    venue.settle(2)
    assert seen(venue.poll()) == [("BrokerAck", "bt-3"), ("BrokerAck", "bt-1"), ("BrokerAck", "bt-2")]
    assert venue.due(2) == 2
    venue.reach(2)
    assert seen(venue.poll()) == [("BrokerFill", "bt-1"), ("BrokerFill", "bt-3"), ("BrokerFill", "bt-2")]
    assert venue.due(4) >= 6
    assert not venue.poll()


@worlds
def test_a_cancel_is_in_force_before_the_bar_that_it_reaches(name):
    ports, venue = exchange(name, {"A": UP})
    venue.submit(order(ports, 1))
    venue.settle(1)
    venue.poll()
    venue.cancel("bt-1")
    venue.settle(1)
    assert seen(venue.poll()) == [("BrokerCancelled", "bt-1")]
    venue.reach(1)
    assert not venue.poll()


@worlds
def test_a_cancel_of_what_does_not_rest_is_rejected(name):
    ports, venue = exchange(name, {"A": UP})
    venue.submit(order(ports, 1))
    venue.settle(1)
    venue.reach(1)
    venue.poll()
    for client_order_id in ("bt-1", "bt-9"):
        venue.cancel(client_order_id)
        venue.settle(2)
        assert seen(venue.poll()) == [("BrokerCancelReject", client_order_id)]


@worlds
@pytest.mark.parametrize(("kind", "symbol"), [("limit", "A"), ("market", "C"), ("", "A"), ("iceberg", "A")])
def test_what_it_cannot_trade_is_rejected_and_never_rests(name, kind, symbol):
    ports, venue = exchange(name, {"A": UP})
    venue.submit(order(ports, 1, symbol, kind=kind))
    venue.settle(1)
    assert seen(venue.poll()) == [("BrokerReject", "bt-1")]
    assert venue.due(1) >= 3


@worlds
def test_a_same_close_order_for_a_symbol_without_any_bar_yet_is_rejected(name):
    ports, venue = exchange(name, {"A": UP, "B": [None, 5, 5]}, "SameClose")
    venue.submit(order(ports, 1, "B"))
    venue.settle(1)
    assert seen(venue.poll()) == [("BrokerReject", "bt-1")]


@worlds
def test_an_order_is_due_at_the_first_row_of_the_step_with_its_symbol(name):
    ports, venue = exchange(name, {"A": UP, "B": [5, None, 5]})
    venue.submit(order(ports, 1, "B"))
    venue.settle(2)
    assert [venue.due(row) for row in (0, 2, 3, 5)] == [3, 3, 3, 5]


@worlds
def test_costs_are_charged_on_the_moved_price(name):
    core = world(name)
    tape = make_tape(core, {"A": [100, 100, 100]})
    small = assemble(core, tape, Script((0, "A", 10)), costs=(SCALE, SCALE // 2, 100 * SCALE))
    small.run()
    (fill,) = small.records("filled")
    assert (fill.price, fill.fee) == (101 * SCALE, 5 * SCALE + 10_100_000)
    assert small.state.ledger.cash == 10**6 * SCALE - 1010 * SCALE - fill.fee


@worlds
def test_executions_are_numbered_so_that_the_inbox_tells_them_apart(name):
    ports, venue = exchange(name, {"A": UP})
    for number in (1, 2):
        venue.submit(order(ports, number))
    venue.settle(1)
    venue.poll()
    venue.reach(1)
    assert len({fill.execution_id for fill in venue.poll()}) == 2


@worlds
def test_a_same_close_fill_is_never_older_than_its_decision(name):
    """B has no bar in the deciding step: its last close is taken, at the time of the decision."""
    core = world(name)
    tape = make_tape(core, {"A": [10, 10, 10], "B": [20, 25, None]})
    small = assemble(core, tape, Script((2, "B", 5)), fills="SameClose", tolerance=5, costs=(0, SCALE, 0))
    small.run()
    assert fills(small) == [(1, 3, 25)]
    assert int(small.engine.equity[-1]) == small.records("tape_end")[0].equity


class Costing:
    """A cost model that answers what it was told to."""

    def __init__(self, price, fee=0):
        self.answers = price, fee

    def price(self, quantity, price, tick, high, low):
        return self.answers[0]

    def commission(self, quantity, value):
        return self.answers[1]

    def borrow(self, value, days):
        return 0

    def financing(self, debt, days):
        return 0


@worlds
@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize(
    "answers",
    [("better", 0), (2e9, 0), (10**30, 0), (0, 0), (None, 0), ("same", -1), ("same", 0.5), ("same", 10**30)],
    ids=["better", "float", "too large", "zero", "none", "negative fee", "float fee", "large fee"],
)
def test_a_model_that_improves_a_price_or_gives_no_amount_is_refused(name, side, answers):
    core = world(name)
    price = {"better": 20 * SCALE - side, "same": 20 * SCALE}.get(answers[0], answers[0])
    venue = core("ports").VenueSetup(
        make_tape(core, {"A": UP}),
        (core("domain.instruments").Instrument("A", 1, 1, "USD"),),
        core("sim.fill_models").NextOpen(),
        Costing(price, answers[1]),
    )
    tested = core("sim.exchange").SimulatedExchange(venue)
    tested.submit(order(core("ports"), 1, quantity=side * SCALE))
    tested.settle(1)
    with pytest.raises(
        core("errors").InvariantViolation, match=r"Costing gave (price|commission) .* nothing was filled"
    ):
        tested.reach(1)


@worlds
@pytest.mark.parametrize("side", [1, -1])
def test_a_model_may_take_the_market_price_itself(name, side):
    core = world(name)
    small = assemble(core, make_tape(core, {"A": UP}), Script((0, "A", side)))
    small.run()
    assert fills(small) == [(1, 2, 20)]
