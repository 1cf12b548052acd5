"""Verdicts join by worst: neither the order nor the number of rules can loosen anything."""

from __future__ import annotations

import functools

from hypothesis import given, settings
from hypothesis import strategies as st
from small_engine import SCALE, named
from worlds import plain

from mqk_core.risk.rule import PASS, Verdict, join

FIXED = settings(derandomize=True, deadline=None, max_examples=200)
VERDICTS = st.just(PASS) | st.builds(
    Verdict, st.integers(1, 2), st.sampled_from("ab"), st.sampled_from("XY"), st.integers(0, 2), st.integers(0, 2)
)


@FIXED
@given(VERDICTS, VERDICTS, VERDICTS)
def test_join_is_commutative_associative_and_idempotent(a, b, c):
    assert join(a, b) == join(b, a)
    assert join(join(a, b), c) == join(a, join(b, c))
    assert join(a, a) == a
    assert join(a, PASS) == a


@FIXED
@given(st.lists(VERDICTS, max_size=6), VERDICTS)
def test_another_verdict_never_loosens(verdicts, another):
    before = functools.reduce(join, verdicts, PASS)
    assert functools.reduce(join, [another, *verdicts], PASS).level >= before.level


LIMITS = {
    "QuantityLimit": "quantity",
    "ValueLimit": "value",
    "PositionLimit": "position_after",
    "GrossLimit": "gross_after",
    "LeverageLimit": "gross_after",
    "PriceCollar": "price",
}
BOUNDED = st.lists(st.tuples(st.sampled_from(sorted(LIMITS)), st.integers(1, 4 * SCALE)), max_size=5)
SEEN = st.fixed_dictionaries(
    {field: st.integers(1, 4 * SCALE) for field in (*LIMITS.values(), "equity", "previous_price")}
    | {"reducing": st.booleans()}
)


def level(limits, seen):
    made = plain("risk.limits")
    gate = plain("risk.gate").RiskGate(
        tuple(named(getattr(made, kind)(bound), f"{n}") for n, (kind, bound) in enumerate(limits))
    )
    for field, value in seen.items():
        setattr(gate.view, field, value)
    verdict = gate.judge(plain("domain.intents").Intent(1, 1, "main", "A", 1, 1, 1), "entry")
    return getattr(verdict, "level", 0)


@FIXED
@given(BOUNDED, BOUNDED, SEEN)
def test_more_rules_never_let_more_pass(limits, more, seen):
    assert level(limits + more, seen) >= level(limits, seen)


@FIXED
@given(BOUNDED, SEEN)
def test_the_order_of_rules_does_not_matter_and_reductions_pass(limits, seen):
    assert level(limits, seen) == level(limits[::-1], seen)
    assert level(limits, seen | {"reducing": True}) == 0
