"""One line a record, and the header that names the fields."""

from __future__ import annotations

import json
from typing import get_args

import msgspec
import pytest

from mqk_core.audit.record import AUDIT_VERSION, EXTERNAL, RECORD_CLASSES, decode, encode, header, is_header
from mqk_core.domain.effects import Disable
from mqk_core.domain.events import Acked, EngineEvent, Filled


def test_the_header_names_the_version_and_the_fields_behind_each_tag():
    line = json.loads(header())
    assert line["audit"] == AUDIT_VERSION == "mqkaud1"
    assert set(line["fields"]) == {cls.__struct_config__.tag for cls in RECORD_CLASSES}
    assert line["fields"]["filled"] == list(Filled.__struct_fields__)
    assert header().endswith(b"\n")
    assert header().count(b"\n") == 1


@pytest.mark.parametrize("text", ["", 'a "quote"', "line\nline", "é😀\u2028", "\x00\x1f", '["acked",1]'])
def test_a_text_never_breaks_its_line(text):
    record = Disable(1, 2, "main", "STRATEGY_FAILED", text)
    assert b"\n" not in encode(record)
    assert decode(encode(record)) == record


@pytest.mark.parametrize(
    "line",
    [
        b'["acked",1,2,3]',
        b'["nothing",1,2]',
        b'["acked",1,2,3,"0"]',
        b'["acked",1,2,3,0.5]',
        b"{}",
        b"",
        b'["acked"',
        b"\xff",
    ],
)
def test_what_is_no_record_is_not_read(line):
    with pytest.raises((msgspec.DecodeError, UnicodeDecodeError)):
        decode(line)


def test_what_comes_from_outside_is_a_part_of_the_records():
    assert set(EXTERNAL) < set(RECORD_CLASSES)
    assert isinstance(decode(encode(Acked(1, 2, 3, 0))), EXTERNAL)


def test_whatever_an_engine_is_told_can_be_recorded_and_replayed():
    told = set(get_args(EngineEvent))
    assert told == set(EXTERNAL)
    decided = {cls.__name__ for cls in set(RECORD_CLASSES) - told}
    assert decided == {
        "Intent", "Refusal", "Submit", "Replace", "Cancel", "Query", "Halt", "Disable", "Incident", "Cross", "Transfer",
        "Split", "Dividend", "Checkpoint", "TapeEnd",
    }  # fmt: skip


def first_line(fields, version=AUDIT_VERSION, **more):
    return msgspec.json.encode({"audit": version, "fields": fields, **more}, order="sorted") + b"\n"


def test_a_header_from_before_fields_and_classes_were_added_is_still_read():
    assert is_header(header())
    assert is_header(first_line({"acked": ["row", "time", "order", "leg"]}))
    assert is_header(first_line({"submit": ["row", "time", "order"]}))


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]\n",
        header().rstrip(),
        header().replace(b'"leg"', b'"log"', 1),
        header().replace(b":", b": ", 1),
        first_line({"acked": ["time", "row"]}),
        first_line({"acked": ["row", "time", "order", "leg", "extra"]}),
        first_line({"nothing": []}),
        b"\xff\n",
        first_line({}, version="mqkaud2"),
        first_line({}, more=1),
        first_line({"acked": ["row"]}).replace(b'"row"', b"1"),
    ],
)
def test_what_is_no_header_of_this_format_is_not_believed(line):
    assert not is_header(line)
