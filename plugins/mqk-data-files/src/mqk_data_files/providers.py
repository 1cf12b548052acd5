"""The components of this plugin: their configuration, and the providers that read what it names.

A provider reads whole files as they stand; core judges, filters and merges the rows. Which bytes make a bar is said in
core's CSV reader and in `parquet.py`; how a path becomes bytes, in `files.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

from mqk_core.api import (
    SYMBOL_RULE,
    BarsConfig,
    BarSeries,
    DataError,
    Problem,
    Timeframe,
    Where,
    is_symbol,
    parse_bars_csv,
    sample_folder,
)
from mqk_data_files.files import escaped, read_bytes

SUFFIXES: Final = (".csv", ".csv.gz", ".parquet")
NAMES_SHOWN: Final = 10


def _some(_: object, __: attrs.Attribute[frozenset[str]], value: frozenset[str]) -> None:
    if not value:
        raise ValueError("expected at least one symbol, found none")


def _checked(symbols: Iterable[str]) -> list[str]:
    """Return the symbols in order. The configuration has checked them; whoever builds a provider by hand has not."""
    for symbol in symbols:
        if not is_symbol(symbol):
            raise DataError([Problem(Where(key="data"), f"found the symbol '{escaped(symbol)}'; {SYMBOL_RULE}")])
    return sorted(symbols)


def _path(what: str) -> Any:
    return attrs.field(metadata={"identity": False, "help": what})


@attrs.frozen(kw_only=True)
class BarsFileConfig(BarsConfig):
    """One file of one symbol."""

    path: str = _path("File to read: .csv, .csv.gz or .parquet.")
    symbol: str = attrs.field(metadata={"help": "Symbol that the file's bars are of."})


@attrs.frozen(kw_only=True)
class BarsFolderConfig(BarsConfig):
    """A folder with one file for each symbol."""

    path: str = _path("Folder with SYMBOL_TIMEFRAME.csv, .csv.gz or .parquet of each symbol.")
    symbols: frozenset[str] = attrs.field(validator=_some, metadata={"help": "Symbols to read."})


@attrs.frozen(kw_only=True)
class SampleConfig(BarsConfig):
    """Daily bars that ship with mqk."""

    timeframe: Timeframe = attrs.field(
        default=Timeframe.D1,
        validator=attrs.validators.in_([Timeframe.D1]),
        metadata={"help": "Length of a bar; the sample holds daily bars."},
    )
    symbols: frozenset[str] = attrs.field(validator=_some, metadata={"help": "Symbols of the sample to read."})
    actions: str | None = attrs.field(
        factory=lambda: str(sample_folder() / "actions.csv"),
        metadata={"identity": False, "help": "CSV file of splits and dividends; left out: that of the sample."},
    )


class BarsFile:
    """Reads one file."""

    def __init__(self, config: BarsFileConfig) -> None:
        self._path = config.path
        (self._symbol,) = _checked([config.symbol])

    def read(self) -> Sequence[BarSeries]:
        """Return the file's rows.

        Raises
        ------
        DataError : the file cannot be read as bars.
        """
        return [read_series(self._path, self._symbol)]


class BarsFolder:
    """Reads the file of each symbol from one folder."""

    def __init__(self, config: BarsFolderConfig) -> None:
        self._folder = config.path
        self._symbols = _checked(config.symbols)
        self._timeframe = config.timeframe

    def read(self) -> Sequence[BarSeries]:
        """Return one series a symbol, in the order of symbols.

        Raises
        ------
        DataError : files that are not there, stand there twice, or cannot be read as bars; one problem for each.
        """
        series: list[BarSeries] = []
        problems: list[Problem] = []
        for symbol in self._symbols:
            try:
                series.append(read_series(self._find(symbol), symbol))
            except DataError as error:
                problems += [problem for problem in error.problems if problem not in problems]
        if problems:
            raise DataError(problems)
        return series

    def _find(self, symbol: str) -> str:
        stem = f"{symbol}_{self._timeframe.value}"
        folder = Path(self._folder)
        try:
            present = [suffix for suffix in SUFFIXES if (folder / f"{stem}{suffix}").exists()]
            there = [] if present else sorted(entry.name for entry in folder.iterdir())
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            message = f"the folder cannot be read ({reason}); expected a folder with bar files in data.path"
            raise DataError([Problem(Where(file=escaped(self._folder)), message)]) from error
        if len(present) > 1:
            names = " and ".join(f"{stem}{suffix}" for suffix in present)
            message = f"{names} are both there; expected one file for {symbol}; move the others away"
            raise DataError([Problem(Where(file=escaped(self._folder)), message)])
        if not present:
            expected = ", ".join(f"{stem}{suffix}" for suffix in SUFFIXES)
            message = f"there is no file for {symbol}; expected one of {expected}; {_listed(there)}"
            raise DataError([Problem(Where(file=escaped(self._folder)), message)])
        return str(folder / f"{stem}{present[0]}")


class Sample:
    """Reads bars that ship with mqk."""

    def __init__(self, config: SampleConfig) -> None:
        self._symbols = _checked(config.symbols)
        self._timeframe = config.timeframe

    def read(self) -> Sequence[BarSeries]:
        """Return one series a symbol, in the order of symbols.

        Raises
        ------
        DataError : a symbol that is not in the sample.
        """
        folder = sample_folder()
        ending = f"_{self._timeframe.value}.csv.gz"
        there = sorted(path.name.removesuffix(ending) for path in folder.glob(f"*{ending}"))
        lacking = [symbol for symbol in self._symbols if symbol not in there]
        if lacking:
            message = f"the sample has no {', '.join(lacking)[:200]}; it holds {', '.join(there)}"
            raise DataError([Problem(Where(key="data.symbols"), message)])
        return [read_series(str(folder / f"{symbol}{ending}"), symbol) for symbol in self._symbols]


def read_series(path: str, symbol: str) -> BarSeries:
    """Return the rows of one file, whose name says what it is.

    Raises
    ------
    DataError : the file cannot be read as bars.
    """
    source = escaped(path)
    if path.endswith(".parquet"):
        from mqk_data_files.parquet import parse_bars_parquet

        columns, rounded, rounded_row = parse_bars_parquet(read_bytes(path), source)
        return BarSeries(symbol, columns, source, 1, rounded, rounded_row)
    if not path.endswith((".csv", ".csv.gz")):
        message = (
            f"the name ends in none of {', '.join(SUFFIXES)}; expected a bar file (data=bars_folder reads folders)"
        )
        raise DataError([Problem(Where(file=source), message)])
    parsed = parse_bars_csv(read_bytes(path), source)
    return BarSeries(symbol, parsed.columns, source, 2, parsed.volumes_rounded, parsed.volumes_rounded_line)


def _listed(names: Sequence[str]) -> str:
    if not names:
        return "the folder is empty"
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    return f"the folder holds {', '.join(escaped(name) for name in names[:NAMES_SHOWN])}{more}"
