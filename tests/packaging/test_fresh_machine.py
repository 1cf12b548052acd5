"""On a machine that lacks something the first command says what, and what brings it; CI cannot pass by chance."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from source_tree import ROOT

#: What any machine has that has make.
TOOLS = (
    "bash",
    "cat",
    "dirname",
    "env",
    "expand",
    "find",
    "grep",
    "make",
    "mkdir",
    "mktemp",
    "rm",
    "sed",
    "sh",
    "tail",
    "tee",
    "touch",
)


@pytest.fixture
def clone(tmp_path):
    """As much of a fresh clone as `make` reads before there is a virtual environment."""
    folder = tmp_path / "clone"
    for name in (
        "Makefile",
        "constraints.txt",
        "pyproject.toml",
        "requirements-dev.txt",
        "tests/tools/machine.py",
        ".ci/run",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    (folder / "mqk_core").mkdir()
    programs = tmp_path / "programs"
    programs.mkdir()
    for tool in TOOLS:
        if found := shutil.which(tool):
            (programs / tool).symlink_to(found)
    return folder


def run(clone, *command, **variables):
    environment = {"PATH": str(clone.parent / "programs"), "HOME": str(clone), "LC_ALL": "C"} | variables
    return subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL)


def give(clone, name, target):
    (clone.parent / "programs" / name).symlink_to(target)


def test_without_a_python_the_message_names_what_to_install(clone):
    done = run(clone, "make", "run")
    assert done.returncode != 0
    assert "mqk needs CPython 3.11 or newer" in done.stderr
    assert "apt-get install python3 python3-venv python3-dev gcc" in done.stderr
    assert not (clone / ".venv").exists()


def test_a_python_that_is_too_old_is_passed_over(clone):
    old = clone.parent / "old_python"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    give(clone, "python3", old)
    give(clone, "python3.12", sys.executable)
    done = run(clone, "make", "run", CC="no-such-compiler")
    assert "no C compiler: 'no-such-compiler' cannot be started" in done.stderr


def test_without_a_compiler_the_message_names_what_to_install(clone):
    give(clone, "python3", Path(sys.executable).resolve())
    done = run(clone, "make", "run", CC="no-such-compiler")
    assert done.returncode != 0
    for advice in ("apt-get install gcc python3-dev", "dnf install gcc python3-devel", "xcode-select --install"):
        assert advice in done.stderr
    assert not (clone / ".venv").exists()


def test_a_compiler_that_cannot_compile_is_named_with_what_it_said(clone):
    broken = clone.parent / "programs" / "broken-cc"
    broken.write_text("#!/bin/sh\necho 'stdio.h: no such file' >&2\nexit 1\n")
    broken.chmod(0o755)
    give(clone, "python3", Path(sys.executable).resolve())
    done = run(clone, "make", "run", CC="broken-cc")
    assert "the C compiler 'broken-cc' cannot build a Python module:\nstdio.h: no such file" in done.stderr


def test_this_machine_lacks_nothing():
    environment = {name: value for name, value in os.environ.items() if name != "CC"}
    done = subprocess.run(
        [sys.executable, ROOT / "tests/tools/machine.py"], env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def ci(clone, printed, status):
    (clone / "Makefile").write_text(f"test:\n\t@printf '{printed}'; exit {status}\n")
    done = run(clone, "bash", ".ci/run", CI="true")
    return done.returncode, done.stdout.splitlines()[-1] if done.stdout else ""


@pytest.mark.parametrize(
    "closing",
    [
        "==== 3 passed in 1.20s ====",
        "===== 3 passed, 1 skipped in 61.20s (0:01:01) =====",
        "== 1 passed, 2 xfailed in 1.0s ==",
    ],
)
def test_ci_passes_and_ends_with_the_closing_line(clone, closing):
    assert ci(clone, f"lint\\n{closing}\\n", 0) == (0, closing)


@pytest.mark.parametrize(
    ("printed", "status"),
    [
        ("==== 1 failed, 3 passed in 1.20s ====\\n", 1),
        ("==== 1 failed, 3 passed in 1.20s ====\\n", 0),
        ("==== 3 passed, 1 error in 1.20s ====\\n", 0),
        ("==== 10 passed in 1.20s ====\\n", 2),
        ("==== no tests ran in 0.01s ====\\n", 0),
        ("==== 30 deselected in 0.01s ====\\n", 0),
        ("nothing at all\\n", 0),
        ("", 0),
    ],
    ids=[
        "failed",
        "failed and hidden",
        "error",
        "failed after the tests",
        "no tests",
        "all deselected",
        "no pytest",
        "silent",
    ],
)
def test_ci_fails_when_anything_fails_or_nothing_ran(clone, printed, status):
    assert ci(clone, printed, status)[0] != 0
