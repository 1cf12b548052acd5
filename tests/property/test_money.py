"""Exact arithmetic against fractions, over the whole 64-bit range and beyond its edges."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from worlds import plain

from mqk_core.domain.money import INT64_MAX, INT64_MIN, SCALE, from_decimal, from_float, to_text
from mqk_core.errors import AmountOverflow

FIXED = settings(derandomize=True, deadline=None, max_examples=300)
money = plain("domain.money")
Overflow = plain("errors").AmountOverflow
EDGES = st.sampled_from([INT64_MIN, INT64_MIN + 1, -SCALE, -1, 0, 1, SCALE // 2, SCALE, INT64_MAX - 1, INT64_MAX])
UNITS = EDGES | st.integers(INT64_MIN, INT64_MAX) | st.integers(-(10**12), 10**12)


def fits(value):
    return INT64_MIN <= value <= INT64_MAX


def outcome(call, *amounts):
    try:
        return call(*amounts)
    except (Overflow, AmountOverflow):
        return None


@FIXED
@given(UNITS, UNITS)
@example(INT64_MIN, INT64_MIN)
@example(5, SCALE // 2)
@example(-5, SCALE // 2)
def test_arithmetic_is_that_of_fractions_or_refused(a, b):
    for call, exact in (
        (money.add, a + b),
        (money.sub, a - b),
        (money.product, round(Fraction(a * b, SCALE))),  # `round` of a fraction goes half to even
    ):
        assert outcome(call, a, b) == (exact if fits(exact) else None)


@FIXED
@given(UNITS, UNITS, UNITS)
def test_a_share_is_that_of_fractions_or_refused(amount, part, whole):
    exact = round(Fraction(amount * part, whole)) if whole > 0 else None
    assert outcome(money.share, amount, part, whole) == (exact if exact is not None and fits(exact) else None)


@FIXED
@given(UNITS, UNITS, UNITS)
def test_a_bound_is_compared_without_rounding(value, a, b):
    assert money.exceeds(value, a, b) == (Fraction(value, SCALE) > Fraction(a, SCALE) * Fraction(b, SCALE))


@FIXED
@given(UNITS)
def test_a_text_of_units_is_read_back_and_is_the_shortest(units):
    text = to_text(units)
    assert from_decimal(text) == units
    assert from_decimal(Decimal(text)) == units
    assert "." not in text or not text.endswith("0")


@FIXED
@given(st.decimals(allow_nan=True, allow_infinity=True))
def test_a_decimal_is_exact_or_refused(value):
    exact = Fraction(value) * SCALE if value.is_finite() else None
    if exact is not None and exact.denominator == 1 and fits(exact.numerator):
        assert from_decimal(value) == exact
    else:
        with pytest.raises((ValueError, AmountOverflow)):
            from_decimal(value)


@FIXED
@given(st.floats(allow_nan=False, allow_infinity=False) | st.floats(-1e10, 1e10) | st.floats(-1e-7, 1e-7))
def test_a_float_goes_to_the_nearest_unit(value):
    exact = round(Fraction(value) * SCALE)
    assert outcome(from_float, value) == (exact if fits(exact) else None)


@FIXED
@given(UNITS, UNITS, UNITS, st.sampled_from([1, 7, 100, SCALE, 100 * SCALE]))
def test_netting_never_aims_beyond_the_target(target, position, working, lot):
    netting = plain("intents.netting")
    missing = outcome(netting.missing_quantity, target, position, working, lot)
    if missing is None:
        return
    wanted = netting.whole_lots(target, lot)
    reached = position + working + missing
    assert missing % lot == 0
    assert abs(wanted) <= abs(target)
    assert wanted * target >= 0
    assert abs(reached - wanted) < lot
    assert (wanted - position - working) * missing >= 0
    assert min(position + working, wanted) <= reached <= max(position + working, wanted)
