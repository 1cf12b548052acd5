"""Tape files: a frozen format, whole or not at all, and nothing is read that does not have its hash."""

from __future__ import annotations

import hashlib
import os
import struct
from pathlib import Path

import numpy as np
import pytest

from mqk_core.domain.bars import Timeframe
from mqk_core.domain.calendar import NO_SLOT, schedule_named
from mqk_core.domain.market import Tape
from mqk_core.errors import ConfigError, DataError, MqkError, TamperedRun
from mqk_core.store import tapes
from mqk_core.store.tapes import build_tape, load_tape, save_tape, tape_hash

GOLDEN = Path(__file__).parents[2] / "golden" / "tape_v1.bin"
GOLDEN_HASH = "mqktap1:d5950cfb5c8409f42bb67ae385c685ac9d04cc809659187debb839a7b3fbb82d"
SCHEDULE = schedule_named("us_equities")
#: 2020-11-25, -27 (a half day), -30 at the session's close, two symbols; BBB's second bar was left out and counted.
CLOSES = [1606338000 * 10**9, 1606500000 * 10**9, 1606770000 * 10**9]
ROWS = [
    [CLOSES[0], CLOSES[0], CLOSES[1], CLOSES[2], CLOSES[2]],
    [0, 1, 0, 0, 1],
    [100, 200, 101, 102, 201],
    [110, 210, 111, 112, 211],
    [90, 190, 91, 92, 191],
    [105, 205, 106, 107, 206],
    [0, 2**62, 1, -(2**63), 2**63 - 1],
]
SKIPPED = [[1], [CLOSES[1]]]


def tape(rows: list = ROWS, skipped: list = SKIPPED, symbols: tuple[str, ...] = ("AAA", "BBB")) -> Tape:
    shape = (2, len(skipped[0]))
    return build_tape(
        symbols, Timeframe.D1, np.array(rows, np.int64), np.array(skipped, np.int64).reshape(shape), SCHEDULE
    )


def test_the_format_is_frozen(tmp_path: Path) -> None:
    header = b'mqk tape 1\n{"rows":5,"skipped":1,"symbols":["AAA","BBB"],"timeframe":"1D"}'
    by_hand = header.ljust(127) + b"\n" + b"".join(struct.pack("<5q", *row) for row in ROWS)
    by_hand += struct.pack("<2q", 1, CLOSES[1])
    assert GOLDEN.read_bytes() == by_hand
    address = save_tape(tape(), tmp_path)
    assert address == GOLDEN_HASH
    assert address == "mqktap1:" + hashlib.sha256(b"mqktap1:" + by_hand).hexdigest()
    assert (tmp_path / ".tapes" / address).read_bytes() == by_hand


def test_a_saved_tape_is_loaded_as_it_was(tmp_path: Path) -> None:
    saved = tape()
    loaded = load_tape(tmp_path, save_tape(saved, tmp_path), SCHEDULE)
    assert (loaded.symbols, loaded.timeframe, loaded.rows, loaded.steps) == (("AAA", "BBB"), Timeframe.D1, 5, 3)
    for name in ("columns", "slots", "days", "covered", "skipped", "ends", "times", "instrument", "volume"):
        assert (getattr(loaded, name) == getattr(saved, name)).all(), name
        assert getattr(loaded, name).dtype == np.int64
        assert not getattr(loaded, name).flags.writeable, name


def test_a_row_speaks_for_counted_rows_right_after_it() -> None:
    found = tape()
    first = int(found.slots[0])
    assert found.slots.tolist() == [first, first, first + 1, first + 2, first + 2]
    assert found.covered.tolist() == [first, first + 1, first + 1, first + 2, first + 2]


def ends_of(closes: list[str], timeframe: Timeframe, schedule: str = "us_equities") -> list[int]:
    times = np.array([np.datetime64(close, "ns").astype(np.int64) for close in closes])
    rows = np.array([times, np.zeros_like(times), *[np.ones_like(times)] * 5])
    found = build_tape(("AAA",), timeframe, rows, np.zeros((2, 0), np.int64), schedule_named(schedule))
    assert not found.ends.flags.writeable
    assert found.ends.dtype == np.int64
    return found.ends.tolist()


@pytest.mark.parametrize(
    ("schedule", "timeframe", "closes", "ends"),
    [
        ("us_equities", Timeframe.M1, ["2020-11-25T20:59", "2020-11-25T21:00", "2020-11-25T21:01"], [0, 1, 1]),
        ("us_equities", Timeframe.M5, ["2020-11-27T17:55", "2020-11-27T18:00", "2020-11-30T18:00"], [0, 1, 0]),
        ("us_equities", Timeframe.H1, ["2020-07-01T19:00", "2020-07-01T20:00"], [0, 1]),
        ("us_equities", Timeframe.M1, ["2020-11-28T21:00", "2020-11-28T22:00"], [0, 0]),
        ("us_equities", Timeframe.D1, ["2020-11-25T21:00", "2020-11-27T18:00"], [1, 1]),
        ("always_open", Timeframe.H1, ["2020-11-28T23:00", "2020-11-29T00:00", "2020-11-29T01:00"], [0, 1, 0]),
        ("always_open", Timeframe.D1, ["2020-11-28T00:00", "2020-11-29T00:00"], [1, 1]),
        ("weekdays_24x5", Timeframe.H1, ["2020-11-24T21:00", "2020-11-24T22:00", "2020-11-24T23:00"], [0, 1, 0]),
    ],
    ids=["close", "half day", "summer", "no session", "daily", "around the clock", "clock daily", "currencies"],
)
def test_a_bar_at_or_after_its_sessions_close_ends_it(
    schedule: str, timeframe: Timeframe, closes: list[str], ends: list[int]
) -> None:
    assert ends_of(closes, timeframe, schedule) == ends


def test_a_missing_last_bar_leaves_a_session_without_an_end() -> None:
    assert ends_of(["2020-11-25T20:58", "2020-11-25T20:59", "2020-11-27T14:31"], Timeframe.M1) == [0, 0, 0]


def test_a_counted_row_after_a_hole_is_not_spoken_for() -> None:
    times = [SCHEDULE.slot_time(slot, Timeframe.D1) for slot in (7000, 7005, 7006)]
    counted = [SCHEDULE.slot_time(slot, Timeframe.D1) for slot in (7002, 7003, 7004)]
    ones = [[1] * 3] * 5
    found = tape([times, [0] * 3, *ones], [[0] * 3, counted], ("AAA",))
    assert found.covered.tolist() == [7000, 7005, 7006]
    follows = tape([times, [0] * 3, *ones], [[0] * 2, [times[0] + 1, counted[0]]], ("AAA",))
    assert follows.covered.tolist() == [7000, 7005, 7006]


def test_a_row_speaks_for_a_run_of_counted_rows_and_their_twins(tmp_path: Path) -> None:
    times = [SCHEDULE.slot_time(slot, Timeframe.D1) for slot in (7000, 7003)]
    counted = [SCHEDULE.slot_time(slot, Timeframe.D1) for slot in (7001, 7001, 7002)]
    found = tape([times, [0] * 2, *[[1] * 2] * 5], [[0] * 3, counted], ("AAA",))
    assert found.covered.tolist() == [7002, 7003]
    assert load_tape(tmp_path, save_tape(found, tmp_path), SCHEDULE).covered.tolist() == [7002, 7003]


def test_counted_rows_off_the_calendar_cover_nothing() -> None:
    saturday = [1606600000 * 10**9]
    found = tape(ROWS, [[1], saturday])
    assert SCHEDULE.slots(np.array(saturday), Timeframe.D1).tolist() == [NO_SLOT]
    assert (found.covered == found.slots).all()


@pytest.mark.parametrize("change", ["symbol", "timeframe", "price", "skipped", "row"])
def test_every_change_of_what_a_tape_holds_changes_its_hash(change: str) -> None:
    rows, skipped, symbols, timeframe = [list(row) for row in ROWS], SKIPPED, ("AAA", "BBB"), Timeframe.D1
    if change == "symbol":
        symbols = ("AAA", "BBC")
    elif change == "timeframe":
        timeframe = Timeframe.H1
    elif change == "price":
        rows[5][2] += 1
    elif change == "skipped":
        skipped = [[], []]
    else:
        rows = [row[:4] for row in rows]
    columns, apart = np.array(rows, np.int64), np.zeros(len(rows[0]), np.int64)
    other = Tape(symbols, timeframe, columns, apart, apart, None, np.array(skipped, np.int64))
    assert tape_hash(other) != GOLDEN_HASH


def test_a_tape_that_is_there_is_verified_and_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / ".tapes" / save_tape(tape(), tmp_path)
    before = path.stat().st_mtime_ns
    save_tape(tape(), tmp_path)
    assert path.stat().st_mtime_ns == before
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
    path.write_bytes(path.read_bytes()[:-1] + b"\x01")
    with pytest.raises(TamperedRun, match=r"expected that of its name"):
        save_tape(tape(), tmp_path)


@pytest.mark.parametrize("at", [0, 20, 100, 127, 128, -1])
def test_a_changed_byte_is_refused(tmp_path: Path, at: int) -> None:
    address = save_tape(tape(), tmp_path)
    path = tmp_path / ".tapes" / address
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)
    with pytest.raises(TamperedRun, match="was changed and is not used"):
        load_tape(tmp_path, address, SCHEDULE)


@pytest.mark.parametrize(
    "data",
    [
        b"x",
        b"mqk tape 1\n",
        b"mqk tape 1\n{}\n",
        b"mqk tape 2\n" + GOLDEN.name.encode(),
        b'mqk tape 1\n{"rows":1,"skipped":0,"symbols":["A"],"timeframe":"1D"}\n' + b"\0" * 56,
        b'mqk tape 1\n{"rows":-1,"skipped":0,"symbols":["A"],"timeframe":"1D"}'.ljust(127) + b"\n",
        b'mqk tape 1\n{"rows":1,"skipped":0,"symbols":["A"],"timeframe":"2D"}'.ljust(127) + b"\n" + b"\0" * 56,
        b'mqk tape 1\n{"rows":1,"skipped":0,"symbols":["A"],"timeframe":"1D"}'.ljust(127) + b"\n" + b"\0" * 48,
        b'mqk tape 1\n{"rows":1,"skipped":0,"symbols":["A"],"timeframe":"1D"}'.ljust(127) + b"\n" + b"\0" * 51,
        b'mqk tape 1\n{"rows":1,"skipped":0,"symbols":["../A"],"timeframe":"1D"}'.ljust(127) + b"\n" + b"\0" * 56,
        b'mqk tape 1\n{"rows":1,"skipped":0,"symbols":["B","A"],"timeframe":"1D"}'.ljust(127) + b"\n" + b"\0" * 56,
        b'mqk tape 1\n{"rows":1,"skipped":0,"symbols":[],"timeframe":"1D"}'.ljust(127) + b"\n" + b"\0" * 56,
        b'mqk tape 1\n{"rows":1,"skipped":0,"symbols":["A"],"timeframe":"1D"}'.ljust(127) + b"\n" + b"\1" * 56,
        b'mqk tape 1\n{"rows":2,"skipped":0,"symbols":["A"],"timeframe":"1D"}'.ljust(127)
        + b"\n"
        + struct.pack("<2q", 2, 1)
        + b"\0" * 96,
        b"mqk tape 1\n" + b"[" * 100_000 + b"\n",
    ],
)
def test_bytes_that_have_their_hash_but_are_no_tape_are_refused(tmp_path: Path, data: bytes) -> None:
    address = "mqktap1:" + hashlib.sha256(b"mqktap1:" + data).hexdigest()
    (tmp_path / ".tapes").mkdir()
    (tmp_path / ".tapes" / address).write_bytes(data)
    with pytest.raises(TamperedRun, match="this is no tape"):
        load_tape(tmp_path, address, SCHEDULE)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / ".tapes" / save_tape(tape(), tmp_path)
    path.write_bytes(b"")
    with pytest.raises(TamperedRun, match="the tape is empty"):
        load_tape(tmp_path, path.name, SCHEDULE)


@pytest.mark.parametrize(
    "address", ["", "../../etc/passwd", "mqktap1:" + "0" * 63, "mqktap1:" + "A" * 64, GOLDEN_HASH + "\n"]
)
def test_what_is_no_address_opens_no_path(tmp_path: Path, address: str) -> None:
    with pytest.raises(TamperedRun, match="expected mqktap1: and 64 hexadecimal digits"):
        load_tape(tmp_path, address, SCHEDULE)


def test_a_missing_tape_says_what_to_pass(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"pass the runs\.folder") as caught:
        load_tape(tmp_path, GOLDEN_HASH, SCHEDULE)
    assert caught.value.exit_code == 2


def test_a_folder_in_the_place_of_a_tape_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".tapes" / GOLDEN_HASH).mkdir(parents=True)
    with pytest.raises(DataError, match="cannot be read"):
        load_tape(tmp_path, GOLDEN_HASH, SCHEDULE)
    with pytest.raises(DataError, match="cannot be read"):
        save_tape(tape(), tmp_path)


def test_a_folder_that_cannot_be_written_to_is_a_fault_of_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("a file")
    with pytest.raises(ConfigError, match=r"runs\.folder: the tape cannot be written"):
        save_tape(tape(), tmp_path / "runs")


def test_a_full_disk_leaves_no_tape_and_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tapes.os, "fsync", full)
    with pytest.raises(MqkError, match=r"\(No space left on device\); nothing was kept") as caught:
        save_tape(tape(), tmp_path)
    assert caught.value.exit_code == 1
    assert list((tmp_path / ".tapes").iterdir()) == []


def test_an_interrupted_write_leaves_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(tapes.os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        save_tape(tape(), tmp_path)
    assert list((tmp_path / ".tapes").iterdir()) == []


def test_the_rest_of_a_killed_process_disturbs_nothing(tmp_path: Path) -> None:
    (tmp_path / ".tapes").mkdir()
    (tmp_path / ".tapes" / f".tmp-{os.getpid()}-00").write_bytes(b"half")
    assert load_tape(tmp_path, save_tape(tape(), tmp_path), SCHEDULE).rows == 5
