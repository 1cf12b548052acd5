import pytest

from mqk_core.config.wording import dotted, escaped, shown, suggestion
from mqk_core.domain.settings import SecretRef


@pytest.mark.parametrize(
    ("text", "shown_as"),
    [
        ("plain é 中", "plain é 中"),
        ("a\nb\r\tc", "a\\nb\\r\\tc"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\x9b31m", "\\x9b31m"),
        ("abc\u202edef", "abc\\u202edef"),
        ("\u2028", "\\u2028"),
        ("\udc80", "\\udc80"),
        ("\U000e0001", "\\U000e0001"),
    ],
)
def test_no_character_that_a_terminal_obeys_passes(text, shown_as):
    assert escaped(text) == shown_as


def test_long_text_is_cut():
    assert escaped("x" * 500) == "x" * 200 + "…"


def test_values_are_named_in_plain_words():
    assert [shown(each) for each in (None, True, 3, 0.5, "a\n", {}, [], SecretRef("env", "X"))] == [
        "null (nothing)",
        "the yes/no value true",
        "the whole number 3",
        "the number 0.5",
        "the text 'a\\n'",
        "a section",
        "a list",
        "a secret reference",
    ]
    assert shown(10**5000) == "the whole number of 16610 bits"


def test_a_near_name_is_suggested_and_else_the_names_are_listed():
    assert suggestion("drawdwn", ["drawdown", "gross"]) == "; did you mean 'drawdown'?"
    assert suggestion("zzz", ["b", "a"]) == "; known here: a, b"
    assert suggestion("zzz", []) == ""
    assert suggestion("zzz", [f"n{number:02d}" for number in range(30)]).endswith("n19, …")


def test_a_path_is_written_with_dots():
    assert dotted(("risk", "ru\nles")) == "risk.ru\\nles"
