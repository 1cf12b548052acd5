"""Shares of an account: each engine has one, and all together fit."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mqk_core.isolation.capital import Share, find_excess

TOP = 2**63 - 1


def test_an_account_without_shares_is_the_engines_alone():
    assert find_excess("a", {}, 0, 0) == []


def test_capital_and_caps_of_exactly_the_account_fit():
    assert find_excess("a", {"a": Share(60, 70), "b": Share(40, 30)}, 100, 100) == []


def test_everything_that_does_not_fit_is_said_with_its_numbers():
    one = 10**8
    shares = {"b": Share(60 * one), "c": Share(41 * one, 31 * one)}
    absent, capital, gross = find_excess("a", shares, 100 * one, 70 * one)
    assert absent == "engine 'a' has no share of this account; those that have: b, c; give it its capital"
    assert capital == "the engines' capital is 101 together, the account's cash is 100"
    assert gross == (
        "the engines' caps on gross exposure are 101 together (without a cap of its own, and so with the whole: b), "
        "the account's is 70"
    )


def test_without_a_cap_on_the_account_caps_are_the_engines_own():
    assert find_excess("a", {"a": Share(1, TOP), "b": Share(1, TOP)}, 2, None) == []


def test_sums_beyond_64_bits_are_no_less():
    shares = {name: Share(TOP, TOP) for name in "abc"}
    assert len(find_excess("a", shares, TOP, TOP)) == 2


SHARES = st.dictionaries(
    st.sampled_from("abcde"), st.builds(Share, st.integers(1, 100), st.none() | st.integers(1, 100)), min_size=1
)


@settings(derandomize=True, deadline=None)
@given(SHARES, st.integers(1, 300), st.none() | st.integers(1, 300))
def test_what_fits_never_sums_to_more_than_the_account(shares, cash, gross_max):
    engine = next(iter(shares))
    if find_excess(engine, shares, cash, gross_max) == []:
        assert sum(share.capital for share in shares.values()) <= cash
        if gross_max is not None:
            caps = [gross_max if share.gross_max is None else share.gross_max for share in shares.values()]
            assert sum(caps) <= gross_max
            assert find_excess(engine, {**shares, "z": Share(cash)}, cash, gross_max), "one more takes from the others"
