"""Scopes of the gate: who is asked about whose book, what rules are told, and what a rule that lost count costs."""

from __future__ import annotations

import pytest
from small_engine import named
from worlds import plain

rule = plain("risk.rule")
RiskGate = plain("risk.gate").RiskGate
Intent = plain("domain.intents").Intent
Approved = plain("domain.intents").ApprovedIntent


def intent(strategy="main"):
    return Intent(1, 60, strategy, "ACME", 10, 10, 100)


class Answering(rule.RiskMonitor):
    """Answers the same to everything, and keeps the views that it was shown."""

    def __init__(self, answer=rule.PASS):
        super().__init__()
        self.answer = answer
        self.seen = []

    def check(self, intent, view):
        self.seen.append(view)
        return self.answer

    def monitor(self, view):
        return self.check(None, view)


class Counting(rule.RiskRule):
    """Counts what it is told, and breaks when told so of a certain symbol."""

    def __init__(self, breaks_on=""):
        super().__init__()
        self.told = []
        self.breaks_on = breaks_on

    def ordered(self, intent, view):
        self._take("ordered", intent.symbol)

    def filled(self, symbol, quantity, held, day, time):
        self._take("filled", symbol, quantity, held, day, time)

    def rejected(self, symbol, time):
        self._take("rejected", symbol, time)

    def marked(self, instrument, symbol, close, time):
        self._take("marked", symbol, instrument, close, time)

    def split(self, instrument, symbol, numerator, denominator):
        self._take("split", symbol, instrument, numerator, denominator)

    def _take(self, what, symbol, *numbers):
        if symbol == self.breaks_on:
            raise ValueError(what)
        self.told.append([what, symbol, *numbers])

    def state(self):
        return self.told

    def restore(self, state):
        self.told = state


def gate(account=(), **strategies):
    def ready(rules):
        return tuple(named(each, f"r{n}") for n, each in enumerate(rules))

    return RiskGate(ready(account), {name: ready(rules) for name, rules in strategies.items()})


def test_each_rule_reads_the_view_of_its_scope():
    account, own, other = Answering(), Answering(), Answering()
    made = gate([account], main=[own], other=[other])
    assert isinstance(made.judge(intent(), "entry"), Approved)
    assert account.seen == [made.view]
    assert own.seen == [made.view_of("main")] != [made.view]
    assert other.seen == []
    assert made.view_of("nobody") is None


def test_the_worst_verdict_over_both_scopes_stands_and_every_objection_is_kept():
    lesser, worse = rule.refuse("a", "A", 1, 2), rule.disable("b", "B", 3, 4)
    made = gate([Answering(lesser), Answering()], main=[Answering(worse)])
    assert made.judge(intent(), "entry") == worse
    assert made.objections == [lesser, worse]
    assert made.judge(intent("other"), "entry") == lesser
    assert made.objections == [lesser]


def test_a_rule_of_one_strategy_can_end_that_strategy_and_no_more():
    made = gate(main=[Answering(rule.halt("a", "A", 1, 2))])
    assert made.judge(intent(), "entry") == made.watch_strategy("main") == rule.disable("a", "A", 1, 2)
    assert made.watch() is rule.PASS
    assert made.watch_strategy("nobody") is rule.PASS


@pytest.mark.parametrize("answer", [rule.refuse("a", "A"), rule.disable("a", "A"), rule.halt("a", "A")])
def test_whatever_a_monitor_of_the_account_objects_to_halts(answer):
    assert gate([Answering(answer)]).watch() == rule.halt("a", "A")


@pytest.mark.parametrize("level", [-1, 4, 10**30, True])
def test_a_level_that_is_none_is_a_refusal(level):
    verdict = gate([Answering(rule.Verdict(level, "a", "A"))]).judge(intent(), "entry")
    assert verdict == rule.refuse("r0", "RULE_MALFORMED")


def test_a_text_that_no_record_can_hold_is_a_refusal():
    assert gate([Answering(rule.refuse("a", "\ud800"))]).judge(intent(), "entry").reason == "RULE_MALFORMED"


@pytest.mark.parametrize("limit", [-5, 0, 5])
def test_a_verdict_that_passes_passes_whatever_its_numbers(limit):
    made = gate([Answering(rule.Verdict(0, "", "", limit))])
    assert isinstance(made.judge(intent(), "entry"), Approved)
    assert made.watch() is rule.PASS


@pytest.mark.parametrize(
    ("ended", "reason"), [({"halted": "X"}, "HALTED"), ({"reducing": "X"}, "REDUCING"),
                          ({"halted": "X", "reducing": "X"}, "HALTED")],
)  # fmt: skip
def test_a_gate_that_is_halted_or_reducing_lets_only_reductions_pass(ended, reason):
    made = gate()
    for key, value in ended.items():
        setattr(made, key, value)
    refused = made.judge(intent(), "entry")
    assert (refused.level, refused.reason) == (1, reason)
    assert made.objections == [refused]
    made.view.reducing = True
    assert isinstance(made.judge(intent(), "reduce"), Approved)
    assert made.objections == []


def test_the_close_of_everything_is_not_judged():
    made = gate([Answering(None)], main=[Answering(rule.halt("a", "A"))])
    made.halted = "X"
    assert isinstance(made.judge(intent(), "flatten"), Approved)


def tell(made, symbol="ACME"):
    made.note_order(Intent(1, 60, "main", symbol, 10, 10, 100))
    made.note_fill("main", symbol, 10, 30, 20, 7, 60)
    made.note_reject("main", symbol, 61)
    made.note_bar(0, symbol, 100, 62)
    made.note_split(0, symbol, 2, 1)


def test_rules_are_told_what_happened_in_the_book_of_their_scope():
    account, own, other = Counting(), Counting(), Counting()
    tell(gate([account], main=[own], other=[other]))
    market = [["marked", "ACME", 0, 100, 62], ["split", "ACME", 0, 2, 1]]
    assert account.told == [["ordered", "ACME"], ["filled", "ACME", 10, 30, 7, 60], ["rejected", "ACME", 61], *market]
    assert own.told == [["ordered", "ACME"], ["filled", "ACME", 10, 20, 7, 60], ["rejected", "ACME", 61], *market]
    assert other.told == market


@pytest.mark.parametrize("method", ["ordered", "filled", "rejected", "marked", "split"])
def test_a_rule_that_fails_in_a_note_refuses_every_later_order_that_adds_risk(method):
    broken = type("Broken", (rule.RiskRule,), {method: lambda self, *_: 1 // 0})()
    made = gate([broken], main=[Counting()])
    tell(made)
    refused = made.judge(intent(), "entry")
    assert refused == rule.refuse("r0", "RULE_FAILED:ZeroDivisionError")
    assert made.objections == [refused]
    assert made.watch() is rule.PASS, "it is no monitor"
    made.view.reducing = True
    assert isinstance(made.judge(intent(), "reduce"), Approved)


def test_a_monitor_that_fails_in_a_note_ends_the_permission_of_its_scope():
    class Broken(Answering):
        def rejected(self, symbol, time):
            raise KeyError(symbol)

    made = gate([Broken()], main=[Broken()])
    made.note_reject("main", "ACME", 60)
    assert made.watch() == rule.halt("r0", "RULE_FAILED:KeyError")
    assert made.watch_strategy("main") == rule.disable("r0", "RULE_FAILED:KeyError")


def test_a_rule_that_cannot_say_what_it_counted_is_broken():
    class Mute(rule.RiskRule):
        def state(self):
            raise OSError

    made = gate([Mute()])
    assert made.state()[2][3:] == ([("r0", "RULE_FAILED:OSError")], [])
    assert made.judge(intent(), "entry").reason == "RULE_FAILED:OSError"


def test_the_state_holds_every_scope():
    first = gate([Counting(), Answering(), Counting("BETA")], main=[Counting()])
    tell(first)
    tell(first, "BETA")
    first.mark(100)
    first.mark(90)
    first.begin_day(95)
    first.mark_strategy("main", 50)
    first.mark_strategy("main", 40)
    first.begin_day_strategy("main", 45)
    first.mark_strategy("nobody", 1)
    first.begin_day_strategy("nobody", 1)
    first.reducing = "OPERATOR"
    again = gate([Counting(), Answering(), Counting()], main=[Counting()])
    again.restore(first.state())
    assert again.state() == first.state()
    assert (again.halted, again.reducing) == (None, "OPERATOR")
    assert (again.view.equity, again.view.peak, again.view.day_start_equity) == (90, 100, 95)
    own = again.view_of("main")
    assert (own.equity, own.peak, own.day_start_equity) == (40, 50, 45)
    again.reducing = None
    assert again.judge(intent(), "entry").reason == "RULE_FAILED:ValueError", "what lost count stays so"


def test_a_state_of_another_configuration_is_refused():
    kept = gate([Counting()]).state()
    with pytest.raises(plain("errors").InvariantViolation, match="r0"):
        gate([]).restore(kept)
