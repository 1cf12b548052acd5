"""What a run read besides its tape is found by its data hash, and believed only with the hash of its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from mqk_core.errors import ConfigError, DataError, TamperedRun
from mqk_core.store.contents import ContentFile, data_hash, load_content, save_contents

TAPE = "mqktap1:" + "a" * 64
FILE = ContentFile("actions", b"one\ntwo\n")
CONTENTS = (("tape", TAPE), ("skipped_rows", "b" * 64), ("actions", FILE.address))
ALONE = (("tape", TAPE),)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    save_contents(CONTENTS, [FILE], tmp_path)
    return tmp_path


def load(folder: Path, contents: tuple[tuple[str, str], ...] = CONTENTS, tape: str = TAPE) -> bytes | None:
    return load_content(folder, data_hash(contents), tape, "actions")


def test_the_hashes_are_frozen() -> None:
    assert FILE.address == "mqkcon1:aaa53668812a06a86f930070ed3a146afd7204e32e371d1dd8cb479fd87a2e38"
    assert data_hash(ALONE) == "mqkdat1:d77ea819c276d505198be6fe281eb8041cac21639e5f2cf73561f8779f67a42e"
    assert (
        data_hash(CONTENTS)
        == data_hash(CONTENTS[::-1])
        == "mqkdat1:77e0f6718b02a5392b0ae585f58a9145eed348e9f2c95f5863d71ebdd1efd6b5"
    )


def test_names_are_part_of_a_contents_address() -> None:
    assert ContentFile("models", FILE.data).address != FILE.address
    assert ContentFile("action", b"s" + FILE.data).address != FILE.address


def test_a_tape_alone_needs_nothing_beside_it(tmp_path: Path) -> None:
    save_contents(ALONE, [], tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert load(tmp_path, ALONE) is None


def test_what_was_saved_is_loaded_and_saving_again_changes_nothing(saved: Path) -> None:
    files = {path: path.stat().st_mtime_ns for path in saved.rglob("*") if path.is_file()}
    assert {path.name for path in files} == {FILE.address, data_hash(CONTENTS)}
    assert load(saved) == FILE.data
    save_contents(CONTENTS, [FILE], saved)
    assert {path: path.stat().st_mtime_ns for path in saved.rglob("*") if path.is_file()} == files


def test_a_content_that_was_not_read_is_none(tmp_path: Path) -> None:
    save_contents(CONTENTS[:2], [], tmp_path)
    assert load(tmp_path, CONTENTS[:2]) is None


@pytest.mark.parametrize("name", [FILE.address, data_hash(CONTENTS)])
def test_a_changed_file_is_refused_whether_read_or_written_again(saved: Path, name: str) -> None:
    path = saved / ".tapes" / name
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(TamperedRun, match=name):
        load(saved)
    with pytest.raises(TamperedRun, match=name):
        save_contents(CONTENTS, [FILE], saved)


@pytest.mark.parametrize("name", [FILE.address, data_hash(CONTENTS)])
def test_a_missing_file_is_named_with_what_to_pass(saved: Path, name: str) -> None:
    (saved / ".tapes" / name).unlink()
    with pytest.raises(DataError, match=rf"{name}: .*pass the runs.folder"):
        load(saved)


def test_contents_of_another_tape_are_refused(saved: Path) -> None:
    with pytest.raises(TamperedRun, match="does not cover its tape"):
        load(saved, tape="mqktap1:" + "c" * 64)


@pytest.mark.parametrize("address", ["../x", "mqkdat1:", "mqkdat1:" + "A" * 64, "mqktap1:" + "a" * 64])
def test_only_hashes_become_paths(tmp_path: Path, address: str) -> None:
    with pytest.raises(TamperedRun, match="64 hexadecimal digits"):
        load_content(tmp_path, address, TAPE, "actions")


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(ConfigError, match=r"runs\.folder"):
        save_contents(CONTENTS, [FILE], blocked)
