"""Write `mqk_core/domain/_sessions/new_york.py` from exchange_calendars and the zone database (`make calendars`).

Both are needed only here and in the test that compares: a run reads the committed table. The table holds what differs
from the rule "every weekday 09:30-16:00 New York": days without a session, earlier closes, and the hours by which New
York stood behind UTC. It ends where exchange_calendars ends, about a year after the day it is run.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import exchange_calendars

FIRST = dt.date(1990, 1, 1)
TARGET = Path(__file__).resolve().parents[2] / "mqk_core" / "domain" / "_sessions" / "new_york.py"
ZONE = ZoneInfo("America/New_York")
ONE_DAY = dt.timedelta(days=1)
WORDS_WIDTH = 108


def sessions() -> dict[dt.date, str]:
    """Return session date -> close on the New York clock; each opens at 09:30 on a weekday."""
    found: dict[dt.date, str] = {}
    for date, row in exchange_calendars.get_calendar("XNYS", start=FIRST.isoformat()).schedule.iterrows():
        opens, closes = (row[name].tz_convert(ZONE) for name in ("open", "close"))
        if (opens.hour, opens.minute) != (9, 30) or date.weekday() > 4 or opens.date() != closes.date():
            sys.exit(f"{date}: the table cannot hold a session from {opens} to {closes}; extend its form first")
        found[date.date()] = f"{closes:%H:%M}"
    return found


def offsets(first: dt.date, last: dt.date) -> list[str]:
    """Return `UTC-instant:hours` of each change of the New York clock, beginning with what held before `first`."""
    instant = dt.datetime.combine(first, dt.time(), dt.UTC) - dt.timedelta(days=400)
    changes: list[str] = []
    hours = None
    while instant.date() <= last + ONE_DAY:
        offset = instant.astimezone(ZONE).utcoffset()
        assert offset is not None
        now = offset.total_seconds() / 3600
        if now != hours:
            changes.append(f"{instant:%Y-%m-%dT%H}:{now:+.0f}")
            hours = now
        instant += dt.timedelta(hours=1)
    return changes


def block(name: str, words: list[str]) -> str:
    """Return a constant that holds the words, several to a line."""
    lines, line = [], ""
    for word in words:
        if len(line) + 1 + len(word) > WORDS_WIDTH:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return "\n".join([f'{name} = """', *lines, line, '"""', ""])


def table() -> str:
    """Return the whole module."""
    closes = sessions()
    last = max(closes)
    weekdays = [FIRST + ONE_DAY * n for n in range((last - FIRST).days + 1) if (FIRST + ONE_DAY * n).weekday() < 5]
    closed = [str(date) for date in weekdays if date not in closes]
    early = [f"{date}T{close}" for date, close in closes.items() if close != "16:00"]
    head = f'''"""Sessions of US equities and the clock of New York. Generated: do not edit, run `make calendars`.

`CLOSED`: weekdays without a session. `EARLY`: closes before 16:00 New York. `OFFSETS`: from this hour (UTC) on, New
York stands so many hours from UTC. Source: exchange_calendars {exchange_calendars.__version__} (XNYS), zone database.
"""

FIRST_DAY = "{FIRST}"
LAST_DAY = "{last}"
'''
    body = block("CLOSED", closed) + block("EARLY", early) + block("OFFSETS", offsets(FIRST, last))
    return f"{head}{body}"


if __name__ == "__main__":
    TARGET.write_text(table(), encoding="utf-8")
    print(f"wrote {TARGET}")
