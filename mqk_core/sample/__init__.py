"""Real daily bars that ship with mqk, so that a first run needs no data. SOURCE.md says where they come from."""

from __future__ import annotations

from pathlib import Path


def sample_folder() -> Path:
    """Return the folder that holds `SYMBOL_1D.csv.gz`."""
    return Path(__file__).resolve().parent
