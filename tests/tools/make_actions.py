"""Write `mqk_core/sample/actions.csv` from the PyPI package bokeh-sampledata: `make_actions.py STOCKS_CSV_GZ [CHECK…]`.

The first argument is that of `make_sample.py`. Its adjusted close grows from day to day as a holder's wealth does:
adjusted/adjusted before = split x (close + dividend) / close before, where the dividend is of the new shares. So each
dividend is a difference of two closes, and comes out in whole cents; anything further off than `OFF_MAX` ends the
conversion. Each CHECK is SYMBOL=FILE, a LEAN factor file; its splits and dividends of these years must be the same
ones, and the largest deviation of an amount is printed. Nothing of such a file is written.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import hashlib
import io
import itertools
import sys
from decimal import Decimal
from pathlib import Path

import factor_files
import make_sample

CENT = Decimal("0.01")
OFF_MAX = Decimal("0.00000001")
CHECK_OFF_MAX = Decimal("0.0005")

Action = tuple[dt.date, str, str]


def actions_of(rows: list[dict[str, str]]) -> tuple[list[Action], Decimal]:
    """Return the actions of one symbol, and how far the furthest amount was from whole cents."""
    found: list[Action] = []
    worst = Decimal(0)
    for before, after in itertools.pairwise(rows):
        growth = Decimal(after["Adj Close"]) / Decimal(before["Adj Close"]) * Decimal(before["Close"])
        close, date = Decimal(after["Close"]), dt.date.fromisoformat(after["Date"])
        split = round(growth / close)
        dividend = growth / split - close
        cents = dividend.quantize(CENT)
        worst = max(worst, abs(dividend - cents))
        if worst > OFF_MAX or cents < 0:
            sys.exit(f"{after['Ticker']} {date}: a dividend of {dividend}; expected whole cents")
        if split != 1:
            found.append((date, "split", str(split)))
        if cents:
            found.append((date, "dividend", str(cents.normalize())))
    return found, worst


def check(symbol: str, path: Path, found: list[Action], first: dt.date, last: dt.date) -> Decimal:
    """Return the largest deviation of a dividend from that of a factor file, whose actions must be the same ones."""
    others = [action for action in factor_files.actions_of(path) if first < action[0] <= last]
    if [action[:2] for action in others] != [action[:2] for action in found]:
        sys.exit(f"{symbol}: {path} has other actions: {sorted(set(others) ^ set(found))}")
    worst = max(abs(Decimal(a[2]) - Decimal(b[2])) for a, b in zip(others, found, strict=True))
    if worst > CHECK_OFF_MAX:
        sys.exit(f"{symbol}: an amount of {path} is {worst} off")
    return worst


def main() -> None:
    """Convert every symbol of the sample."""
    data = Path(sys.argv[1]).read_bytes()
    if hashlib.sha256(data).hexdigest() != make_sample.SOURCE_SHA256:
        sys.exit(f"{sys.argv[1]}: these are not the bytes of bokeh-sampledata 2026.1")
    checks = {name: Path(path) for name, _, path in (argument.partition("=") for argument in sys.argv[2:])}
    rows = list(csv.DictReader(io.StringIO(gzip.decompress(data).decode("utf-8"), newline="")))
    lines = [factor_files.HEADER]
    for symbol in make_sample.SYMBOLS:
        own = [row for row in rows if row["Ticker"] == symbol]
        first, last = (dt.date.fromisoformat(own[at]["Date"]) for at in (0, -1))
        found, worst = actions_of(own)
        lines += [f"{symbol},{date},{kind},{value}" for date, kind, value in found] or [f"{symbol},{first},none,0"]
        said = f"{symbol}: {len(found)} actions, at most {worst:.1e} from whole cents"
        if symbol in checks:
            said += f", at most {check(symbol, checks[symbol], found, first, last)} from the factor file"
        sys.stdout.write(said + "\n")
    (make_sample.TARGET / "actions.csv").write_text("\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
