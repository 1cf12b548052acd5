"""Symbols that may not be entered, whatever the configured limits say. The run's own assembly adds this rule.

Orders that only reduce pass: what is held can always be closed.
"""

from __future__ import annotations

from mqk_core.domain.intents import Intent
from mqk_core.risk.rule import PASS, RiskRule, RiskView, Verdict, refuse


class ForbiddenSymbols(RiskRule):
    """Refuses every entry in some symbols, for one reason."""

    def __init__(self, name: str, symbols: tuple[str, ...], reason: str) -> None:
        super().__init__()
        self.name = name
        self.symbols = frozenset(symbols)
        self.reason = reason

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        if intent.symbol in self.symbols and not view.reducing:
            return refuse(self.name, self.reason)
        return PASS
