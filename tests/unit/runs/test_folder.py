from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mqk_core.errors import InvariantViolation, MqkError, SafetyRefusal, UsageError
from mqk_core.runs import folder
from mqk_core.runs.folder import ARTIFACTS, check_writable, read_regular, write

ROOT = Path(__file__).parents[3]
RUN = "bt-0123456789abcdef01234567"
FILES = {name: f"{name}\n".encode() * 3 for name in ARTIFACTS}


def content(path):
    return {entry.name: entry.read_bytes() for entry in path.iterdir()}


def test_a_run_is_written_whole(tmp_path):
    written = write(tmp_path / "deep" / "runs", RUN, FILES)
    assert (written.path, written.is_new) == (tmp_path / "deep" / "runs" / RUN, True)
    assert content(written.path) == FILES
    assert [entry.name for entry in written.path.parent.iterdir()] == [RUN]


def test_the_same_run_again_is_verified_and_not_rewritten(tmp_path):
    path = write(tmp_path, RUN, FILES).path
    before = [(entry.name, entry.stat().st_mtime_ns, entry.stat().st_ino) for entry in sorted(path.iterdir())]
    assert not write(tmp_path, RUN, FILES).is_new
    assert [(entry.name, entry.stat().st_mtime_ns, entry.stat().st_ino) for entry in sorted(path.iterdir())] == before


@pytest.mark.parametrize("name", ARTIFACTS)
@pytest.mark.parametrize("change", ["other", "longer", "shorter", "missing", "pipe", "link"])
def test_a_run_that_lies_there_with_other_bytes_is_refused_by_the_name_of_the_file(tmp_path, name, change):
    path = write(tmp_path, RUN, FILES).path / name
    if change in {"other", "longer", "shorter"}:
        path.write_bytes(
            {"other": FILES[name][::-1], "longer": FILES[name] + b"x", "shorter": FILES[name][:-1]}[change]
        )
    else:
        path.unlink()
        if change == "pipe":
            os.mkfifo(path)
        if change == "link":
            (tmp_path / "elsewhere").write_bytes(FILES[name])
            path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SafetyRefusal, match=name) as caught:
        write(tmp_path, RUN, FILES)
    assert (caught.value.code, caught.value.exit_code) == ("RUN_DIFFERS", 3)


def test_the_manifest_is_named_only_when_nothing_else_differs(tmp_path):
    write(tmp_path, RUN, FILES)
    with pytest.raises(SafetyRefusal, match=r"trades\.csv"):
        write(tmp_path, RUN, {**FILES, "manifest.json": b"other", "trades.csv": b"other"})


def test_a_file_under_the_run_id_is_left_as_it_is(tmp_path):
    (tmp_path / RUN).write_bytes(b"mine")
    with pytest.raises(SafetyRefusal, match="Not a directory"):
        write(tmp_path, RUN, FILES)
    assert (tmp_path / RUN).read_bytes() == b"mine"


def test_an_empty_folder_under_the_run_id_is_no_run(tmp_path):
    (tmp_path / RUN).mkdir()
    assert write(tmp_path, RUN, FILES).is_new
    assert content(tmp_path / RUN) == FILES


@pytest.mark.parametrize("run_id", ["", "..", "a/b", "A", ".tmp-0123456789abcdef", "-a", "x" * 65, "a\n"])
def test_a_run_id_is_never_a_path(tmp_path, run_id):
    with pytest.raises(InvariantViolation, match="expected an id"):
        write(tmp_path, run_id, FILES)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("files", [{}, {**FILES, "../evil": b""}, {k: v for k, v in FILES.items() if k != "fills.csv"}])
def test_a_run_is_nine_files_and_no_other(tmp_path, files):
    with pytest.raises(InvariantViolation, match=r"expected an id .* and the files config\.yaml"):
        write(tmp_path, RUN, files)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("failing", range(1, 12))
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_whatever_stops_the_writing_leaves_nothing(tmp_path, monkeypatch, failing, error):
    real, calls = os.fsync, []

    def fsync(descriptor):
        calls.append(descriptor)
        if len(calls) == failing:
            raise error
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises((MqkError, KeyboardInterrupt)) as caught:
        write(tmp_path, RUN, FILES)
    if isinstance(error, OSError):
        assert (caught.value.code, caught.value.exit_code) == ("RUN_NOT_WRITTEN", 1)
        assert "No space left on device" in caught.value.message
    left = [entry.name for entry in tmp_path.iterdir()]
    # Eleven flushes: nine files, their folder, and, after the rename, the folder of runs.
    assert left == ([RUN] if failing == 11 else [])
    monkeypatch.undo()
    write(tmp_path, RUN, FILES)
    assert content(tmp_path / RUN) == FILES


WRITE_IN_CHILD = """
import resource, signal, sys
from pathlib import Path
from mqk_core.errors import MqkError
from mqk_core.runs.folder import ARTIFACTS, write
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    files = {name: b"x" * (200_000 if name == "equity.csv" else 1_000) for name in ARTIFACTS}
    write(Path(sys.argv[1]), sys.argv[2], files)
except MqkError as error:
    print(error.code)
    sys.exit(error.exit_code)
"""


def child(code, *arguments, **options):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, **options)


def test_a_real_write_error_leaves_nothing(tmp_path):
    process = child(WRITE_IN_CHILD, tmp_path, RUN)
    out, _ = process.communicate(timeout=60)
    assert (process.returncode, out.strip()) == (1, "RUN_NOT_WRITTEN")
    assert list(tmp_path.iterdir()) == []


# A suite that runs in the background has children that ignore SIGINT, unless they say otherwise.
WRITE_AND_WAIT = """
import os, signal, sys, time
from pathlib import Path
signal.signal(signal.SIGINT, signal.default_int_handler)
from mqk_core.runs import folder
def fsync(descriptor):
    print("writing", flush=True)
    time.sleep(60)
os.fsync = fsync
folder.write(Path(sys.argv[1]), sys.argv[2], {name: b"half" for name in folder.ARTIFACTS})
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_process_stopped_while_writing_leaves_no_run(tmp_path, number):
    process = child(WRITE_AND_WAIT, tmp_path, RUN, stderr=subprocess.DEVNULL)
    assert process.stdout.readline() == "writing\n"
    process.send_signal(number)
    process.wait(timeout=60)
    process.stdout.close()
    left = [entry.name for entry in tmp_path.iterdir()]
    assert RUN not in left
    assert len(left) == (number == signal.SIGKILL)
    assert write(tmp_path, RUN, FILES).is_new
    assert content(tmp_path / RUN) == FILES


WRITE_AT_ONCE = """
import sys
from pathlib import Path
from mqk_core.runs.folder import ARTIFACTS, check_writable, write
sys.stdin.readline()
for number in range(40):
    target = Path(sys.argv[1]) / str(number)
    check_writable(target)
    print(write(target, sys.argv[2], {name: name.encode() * 50_000 for name in ARTIFACTS}).is_new)
"""


def test_of_processes_that_write_the_same_run_at_once_one_does_and_all_agree(tmp_path):
    processes = [child(WRITE_AT_ONCE, tmp_path, RUN, stdin=subprocess.PIPE) for _ in range(3)]
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=120)[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    for number, round_of_answers in enumerate(zip(*answers, strict=True)):
        assert sorted(round_of_answers) == ["False", "False", "True"]
        assert [entry.name for entry in (tmp_path / str(number)).iterdir()] == [RUN]


def test_leftovers_of_the_dead_go_after_a_day_and_nothing_else_does(tmp_path):
    long_ago = time.time() - 2 * 86_400
    old, young = tmp_path / ".tmp-0000000000000000", tmp_path / ".tmp-1111111111111111"
    foreign, file, link = tmp_path / ".tmp-mine", tmp_path / ".tmp-2222222222222222", tmp_path / ".tmp-3333333333333333"
    for path in (old, young, foreign, tmp_path / ".tapes"):
        path.mkdir()
        (path / "content").write_bytes(b"x")
    file.write_bytes(b"x")
    link.symlink_to(tmp_path / ".tapes")
    for path in (old, foreign, file, tmp_path / ".tapes"):
        os.utime(path, (long_ago, long_ago))
    os.utime(link, (long_ago, long_ago), follow_symlinks=False)
    write(tmp_path, RUN, FILES)
    assert {entry.name for entry in tmp_path.iterdir()} == {
        RUN, young.name, foreign.name, file.name, link.name, ".tapes",
    }  # fmt: skip
    assert (tmp_path / ".tapes" / "content").exists()


@pytest.mark.parametrize("name", ["runs", "not/yet/there", "."])
def test_a_writable_folder_passes_and_nothing_is_left_in_it(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    check_writable(Path(name))
    check_writable(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["file", "file/runs", "dangling", "nul\0byte", "x" * 300, "loop"])
def test_a_folder_that_cannot_hold_runs_is_refused_before_the_run(tmp_path, name):
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere" / "deep")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    before = sorted(entry.name for entry in tmp_path.iterdir())
    with pytest.raises(UsageError, match=r"runs\.folder: cannot write") as caught:
        check_writable(tmp_path / name)
    assert (caught.value.code, caught.value.exit_code) == ("RUNS_FOLDER", 2)
    assert "\0" not in caught.value.message
    assert sorted(entry.name for entry in tmp_path.iterdir()) == before


@pytest.mark.parametrize("code", [errno.EACCES, errno.EROFS, errno.ENOSPC])
def test_a_folder_that_takes_no_entry_is_refused(tmp_path, monkeypatch, code):
    def mkdir(path, *arguments, **options):
        raise OSError(code, os.strerror(code), str(path))

    monkeypatch.setattr(Path, "mkdir", mkdir)
    with pytest.raises(UsageError, match=os.strerror(code)):
        check_writable(tmp_path)


def test_a_probe_whose_folder_vanishes_under_it_tries_again(tmp_path, monkeypatch):
    real, calls = Path.mkdir, []

    def mkdir(path, *arguments, **options):
        calls.append(path)
        if len(calls) < 3 and path.name.startswith(".tmp-"):
            raise FileNotFoundError(errno.ENOENT, "No such file or directory")
        real(path, *arguments, **options)

    monkeypatch.setattr(Path, "mkdir", mkdir)
    check_writable(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_reader_does_not_wait_for_a_pipe_and_follows_no_link(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "pipe")
    for name in ("pipe", "link", ""):
        with pytest.raises(OSError, match=r"regular|symbolic|directory"):
            read_regular(tmp_path / name)
    (tmp_path / "file").write_bytes(b"12345")
    assert read_regular(tmp_path / "file", size_max=5) == b"12345"
    assert read_regular(tmp_path / "file", size_max=4) is None
    assert folder.RUN_ID_PATTERN.fullmatch(RUN)
