"""How configuration values, keys and names are shown to people: cut, escaped, and with a suggestion where one is near.

Nothing here decides anything. Every text that came from a file, a command line or a plugin passes through `escaped` or
`shown` before it stands in a message, so that no terminal obeys it. Secrets never come here.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from typing import Final

SHOWN_MAX: Final = 200

# Control, format (bidirectional marks among them), surrogate, private, unassigned; line and paragraph separators.
_UNPRINTABLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def escaped(text: str, limit: int = SHOWN_MAX) -> str:
    """Return `text` on one line, with what a terminal could obey written as an escape, cut to `limit` characters."""
    cut = text if len(text) <= limit else text[:limit] + "…"
    return "".join(
        _escape(character) if unicodedata.category(character) in _UNPRINTABLE else character for character in cut
    )


def _escape(character: str) -> str:
    named = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character)
    if named is not None:
        return named
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def shown(value: object) -> str:
    """Return a value read from YAML or a command line as a message names it: its type in words, then the value."""
    if value is None:
        return "null (nothing)"
    if isinstance(value, bool):
        return f"the yes/no value {str(value).lower()}"
    if isinstance(value, int):
        return f"the whole number {_digits(value)}"
    if isinstance(value, float):
        return f"the number {value!r}"
    if isinstance(value, str):
        return f"the text '{escaped(value)}'"
    if isinstance(value, dict):
        return "a section"
    if isinstance(value, (list, tuple)):
        return "a list"
    return "a secret reference" if type(value).__name__ == "SecretRef" else type(value).__name__


def _digits(value: int) -> str:
    # Python refuses to print integers of more than 4,300 digits; nobody wants to read them either.
    return str(value) if value.bit_length() <= 256 else f"of {value.bit_length()} bits"


def suggestion(name: str, names: Iterable[str], *, known: str = "known here") -> str:
    """Return "; did you mean 'x'?" when one of `names` is near `name`, else "; known here: a, b" (or nothing)."""
    ordered = sorted(set(names))
    near = difflib.get_close_matches(name[:SHOWN_MAX], ordered, 1, 0.6)
    if near:
        return f"; did you mean '{near[0]}'?"
    listed = ", ".join(escaped(each) for each in ordered[:20])
    return f"; {known}: {listed}" + (", …" if len(ordered) > 20 else "") if ordered else ""


def dotted(path: Iterable[str]) -> str:
    """Return a path of keys as people write it."""
    return ".".join(escaped(part) for part in path)
