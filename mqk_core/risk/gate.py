# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""The one gate: every intent is judged by every rule, the worst verdict stands; only here an intent becomes approved.

Rules of the engine and of the account read the account's view; rules of one strategy read that strategy's. What rules
count is told to them here, by notes. A rule that fails in a note has lost count: its scope adds no more risk.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mqk_core.domain import reasons
from mqk_core.domain.intents import FLATTEN, ApprovedIntent, Intent
from mqk_core.risk.rule import LEVEL_DISABLE, LEVEL_HALT, PASS, RiskRule, RiskView, Verdict, join, refuse
from mqk_core.risk.scope import Scope


class RiskGate:
    """Holds the scopes: the account's, and those of strategies with rules of their own.

    Attributes
    ----------
    view : the account's. `scopes`: by the name of their strategy.
    halted, reducing : why only reductions pass, or None.
    watches_protection : whether a rule asks what is held without a protective stop.
    objections : every verdict of the last judgement that was not `PASS`.
    """

    def __init__(
        self, rules: tuple[RiskRule, ...], strategies: Mapping[str, tuple[RiskRule, ...]] | None = None
    ) -> None:
        self.halted: str | None = None
        self.reducing: str | None = None
        self.account = Scope(rules, LEVEL_HALT)
        self.view = self.account.view
        self.scopes = {name: Scope(own, LEVEL_DISABLE) for name, own in sorted((strategies or {}).items()) if own}
        self.watches_protection = any(scope.watches_protection for scope in (self.account, *self.scopes.values()))
        self.objections: list[Verdict] = []

    def view_of(self, strategy: str) -> RiskView | None:
        """Return what the rules of a strategy read; None when it has none."""
        scope = self.scopes.get(strategy)
        return None if scope is None else scope.view

    def judge(self, intent: Intent, effect: str) -> ApprovedIntent | Verdict:
        """Return the intent approved, or the worst verdict over all rules on what the views describe.

        A halted or reducing gate lets nothing pass that adds risk; what only reduces is judged as ever. The close of
        everything after a halt is not judged: no rule may stand in the way down.
        """
        del self.objections[:]
        scope = self.scopes.get(intent.strategy)
        if effect == FLATTEN:
            self.account.describe_close(intent)
            if scope is not None:
                scope.describe_close(intent)
            return ApprovedIntent(intent, effect)
        if not self.view.reducing and (self.halted is not None or self.reducing is not None):
            worst = refuse("halt", reasons.HALTED) if self.halted is not None else refuse("reducing", reasons.REDUCING)
            self.objections.append(worst)
            return worst
        worst = self.account.judge(intent, self.objections)
        if scope is not None:
            worst = join(worst, scope.judge(intent, self.objections))
        return ApprovedIntent(intent, effect) if worst is PASS else worst

    def judge_strategy(self, intent: Intent) -> Verdict:
        """Return the worst verdict of the strategy's own rules: for what crosses inside, which the account never feels.

        The caller has seen to it that a halted gate lets nothing cross that adds to a book.
        """
        del self.objections[:]
        scope = self.scopes.get(intent.strategy)
        return PASS if scope is None else scope.judge(intent, self.objections)

    def watch(self) -> Verdict:
        """Return the worst verdict of the account's monitors on the book as it is marked: `PASS`, or a halt."""
        return self.account.watch()

    def watch_strategy(self, name: str) -> Verdict:
        """Return the worst verdict of a strategy's monitors on its book: `PASS`, or one that disables it."""
        scope = self.scopes.get(name)
        return PASS if scope is None else scope.watch()

    def note_order(self, intent: Intent) -> int:
        """Tell the rules that an order was made, or changed, of this intent; the views still speak of it."""
        self.account.note_order(intent)
        scope = self.scopes.get(intent.strategy)
        if scope is not None:
            scope.note_order(intent)
        return 0

    def note_fill(
        self, strategy: str, symbol: str, quantity: int, held_account: int, held_book: int, day: int, time: int
    ) -> int:
        """Tell the rules of a fill: what the account holds after it, and what the strategy's book does."""
        self.account.note_fill(symbol, quantity, held_account, day, time)
        scope = self.scopes.get(strategy)
        if scope is not None:
            scope.note_fill(symbol, quantity, held_book, day, time)
        return 0

    def note_reject(self, strategy: str, symbol: str, time: int) -> int:
        """Tell the rules that the broker rejected an order."""
        self.account.note_reject(symbol, time)
        scope = self.scopes.get(strategy)
        if scope is not None:
            scope.note_reject(symbol, time)
        return 0

    def note_bar(self, k: int, symbol: str, close: int, time: int) -> int:
        """Tell the rules that listen to marks of a bar."""
        self.account.note_bar(k, symbol, close, time)
        if self.scopes:
            for scope in self.scopes.values():
                scope.note_bar(k, symbol, close, time)
        return 0

    def note_split(self, k: int, symbol: str, numerator: int, denominator: int) -> int:
        """Tell the rules of a split."""
        self.account.note_split(k, symbol, numerator, denominator)
        if self.scopes:
            for scope in self.scopes.values():
                scope.note_split(k, symbol, numerator, denominator)
        return 0

    def begin_day(self, equity: int) -> int:
        self.view.day_start_equity = equity
        return 0

    def begin_day_strategy(self, name: str, equity: int) -> int:
        """Take the equity with which a strategy begins its day."""
        scope = self.scopes.get(name)
        if scope is not None:
            scope.view.day_start_equity = equity
        return 0

    def mark(self, equity: int) -> int:
        """Take the equity at the marks; the peak only rises."""
        return self.account.mark(equity)

    def mark_strategy(self, name: str, equity: int) -> int:
        """Take a strategy's equity at the marks; its peak only rises."""
        scope = self.scopes.get(name)
        return 0 if scope is None else scope.mark(equity)

    def state(self) -> object:
        """Return all that the gate and its rules know beyond what the engine fills in before each judgement."""
        strategies = [(name, scope.state()) for name, scope in self.scopes.items()]
        return self.halted, self.reducing, self.account.state(), strategies

    def restore(self, state: Any) -> None:
        """Take up what `state` returned, of a gate with the same rules."""
        self.halted, self.reducing, account, strategies = state
        self.account.restore(account)
        for scope, (_, kept) in zip(self.scopes.values(), strategies, strict=True):
            scope.restore(kept)
