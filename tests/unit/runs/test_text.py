from __future__ import annotations

import datetime
import json

import pytest

from mqk_core.runs.text import canonical_json_bytes, csv_cell, date_text, json_bytes, printable, time_text


@pytest.mark.parametrize(
    ("ns", "text"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (-1, "1969-12-31T23:59:59.999999999Z"),
        (1_704_142_800 * 10**9, "2024-01-01T21:00:00Z"),
        (1_704_142_800 * 10**9 + 500_000_000, "2024-01-01T21:00:00.5Z"),
        (2**63 - 1, "2262-04-11T23:47:16.854775807Z"),
        (-(2**63), "1677-09-21T00:12:43.145224192Z"),
    ],
)
def test_a_time_is_written_as_rfc_3339_in_utc(ns, text):
    assert time_text(ns) == text


def test_a_time_agrees_with_the_calendar_of_the_standard_library():
    for seconds in (951_825_599, 951_825_600, 4_102_444_799):
        expected = datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        assert time_text(seconds * 10**9) == expected
    assert date_text(19_723) == "2024-01-01"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("café 7 €", "café 7 €"),
        ("a\nb\t\x1b[31m", "a\\nb\\t\\x1b[31m"),
        ("left\u202eright", "left\\u202eright"),
        ("\ud800", "\\ud800"),
        ("x" * 201, "x" * 200 + "…"),
        ("x" * 200, "x" * 200),
    ],
)
def test_text_of_foreign_origin_is_shown_without_steering_a_terminal(text, shown):
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("plain", "plain"),
        ("", ""),
        ("a,b", '"a,b"'),
        ('say "no"', '"say ""no"""'),
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1,2", '"\'+1,2"'),
        ("@x", "'@x"),
        ("-x", "'-x"),
        ("two\r\nlines", "two\\r\\nlines"),
    ],
)
def test_a_cell_is_quoted_where_needed_and_never_a_formula(text, cell):
    assert csv_cell(text) == cell


def test_json_has_one_form_whatever_the_order_of_its_keys():
    assert json_bytes({"b": 1, "a": [0.1, None, "é"]}) == json_bytes({"a": [0.1, None, "é"], "b": 1})
    assert json_bytes({"b": 1, "a": "é"}) == b'{\n  "a": "\\u00e9",\n  "b": 1\n}\n'
    assert canonical_json_bytes({"b": 1, "a": "é"}) == b'{"a":"\\u00e9","b":1}'


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_json_refuses_a_number_that_json_does_not_have(number):
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_bytes({"x": number})
    assert json.loads(json_bytes({"x": 0.1})) == {"x": 0.1}
