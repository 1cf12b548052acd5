"""The command line as a user has it: called in this process or in one of its own, from an empty folder."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import attrs
import package_lists
import pytest
from source_tree import ROOT, carried_files

from mqk_core.cli.main import main
from mqk_core.sample import sample_folder

ARTIFACTS = {
    "audit.jsonl", "config.yaml", "equity.csv", "fills.csv", "manifest.json", "metrics.json", "orders.csv",
    "report.html", "trades.csv",
}  # fmt: skip
SMALL_ROWS = 120


def pytest_collection_modifyitems(items):
    """Count all of this folder as slow: together it takes minutes, since most of it starts processes."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.slow)


def _no_constant(name):
    raise ValueError(f"JSON has no {name}")


@attrs.frozen
class Answer:
    """What one command line came to."""

    code: int
    out: str
    err: str

    @property
    def object(self):
        """The one JSON object on standard output; anything beside it fails here."""
        assert self.out.count("\n") == 1, self.out + self.err
        return json.loads(self.out, parse_constant=_no_constant)

    @property
    def error(self):
        """The error that was answered, whose exit code is the process's."""
        assert set(self.object) == {"error", "exit_code"}, self.out
        assert self.object["exit_code"] == self.code
        assert set(self.object["error"]) == {"code", "message", "where"}
        return self.object["error"]

    @property
    def keys(self):
        return [where["key"] for where in self.error["where"]]


@attrs.frozen
class Line:
    """The command line, with `folder` as its working folder; runs go to `folder/runs` unless words say otherwise."""

    folder: Path

    def __call__(self, *words, people=False):
        """Call in this process; with `--json` unless it is meant for people."""
        out, err = io.StringIO(), io.StringIO()
        texts = [str(word) for word in words] + ([] if people else ["--json"])
        with contextlib.chdir(self.folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(texts)
        return Answer(code, out.getvalue(), err.getvalue())

    def start(self, *words, environment=None, cwd=None, **more):
        """Start in a process of its own, with the program that is installed."""
        command = [str(Path(sys.executable).with_name("mqk")), *(str(word) for word in words)]
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL, "text": True}
        wanted = {**os.environ, **(environment or {})}
        return subprocess.Popen(command, cwd=cwd or self.folder, env=wanted, **{**streams, **more})

    def process(self, *words, environment=None, cwd=None):
        """Call in a process of its own, with `--json`."""
        with self.start(*words, "--json", environment=environment, cwd=cwd) as process:
            out, err = process.communicate(timeout=120)
        return Answer(process.returncode, out, err)

    def left(self, folder="runs"):
        """Everything that stands below a folder, as paths; empty when the folder is not there."""
        top = self.folder / folder
        return sorted(path.relative_to(top).as_posix() for path in top.rglob("*")) if top.is_dir() else []


@pytest.fixture
def line(tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    return Line(folder)


@pytest.fixture(scope="module")
def shared_line(tmp_path_factory):
    """One working folder for tests that only read what others wrote."""
    return Line(tmp_path_factory.mktemp("shared"))


@pytest.fixture(scope="session")
def real_bars():
    """The folder with real bars, beside the project or where MQK_TEST_DATA says."""
    folder = Path(os.environ.get("MQK_TEST_DATA") or ROOT.parent / "shared" / "data")
    if not (folder / "bars").is_dir():
        pytest.skip(f"no real bars: {folder.name}/bars is not there, and MQK_TEST_DATA names no other folder")
    return folder / "bars"


@pytest.fixture(scope="session")
def small_lines():
    """Header and bars of a small daily file, as text lines; real bars of IBM."""
    text = gzip.decompress((sample_folder() / "IBM_1D.csv.gz").read_bytes()).decode()
    return tuple(text.splitlines()[: SMALL_ROWS + 1])


@pytest.fixture
def small_file(tmp_path, small_lines):
    path = tmp_path / "bars" / "IBM_1D.csv"
    path.parent.mkdir()
    path.write_text("\n".join(small_lines) + "\n")
    return path


def words_of(path, symbol, timeframe):
    return ["+engine=sma_cross", "+mode=backtest", "data=bars_file", f'data.path="{path}"', f"data.symbol={symbol}",
            f"data.timeframe={timeframe}"]  # fmt: skip


@pytest.fixture(scope="session")
def of_file():
    """of_file(path, symbol, timeframe): the words that run sma_cross on one file."""
    return words_of


@pytest.fixture
def small(small_file):
    """The words of a run on the small file that trades a few times."""
    return [*words_of(small_file, "IBM", "1D"), "strategy.fast=3", "strategy.slow=8"]


@pytest.fixture
def bytes_of():
    """bytes_of(folder): the nine artifacts of a run, by name."""

    def read(folder):
        found = {path.name: path.read_bytes() for path in Path(folder).iterdir()}
        assert set(found) == ARTIFACTS
        return found

    return read


@attrs.frozen
class Copy:
    """A copy of what git would carry, apart from this tree, and what PYTHONPATH must be for it to run."""

    top: Path
    search: str

    def run(self, line, *words):
        """Call the copy's command line; the first line of standard error says which files were loaded."""
        code = (
            "import sys, mqk_core.engine.step as step, mqk_conf, mqk_data_files\n"
            "print(step.__file__, mqk_conf.__file__, mqk_data_files.__file__, file=sys.stderr)\n"
            "from mqk_core.cli.main import main\n"
            "sys.exit(main())"
        )
        environment = {**os.environ, "PYTHONPATH": self.search, "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            [sys.executable, "-c", code, *map(str, words)],
            cwd=line.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        return Answer(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def copied_tree(tmp_path):
    """copied_tree(compiled): a copy of the sources, with or without the compiled modules."""

    def copy(compiled):
        top = tmp_path / "copy"
        for file in carried_files():
            if file.parts[0] in ("mqk_core", "plugins", *package_lists.MAPPED):
                (top / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / file, top / file)
        for binary in (ROOT / "mqk_core").rglob("*.so") if compiled else ():
            shutil.copy(binary, top / binary.relative_to(ROOT))
        door = top / "door"
        door.mkdir()
        for folder, package in {"mqk_core": "mqk_core", **package_lists.MAPPED}.items():
            (door / package).symlink_to(top / folder)
        return Copy(top, os.pathsep.join(map(str, [door, *sorted((top / "plugins").glob("*/src"))])))

    return copy
