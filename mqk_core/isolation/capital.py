"""Engines that share an account: each trades with its own capital, and all together with no more than the account.

Amounts are units of 1e-8 in the account's currency. Sums are exact, however many engines there are.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from mqk_core.domain.money import to_text


@attrs.frozen
class Share:
    """What one engine has of the account: its capital, and its cap on gross exposure, if it has one."""

    capital: int
    gross_max: int | None = None


def find_excess(engine: str, shares: Mapping[str, Share], cash: int, gross_max: int | None) -> list[str]:
    """Return why the shares do not fit the account, for the engine that is about to run; nothing when they do.

    `gross_max` is the account's own cap on gross exposure, if it has one; an engine without a cap then counts with the
    whole of it, because nothing else holds it.
    """
    if not shares:
        return []
    found = []
    if engine not in shares:
        names = ", ".join(sorted(shares))
        found.append(f"engine '{engine}' has no share of this account; those that have: {names}; give it its capital")
    capital = sum(share.capital for share in shares.values())
    if capital > cash:
        found.append(f"the engines' capital is {to_text(capital)} together, the account's cash is {to_text(cash)}")
    if gross_max is not None:
        gross = sum(gross_max if share.gross_max is None else share.gross_max for share in shares.values())
        if gross > gross_max:
            uncapped = ", ".join(name for name, share in sorted(shares.items()) if share.gross_max is None)
            why = f" (without a cap of its own, and so with the whole: {uncapped})" if uncapped else ""
            found.append(
                f"the engines' caps on gross exposure are {to_text(gross)} together{why}, the account's is "
                f"{to_text(gross_max)}"
            )
    return found
