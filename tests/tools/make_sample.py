"""Write `mqk_core/sample/SYMBOL_1D.csv.gz` from the PyPI package bokeh-sampledata: `make_sample.py STOCKS_CSV_GZ`.

The argument is `bokeh_sampledata/_data/stocks.csv.gz` of version 2026.1; other bytes are refused. Prices and volumes
are kept as they stand there (as traded, not adjusted); the date becomes 16:00 New York of that day, in UTC. No row is
left out, added or repaired: one that is not a session, or cannot be true, ends the conversion. FB is not converted: it
began in May 2012. mqk needs that package neither to run nor to be built.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import hashlib
import io
import sys
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from mqk_core.domain.calendar import day_of, schedule_named

SOURCE_SHA256 = "5abadf99b2d394f920120a27de6f0df129859d71d4cfb0bf661bcc99446ab1fd"
SYMBOLS = ("AAPL", "GOOG", "IBM", "MSFT")
TARGET = Path(__file__).resolve().parents[2] / "mqk_core" / "sample"
HEADER = "ts_close_utc,open,high,low,close,volume"
CLOSE = dt.time(16, tzinfo=ZoneInfo("America/New_York"))


def convert(rows: list[dict[str, str]]) -> str:
    """Return the bar file of one symbol; every session between its first and last day is there, once, in order."""
    lines = [HEADER]
    dates = [dt.date.fromisoformat(row["Date"]) for row in rows]
    first, last = (
        day_of(date) * 86_400 * 10**9 + 1 for date in (dates[0] + dt.timedelta(1), dates[-1] + dt.timedelta(1))
    )
    if dates != schedule_named("us_equities").trading_days(first, last):
        sys.exit(f"{rows[0]['Ticker']}: the dates are not the sessions from {dates[0]} to {dates[-1]}")
    for date, row in zip(dates, rows, strict=True):
        opened, high, low, close, volume = (Decimal(row[name]) for name in ("Open", "High", "Low", "Close", "Volume"))
        if not (0 < low <= min(opened, close) and max(opened, close) <= high and volume >= 0):
            sys.exit(f"{row['Ticker']} {date}: this bar cannot be: {row}")
        stamp = dt.datetime.combine(date, CLOSE).astimezone(dt.UTC)
        cells = [f"{stamp:%Y-%m-%dT%H:%M:%SZ}", *(row[name] for name in ("Open", "High", "Low", "Close", "Volume"))]
        lines.append(",".join(cells))
    return "\n".join(lines) + "\n"


def main() -> None:
    """Convert every symbol."""
    data = Path(sys.argv[1]).read_bytes()
    if hashlib.sha256(data).hexdigest() != SOURCE_SHA256:
        sys.exit(f"{sys.argv[1]}: these are not the bytes of bokeh-sampledata 2026.1 (sha256 {SOURCE_SHA256})")
    rows = list(csv.DictReader(io.StringIO(gzip.decompress(data).decode("utf-8"), newline="")))
    for symbol in SYMBOLS:
        text = convert([row for row in rows if row["Ticker"] == symbol])
        target = TARGET / f"{symbol}_1D.csv.gz"
        target.write_bytes(gzip.compress(text.encode("ascii"), compresslevel=9, mtime=0))
        sys.stdout.write(f"wrote {target.name}: {text.count(chr(10)) - 1} bars\n")


if __name__ == "__main__":
    main()
