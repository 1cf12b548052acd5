"""Value types that configuration fields use beside int, bool, str, Decimal and enums.

They live here because config classes of every layer, plugins included, name them. No I/O: a secret or a file is a
reference until the component that needs it asks.
"""

from __future__ import annotations

import re
from typing import Final, Self

import attrs

_UNITS_NS: Final = {"ns": 1, "us": 10**3, "ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9, "d": 86400 * 10**9}


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
