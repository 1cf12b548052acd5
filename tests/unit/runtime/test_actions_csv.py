"""A corporate-actions file is read exactly or refused, with the line, the column and what to write instead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mqk_core.errors import DataError, Problem
from mqk_core.runtime.actions_csv import parse_actions_csv

HEADER = b"symbol,ex_date,kind,value\n"


def rows(text: bytes) -> list[str]:
    return [row.text() for row in parse_actions_csv(text, "a.csv")]


def refusal(text: bytes) -> str:
    with pytest.raises(DataError) as caught:
        parse_actions_csv(text, "a.csv")
    (problem,) = caught.value.problems
    return str(problem)


def test_columns_are_found_by_name_with_a_mark_and_windows_line_ends() -> None:
    text = b"\xef\xbb\xbfvalue,kind,symbol,ex_date\r\n7,split,AAPL,2014-06-09\r\n0.82,dividend,AAPL,2020-08-07\r\n\r\n"
    assert rows(text) == ["AAPL,2014-06-09,split,7/1", "AAPL,2020-08-07,dividend,0.82"]
    assert [row.line for row in parse_actions_csv(text, "a.csv")] == [2, 3]


@pytest.mark.parametrize(
    ("value", "ratio"),
    [
        ("7", "7/1"), ("7.00000000000", "7/1"), ("0.125", "1/8"), ("1/3", "1/3"), ("2/6", "1/3"), ("1.5", "3/2"),
        ("0.00000001", "1/100000000"), ("1000000000", "1000000000/1"), ("007", "7/1"), ("0021/3", "7/1"),
    ],
)  # fmt: skip
def test_a_split_is_a_decimal_or_a_fraction_in_lowest_terms(value: str, ratio: str) -> None:
    assert rows(HEADER + f"A,2020-08-31,split,{value}".encode()) == [f"A,2020-08-31,split,{ratio}"]


@pytest.mark.parametrize("value", ["0", "0.0", "-2", "1", "1.0", "3/3", "0/3", "3/0", "1000000001", "1/1000000001"])
def test_a_split_that_splits_nothing_or_too_much_is_refused(value: str) -> None:
    assert refusal(HEADER + f"A,2020-08-31,split,{value}".encode()).startswith("a.csv:2:20: value is '")


@pytest.mark.parametrize("value", ["1/3/2", "1 /3", "-1/3", "1.5/2", "+7", "7e1", "7_0", "٧", ".5", "5.", "nan", "7:1"])
@pytest.mark.parametrize("kind", ["split", "dividend"])
def test_what_is_no_number_is_refused(kind: str, value: str) -> None:
    assert "a.csv:2:" in refusal(HEADER + f"A,2020-08-31,{kind},{value}".encode())


def test_a_dividend_may_be_nothing_and_of_eight_decimals_but_not_below_zero_nor_finer() -> None:
    lines = b"A,2020-08-31,dividend,0\nB,2020-08-31,dividend,0.12345678\nC,2020-08-31,dividend,92233720368.54775807\n"
    assert rows(HEADER + lines)[1:] == ["B,2020-08-31,dividend,0.12345678", lines.split(b"\n")[2].decode()]
    for value, said in (
        ("-0.5", "expected cash a share, not below 0"),
        ("0.123456789", "at most 8 decimals"),
        ("92233720368.54775808", "64 bits"),
        ("9" * 60, "64 bits"),
        ("9" * 65, "at most 64 characters"),
        ("0." + "3" * 8 + "0" * 5000, "at most 64 characters"),
    ):
        assert said in refusal(HEADER + f"A,2020-08-31,dividend,{value}".encode())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "a.csv:1:1: the file is empty; expected the header symbol,ex_date,kind,value"),
        (b"\xef\xbb\xbf", "a.csv:1:1: the file is empty"),
        (b"symbol,ex_date,kind,value\n", "a.csv:2:1: the file has a header and no actions"),
        (b"symbol,ex_date,kind,value\n\n", "a.csv:2:1: the line is blank"),
        (b"symbol,ex_date,kind,amount\n", "a.csv:1:21: the header has a column 'amount'; expected exactly"),
        (b"symbol,ex_date,kind,kind\n", "a.csv:1:21: the header has the column 'kind' twice"),
        (b"symbol,ex_date,kind\n", "a.csv:1:1: the header lacks value"),
        (b"symbol,\xff\x1b[2J\n", "a.csv:1:8: the header has a column '\\xff\\x1b[2J'"),
        (HEADER + b"A,2020-08-31,split", "a.csv:2:1: the line has 3 cell(s); expected 4"),
        (HEADER + b"A,2020-08-31,split,4,", "a.csv:2:1: the line has 5 cell(s)"),
        (HEADER + b"A,2020-08-31,split,4\n\n\n", "a.csv:3:1: the line is blank"),
        (HEADER + b"A,2020-08-31,split,4\n\nB,2020-08-31,split,4\n", "a.csv:3:1: the line is blank"),
        (HEADER + b",2020-08-31,split,4", "a.csv:2:1: symbol is empty"),
        (HEADER + b"A,,split,4", "a.csv:2:3: ex_date is empty"),
        (HEADER + b"A,2020-08-31,,4", "a.csv:2:14: kind is empty"),
        (HEADER + b"A,2020-08-31,split,", "a.csv:2:20: value is empty"),
        (HEADER + b"a,2020-08-31,split,4", "a.csv:2:1: symbol is 'a'; a symbol is"),
        (HEADER + b"../A,2020-08-31,split,4", "a.csv:2:1: symbol is '../A'"),
        (HEADER + b"A,2020-8-31,split,4", "a.csv:2:3: ex_date is '2020-8-31'; expected a date such as 2020-08-31"),
        (HEADER + b"A,20200831,split,4", "a.csv:2:3: ex_date is '20200831'"),
        (HEADER + b"A,2020-02-30,split,4", "a.csv:2:3: ex_date is '2020-02-30'"),
        (HEADER + b"A,2020-08-31,Split,4", "a.csv:2:14: kind is 'Split'; expected one of split, dividend, none"),
        (HEADER + b"A,2020-08-31,none,1", "a.csv:2:19: value is '1'; expected 0"),
        (HEADER + b'"A",2020-08-31,split,4', "a.csv:2:1: symbol is '\"A\"'"),
    ],
)
def test_each_fault_is_named_with_its_place(text: bytes, said: str) -> None:
    assert refusal(text).startswith(said)


def test_the_same_action_twice_is_refused_even_with_another_value() -> None:
    lines = b"A,2020-08-31,dividend,1\nB,2020-08-31,dividend,1\nA,2020-08-31,dividend,2\n"
    assert refusal(HEADER + lines).startswith("a.csv:4:1: a dividend of A on 2020-08-31 stands on line 2 already")
    assert len(rows(HEADER + b"A,2020-08-31,dividend,1\nA,2020-08-31,split,2\nA,2020-09-01,split,2\n")) == 3


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("other", [b"A,2020-08-31,split,2", b"A,2021-08-31,none,0"])
def test_a_symbol_that_has_none_has_nothing_else(order: tuple[int, int], other: bytes) -> None:
    lines = [b"A,2020-01-02,none,0", other]
    assert "A is on line 2 already" in refusal(HEADER + b"\n".join(lines[at] for at in order))


@given(st.binary(max_size=60))
def test_no_bytes_are_anything_but_rows_or_one_error_with_a_place(noise: bytes) -> None:
    for text in (noise, HEADER + noise, HEADER + b"A,2020-08-31,split," + noise):
        problems: tuple[Problem, ...] = ()
        found: list[str] = []
        try:
            found = rows(text)
        except DataError as error:
            problems = error.problems
        assert found or problems[0].where.line
        if found:
            assert rows(HEADER + "\n".join(found).encode()) == found
