"""Several strategies on one account: the books add up at every step, and each is what it would have been alone."""

from __future__ import annotations

from acting import Acting
from hypothesis import given, settings
from hypothesis import strategies as st
from small_engine import CASH, SCALE, Script, assemble, drive, make_tape, named, random_bars
from worlds import COMPILED, NAMES, world

FIXED = settings(derandomize=True, deadline=None, max_examples=40)
STEPS = 20
NAMED = ("main", "alpha", "omega")
LINES = st.lists(st.tuples(st.integers(0, STEPS - 1), st.sampled_from("AB"), st.integers(-30, 30)), max_size=10)
SEED = st.integers(0, 10**6)
RATIOS = [(2, 1), (1, 2), (3, 2), None]
#: Splits that leave no fraction of a lot.
WHOLE = [(2, 1), (3, 1), None]


def drawn_actions(ratios):
    return st.lists(st.tuples(st.integers(2, STEPS - 2), st.integers(0, 1), st.sampled_from(ratios)), max_size=2)


ACTIONS = drawn_actions(RATIOS)


def actions_of(core, tape, drawn):
    """Corporate actions at the first rows of some steps, in order; None for a ratio is a dividend of 0.5."""
    make = core("domain.actions").CorporateAction
    begins = [row for row in range(tape.rows) if not row or tape.times[row] != tape.times[row - 1]]
    found = []
    for step, k, ratio in sorted(drawn, key=lambda each: each[0]):
        row = begins[min(step, len(begins) - 1)]
        if ratio is None:
            found.append(make(row, k, "dividend", amount=SCALE // 2))
        else:
            found.append(make(row, k, "split", *ratio))
    return found


def together(name, seed, scripts, **options):
    core = world(name)
    tape = make_tape(core, random_bars(seed, STEPS, 2, 0.15), days=3)
    drawn = options.pop("actions", ())
    (_, own), *others = zip(NAMED, scripts, strict=False)
    return assemble(
        core,
        tape,
        Script(*own),
        others={label: Script(*lines) for label, lines in others},
        tolerance=STEPS,
        actions=actions_of(core, tape, drawn),
        **options,
    )


def book(small, label):
    """Return the quantities and the cash of a book."""
    return *(small.held_by(label, symbol) for symbol in "AB"), small.state.ledger.books[
        small.state.names.index(label)
    ].cash


@FIXED
@given(
    st.sampled_from(NAMES),
    SEED,
    st.lists(LINES, min_size=1, max_size=3),
    st.sampled_from(["NextOpen", "WorstCase", "SameClose"]),
    ACTIONS,
    st.booleans(),
)
def test_the_account_is_the_sum_of_its_books_after_every_step(name, seed, scripts, fills, actions, is_limited):
    core = world(name)
    rules = [named(core("risk.book_limits").PositionLimit(20 * SCALE), "position")] if is_limited else []
    costs = (SCALE, SCALE // 100, 2 * SCALE)
    small = together(name, seed, scripts, fills=fills, actions=actions, rules=rules, costs=costs)

    def check(now):
        ledger = now.state.ledger
        for symbol in "AB":
            assert now.held(symbol) == sum(now.held_by(label, symbol) for label in now.state.names)
        assert ledger.cash == CASH + sum(each.cash for each in ledger.books)
        assert ledger.fees == sum(each.fees for each in ledger.books)

    drive(small, small.engine.tape.rows, check)
    assert book(small, "") == (0, 0, 0)


@FIXED
@given(SEED, st.lists(LINES, min_size=2, max_size=3), ACTIONS)
def test_each_book_is_at_every_step_what_its_strategy_would_have_had_alone(seed, scripts, actions):
    small = together(COMPILED, seed, scripts, actions=actions)
    steps = []
    drive(
        small, small.engine.tape.rows, lambda now: steps.append([book(now, label) for label in NAMED[: len(scripts)]])
    )
    for each, lines in enumerate(scripts):
        alone, own = together(COMPILED, seed, [lines], actions=actions), []
        drive(alone, alone.engine.tape.rows, lambda now, own=own: own.append(book(now, "main")))
        assert own == [step[each] for step in steps]


def gained(small):
    """Return what a run earned."""
    return small.state.ledger.cash + small.state.ledger.holdings - CASH


@FIXED
@given(SEED, st.lists(LINES, min_size=2, max_size=3))
def test_crossing_never_costs_more_than_going_to_the_market(seed, scripts):
    costs = (5 * SCALE, SCALE // 10, 3 * SCALE)
    small = together(COMPILED, seed, scripts, costs=costs)
    small.run()
    alone = 0
    for lines in scripts:
        one = together(COMPILED, seed, [lines], costs=costs)
        one.run()
        alone += gained(one)
    assert gained(small) >= alone


ORDER = st.tuples(
    st.integers(0, STEPS - 1),
    st.sampled_from(["limit", "stop", "trail", "bracket"]),
    st.integers(-20, 20).filter(bool),
    st.integers(5, 30),
)


def asking(kind, quantity, away):
    """Return an act that asks for an order some units away from the last close; it needs no closure."""

    def act(context, kind=kind, quantity=quantity, away=away):
        side = 1 if quantity > 0 else -1
        if kind == "trail":
            context.order("A", quantity, trail=away)
        elif kind == "bracket":
            context.order("A", quantity, stop_loss=100 - side * 2 * away, take_profit=100 + side * 2 * away)
        elif kind == "limit":
            context.order("A", quantity, limit=max(100 - side * away, 1))
        else:
            context.order("A", quantity, stop=max(100 + side * away, 1))

    return act


@FIXED
@given(SEED, st.lists(st.lists(ORDER, max_size=6), min_size=2, max_size=3), drawn_actions(WHOLE))
def test_books_add_up_and_no_exit_opens_a_position_with_orders_of_every_kind(seed, asked, actions):
    core = world(COMPILED)
    tape = make_tape(core, random_bars(seed, STEPS, 2, 0.1), days=3)
    acting = [Acting(*((step, asking(*order)) for step, *order in orders)) for orders in asked]
    small = assemble(
        core,
        tape,
        acting[0],
        others=dict(zip(NAMED[1:], acting[1:], strict=False)),
        tolerance=STEPS,
        actions=actions_of(core, tape, actions),
    )
    small.run()
    for symbol in "AB":
        assert small.held(symbol) == sum(small.held_by(label, symbol) for label in small.state.names)
    held = {}
    submits = {one.order: one for one in small.records("submit")}
    for one in small.records("filled", "split", "transfer"):
        tag = type(one).__name__
        if tag == "Filled":
            order = submits[one.order]
            before = held.get(order.strategy, 0)
            held[order.strategy] = before + one.quantity
            if order.reduce_only:
                assert abs(before + one.quantity) < abs(before)
                assert (before + one.quantity) * before >= 0
        elif tag == "Split" and one.symbol == "A":
            held = {label: small_split(quantity, one) for label, quantity in held.items()}
    assert {label: quantity for label, quantity in held.items() if quantity} == {
        label: small.held_by(label, "A") for label in small.state.names if small.held_by(label, "A")
    }


def small_split(quantity, split):
    return quantity * split.numerator // split.denominator
