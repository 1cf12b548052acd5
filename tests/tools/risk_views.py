"""Views for rules of risk, filled by hand: what a rule would be shown; it has a price and equity unless told."""

from __future__ import annotations

from typing import Any, Final

from small_engine import SCALE, named
from worlds import plain

TOP: Final = 2**63 - 1
BOTTOM: Final = -(2**63)


def view(**fields: Any) -> Any:
    """Return a plain view of an entry into ACME at the market, at 10, on the day of its time."""
    made = plain("risk.rule").RiskView()
    time = fields.get("time", 0)
    usual = {"strategy": "main", "symbol": "ACME", "price": 10 * SCALE, "previous_price": 10 * SCALE, "is_buy": True}
    for name, value in {**usual, "equity": 1000 * SCALE, "day": time // (86_400 * 10**9), **fields}.items():
        if not hasattr(made, name):
            raise AttributeError(f"a view has no {name}")
        setattr(made, name, value)
    return made


def rule(module: str, kind: str, *arguments: Any) -> Any:
    """Return a rule of a plain module `risk.MODULE`, named `tested`."""
    return named(getattr(plain(f"risk.{module}"), kind)(*arguments), "tested")


def numbers(verdict: Any) -> tuple[int, str, int, int]:
    """Return a verdict's level, reason, limit and what was observed."""
    return verdict.level, verdict.reason, verdict.limit, verdict.observed
