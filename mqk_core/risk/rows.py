"""Dated rows of what regulators and brokers ask for, as the rules of the account read them.

Days are counted since 1970, both ends included; amounts and ratios are units of 1e-8.
"""

from __future__ import annotations

import attrs


@attrs.frozen(kw_only=True)
class DatedRow:
    """From which day to which a row holds; without a last day until another is written."""

    first: int
    last: int | None

    def holds_on(self, day: int) -> bool:
        """Return whether the row holds on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


@attrs.frozen(kw_only=True)
class MarginRow(DatedRow):
    """How much exposure a kind of account may carry, as a multiple of equity."""

    account: str
    ratio_max: int


@attrs.frozen(kw_only=True)
class DayTradeRow(DatedRow):
    """How many day trades within how many trading days an account below an equity may make."""

    count_max: int
    days: int
    equity_min: int
