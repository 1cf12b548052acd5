"""The sentences of Acme's promises."""

from __future__ import annotations

from decimal import Decimal

from pytest_bdd import given, parsers, then, when

from mqk_acme.round_lots import RoundLots
from mqk_core.api import SCALE, Intent, RiskView, Verdict, from_decimal


@given(parsers.parse("Acme's rule with round lots of {lot:d} shares"), target_fixture="acme_rule")
def acme_rule(lot: int) -> RoundLots:
    """A rule as its configuration would build it."""
    return RoundLots(Decimal(lot))


@when(parsers.parse("Acme's rule judges an order for {quantity:d} shares that {effect} risk"), target_fixture="verdict")
def verdict(acme_rule: RoundLots, quantity: int, effect: str) -> Verdict:
    """What the rule says of one order."""
    view = RiskView()
    view.quantity = from_decimal(Decimal(quantity))
    view.reducing = effect == "reduces"
    intent = Intent(0, 0, "dip", "ACME", target=view.quantity, quantity=view.quantity, price=SCALE)
    return acme_rule.check(intent, view)


@then(parsers.parse('Acme\'s rule refuses it because "{reason}"'))
def refused(verdict: Verdict, reason: str) -> None:
    """The verdict is a refusal, for this reason."""
    assert verdict.level > 0
    assert verdict.reason == reason


@then("Acme's rule lets it pass")
def passed(verdict: Verdict) -> None:
    """The verdict is no refusal."""
    assert verdict.level == 0
