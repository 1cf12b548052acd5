"""A run's folder is there whole or not at all, whatever happens; the same run is found again and never rewritten."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mqk_core.runs import folder as writer


def stamp_of(folder):
    return {path.name: (path.stat().st_mtime_ns, path.stat().st_ino) for path in folder.iterdir()}


def test_a_run_leaves_nine_files_its_tape_and_nothing_else(line, small, bytes_of):
    answer = line(*small)
    run_id = answer.object["run_id"]
    assert answer.object["artifacts"] == f"runs/{run_id}"
    files = bytes_of(line.folder / "runs" / run_id)
    manifest = json.loads(files["manifest.json"])
    tape = manifest["identity"]["tape_hash"]
    assert line.left() == sorted([".tapes", f".tapes/{tape}", run_id, *(f"{run_id}/{name}" for name in files)])
    assert {name: manifest[name] for name in ("run_id", "bars", "orders", "fills", "final_equity", "max_drawdown")} == {
        name: answer.object[name] for name in ("run_id", "bars", "orders", "fills", "final_equity", "max_drawdown")
    }
    assert "run_seconds" not in b"".join(files.values()).decode()


def test_the_object_of_a_run_has_the_promised_keys_and_no_others(line, small):
    hashes, counts = ["config_hash", "code_hash", "data_hash"], ["bars", "orders", "fills"]
    results = ["final_equity", "max_drawdown", "halted", "halt_reason", "run_seconds", "artifacts"]
    found = line(*small).object
    assert list(found) == ["run_id", *hashes, *counts, *results]
    assert isinstance(found["final_equity"], str)


def test_the_same_run_again_ends_well_and_touches_nothing(line, small):
    first = line(*small)
    folder = line.folder / first.object["artifacts"]
    before = stamp_of(folder)
    again = line(*small)
    assert (again.code, again.object["run_id"]) == (0, first.object["run_id"])
    assert stamp_of(folder) == before
    assert "the same run was there already" in line(*small, people=True).out


@pytest.mark.parametrize("name", sorted(writer.ARTIFACTS))
def test_a_changed_artifact_is_refused_by_name_and_left_as_it_is(line, small, name):
    answer = line(*small)
    path = line.folder / answer.object["artifacts"] / name
    changed = path.read_bytes()[:-2] + b"#\n"
    path.write_bytes(changed)
    again = line(*small)
    assert (again.code, again.error["code"]) == (3, "RUN_DIFFERS")
    assert f": {name} in " in again.error["message"]
    assert path.read_bytes() == changed
    assert len(line.left("runs")) == 12


@pytest.mark.parametrize("change", ["removed", "a folder", "a link", "a pipe"])
def test_an_artifact_that_is_no_file_any_more_is_refused_without_waiting(line, small, change):
    answer = line(*small)
    path = line.folder / answer.object["artifacts"] / "fills.csv"
    kept = path.read_bytes()
    path.unlink()
    if change == "a folder":
        path.mkdir()
    elif change == "a link":
        (line.folder / "kept.csv").write_bytes(kept)
        path.symlink_to(line.folder / "kept.csv")
    elif change == "a pipe":
        os.mkfifo(path)
    again = line(*small)
    assert (again.code, again.error["code"]) == (3, "RUN_DIFFERS")
    assert "fills.csv" in again.error["message"]


def test_an_empty_folder_under_the_run_id_is_no_run(line, small, bytes_of):
    answer = line(*small)
    folder = line.folder / answer.object["artifacts"]
    shutil.rmtree(folder)
    folder.mkdir()
    assert line(*small).code == 0
    bytes_of(folder)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        ("a file", "runs.folder=taken"),
        ("a file", "runs.folder=taken/below/it"),
        ("a loop", "runs.folder=taken"),
        ("nothing", "runs.folder=/proc/nowhere"),
        ("nothing", "runs.folder=" + "n" * 300),
        ("nothing", 'runs.folder="/proc/\x1b[31m"'),
        ("nothing", 'runs.folder="a\0b"'),
    ],
)
def test_a_runs_folder_that_cannot_be_written_is_refused_before_the_run(line, small, make, words):
    taken = line.folder / "taken"
    if make == "a file":
        taken.write_text("mine")
    elif make == "a loop":
        taken.symlink_to(taken)
    before = line.left(".")
    answer = line(*small, words)
    assert answer.code == 2
    assert "runs.folder" in answer.error["message"]
    assert answer.keys == ["runs.folder"]
    assert "\x1b" not in answer.out + answer.err
    assert line.left(".") == before


def test_a_folder_without_permission_is_refused_before_the_run(line, small, monkeypatch):
    def denied(self, *rest, **more):
        raise PermissionError(13, "Permission denied", str(self))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "mkdir", denied)
        answer = line(*small, "runs.folder=closed/runs")
    assert (answer.code, answer.error["code"]) == (2, "RUNS_FOLDER")
    assert "Permission denied" in answer.error["message"]
    assert line.left(".") == []


class DiskFull(OSError):
    def __init__(self):
        super().__init__(28, "No space left on device")


@pytest.mark.parametrize("step", range(12))
def test_a_disk_that_fills_up_at_any_flush_fails_and_leaves_no_run(line, small, monkeypatch, step):
    calls = []
    flush = os.fsync

    def limited(descriptor):
        calls.append(descriptor)
        if len(calls) > step:
            raise DiskFull
        flush(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", limited)
        answer = line(*small)
    if answer.code == 0:
        assert len(calls) <= step
        return
    assert answer.code == 1
    assert "No space left" in answer.error["message"]
    for run in (line.folder / "runs").glob("bt-*"):  # renamed already; only the flush of the folder above failed
        assert len(list(run.iterdir())) == 9
    assert [name for name in line.left() if ".tmp" in name] == []
    again = line(*small)
    assert again.code == 0, again.err


def test_a_disk_without_room_for_the_tape_fails_and_leaves_no_run(line, small, monkeypatch):
    opened = Path.open

    def full(self, mode="r", *rest, **more):
        if "w" in mode or "x" in mode:
            raise DiskFull
        return opened(self, mode, *rest, **more)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", full)
        answer = line(*small)
    assert answer.code == 1
    assert [name for name in line.left() if "bt-" in name or ".tmp" in name] == []
    assert line(*small).code == 0


def test_left_overs_of_a_killed_process_disturb_nothing(line, small, bytes_of):
    left_over = line.folder / "runs" / ".tmp-0123456789abcdef"
    left_over.mkdir(parents=True)
    (left_over / "manifest.json").write_text("half")
    answer = line(*small)
    assert answer.code == 0
    bytes_of(line.folder / answer.object["artifacts"])
    assert [run["run_id"] for run in line("runs", "list").object["runs"]] == [answer.object["run_id"]]


def test_two_at_once_leave_one_whole_folder_and_both_end_well(line, small, bytes_of):
    processes = [line.start(*small, "--json") for _ in range(2)]
    answers = [process.communicate(timeout=120) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], answers
    found = {json.loads(out)["run_id"] for out, _ in answers}
    assert len(found) == 1
    bytes_of(line.folder / "runs" / found.pop())
    assert [name for name in line.left() if ".tmp" in name] == []


@pytest.fixture
def long_run(line, of_file, tmp_path):
    """The words of a run that takes some seconds: two hundred thousand minutes without a pause."""
    path = tmp_path / "LONG_1m.csv"
    rows = ["ts_close_utc,open,high,low,close,volume"]
    for minute in range(200_000):
        stamp = time.strftime("%Y-%m-%dT%H:%M:00Z", time.gmtime(1_577_836_800 + 60 * minute))
        price = 100 + (minute * 7919) % 13
        rows.append(f"{stamp},{price},{price},{price},{price},1")
    path.write_text("\n".join(rows))
    return [*of_file(path, "LONG", "1m"), "schedule=always_open", "strategy.fast=1", "strategy.slow=2"]


@pytest.mark.slow
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_at_any_moment_ends_with_its_code_and_leaves_nothing(line, long_run, sent, code):
    program = (
        "import sys; from mqk_core.cli.main import main; print('ready', file=sys.stderr, flush=True); sys.exit(main())"
    )
    seen = set()
    for pause in (0.05, 0.2, 0.4, 0.7, 1.1, 1.6):
        command = [sys.executable, "-c", program, *map(str, long_run), "--json"]
        process = subprocess.Popen(
            command,
            cwd=line.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
        )
        assert process.stderr.readline() == "ready\n"
        time.sleep(pause)
        process.send_signal(sent)
        out, err = process.communicate(timeout=60)
        seen.add(process.returncode)
        if process.returncode in (0, -sent):  # the answer was given before; the interpreter was ending
            assert len(list((line.folder / json.loads(out)["artifacts"]).iterdir())) == 9
            break
        assert process.returncode == code, err
        assert "Traceback" not in err
        assert json.loads(out)["exit_code"] == code
        assert [name for name in line.left() if not name.startswith(".tapes") or ".tmp" in name] == []
    assert code in seen


def test_a_signal_while_files_are_written_leaves_nothing_under_the_run_id(line, small, monkeypatch):
    def interrupted(path, data):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(writer, "_write_file", interrupted)
        answer = line(*small)
    assert (answer.code, answer.error["code"]) == (130, "INTERRUPTED")
    assert [name for name in line.left() if not name.startswith(".tapes")] == []


@pytest.mark.slow
def test_a_process_that_is_killed_leaves_nothing_under_a_run_id(line, long_run):
    for pause in (1.0, 3.0):
        process = line.start(*long_run, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(pause)
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        process.wait(timeout=60)
        for path in (line.folder / "runs").glob("bt-*"):
            assert len(list(path.iterdir())) == 9
