"""An empty environment with mqk and its plugins from wheels, and a way to run commands in it from another folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import attrs
import pytest
import wheelhouse
from source_tree import ROOT

#: What a newcomer's shell has; nothing that would lead back into this tree or to a registry.
KEPT = {"HOME", "LANG", "LC_ALL", "TMPDIR", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "CC", "CFLAGS"}


@attrs.frozen
class Shell:
    """Runs commands with the programs of one environment first on the PATH, in a folder outside the tree."""

    programs: Path
    folder: Path

    def run(self, *command, cwd=None, expect=0):
        environment = {name: value for name, value in os.environ.items() if name in KEPT}
        environment |= {"PATH": f"{self.programs}{os.pathsep}{os.environ['PATH']}", "PIP_CONFIG_FILE": os.devnull}
        done = subprocess.run(
            command, cwd=cwd or self.folder, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
        assert done.returncode == expect, f"{command} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def object_of(self, *command, cwd=None):
        """The one JSON object that a command prints."""
        return json.loads(self.run(*command, "--json", cwd=cwd).stdout)


@pytest.fixture(scope="session")
def filled_wheelhouse():
    return wheelhouse.fill()


def install(environment, house, *what):
    """Install into an environment from the wheelhouse alone: no index, no settings of this machine."""
    links = [f"--find-links={house / half}" for half in ("third_party", "own")]
    pip = [
        sys.executable,
        "-m",
        "pip",
        "-qq",
        "--python",
        str(environment),
        "--isolated",
        "--disable-pip-version-check",
    ]
    kept = {name: value for name, value in os.environ.items() if name in KEPT | {"PATH"}}
    done = subprocess.run(
        [*pip, "install", "--no-index", *links, *what],
        env=kept | {"PIP_CONFIG_FILE": os.devnull, "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def empty_environment(tmp_path_factory, filled_wheelhouse):
    """A new environment with nothing but the wheels of mqk and its plugins, and what they require."""
    environment = tmp_path_factory.mktemp("installed") / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    install(environment, filled_wheelhouse, *sorted(str(file) for file in (filled_wheelhouse / "own").glob("*.whl")))
    return environment


@pytest.fixture
def installed(empty_environment, tmp_path):
    return Shell(empty_environment / "bin", tmp_path)


@pytest.fixture
def tree(tmp_path):
    """The same commands, from this tree's own environment."""
    return Shell(Path(sys.executable).parent, tmp_path)


@pytest.fixture
def acme_installed(tmp_path, empty_environment, filled_wheelhouse):
    """The third party's plugin beside mqk, installed from a copy of its sources as its author would."""
    source = tmp_path / "mqk-acme"
    shutil.copytree(
        ROOT / "tests/acme/mqk-acme", source, ignore=shutil.ignore_patterns("build", "*.egg-info", "__pycache__")
    )
    install(empty_environment, filled_wheelhouse, str(source))
    yield Shell(empty_environment / "bin", tmp_path)
    pip = [sys.executable, "-m", "pip", "-qq", "--python", str(empty_environment), "--disable-pip-version-check"]
    subprocess.run([*pip, "uninstall", "-y", "mqk-acme"], check=True)
