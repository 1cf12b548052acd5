"""Value types and bounds that configuration fields use beside int, bool, str, Decimal and enums.

They live here because config classes of every layer, plugins included, name them. No I/O: a secret or a file is a
reference until the component that needs it asks. The bounds are attrs validators for exact amounts: at most 8 decimals,
within 64 bits of 1e-8.
"""

from __future__ import annotations

import enum
import re
from decimal import Decimal
from typing import Any, Final, Self

import attrs

from mqk_core.domain.money import from_decimal
from mqk_core.errors import AmountOverflow

_UNITS_NS: Final = {
    "ns": 1,
    "us": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
    "d": 86400 * 10**9,
}


@attrs.frozen(order=True)
class Duration:
    """A length of time, written `250ms`, `2s`, `5m`; held in nanoseconds."""

    ns: int

    @classmethod
    def parse(cls, text: str) -> Self:
        match = re.fullmatch(r"([0-9]{1,18})(ns|us|ms|s|m|h|d)", text)
        if match is None:
            raise ValueError("want a duration such as 250ms, 2s or 5m")
        return cls(int(match[1]) * _UNITS_NS[match[2]])


@attrs.frozen
class SecretRef:
    """Where a secret is to be found; never the secret itself. Written `${secret:env,NAME}` or `${secret:file,NAME}`."""

    scheme: str
    name: str

    @classmethod
    def parse(cls, text: str) -> Self:
        match = re.fullmatch(r"secret:(env|file):([A-Za-z0-9_./-]+)", text)
        if match is None:
            raise ValueError("want ${secret:env,NAME} or ${secret:file,NAME}; a literal secret is refused")
        return cls(match[1], match[2])


class AccountKind(enum.Enum):
    """What an account may carry: what it has paid for, or what is lent on it."""

    CASH = "cash"
    MARGIN = "margin"


def exact_amount(instance: object, attribute: attrs.Attribute[Any], value: Decimal) -> None:
    """Refuse what is no exact amount. An attrs validator.

    Raises
    ------
    ValueError : more than 8 decimals, or beyond the signed 64-bit range of units of 1e-8.
    """
    try:
        from_decimal(value)
    except AmountOverflow as error:
        raise ValueError(error.message) from error


def above_zero(instance: object, attribute: attrs.Attribute[Any], value: Decimal) -> None:
    """Refuse an amount that is not exact or not above zero. An attrs validator."""
    if not value > 0:
        raise ValueError(f"must be above zero, found {value}")
    exact_amount(instance, attribute, value)


def zero_or_more(instance: object, attribute: attrs.Attribute[Any], value: Decimal) -> None:
    """Refuse an amount that is not exact or below zero. An attrs validator."""
    if not value >= 0:
        raise ValueError(f"must be zero or more, found {value}")
    exact_amount(instance, attribute, value)


def fraction(instance: object, attribute: attrs.Attribute[Any], value: Decimal) -> None:
    """Refuse what is no fraction above 0 and at most 1. An attrs validator."""
    if not 0 < value <= 1:
        raise ValueError(f"must be above 0 and at most 1, found {value}")
    exact_amount(instance, attribute, value)
