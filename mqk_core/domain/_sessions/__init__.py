"""Generated tables of sessions as Python constants; `make calendars` writes them, `domain/calendar.py` reads them."""
