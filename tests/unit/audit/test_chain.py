"""Blocks of 256 records hashed onto each other; a change is found and its block is named."""

from __future__ import annotations

import pytest
from worlds import plain

from mqk_core.audit import chain as installed
from mqk_core.errors import TamperedRun

chain = plain("audit.chain")
events = plain("domain.events")


def written(count, seals=1):
    lines = []
    tested = chain.Chain(lines.append)
    for number in range(count):
        tested.add(events.Acked(number, number, number, 0))
    sealed = [tested.seal() for _ in range(seals)]
    assert len(set(sealed)) == 1
    return b"".join(lines), sealed[0]


@pytest.mark.parametrize(("count", "blocks"), [(1, 1), (255, 1), (256, 1), (257, 2), (512, 2), (513, 3)])
def test_what_was_written_is_read_back_with_the_same_hash(count, blocks):
    data, decision_hash = written(count)
    found = installed.verify(data)
    assert found.decision_hash == decision_hash
    assert [record.row for record in found.records] == list(range(count))
    assert data.count(b'{"block":') == blocks


def test_sealing_twice_changes_nothing():
    assert written(3, seals=2) == written(3)


def test_the_hash_begins_with_its_version():
    assert written(1)[1].startswith("mqkdec1:")


def changed(data, what):
    lines = data.split(b"\n")
    match what:
        case "record":
            lines[300] = lines[300].replace(b",0]", b",1]")
        case "order":
            lines[300], lines[301] = lines[301], lines[300]
        case "removed":
            del lines[300]
        case "added":
            lines.insert(300, lines[300])
        case "block line":
            lines[-2] = lines[-2].replace(b'"last":', b'"last": ')
        case "block line gone":
            del lines[-2]
    return b"\n".join(lines)


@pytest.mark.parametrize("what", ["record", "order", "removed", "added", "block line", "block line gone"])
def test_a_change_names_the_first_bad_block_and_its_records(what):
    data, _ = written(400)
    with pytest.raises(TamperedRun, match=r"audit.jsonl: block 1 \(records 256 to (398|399|400)\)"):
        installed.verify(changed(data, what))


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-1], lambda data: data[1:], lambda data: b"", lambda data: b"{}\n"]
)
def test_a_file_without_its_header_or_end_is_not_believed(damage):
    with pytest.raises(TamperedRun, match="header or the end"):
        installed.verify(damage(written(2)[0]))


def test_a_header_alone_is_no_run():
    with pytest.raises(TamperedRun, match="block 0"):
        installed.verify(written(1)[0].split(b"\n")[0] + b"\n")


def test_a_chain_cut_at_a_block_has_another_hash():
    data, decision_hash = written(300)
    cut = data[: data.index(b"\n", data.index(b'{"block":0')) + 1]
    assert installed.verify(cut).decision_hash != decision_hash
