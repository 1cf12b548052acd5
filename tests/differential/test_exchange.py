"""The simulated exchange against the oracle: the same tape and requests, and every message the same, in the same order.

A bulk run over seeds must make every rule act; Hypothesis looks for what seeds miss. A difference is cut down to the
fewest bars and requests that still show it, and printed.
"""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.differential.exchange_cases import drawn
from tests.differential.exchange_difference import first_difference, smallest, story

from mqk_core.sim.exchange import SimulatedExchange

SEEDS = 3000
SHARDS = 6


def hold(case):
    """Fail with the smallest case if the exchange differs from the oracle in this one."""
    if first_difference(SimulatedExchange, case):
        least = smallest(SimulatedExchange, case)
        pytest.fail(story(least, first_difference(SimulatedExchange, least)), pytrace=False)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_both_exchanges_say_the_same_in_random_markets(shard):
    for seed in range(shard, SEEDS, SHARDS):
        case, _, _ = drawn(random.Random(seed))
        hold(case)


@given(st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_both_exchanges_say_the_same_in_markets_that_hypothesis_finds(draw):
    hold(drawn(draw)[0])


def test_the_random_markets_make_every_rule_act():
    acted = Counter()
    for seed in range(SEEDS):
        acted += drawn(random.Random(seed))[2]
    silent = sorted(name for name in RULES if acted[name] < 5)
    assert not silent, f"these rules acted fewer than five times in {SEEDS} random markets: {silent}"
    assert not sorted(set(acted) - RULES), "rules that this list does not have"


RULES = set()
