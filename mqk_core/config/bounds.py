"""Bounds of a field in words, and a typed value as plain text: what error messages, `config show` and `explain` print.

Bounds are read off the validators that attrs ships; a validator of another make has no words here and speaks through
its own error. A secret's text is its reference.
"""

from __future__ import annotations

import datetime
import enum
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from mqk_core.config.wording import escaped
from mqk_core.domain.settings import Duration, SecretRef

_WORDS: Final = {">": "more than", ">=": "at least", "<": "less than", "<=": "at most"}


def describe(validator: Any, *, is_partial: bool = False) -> str:
    """Return what a validator wants ("more than 0, at most 1"), or "" when it is not one of those that attrs ships.

    Of several joined validators all must be known, unless `is_partial`.
    """
    parts = getattr(validator, "_validators", None)
    if parts is not None:
        described = [describe(part, is_partial=is_partial) for part in parts]
        return ", ".join(filter(None, described)) if is_partial or all(described) else ""
    if type(validator).__name__ == "_OptionalValidator":
        inner = describe(validator.validator)
        return f"{inner} (or null)" if inner else ""
    operator = _WORDS.get(getattr(validator, "compare_op", ""))
    if operator is not None:
        return f"{operator} {plain_text(validator.bound)}"
    if hasattr(validator, "pattern"):
        return f"text that matches {validator.pattern.pattern}"
    if hasattr(validator, "options"):
        return "one of " + ", ".join(plain_text(option) for option in validator.options)
    if hasattr(validator, "max_length"):
        return f"at most {validator.max_length} long"
    return f"at least {validator.min_length} long" if hasattr(validator, "min_length") else ""


def plain_text(value: Any) -> str:
    """Return a typed value as a person reads it, on one line, cut to 200 characters."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, enum.Enum):
        return plain_text(value.value)
    if isinstance(value, Decimal):
        return escaped(decimal_text(value))
    if isinstance(value, SecretRef):
        return f"${{secret:{value.scheme},{value.name}}}"
    if isinstance(value, Duration):
        return duration_text(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (frozenset, set)):
        return escaped("[" + ", ".join(sorted(plain_text(each) for each in value)) + "]")
    if isinstance(value, (tuple, list)):
        return escaped("[" + ", ".join(plain_text(each) for each in value) + "]")
    if isinstance(value, Mapping):
        return escaped("{" + ", ".join(f"{key}: {plain_text(value[key])}" for key in sorted(value)) + "}")
    return escaped(str(value))


def decimal_text(value: Decimal) -> str:
    """Return a decimal without exponent and without zeros that say nothing; the same text for equal numbers."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def duration_text(value: Duration) -> str:
    """Return a duration in the largest unit that divides it."""
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        if value.ns and value.ns % (size * 10**9) == 0:
            return f"{value.ns // (size * 10**9)}{unit}"
    if value.ns and value.ns % 10**6 == 0:
        return f"{value.ns // 10**6}ms"
    return f"{value.ns}ns"
