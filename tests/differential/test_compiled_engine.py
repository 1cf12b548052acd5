"""The compiled engine against the same sources as plain Python, in processes of their own: equal to the last byte."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUNS = 40


def printed(folder, hash_seed):
    """Run the random engines with core from `folder`; return its first line and the others."""
    path = os.pathsep.join(map(str, (folder, ROOT / "tests/tools")))
    done = subprocess.run(
        [sys.executable, "-B", str(Path(__file__).with_name("random_runs.py")), str(RUNS)],
        env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": hash_seed},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    engine, *lines = done.stdout.splitlines()
    assert Path(engine).is_relative_to(folder)
    return engine, lines


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """A copy of core that holds sources only."""
    folder = tmp_path_factory.mktemp("sources")
    shutil.copytree(
        ROOT / "mqk_core", folder / "mqk_core", ignore=shutil.ignore_patterns("*.so", "*.c", "*.pyd", "__pycache__")
    )
    return folder


@pytest.fixture(scope="module")
def compiled():
    engine, lines = printed(ROOT, "0")
    assert engine.endswith(str(sysconfig.get_config_var("EXT_SUFFIX")))
    return lines


@pytest.mark.parametrize("hash_seed", ["1", "42"])
def test_plain_python_decides_the_same_whatever_the_hash_seed(compiled, sources, hash_seed):
    engine, lines = printed(sources, hash_seed)
    assert engine.endswith(".py")
    assert lines == compiled


@pytest.mark.parametrize(
    "tag", ["filled", "refusal", "halt", "disable", "cancel", "replaced", "expired", "transfer", "split", "dividend"]
)
def test_the_random_runs_are_about_something(compiled, tag):
    assert sum(f"'{tag}': 0" not in line for line in compiled) >= 1
    assert len(set(compiled)) == RUNS
