"""Pieces of the report as HTML: every text that enters is escaped and cut here, and nowhere else."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import Final

from mqk_core.runs.text import printable

LENGTH_MAX: Final = 1_000


def shown(value: object, length_max: int = LENGTH_MAX) -> str:
    """Return text that can do nothing but be read."""
    return html.escape(printable(str(value), length_max))


def pairs(content: Iterable[tuple[str, str]]) -> str:
    """Return a table of names and values."""
    body = "".join(f"<tr><th>{shown(name)}</th><td>{shown(value)}</td></tr>" for name, value in content)
    return f'<div class="table"><table class="pairs">{body}</table></div>'


def rows(header: Sequence[str], content: Iterable[Sequence[str]]) -> str:
    """Return a table with a header."""
    head = "".join(f"<th>{shown(name)}</th>" for name in header)
    body = "".join("<tr>" + "".join(f"<td>{shown(cell)}</td>" for cell in row) + "</tr>" for row in content)
    return f'<div class="table"><table class="rows"><tr>{head}</tr>{body}</table></div>'


def note(text: str) -> str:
    """Return a remark."""
    return f'<p class="note">{shown(text)}</p>'
