"""The simulated exchange against the oracle: the same tape and requests, and every message the same, in the same order.

A bulk run over seeds must make every rule act; Hypothesis looks for what seeds miss. A difference is cut down to the
fewest bars and requests that still show it, and printed. Wrong exchanges show that a difference is found.
"""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from mqk_core.sim.exchange import SimulatedExchange
from tests.differential.exchange_cases import drawn, lived
from tests.differential.exchange_difference import first_difference, smallest, story
from tests.differential.exchange_history import NEVER
from tests.differential.exchange_oracle import Oracle

#: How often each rule must act over the bulk run: a rule that never acts holds nothing.
TIMES_LEAST = 5
SEEDS_BULK = 2500
SEEDS_FEW = 200


def hold(case, told=None):
    """Fail with the smallest case if the exchange differs from the oracle in this one."""
    if told is not None and _passes(case, told):
        return
    if first_difference(SimulatedExchange, case):
        least = smallest(SimulatedExchange, case)
        pytest.fail(story(least, first_difference(SimulatedExchange, least)), pytrace=False)


def _passes(case, told):
    try:
        return lived(SimulatedExchange(case.setup()), case) == told
    except Exception:  # noqa: BLE001 - what it raises is told by the story
        return False


def test_both_exchanges_say_the_same_in_a_few_random_markets():
    for seed in range(SEEDS_FEW):
        hold(*drawn(random.Random(seed))[:2])


@pytest.mark.slow
def test_both_exchanges_say_the_same_in_many_random_markets_where_every_rule_acts():
    acted = Counter()
    for seed in range(SEEDS_FEW, SEEDS_BULK):
        case, told, fired = drawn(random.Random(seed))
        hold(case, told)
        acted += fired
    silent = sorted(name for name in RULES if acted[name] < TIMES_LEAST)
    assert not silent, f"acted fewer than {TIMES_LEAST} times: {silent}"
    assert not sorted(set(acted) - RULES), "rules that the list below does not have"


@given(st.randoms(use_true_random=False))
@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),  # a failing market is cut down by `smallest`
)
def test_both_exchanges_say_the_same_in_markets_that_hypothesis_finds(draw):
    hold(drawn(draw)[0])


class FillsAtATouch(Oracle):
    def _price_within(self, one, row):
        reached = self.history.lows[row] if one.side > 0 else self.history.highs[row]
        is_touch = self._is_limit(one.key, row) and reached == one.limit
        return one.limit if is_touch else super()._price_within(one, row)


class SeesNoSplit(Oracle):
    def _apply_actions(self, row, time):
        self._actions = [each for each in self._actions if each.kind != "split"]
        super()._apply_actions(row, time)


class PicksTheBetterEntry(Oracle):
    def _worst_entry(self, one, row):
        live = [each for each in self.history.live() if each.order.group == one.order.group]
        able = [each for each in live if self._is_active(each, row) and self._price_within(each, row)]
        return max(able, key=lambda each: each.place).key


class ForgetsChildren(Oracle):
    def _wake_children(self, parent, row, phase, market):
        """Let them act from the next bar on."""


class SleepsThroughSteps(Oracle):
    """It names every second step as due."""

    def due(self, row):
        return row if row % 2 else row + 1


class NeverCharges(Oracle):
    def _charge(self, row, time, days):
        """Carry everything for nothing."""


class ActsAtOnce(Oracle):
    def _first(self, symbol, row):
        rows = self.history.rows_from(symbol, row)
        return rows[0] if rows else NEVER


@pytest.mark.parametrize(
    "wrong",
    [
        FillsAtATouch,
        SeesNoSplit,
        PicksTheBetterEntry,
        ForgetsChildren,
        SleepsThroughSteps,
        NeverCharges,
        ActsAtOnce,
    ],
)
def test_a_wrong_exchange_is_found_and_its_story_told(wrong):
    for seed in range(SEEDS_BULK):
        case = drawn(random.Random(seed))[0]
        if first_difference(wrong, case):
            least = smallest(wrong, case)
            assert len(least.bars) <= len(case.bars)
            assert "FIRST DIFFERENCE" in story(least, first_difference(wrong, least))
            return
    pytest.fail(f"{wrong.__name__} passes as right in {SEEDS_BULK} markets")


RULES = {
    "borrow",
    "can fill no more",
    "cancel",
    "cancel of what is not open",
    "change across a split",
    "change after latency",
    "child acts in the bar of its entry",
    "child without parent",
    "costs stop at the limit",
    "cut by the volume cap",
    "cut to what is held",
    "day order ends",
    "day order of an earlier day",
    "dividend",
    "ends after the close",
    "ends after the open fok",
    "ends after the open ioc",
    "ends after the open opg",
    "entry gives way to a worse one",
    "entry with children fills again",
    "financing",
    "fok filled",
    "fok not filled",
    "gap",
    "group ends a member",
    "group takes",
    "held told",
    "held told before a fill of its round",
    "held told by a replace",
    "kind limit",
    "kind market",
    "kind stop",
    "kind stop_limit",
    "kind trailing_stop",
    "limit at the close",
    "limit at the open",
    "limit within",
    "market at the close",
    "market at the open",
    "moved by costs",
    "no target after an entry within",
    "nothing left to protect",
    "query absent",
    "query cancelled",
    "query expired",
    "query filled",
    "query rejected",
    "query working",
    "reject DUPLICATE_ID",
    "reject INVALID_PRICE",
    "reject INVALID_QUANTITY",
    "reject NOTHING_HELD",
    "reject NO_MARKET",
    "reject UNKNOWN_PARENT",
    "reject UNKNOWN_SYMBOL",
    "reject UNSUPPORTED_KIND",
    "reject UNSUPPORTED_TIME_IN_FORCE",
    "remainder of a stop at the open",
    "replace ends the order",
    "replace goes behind",
    "replace keeps its place",
    "replace refused INVALID_PRICE",
    "replace refused INVALID_QUANTITY",
    "replace refused NOT_OPEN",
    "replace unlatches a stop",
    "same close",
    "split",
    "split leaves nothing",
    "stop after an entry within",
    "stop at the open",
    "stop within",
    "stop_limit after an entry within",
    "stop_limit triggered within",
    "stop_limit within",
    "stress takes the earlier price",
    "target blocked by its stop in the entry bar",
    "target in the entry bar",
    "trailing_stop after an entry within",
    "trailing_stop at the open",
    "trailing_stop within",
    "two entries of a group in one bar",
}
