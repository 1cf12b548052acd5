"""One strategy in its host: when it is asked, what it may say, and what becomes of one that fails."""

from __future__ import annotations

from decimal import Decimal

import attrs
import numpy as np
import pytest
from small_engine import SCALE, Idle, Script, assemble, make_tape
from worlds import NAMES, world

BARS = {"A": [10, 11, 12, 13], "B": [20, 21, 22, 23]}
worlds = pytest.mark.parametrize("name", NAMES)


def ran(name, strategy, bars=None, **options):
    core = world(name)
    small = assemble(core, make_tape(core, bars or BARS), strategy, **options)
    small.run()
    return small


@attrs.define
class Diary:
    asked: list[str] = attrs.Factory(list)


class Noting(Idle):
    """Notes when it is asked, and what its indicator says."""

    def on_start(self, context):
        self.mean = context.indicators.sma("close", 2)

    def on_bar(self, bar, context):
        context.state.asked.append(f"{bar.symbol}{bar.close:.0f} {self.mean.value} {context.position(bar.symbol)}")
        context.target(bar.symbol, 3)


class Failing(Idle):
    """Raises at the third step, after it spoke."""

    def on_bar(self, bar, context):
        context.target(bar.symbol, 5)
        if bar.close_units >= 12 * SCALE and bar.symbol == "A":
            raise KeyError("gone")


class Saying(Idle):
    def __init__(self, quantity):
        self.quantity = quantity

    def on_bar(self, bar, context):
        context.target("A", self.quantity)


@worlds
def test_a_strategy_is_asked_once_a_bar_and_symbol_when_its_indicators_are_ready(name):
    small = ran(name, Noting(), state=Diary)
    assert small.state.hosts[0].state()[0]
    diary = world(name)("strategy.memory").decode_state(small.state.hosts[0].state()[1], Diary)
    assert diary.asked == ["A11 10.5 0", "B21 20.5 0", "A12 11.5 3", "B22 21.5 3", "A13 12.5 3", "B23 22.5 3"]


@worlds
def test_what_a_strategy_does_not_mention_it_leaves_alone(name):
    small = ran(name, Script((0, "A", 7), (2, "B", 1)))
    assert (small.held("A"), small.held("B")) == (7 * SCALE, SCALE)


@worlds
def test_the_last_word_of_a_step_counts(name):
    small = ran(name, Script((0, "A", 7), (0, "A", -2)))
    assert [intent.target for intent in small.records("intent")] == [-2 * SCALE]


@worlds
@pytest.mark.parametrize(
    ("quantity", "units"),
    [
        (3, 3 * SCALE),
        (Decimal("-2"), -2 * SCALE),
        (2.0, 2 * SCALE),
        (np.int64(4), 4 * SCALE),
        (np.float64(4), 4 * SCALE),
        (np.float32(4), 4 * SCALE),
    ],
)
def test_a_target_is_a_number_of_any_kind(name, quantity, units):
    class Speaking(Idle):
        def on_bar(self, bar, context, quantity=quantity):
            context.target("A", quantity)

    assert ran(name, Speaking()).held("A") == units


@worlds
@pytest.mark.parametrize(
    "quantity", ["3", None, True, float("nan"), float("inf"), Decimal("NaN"), Decimal("1e-9"), 10**30, 1e300]
)
def test_a_target_that_is_no_quantity_disables_the_strategy(name, quantity):
    small = ran(name, Saying(quantity))
    (disabled,) = small.records("disable")
    assert (disabled.reason, disabled.detail) == ("STRATEGY_FAILED", "StrategyError")
    assert "target for A" in str(small.state.hosts[0].failure)
    assert not small.records("intent", "submit")


@worlds
def test_a_strategy_that_raises_is_disabled_and_what_it_asked_in_that_step_is_forgotten(name):
    small = ran(name, Failing())
    (disabled,) = small.records("disable")
    assert (disabled.time, disabled.strategy, disabled.detail) == (3 * 86_400 * 10**9, "main", "KeyError")
    assert [intent.symbol for intent in small.records("intent")] == ["A", "B"]
    assert not small.state.hosts[0].enabled
    assert (small.held("A"), small.held("B")) == (5 * SCALE, 5 * SCALE)


@worlds
def test_a_disabled_strategy_has_its_working_entries_cancelled_and_keeps_what_it_holds(name):
    bars = {"A": [10, 11, 12, 13], "B": [20, None, None, 21]}
    small = ran(name, Failing(), bars, tolerance=5)
    assert [(cancel.order, cancel.reason) for cancel in small.records("cancel")] == [(2, "STRATEGY_FAILED")]
    assert (small.held("A"), small.held("B")) == (5 * SCALE, 0)
    assert small.state.blotter.ended[2].status == "cancelled"


@worlds
def test_a_strategy_that_wants_to_end_the_process_is_only_disabled(name):
    class Leaving(Idle):
        def on_bar(self, bar, context):
            raise SystemExit(0)

    assert [record.detail for record in ran(name, Leaving()).records("disable")] == ["SystemExit"]


@worlds
@pytest.mark.parametrize("symbol", ["C", "a", ""])
def test_a_target_for_an_unknown_symbol_names_the_known_ones(name, symbol):
    small = ran(name, Script((0, symbol, 1)))
    assert "expected one of A, B" in str(small.state.hosts[0].failure)


class Beginning(Idle):
    """Does one thing in on_start."""

    def __init__(self, act):
        self.act = act

    def on_start(self, context):
        self.act(context)


@worlds
@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda context: context.target("A", 1), "a target was set in on_start"),
        (lambda context: 1 / 0, "failed to start: ZeroDivisionError"),
        (lambda context: context.indicators.sma("close", 0), "expected a whole number"),
    ],
)
def test_a_strategy_that_breaks_its_contract_at_the_start_does_not_start(name, act, message):
    core = world(name)
    host = core("strategy.host").StrategyHost("main", Beginning(act), None, ("A",))
    with pytest.raises(core("errors").StrategyError, match=message):
        host.start()


@worlds
def test_an_indicator_asked_for_after_the_start_disables_the_strategy(name):
    class Late(Idle):
        def on_bar(self, bar, context):
            context.indicators.sma("close", 2)

    assert "would have missed bars" in str(ran(name, Late()).state.hosts[0].failure)


@worlds
def test_an_attribute_changed_after_the_start_disables_the_strategy(name):
    class Changing(Idle):
        def on_bar(self, bar, context):
            self.last = bar.close

    assert "keep what changes in context.state" in str(ran(name, Changing()).state.hosts[0].failure)


@worlds
def test_a_host_survives_a_snapshot_and_forgets_what_was_asked(name):
    core = world(name)
    first, again = (core("strategy.host").StrategyHost("main", Noting(), Diary, ("A", "B")) for _ in range(2))
    first.start()
    again.start()
    own = core("strategy.memory").encode_state(Diary(["x"]), Diary, "main")
    first.restore((False, own, [5, -7], 3, first.state()[4]))
    again.restore(first.state())
    assert again.state() == first.state()
    assert (again.enabled, [wish.held for wish in again.wishes], again.pending) == (False, [5, -7], False)
    assert again.tickets == 3
