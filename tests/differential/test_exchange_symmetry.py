"""What must be the same to the oracle: a market upside down, and a market in new shares after a split."""

from __future__ import annotations

import random
from dataclasses import replace

import attrs
import msgspec
import pytest

from mqk_core import ports
from mqk_core.domain.actions import CorporateAction
from tests.differential.exchange_cases import Costs, drawn, lived
from tests.differential.exchange_examples import MIRROR, mirrored
from tests.differential.exchange_history import SCALE
from tests.differential.exchange_oracle import Oracle

SEEDS = 200
LIFT = 50 * SCALE


def plain_market(seed):
    """A random market without what has a direction: costs, charges, gaps, fractions; far above zero."""
    case = drawn(random.Random(seed))[0]
    bars = tuple((time, k, *(each + LIFT for each in numbers[:4]), *numbers[4:]) for time, k, *numbers in case.bars)
    asked = tuple((row, number, (what, _plain_request(value))) for row, number, (what, value) in case.asked)
    terms = attrs.evolve(case.terms, gap_fraction=0)
    return replace(case, bars=bars, asked=asked, costs=Costs(), cash=10**6 * SCALE, actions=(), terms=terms)


def _plain_request(value):
    if isinstance(value, str):
        return value
    changes = {name: getattr(value, name) + LIFT for name in ("limit", "stop") if getattr(value, name) > 0}
    if 0 < value.trail_fraction < SCALE and not value.trail:
        changes |= {"trail_fraction": 0, "trail": 2 * SCALE}
    return msgspec.structs.replace(value, **changes)


def said(case):
    return lived(Oracle(case.setup()), case, is_every_step=True)


@pytest.mark.parametrize("shard", range(4))
def test_buys_in_a_market_are_sales_in_its_mirror(shard):
    fills = 0
    for seed in range(shard, SEEDS, 4):
        case = plain_market(seed)
        there = replace(mirrored(case), is_ends_given=case.is_ends_given)
        turned = [(row, stage, [_turned(each) for each in messages]) for row, stage, messages in said(there)]
        assert turned == said(case), seed
        fills += sum(isinstance(each, ports.BrokerFill) for _, _, messages in turned for each in messages)
    assert fills > SEEDS // 4


def _turned(message):
    if isinstance(message, ports.BrokerFill):
        price = MIRROR * SCALE - message.price
        return msgspec.structs.replace(message, quantity=-message.quantity, price=price)
    if isinstance(message, ports.BrokerReport) and message.price:
        price = MIRROR * SCALE - message.price
        return msgspec.structs.replace(message, filled=-message.filled, price=price)
    return message


def test_a_market_in_new_shares_is_the_market_in_old_ones():
    """Two new shares for one at half the price, from some session on: the same fills, in the new shares."""
    fills = 0
    for seed in range(SEEDS):
        case = plain_market(seed)
        # A report of an ended order stays in the shares of its end.
        asked = tuple(each for each in case.asked if each[2][0] != "query")
        case = replace(case, terms=attrs.evolve(case.terms, volume_cap=None), asked=asked)
        firsts = [first for first, _ in case.steps() if first and case.bars[first][7] != case.bars[first - 1][7]]
        if not firsts:
            continue
        ex = firsts[len(firsts) // 2]
        there = _in_new_shares(case, ex)
        expected = [
            (row, stage, [_in_new(each) if row >= ex else each for each in messages])
            for row, stage, messages in said(replace(case, instruments=there.instruments))
        ]
        assert said(there) == expected, seed
        fills += sum(isinstance(each, ports.BrokerFill) for row, _, told in expected if row >= ex for each in told)
    assert fills > SEEDS // 4


def _in_new_shares(case, ex):
    def prices(row, numbers):
        return tuple(each // 2 for each in numbers) if row >= ex else numbers

    bars = tuple((*bar[:2], *prices(row, bar[2:6]), *bar[6:]) for row, bar in enumerate(case.bars))
    asked = tuple(
        (row, number, (what, _in_new(value) if row > ex else value)) for row, number, (what, value) in case.asked
    )
    # So fine that no price of either market is rounded to it.
    instruments = tuple(attrs.evolve(each, tick=SCALE // 8) for each in case.instruments)
    actions = tuple(CorporateAction(ex, k, "split", 2, 1) for k in range(len(instruments)))
    return replace(case, bars=bars, asked=asked, instruments=instruments, actions=actions)


def _in_new(value):
    if isinstance(value, str):
        return value
    changes = {name: getattr(value, name) * 2 for name in ("quantity", "held", "filled") if hasattr(value, name)}
    for name in ("limit", "stop", "trail", "price"):
        found = getattr(value, name, 0)
        changes |= {name: found // 2} if found > 0 and found % 2 == 0 else {}
    return msgspec.structs.replace(value, **changes) if set(changes) <= set(value.__struct_fields__) else value
