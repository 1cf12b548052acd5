"""A risk rule that refuses orders which are no whole number of round lots."""

from __future__ import annotations

from decimal import Decimal

import attrs

from mqk_core.api import PASS, Intent, RiskRule, RiskView, Verdict, from_decimal, refuse


@attrs.frozen
class RoundLotsConfig:
    """The size of a round lot."""

    lot: Decimal = attrs.field(
        default=Decimal(100), validator=attrs.validators.gt(Decimal(0)), metadata={"help": "shares in a round lot"}
    )


class RoundLots(RiskRule):
    """Refuses odd lots; exits of an odd position are let through."""

    def __init__(self, lot: Decimal) -> None:
        super().__init__()
        self.lot = from_decimal(lot)

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        """Return a refusal when the order holds an odd lot."""
        odd = view.quantity % self.lot
        if odd and not view.reducing:
            return refuse("acme_round_lots", "odd lot", self.lot, odd)
        return PASS
