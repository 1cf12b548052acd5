"""Which texts may stand for something else: `${a.b}` and `${secret:env,NAME}`; and which numbers stand for themselves.

Checked where a file or an override is read, before anything is composed; `interpolation.py` fills references in.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

REFERENCE: Final = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_-]+)*)\}")
SECRET: Final = re.compile(r"\$\{secret:(env|file), ?([A-Za-z0-9_./-]{1,200})\}")
DIGITS_MAX: Final = 1_000
_NUMBER: Final = re.compile(r"[-+]?[0-9_]*\.?[0-9_]*(?:[eE][-+]?[0-9]+)?")
_REFUSED: Final = (
    "only ${a.b} and ${secret:env,NAME} or ${secret:file,NAME} may stand here; anything else depends on the machine or"
    " the moment, so that the hash would not name one run"
)


def refuse_reference(text: str) -> str | None:
    """Return why a reference in `text` is refused, or None."""
    if "${" not in text or SECRET.fullmatch(text):
        return None
    rest = REFERENCE.sub("", text)
    return _REFUSED if "${" in rest or "\\${" in text else None


def number_is_kept(text: str) -> bool:
    """Return whether a number that YAML or the command line reads is still the number it was.

    A whole number is, if it is not absurdly long; a fraction or a power is read as a binary float and may not be.
    """
    if not _NUMBER.fullmatch(text):
        return True
    if len(text) > DIGITS_MAX:
        return False
    if text.lstrip("+-").replace("_", "").isdigit():
        return True
    try:
        number = Decimal(text.replace("_", ""))
        back = Decimal(repr(float(number)))
    except (ArithmeticError, ValueError):
        return True  # not a number after all: typed.py says what it should have been
    return not back.is_finite() or number == back
