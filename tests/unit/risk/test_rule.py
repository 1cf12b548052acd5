"""Verdicts and how they join; the view that rules read and cannot write."""

from __future__ import annotations

import itertools

import pytest

from mqk_core.risk.rule import PASS, RiskMonitor, RiskRule, RiskView, Verdict, halt, join, refuse

WORSE = [PASS, refuse("a", "X", 1, 2), halt("a", "X", 1, 2)]


@pytest.mark.parametrize(("low", "high"), list(itertools.combinations(WORSE, 2)))
def test_the_worse_of_two_verdicts_stands(low, high):
    assert join(low, high) is high
    assert join(high, low) is high


def test_between_equals_the_one_that_sorts_first_stands():
    first, second = refuse("a", "X", 1, 2), refuse("b", "A", 0, 0)
    assert join(first, second) is join(second, first) is first
    assert join(refuse("a", "X", 2), refuse("a", "X", 1)).limit == 1


def test_a_rule_that_says_nothing_of_its_own_passes():
    assert RiskRule().check(None, RiskView()) is PASS
    assert RiskMonitor().monitor(RiskView()) is PASS


def test_a_verdict_never_changes():
    with pytest.raises(AttributeError):
        refuse("a", "X").level = 0


def test_a_passing_verdict_is_the_least():
    assert Verdict(0) == PASS
    assert PASS.level < refuse("a", "X").level < halt("a", "X").level


@pytest.mark.parametrize("field", ["quantity", "equity", "peak", "day_start_equity", "reducing", "symbol"])
def test_a_rule_cannot_write_what_it_reads(field):
    with pytest.raises(AttributeError):
        setattr(RiskView(), field, 1)
