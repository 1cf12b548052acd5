"""From a path to bytes: regular files only, and every fault named with its way out."""

from __future__ import annotations

import gzip
import os
import socket
from pathlib import Path

import pytest

from mqk_core.api import DataError
from mqk_data_files import files
from mqk_data_files.files import SHOWN_MAX, escaped, read_bytes


def refusal(path: object) -> str:
    with pytest.raises(DataError) as caught:
        read_bytes(str(path))
    return str(caught.value)


def test_a_file_and_its_compressed_twin_hold_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"bars\n")
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"ba") + gzip.compress(b"rs\n"))
    (tmp_path / "link.csv").symlink_to("a.csv")
    assert {read_bytes(str(tmp_path / name)) for name in ("a.csv", "a.csv.gz", "link.csv")} == {b"bars\n"}


def test_a_pipe_is_refused_without_waiting_for_its_other_end(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    assert "no regular file" in refusal(tmp_path / "pipe.csv")


def test_devices_sockets_and_folders_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.csv")
        assert refusal("s.csv").startswith("s.csv: ")
    (tmp_path / "null.csv").symlink_to("/dev/null")
    (tmp_path / "folder.csv").mkdir()
    assert "no regular file" in refusal("null.csv")
    assert "this is a folder" in refusal("folder.csv")


def test_what_is_not_there_or_empty_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    assert refusal(tmp_path / "empty.csv") == (
        f"{tmp_path}/empty.csv: the file is empty; expected a header and a line for each bar"
    )
    assert "there is no such file; correct data.path" in refusal(tmp_path / "absent.csv")
    assert "a part of the path is no folder" in refusal(tmp_path / "empty.csv" / "x.csv")
    assert "cannot be read (" in refusal(tmp_path / "loop.csv")
    assert "cannot be read (" in refusal(tmp_path / ("x" * 300))
    assert "NUL" in refusal("a\0b.csv")
    assert "there is no such file" in refusal("")


def test_a_file_that_may_not_be_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files.os, "open", denied)  # root may read every file, so that no mode would do
    assert "may not be read; change its permissions" in refusal("a.csv")


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-9],
        lambda data: data[:20],
        lambda data: data[:-8] + b"\0\0\0\0" + data[-4:],
        lambda data: data[:15] + b"\xff\xff\xff" + data[18:],
        lambda data: b"ts_close_utc,open\n",
        lambda data: data + b"rest",
    ],
)
def test_damaged_compressed_data_is_refused(tmp_path: Path, damage: object) -> None:
    (tmp_path / "a.csv.gz").write_bytes(
        damage(gzip.compress(b"ts_close_utc,open,high,low,close,volume\n" * 9, mtime=0))
    )
    assert "the compressed file is damaged" in refusal(tmp_path / "a.csv.gz")


def test_a_hostile_name_is_shown_escaped_and_cut() -> None:
    assert escaped("a\x1b[2Jb\n") == "a\\x1b[2Jb\\n"
    assert len(escaped("\x1b" * 10_000)) == SHOWN_MAX + 1
    assert refusal("no\x1b[31m.csv").isprintable()
