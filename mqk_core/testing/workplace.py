"""A folder with bars, configuration and plugins of its own, and the command `mqk` run in it as a user would.

Every command is a process of its own: what it prints and leaves is all that a test may look at. Plugins are written as
files and found by their entry points, like installed ones; nothing is installed, and no registry is asked.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import attrs

from mqk_core.config.sections import RunConfig
from mqk_core.domain.money import to_text
from mqk_core.testing.market import Market

_COMMAND: Final = "import sys; from mqk_core.cli.main import main; sys.exit(main())"
_HEADER: Final = "ts_close_utc,open,high,low,close,volume"
#: What would make a command behave otherwise than for a user with a plain shell.
_LEFT_OUT: Final = ("PYTEST_", "HYDRA_", "MQK_", "PYTHONHASHSEED", "PYTHONWARNINGS")


@attrs.frozen
class Answer:
    """What a command left: its exit code, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one object on standard output."""
        answer: dict[str, Any] = json.loads(self.out)
        return answer


class Workplace:
    """One folder; `site` is where its plugins are found."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.site = folder / "site"
        self.site.mkdir(parents=True)
        self.write("conf/data/bar_files.yaml", "kind: bar_files\npath: bars\nsymbols: ???\ntimeframe: ???\n")
        self.entry_point("mqk-bar-files", "bar_files", "mqk_core.testing.bar_files")

    def write(self, name: str, text: str) -> Path:
        """Write a file below the folder and return its path."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def entry_point(self, distribution: str, plugin: str, module: str) -> None:
        """Let a module be found as a plugin of a distribution."""
        info = f"site/{distribution.replace('-', '_')}-1.0.dist-info"
        self.write(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
        self.write(f"{info}/entry_points.txt", f"[mqk]\n{plugin} = {module}\n")
        self.write(f"{info}/RECORD", "")

    def plugin(self, name: str, source: str, files: Mapping[str, str] | None = None) -> None:
        """Write a plugin: a package `name` of this source and further files, with an entry point of its own."""
        for below, text in {"__init__.py": source, **(files or {})}.items():
            self.write(f"site/{name}/{below}", text)
        self.entry_point(name.replace("_", "-"), name, name)

    def write_bars(self, market: Market, folder: str = "bars") -> None:
        """Write the market's bars as one file a symbol."""
        for symbol in market.symbols:
            lines = [_HEADER]
            for bar in sorted((one for one in market.bars if one.symbol == symbol), key=lambda one: one.time):
                amounts = (bar.open, bar.high, bar.low, bar.close, bar.volume)
                lines.append(",".join([_stamp(bar.time), *map(to_text, amounts)]))
            self.write(f"{folder}/{symbol}.csv", "\n".join(lines) + "\n")

    def configure(self, *overrides: str) -> RunConfig:
        """Return the typed configuration of core and this workplace's own plugins, and of no installed one.

        Raises
        ------
        MqkError : it is refused.
        """
        from mqk_core.config import compose, structure
        from mqk_core.runtime.plugins import load

        found = [metadata.PathDistribution(info) for info in sorted(self.site.glob("*.dist-info"))]
        plugins = load(found)
        composed = compose(overrides, plugins.config_packages, str(self.folder / "conf"))
        return structure(composed, plugins.registry)

    def mqk(self, *words: str, hash_seed: int = 0) -> Answer:
        """Run one command line in this folder, with this workplace's plugins and configuration."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_LEFT_OUT)}
        path = os.pathsep.join([str(self.site), *filter(None, [os.environ.get("PYTHONPATH")])])
        needs_folder = any(word.startswith("+engine=") for word in words)
        flags = ["--config-dir", str(self.folder / "conf")] if needs_folder else []
        done = subprocess.run(
            [sys.executable, "-P", "-c", _COMMAND, *flags, *words],
            cwd=self.folder,
            env={**kept, "PYTHONPATH": path, "PYTHONHASHSEED": str(hash_seed), "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.DEVNULL,
            check=False,
            capture_output=True,
            text=True,
        )
        return Answer(done.returncode, done.stdout, done.stderr)


def _stamp(time: int) -> str:
    import numpy as np

    return f"{np.datetime64(time, 'ns').astype('datetime64[s]')}Z"
