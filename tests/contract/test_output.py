"""What stands on the two streams: with `--json` one object and nothing else; never a traceback or an escape."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mqk_core.cli import main as entry

WORDS = [
    [],
    ["frobnicate"],
    ["config"],
    ["config", "shwo"],
    ["runs"],
    ["runs", "prune"],
    ["new", "strategy", "mine"],
    ["sweep"],
    ["run", "again"],
    ["RUN"],
    [""],
    ["--"],
    ["--js"],
    ["--json=yes"],
    ["--json"],
    ["-v"],
    ["--config-dir"],
    ["--config-dir=", "+engine=x", "+mode=backtest"],
    ["--config-dir", "nowhere", "+engine=x", "+mode=backtest"],
    ["--config-dir", "a", "--config-dir", "b"],
    ["version", "more"],
    ["version", "seed=1"],
    ["plugins", "more"],
    ["config", "schema", "more"],
    ["config", "explain"],
    ["config", "explain", "no.such.key"],
    ["config", "explain", "a\x1b[31m"],
    ["config", "show", "more"],
    ["config", "hash"],
    ["config", "diff", "one"],
    ["config", "diff", "one", "two"],
    ["config", "diff", "one", "two", "three"],
    ["config", "diff", "seed='1", "seed=2"],
    ["config", "diff", "mqkcfg1:0", "mqkcfg1:1"],
    ["config", "audit", "bt-0"],
    ["runs", "list", "more"],
    ["runs", "list", "seed=1"],
    ["runs", "list", "+runs.folder=x"],
    ["runs", "list", "runs.folder="],
    ["runs", "show"],
    ["runs", "show", "bt-0"],
    ["runs", "show", "../bt-0"],
    ["runs", "show", "bt-0", "runs.folder=a", "runs.folder=b"],
    ["replay", "bt-0"],
    ["replay", "bt-0", "fills=next_open"],
    ["\x1b[2J"],
    ["\ud800"],
    ["+engine"],
    ["=x"],
    ["~"],
    ["+\x1b=1"],
]


@pytest.mark.parametrize("words", WORDS, ids=repr)
def test_every_refused_command_line_gives_one_object_exit_2_and_plain_text(line, words):
    answer = line(*words)
    assert answer.code == 2
    assert answer.error["message"]
    assert "\n" not in answer.out[:-1]
    for text in (answer.out, answer.err):
        assert [character for character in text if not (character.isprintable() or character == "\n")] == []
    assert "Traceback" not in answer.err
    assert line.left(".") == []
    people = line(*[word for word in words if word != "--json"], people=True)
    assert people.code == 2
    assert people.out == ""
    assert people.err


def test_flags_may_stand_anywhere(line):
    for words in (["--json", "config", "explain", "seed"], ["config", "--json", "explain", "seed"]):
        answer = line(*words, people=True)
        assert answer.code == 0
        assert json.loads(answer.out)["keys"][0]["key"] == "seed"


def test_a_traceback_is_shown_only_when_asked_for(line):
    plain, asked = (line("runs", "show", "bt-0", *flags) for flags in ([], ["--debug"]))
    assert "Traceback" not in plain.err
    assert "Traceback" in asked.err
    assert asked.err.endswith(plain.err)
    assert plain.out == asked.out


def test_a_fault_of_mqk_itself_is_one_object_and_exit_1(line, monkeypatch):
    def broken(words):
        raise ZeroDivisionError("a fault\x1b[31m")

    monkeypatch.setattr(entry, "read", broken)
    answer = line("version")
    assert (answer.code, answer.error["code"]) == (1, "FAILED")
    assert "ZeroDivisionError" in answer.error["message"]
    assert "--debug" in answer.error["message"]
    assert "\x1b" not in answer.err
    assert "Traceback" not in answer.err


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_decides_the_exit_code_also_where_a_library_makes_another_error_of_it(line, monkeypatch, sent, code):
    def swallowing(words):
        try:
            signal.raise_signal(sent)
        except BaseException:  # noqa: BLE001
            raise ValueError("the layers cannot be merged") from None

    monkeypatch.setattr(entry, "read", swallowing)
    answer = line("version")
    assert (answer.code, answer.object["exit_code"]) == (code, code)
    assert answer.error["code"] in ("INTERRUPTED", "TERMINATED")


def test_a_signal_that_a_library_swallows_is_said_again(line, monkeypatch):
    def deaf(words):
        with contextlib.suppress(BaseException):
            signal.raise_signal(signal.SIGINT)
        time.sleep(10)

    monkeypatch.setattr(entry, "read", deaf)
    before = signal.getsignal(signal.SIGALRM)
    begun = time.monotonic()
    answer = line("version")
    assert (answer.code, answer.error["code"]) == (130, "INTERRUPTED")
    assert time.monotonic() - begun < 5
    assert (signal.getsignal(signal.SIGALRM), signal.getitimer(signal.ITIMER_REAL)) == (before, (0.0, 0.0))


@pytest.mark.parametrize(("platform", "version"), [("win32", (3, 11)), ("linux", (3, 10)), ("freebsd14", (3, 12))])
def test_another_platform_is_refused_with_a_sentence(line, monkeypatch, platform, version):
    monkeypatch.setattr(entry.sys, "platform", platform)
    monkeypatch.setattr(entry.sys, "version_info", (*version, 0))
    answer = line("version")
    assert (answer.code, answer.error["code"]) == (2, "PLATFORM")
    assert "Linux and macOS with CPython 3.11" in answer.error["message"]


def test_a_reader_that_leaves_disturbs_neither_the_run_nor_its_folder(line, small):
    for words, code in ((small, 0), (["plugins"], 0), (["frobnicate"], 2)):
        for flags in ([], ["--json"]):
            reading, writing = os.pipe()
            os.close(reading)
            process = line.start(*words, *flags, stdout=writing)
            os.close(writing)
            _, err = process.communicate(timeout=60)
            assert process.returncode == code, err
            assert "Traceback" not in err
            assert "BrokenPipe" not in err
    assert len(list((line.folder / "runs").glob("bt-*/*"))) == 9


def test_streams_that_are_closed_or_know_only_ascii_are_no_failure(line, small):
    program = "import sys; from mqk_core.cli.main import main; sys.exit(main())"
    for command in (
        f"exec {sys.executable} -c '{program}' \"$@\" >&-",
        f"exec {sys.executable} -c '{program}' \"$@\" 2>&-",
    ):
        done = subprocess.run(["sh", "-c", command, "sh", *small], cwd=line.folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    answer = line.process("config", "explain", "schlüssel→", environment={"PYTHONIOENCODING": "ascii"})
    assert answer.code == 2
    assert "Traceback" not in answer.err
    assert answer.out.isascii()


def test_a_full_output_device_is_a_failure_and_no_traceback(line):
    with Path("/dev/full").open("w") as full:
        process = line.start("plugins", stdout=full)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Traceback" not in err


def test_in_process_calls_leave_nothing_of_themselves_behind(line):
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT), dict(os.environ), Path.cwd(), sys.stdout
    for words in (["+engine=x", "+mode=backtest", "strategy.entyr=1"], ["version"], ["frobnicate"]):
        line(*words)
    after = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT), dict(os.environ), Path.cwd(), sys.stdout
    assert after == before


def test_progress_and_warnings_go_to_standard_error(line, small_file, small_lines, small):
    small_file.write_text("\n".join([*small_lines, small_lines[-1]]))
    answer = line(*small, "data.bad_rows=count")
    assert answer.code == 0
    assert "left out" in answer.err
    assert "left out" not in answer.out
