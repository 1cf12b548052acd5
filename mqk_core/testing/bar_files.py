"""A plugin for tests: bars from plain files of one folder, so that core's promises can be run with no other plugin.

`Workplace` puts it on the path of the commands that it runs, by an entry point like any plugin's.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import attrs

from mqk_core.api import BarsConfig, BarSeries, Component, hookimpl, parse_bars_csv


@attrs.frozen(kw_only=True)
class BarFilesConfig(BarsConfig):
    """Where the files lie, and whose bars are wanted."""

    path: str = attrs.field(metadata={"identity": False, "help": "folder that holds SYMBOL.csv"})
    symbols: frozenset[str] = attrs.field(metadata={"help": "symbols to read"})


class BarFiles:
    """Reads one file a symbol, in whatever order the symbols come."""

    def __init__(self, config: BarFilesConfig) -> None:
        self.folder = Path(config.path)
        self.symbols = tuple(config.symbols)

    def read(self) -> Sequence[BarSeries]:
        """Return one series a symbol."""
        found = []
        for symbol in self.symbols:
            parsed = parse_bars_csv((self.folder / f"{symbol}.csv").read_bytes(), f"{symbol}.csv")
            found.append(BarSeries(symbol, parsed.columns, f"{symbol}.csv", first_line=2))
        return found


@hookimpl
def mqk_data_providers() -> list[Component]:
    """Name the one source of bars."""
    return [Component("bar_files", BarFilesConfig, BarFiles)]
