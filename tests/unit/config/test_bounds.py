import datetime
import enum
from decimal import Decimal

import pytest
from attrs.validators import (
    and_,
    deep_iterable,
    ge,
    gt,
    in_,
    instance_of,
    le,
    lt,
    matches_re,
    max_len,
    min_len,
    optional,
)

from mqk_core.config.bounds import decimal_text, describe, duration_text, plain_text
from mqk_core.domain.settings import Duration, SecretRef


class Colour(enum.Enum):
    RED = "red"


@pytest.mark.parametrize(
    ("validator", "words"),
    [
        (gt(0), "more than 0"),
        (ge(Decimal("0.10")), "at least 0.1"),
        (lt(5), "less than 5"),
        (le(5), "at most 5"),
        (and_(gt(0), le(1)), "more than 0, at most 1"),
        (optional(gt(0)), "more than 0 (or null)"),
        (in_([Colour.RED, "b"]), "one of red, b"),
        (matches_re("[A-Z]"), "text that matches [A-Z]"),
        (and_(min_len(1), max_len(3)), "at least 1 long, at most 3 long"),
        (instance_of(int), ""),
        (deep_iterable(gt(0)), ""),
        (lambda instance, attribute, value: None, ""),
        (and_(gt(0), lambda instance, attribute, value: None), ""),
        (optional(instance_of(int)), ""),
    ],
)
def test_bounds_in_words(validator, words):
    assert describe(validator) == words


def test_what_is_known_of_several_can_be_told():
    assert describe(and_(gt(0), lambda instance, attribute, value: None), is_partial=True) == "more than 0"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"), (True, "true"), (3, "3"), (0.5, "0.5"), ("a\x1b", "a\\x1b"), (Colour.RED, "red"),
        (Decimal("1E+3"), "1000"), (SecretRef("env", "X"), "${secret:env,X}"), (Duration(90 * 10**9), "90s"),
        (datetime.date(2011, 3, 23), "2011-03-23"), (frozenset({"b", "a"}), "[a, b]"), ((2, 1), "[2, 1]"),
        ({"b": 1, "a": None}, "{a: null, b: 1}"),
    ],
)  # fmt: skip
def test_values_as_people_read_them(value, text):
    assert plain_text(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [("0.10", "0.1"), ("-0.0", "0"), ("100", "100"), ("1E-8", "0.00000001"), ("-1.50", "-1.5"), ("0E+5", "0")],
)
def test_decimals_without_exponent_or_idle_zeros(value, text):
    assert decimal_text(Decimal(value)) == text


@pytest.mark.parametrize(
    ("ns", "text"),
    [
        (0, "0ns"),
        (1, "1ns"),
        (10**6, "1ms"),
        (10**9, "1s"),
        (60 * 10**9, "1m"),
        (3600 * 10**9, "1h"),
        (86400 * 10**9, "1d"),
    ],
)
def test_durations_in_their_largest_unit(ns, text):
    assert duration_text(Duration(ns)) == text
    assert Duration.parse(text) == Duration(ns)
