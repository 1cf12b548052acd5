import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from mqk_core.cli import main as door
from mqk_core.cli.main import main
from mqk_core.errors import ConfigError, DataError, MqkError, Problem, SafetyRefusal, TamperedRun, UsageError, Where


@pytest.fixture
def failing(monkeypatch):
    """failing(error): `mqk version` raises it."""
    from mqk_core.cli import version

    def arrange(error):
        def run(call):
            raise error

        monkeypatch.setattr(version, "run", run)

    return arrange


def test_a_version_starts_without_what_it_does_not_need():
    script = (
        "import sys; from mqk_core.cli.main import main; code = main(['version']);"
        "heavy = {'hydra', 'omegaconf', 'yaml', 'numpy', 'cattrs', 'pluggy', 'msgspec', 'pytest'} & set(sys.modules);"
        "sys.exit(f'{heavy}' if heavy else code)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("mqk ")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("a"), 2),
        (ConfigError([Problem(Where("f", 1, 2, "k"), "a")]), 2),
        (DataError([Problem(Where("f"), "a")]), 2),
        (SafetyRefusal("a"), 3),
        (TamperedRun("a"), 3),
        (MqkError("a"), 1),
        (OSError(28, "No space left on device"), 1),
        (RuntimeError("a"), 1),
        (RecursionError("a"), 1),
        (KeyboardInterrupt(), 130),
    ],
)
def test_every_failure_has_its_exit_code_and_one_object(mqk, failing, error, code):
    failing(error)
    plain = mqk("version")
    assert (plain.code, plain.out) == (code, "")
    assert plain.err
    assert "Traceback" not in plain.err
    answer = mqk("version", "--json")
    assert answer.code == code
    assert set(answer.json) == {"error", "exit_code"}
    assert set(answer.json["error"]) == {"code", "message", "where"}
    assert answer.json["exit_code"] == code


def test_every_problem_has_a_line_and_a_place(mqk, failing):
    failing(ConfigError([Problem(Where("f.yaml", 3, 5, "a.b"), "first"), Problem(Where(key="c"), "second")]))
    answer = mqk("version", "--json")
    assert answer.err == "f.yaml:3:5: a.b: first\nc: second\n"
    assert answer.json["error"] == {
        "code": "CONFIG",
        "message": "f.yaml:3:5: a.b: first\nc: second",
        "where": [
            {"file": "f.yaml", "line": 3, "column": 5, "key": "a.b"},
            {"file": None, "line": None, "column": None, "key": "c"},
        ],
    }


def test_a_traceback_is_shown_only_with_debug(mqk, failing):
    failing(RuntimeError("broken"))
    assert "run again with --debug" in mqk("version").err
    assert "Traceback" in mqk("version", "--debug").err


def test_control_characters_never_reach_a_terminal(mqk, failing):
    failing(UsageError("a\x1b[31mb\nc\u202ed"))
    answer = mqk("version", "--json")
    assert answer.err == "a\\x1b[31mb\\nc\\u202ed\n"
    assert "\x1b" not in answer.out
    assert "\u202e" not in answer.out


def test_words_that_are_not_utf8_are_refused(mqk):
    answer = mqk("config", "show", "a=\udcff")
    assert (answer.code, answer.err) == (2, "word 3 of the command line is not UTF-8 text; write it as UTF-8\n")


@pytest.mark.parametrize(
    ("platform", "implementation", "version"),
    [
        ("win32", "cpython", (3, 12)),
        ("linux", "pypy", (3, 11)),
        ("linux", "cpython", (3, 10)),
        ("cygwin", "cpython", (3, 12)),
    ],
)
def test_elsewhere_the_start_is_refused(mqk, monkeypatch, platform, implementation, version):
    class Elsewhere:
        stdout, stderr = sys.stdout, sys.stderr
        version_info = version

    Elsewhere.platform = platform
    Elsewhere.implementation = type("implementation", (), {"name": implementation})
    monkeypatch.setattr(door, "sys", Elsewhere)
    answer = mqk("version")
    assert answer.code == 2
    assert answer.err.startswith("mqk runs on Linux and macOS with CPython 3.11 or later, found ")


def test_a_terminated_verb_ends_with_143_and_the_signal_is_given_back(mqk, monkeypatch):
    from mqk_core.cli import version

    def run(call):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(5)
        return 0

    monkeypatch.setattr(version, "run", run)
    before = signal.getsignal(signal.SIGTERM)
    answer = mqk("version", "--json")
    assert answer.code == 143
    assert answer.json["error"]["code"] == "TERMINATED"
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_thread_that_is_not_the_main_one_may_call_it(mqk):
    codes = []
    thread = threading.Thread(target=lambda: codes.append(main(["version"])))
    thread.start()
    thread.join()
    assert codes == [0]


@pytest.mark.parametrize("fate", ["closed", "broken", *(["full"] if sys.platform == "linux" else [])])
def test_a_lost_standard_output_is_no_traceback(fate):
    argv = [sys.executable, "-c", "import sys; from mqk_core.cli.main import main; sys.exit(main(['help']))"]
    if fate == "broken":
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run(argv, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
        os.close(writing)
        assert (done.returncode, done.stderr) == (0, "")
    elif fate == "closed":
        done = subprocess.run(
            ["/bin/sh", "-c", 'exec "$@" >&-', "sh", *argv], stderr=subprocess.PIPE, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
    else:
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(argv, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
        assert done.returncode != 0
        assert "Traceback" not in done.stderr


def test_a_narrow_encoding_gets_escapes_and_no_error(monkeypatch, loaded):
    narrow = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", narrow)
    assert main(["help"]) == 0
    narrow.flush()
    assert b"\\u2026" in narrow.buffer.getvalue()


def test_json_is_ascii_whatever_it_says(mqk):
    answer = mqk("config", "hash", "--json", "é=1")
    assert answer.out.isascii()
    assert json.loads(answer.out)["exit_code"] == 2


def test_an_answer_once_given_is_not_followed_by_an_error_object(mqk, monkeypatch):
    from mqk_core.cli import version

    def run(call):
        call.answer({"a": 1}, [])
        raise RuntimeError("afterwards")

    monkeypatch.setattr(version, "run", run)
    answer = mqk("version", "--json")
    assert (answer.code, answer.json) == (1, {"a": 1})
