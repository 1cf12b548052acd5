"""Exact amounts: the arithmetic at both sides of every limit, and the doors by which numbers come in and go out."""

from __future__ import annotations

import decimal
from decimal import Decimal

import pytest
from worlds import plain

from mqk_core.domain.money import INT64_MAX, INT64_MIN, SCALE, from_decimal, from_float, to_decimal, to_text
from mqk_core.errors import AmountOverflow

money = plain("domain.money")
Overflow = plain("errors").AmountOverflow


@pytest.mark.parametrize(
    ("call", "inside", "result", "outside"),
    [
        ("add", (INT64_MAX - 1, 1), INT64_MAX, (INT64_MAX, 1)),
        ("add", (INT64_MIN + 1, -1), INT64_MIN, (INT64_MIN, -1)),
        ("sub", (INT64_MIN + 1, 1), INT64_MIN, (INT64_MIN, 1)),
        ("sub", (-1, INT64_MIN), INT64_MAX, (0, INT64_MIN)),
        ("product", (INT64_MAX, SCALE), INT64_MAX, (INT64_MAX, SCALE + 1)),
        ("product", (INT64_MIN, SCALE), INT64_MIN, (INT64_MIN, -SCALE)),
        ("share", (INT64_MAX, 7, 7), INT64_MAX, (INT64_MAX, 8, 7)),
        ("magnitude", (INT64_MIN + 1,), INT64_MAX, (INT64_MIN,)),
    ],
)
def test_arithmetic_holds_up_to_the_last_unit_and_refuses_the_next(call, inside, result, outside):
    operation = getattr(money, call)
    assert operation(*inside) == result
    with pytest.raises(Overflow, match="leaves the signed 64-bit range"):
        operation(*outside)


@pytest.mark.parametrize("whole", [0, -1])
def test_a_share_of_nothing_or_less_is_refused(whole):
    with pytest.raises(Overflow):
        money.share(1, 1, whole)


@pytest.mark.parametrize(
    ("price", "rounded"), [(1, 0), (3, 2), (5, 2), (-1, 0), (-3, -2), (-5, -2)], ids=lambda value: f"{value}"
)
def test_a_product_on_the_half_goes_to_the_even_unit(price, rounded):
    assert money.product(price, SCALE // 2) == rounded


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("0", 0),
        ("-0.5", -50_000_000),
        ("0.00000001", 1),
        ("92233720368.54775807", INT64_MAX),
        ("-92233720368.54775808", INT64_MIN),
        ("1e3", 1000 * SCALE),
        ("0e999999", 0),
        ("1." + "0" * 70, SCALE),
        ("0." + "0" * 90, 0),
    ],
)
def test_a_decimal_text_becomes_its_units_exactly(text, units):
    assert from_decimal(text) == units


@pytest.mark.parametrize("text", ["92233720368.54775808", "-92233720368.54775809", "1e11", "1e999999999"])
def test_a_decimal_beyond_64_bits_is_an_overflow(text):
    with pytest.raises(AmountOverflow, match="leaves the signed 64-bit range"):
        from_decimal(text)


@pytest.mark.parametrize("text", ["0.000000001", "1e-9", "NaN", "sNaN", "Infinity", "1." + "0" * 70 + "1", "abc", ""])
def test_what_is_no_exact_amount_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the text is Python's where it is no number
        from_decimal(text)


@pytest.mark.parametrize(
    ("value", "units"),
    [
        (0.1, 10_000_000),
        (-0.1, -10_000_000),
        (12345.678, 1_234_567_800_000),
        (5e-9, 1),  # the float just above the half
        (2.0**-9, 195_312),  # 195312.5 exactly: to the even unit
        (3 * 2.0**-9, 585_938),  # 585937.5 exactly
        (-(2.0**-9), -195_312),
        (0.0, 0),
        (-0.0, 0),
    ],
)
def test_a_float_goes_to_the_nearest_unit_and_on_the_half_to_the_even_one(value, units):
    assert from_float(value) == units


def test_a_float_becomes_the_same_units_whatever_the_decimal_context():
    with decimal.localcontext(decimal.Context(prec=3, rounding=decimal.ROUND_UP)):
        assert from_float(12345.678) == 1_234_567_800_000
        assert from_decimal(Decimal("12345.678")) == 1_234_567_800_000


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_float_that_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match="not finite"):
        from_float(value)


@pytest.mark.parametrize("value", [92233720368.6, -92233720368.6, 1e300])
def test_a_float_beyond_64_bits_is_an_overflow(value):
    with pytest.raises(AmountOverflow):
        from_float(value)


@pytest.mark.parametrize(
    ("units", "text"),
    [
        (0, "0"),
        (SCALE, "1"),
        (-SCALE // 2, "-0.5"),
        (9_736_000_010, "97.3600001"),
        (1, "0.00000001"),
        (INT64_MIN, "-92233720368.54775808"),
    ],
)
def test_units_are_written_as_the_shortest_exact_text(units, text):
    assert to_text(units) == text
    assert to_decimal(units) == Decimal(text)
    assert from_decimal(text) == units
