"""Names of orders: no two engines, accounts or modes share one, whatever their names."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mqk_core.errors import InvariantViolation
from mqk_core.inbox import Inbox
from mqk_core.isolation.order_ids import order_prefix
from mqk_core.ports import BrokerAck

WHOSE = [
    ("paper", None, "a"),
    ("live", None, "a"),
    ("paper", None, "a1"),
    ("paper", None, "a_1"),
    ("paper", "a", "a"),
    ("paper", "a", "a_a"),
    ("paper", "a_a", "a"),
    ("paper", "b", "a"),
]


def test_an_id_names_mode_account_and_engine():
    assert order_prefix("backtest", None, "sma_cross") == "backtest-sma_cross"
    assert order_prefix("paper", "ib_1", "sma_cross") == "paper-ib_1-sma_cross"


@pytest.mark.parametrize(("own", "other"), list(itertools.permutations(WHOSE, 2)))
def test_an_order_of_another_never_counts(own, other):
    inbox = Inbox(order_prefix(*own))
    (event,) = inbox.translate(BrokerAck(order_prefix(*own) + "-1", "x", 0), 0)
    assert (event.order, inbox.foreign) == (1, 0)
    assert inbox.translate(BrokerAck(order_prefix(*other) + "-1", "x", 0), 0) == ()
    assert inbox.foreign == 1


@pytest.mark.parametrize("part", ["", "a-b", "a b", "ä", "a\n", "-"])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_part_that_could_be_read_two_ways_is_refused(part, at):
    parts = ["paper", "account", "engine"]
    parts[at] = part
    with pytest.raises(InvariantViolation, match="nothing was sent"):
        order_prefix(*parts)


PARTS = st.tuples(
    st.sampled_from(["paper", "live"]), st.none() | st.text("ab_1.", min_size=1), st.text("ab_1", min_size=1)
)


@settings(derandomize=True, deadline=None)
@given(PARTS, PARTS, st.integers(1, 99), st.integers(1, 99))
def test_no_two_have_an_id_in_common(first, second, one, other):
    assume(first != second)
    assert f"{order_prefix(*first)}-{one}" != f"{order_prefix(*second)}-{other}"
