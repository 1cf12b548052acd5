"""A forbidden symbol may be left, and never entered; other symbols do not notice."""

from __future__ import annotations

from mqk_core.domain.intents import Refusal
from mqk_core.risk.forbidden import ForbiddenSymbols
from mqk_core.testing.desk import Desk, Outcome

NAME, REASON = "data.unknown_actions", "ACTIONS_UNKNOWN"


def outcome(*wanted: tuple[str, int, str], forbidden: tuple[str, ...] = ("ACME", "ZETA")) -> Outcome:
    """Run a desk that trades ACME and BETA and wants these quantities at these times."""
    desk = Desk()
    for symbol in ("ACME", "BETA"):
        desk.market.trade(symbol, 10, "09:31", "09:40")
    for symbol, quantity, at in wanted:
        desk.want(symbol, quantity, desk.market.time(at))
    desk.rules.append(ForbiddenSymbols(NAME, forbidden, REASON))
    return desk.run()


def test_entries_long_and_short_are_refused_with_the_reason_and_other_symbols_pass() -> None:
    found = outcome(("ACME", 5, "09:31"), ("BETA", 5, "09:31"), ("ACME", -5, "09:33"))
    assert [(one.symbol, one.rule, one.reason) for one in found.of(Refusal)] == [("ACME", NAME, REASON)] * 2
    assert [(order.symbol, order.quantity) for order in found.sent] == [("BETA", 5 * 10**8)]
    assert found.failure is None


def test_without_symbols_the_rule_refuses_nothing() -> None:
    assert outcome(("ACME", 5, "09:31"), forbidden=()).of(Refusal) == []


def test_what_only_reduces_passes() -> None:
    desk = Desk()
    desk.market.trade("ACME", 10, "09:31", "09:40")

    class Later(ForbiddenSymbols):
        """Forbids after the first question."""

        def check(self, intent, view):
            verdict = super().check(intent, view)
            self.symbols = frozenset({"ACME"})
            return verdict

    desk.rules.append(Later(NAME, (), REASON))
    for quantity, at in ((10, "09:31"), (12, "09:33"), (4, "09:34"), (0, "09:36")):
        desk.want("ACME", quantity, desk.market.time(at))
    found = desk.run()
    assert [one.quantity for one in found.of(Refusal)] == [2 * 10**8]
    assert [order.quantity // 10**8 for order in found.sent] == [10, -6, -4]
