"""Verdicts join by worst: neither the order nor the number of rules can loosen anything."""

from __future__ import annotations

import functools

from hypothesis import given, settings
from hypothesis import strategies as st

from mqk_core.risk.rule import PASS, Verdict, join

FIXED = settings(derandomize=True, deadline=None, max_examples=200)
VERDICTS = st.just(PASS) | st.builds(
    Verdict, st.integers(1, 3), st.sampled_from("ab"), st.sampled_from("XY"), st.integers(0, 2), st.integers(0, 2)
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
