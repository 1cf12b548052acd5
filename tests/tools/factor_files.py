"""A LEAN factor file -> rows of a corporate-actions file: `factor_files.py SYMBOL=FILE [SYMBOL=FILE…] > actions.csv`.

A row of such a file is `date,price factor,split factor,reference price` and holds up to and including its date. Between
two rows the ratio of split factors is a split's old for new, and that of price factors a dividend as a part of the
reference price, the close of the first row's date; the ex-date is the trading day after it. Price factors have seven
digits, so a dividend is exact to a few 1e-5 of cash a share and is rounded to `PLACES`.
"""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from mqk_core.domain.calendar import DAY_NS, HOUR_NS, day_of, schedule_named

HEADER = "symbol,ex_date,kind,value"
PLACES = Decimal("0.0001")
SHARES_MAX = 100


def next_session(date: dt.date) -> dt.date:
    """Return the first trading day after a date."""
    noon = day_of(date) * DAY_NS + 12 * HOUR_NS
    return next(day for day in schedule_named("us_equities").trading_days(noon, noon + 14 * DAY_NS) if day > date)


def actions_of(path: Path) -> list[tuple[dt.date, str, str]]:
    """Return (ex-date, kind, value) of each action in a factor file, a split before a dividend of its day."""
    with path.open(newline="") as file:
        rows = [(dt.datetime.strptime(day, "%Y%m%d").date(), *map(Decimal, rest)) for day, *rest in csv.reader(file)]  # noqa: DTZ007
    found = []
    for (date, price, split, reference), (_, later_price, later_split, _) in itertools.pairwise(rows):
        ratio = Fraction(later_split / split).limit_denominator(SHARES_MAX)
        if ratio != 1:
            found.append((next_session(date), "split", str(ratio)))
        dividend = (reference * (1 - price / later_price)).quantize(PLACES)
        if dividend:
            found.append((next_session(date), "dividend", f"{dividend.normalize():f}"))
    return found


def text_of(files: dict[str, Path]) -> str:
    """Return a corporate-actions file for some symbols; one without an action is said to have none."""
    lines = [HEADER]
    for symbol, path in files.items():
        found = actions_of(path)
        lines += [f"{symbol},{date},{kind},{value}" for date, kind, value in found]
        lines += [] if found else [f"{symbol},1970-01-01,none,0"]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the actions of the files named on the command line."""
    pairs = (argument.partition("=") for argument in sys.argv[1:])
    sys.stdout.write(text_of({symbol: Path(path) for symbol, _, path in pairs}))


if __name__ == "__main__":
    main()
