import io
import json

import pytest

from mqk_core.cli.call import Call, Output
from mqk_core.cli.grammar import read


def output(*, is_json):
    return Output(io.StringIO(), io.StringIO(), is_json)


def test_numbers_that_json_does_not_have_become_null():
    found = output(is_json=True)
    found.answer({"a": float("nan"), "b": [float("inf"), {"c": float("-inf")}], "d": 0.5}, ["not shown"])
    assert json.loads(found.out.getvalue()) == {"a": None, "b": [None, {"c": None}], "d": 0.5}


def test_text_is_for_people_and_notes_go_to_the_other_stream():
    found = output(is_json=False)
    found.answer({"a": 1}, ["one", "two\x1b"])
    found.note("careful")
    assert found.out.getvalue() == "one\ntwo\\x1b\n"
    assert found.err.getvalue() == "careful\n"


@pytest.mark.parametrize(
    ("word", "folder"),
    [("runs.folder=a/b", "a/b"), ("runs.folder='a b'", "a b"), ('runs.folder="a=b"', "a=b"), (None, "./runs")],
)
def test_the_folder_of_runs_is_read_off_its_override(word, folder):
    words = read(["runs", "list", *([word] if word else [])])
    assert Call(words, output(is_json=False)).runs_folder() == folder
