"""The sentence of Acme's promises; all else is said in core's words, and runs the real engine."""

from __future__ import annotations

from decimal import Decimal

from pytest_bdd import given, parsers

from mqk_acme.round_lots import RoundLots
from mqk_core.testing import Desk


@given(parsers.parse("Acme's rule with round lots of {lot:d} shares"))
def acme_rule(desk: Desk, lot: int) -> None:
    """Let the rule, built as by its configuration, judge every order of the desk."""
    rule = RoundLots(Decimal(lot))
    rule.name = "acme_round_lots"
    desk.rules.append(rule)
