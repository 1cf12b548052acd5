"""A risk rule that refuses orders which are no whole number of round lots."""

from __future__ import annotations

from decimal import Decimal

import attrs

from mqk_core.api import PASS, Ask, Ground, Intent, RiskRule, RiskView, Scene, Story, Verdict, from_decimal, refuse


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


def stories(config: RoundLotsConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of an order for a round lot, and of one lot of the instrument more."""
    inside, outside = (
        Scene(closes=ground.flat(1), asks=(Ask(step=0, quantity=quantity),), cash=ground.wealth(ground.worth(quantity)))
        for quantity in (from_decimal(config.lot), from_decimal(config.lot) + ground.lot)
    )
    return (Story(reason="odd lot", inside=inside, outside=outside),)
