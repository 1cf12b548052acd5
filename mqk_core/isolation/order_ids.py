"""Names of orders at the broker: no two engines, accounts or modes ever share one, and each leads back to its engine.

An id is `MODE-ACCOUNT-ENGINE-NUMBER`, or `MODE-ENGINE-NUMBER` without a named account. No part holds a hyphen, and the
inbox matches the prefix whole, so that no engine's name can be the beginning of another's ids.
"""

from __future__ import annotations

import re
from typing import Final

from mqk_core.errors import InvariantViolation

_PART: Final = re.compile(r"[A-Za-z0-9_.]+")


def order_prefix(mode: str, account: str | None, engine: str) -> str:
    """Return what the ids of an engine's orders begin with; a hyphen and the order's number follow.

    Raises
    ------
    InvariantViolation : a part is empty, or holds anything but letters, digits, `_` and `.`.
    """
    parts = [mode, engine] if account is None else [mode, account, engine]
    for part in parts:
        if not _PART.fullmatch(part):
            raise InvariantViolation(
                f"order ids of engine '{engine}': expected letters, digits, '_' and '.', found '{part}'; nothing was "
                "sent; rename it"
            )
    return "-".join(parts)
