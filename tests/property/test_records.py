"""Decision records: what is written is read back, and no two records share a line."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mqk_core.audit.record import RECORD_CLASSES, decode, encode

FIXED = settings(derandomize=True, deadline=None, max_examples=300)
INTEGERS = st.integers(-(2**63), 2**63 - 1)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
KINDS = {
    "int": INTEGERS,
    "str": TEXTS,
    "bool": st.booleans(),
    "tuple[tuple[str, int, int], ...]": st.lists(st.tuples(TEXTS, INTEGERS, INTEGERS), max_size=3).map(tuple),
    "tuple[tuple[str, int], ...]": st.lists(st.tuples(TEXTS, INTEGERS), max_size=3).map(tuple),
}


def of_class(cls):
    return st.builds(cls, *[KINDS[cls.__annotations__[field]] for field in cls.__struct_fields__])


RECORDS = st.sampled_from(RECORD_CLASSES).flatmap(of_class)


@FIXED
@given(RECORDS)
def test_a_record_is_read_back_as_it_was_written_on_one_line(record):
    line = encode(record)
    assert decode(line) == record
    assert type(decode(line)) is type(record)
    assert b"\n" not in line
    assert line.startswith(b"[")


@FIXED
@given(RECORDS, RECORDS)
def test_two_records_share_a_line_only_when_they_are_equal(one, other):
    assert (encode(one) == encode(other)) == (type(one) is type(other) and one == other)
