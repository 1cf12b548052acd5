"""The commands of the README do what the README says: each marked block is run as it stands.

A block is marked by a comment on the line before it: `<!-- run: installed -->` is run in a folder of its own with mqk
installed from wheels, `<!-- run: tree -->` in this tree.
"""

import os
import re
import subprocess
import sys

import pytest
from source_tree import ROOT

BLOCK = re.compile(r"(?ms)^<!-- run: (\w+) -->\n```sh\n(.*?)^```$")
UNMARKED = re.compile(r"(?m)^(?!<!-- run: \w+ -->$).*\n```sh$")


def blocks(where):
    return [commands for mark, commands in BLOCK.findall((ROOT / "README.md").read_text()) if mark == where]


def make(*arguments):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(["make", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)


def test_readme_begins_with_the_two_commands():
    first = blocks("tree")[0].splitlines()
    assert [line.split("#")[0].strip() for line in first] == ["make run", "make test"]
    assert (ROOT / "README.md").read_text().index("make test") < 600


def test_every_block_of_commands_in_the_readme_is_run():
    assert UNMARKED.findall((ROOT / "README.md").read_text()) == []
    assert len(blocks("installed")) >= 2


def test_ci_runs_what_a_newcomer_runs():
    assert re.search(r"(?m)^make test\b", (ROOT / ".ci/run").read_text())
    assert make("-n", "test").returncode == 0


@pytest.mark.slow
def test_make_run_runs_the_demo_and_says_where_the_results_are(tmp_path):
    if sys.prefix != str(ROOT / ".venv"):
        pytest.fail(f"this suite runs in {sys.prefix}, not in the .venv that make makes")
    done = make("run", f"RUNS={tmp_path}/results")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{tmp_path}/results" in done.stdout
    assert [file.name for file in (tmp_path / "results").glob("*/metrics.json")] == ["metrics.json"]


@pytest.mark.slow
def test_commands_of_the_readme_work_where_mqk_is_installed(installed):
    for commands in blocks("installed"):
        done = installed.run("bash", "-euo", "pipefail", "-c", commands)
        assert "Traceback" not in done.stderr
