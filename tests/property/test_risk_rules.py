"""Rules can only tighten, whatever the rules, hostile ones too; and what a rule counts survives a restart anywhere."""

from __future__ import annotations

import functools

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from risk_views import BOTTOM, TOP, view
from small_engine import SCALE, named
from worlds import plain

FIXED = settings(derandomize=True, deadline=None, max_examples=300)
rule = plain("risk.rule")
gates = plain("risk.gate")
amounts = st.integers(1, 4 * SCALE)
windows = st.integers(1, 100)

MARGIN_ROW = plain("risk.rows").MarginRow(first=0, last=50, account="margin", ratio_max=SCALE)
DAY_TRADE_ROW = plain("risk.rows").DayTradeRow(first=0, last=None, count_max=2, days=3, equity_min=10**18)
#: Rules by name: the module, and what they are built from.
BUILDS = {
    "QuantityLimit": ("order_limits", (amounts,)),
    "ValueLimit": ("order_limits", (amounts,)),
    "PriceCollar": ("order_limits", (amounts,)),
    "RollingCollar": ("order_limits", (amounts, st.integers(1, 4))),
    "StaleReference": ("order_limits", (st.integers(0, 3),)),
    "SelfMatch": ("order_limits", ()),
    "Restricted": ("order_limits", (st.frozensets(st.sampled_from("AB")),)),
    "Allowed": ("order_limits", (st.frozensets(st.sampled_from("AB")),)),
    "PositionLimit": ("book_limits", (amounts,)),
    "ShortLimit": ("book_limits", (st.booleans(),)),
    "GrossLimit": ("book_limits", (amounts,)),
    "NetLimit": ("book_limits", (amounts,)),
    "LeverageLimit": ("book_limits", (amounts,)),
    "ConcentrationLimit": ("book_limits", (amounts,)),
    "OpenOrdersLimit": ("book_limits", (st.integers(1, 3),)),
    "OrderRate": ("rate_limits", (st.integers(1, 3), windows)),
    "LookAlike": ("rate_limits", (windows,)),
    "EntryThrottle": ("rate_limits", (st.integers(1, 3), windows)),
    "RejectStorm": ("rate_limits", (st.integers(1, 3), windows)),
    "DailyLossLimit": ("loss_limits", (amounts,)),
    "DrawdownLimit": ("loss_limits", (amounts,)),
    "ProtectiveStop": ("loss_limits", (st.booleans(), st.integers(0, 2))),
    "MarginRule": ("account_rules", (st.sampled_from([None, "cash", "margin"]), st.just((MARGIN_ROW,)))),
    "DayTradeRule": ("account_rules", (st.booleans(), st.just((DAY_TRADE_ROW,)))),
    "Canary": ("account_rules", (st.integers(0, 3), amounts, st.integers(0, 2), amounts)),
}
STATEFUL = [
    "RollingCollar", "OrderRate", "LookAlike", "EntryThrottle", "RejectStorm", "ProtectiveStop", "DayTradeRule",
    "Canary",
]  # fmt: skip
CORE = st.sampled_from(sorted(BUILDS)).flatmap(lambda kind: st.tuples(st.just(kind), st.tuples(*BUILDS[kind][1])))
ANSWERS = st.sampled_from(
    [
        rule.PASS, None, True, 0, "PASS", ValueError("x"), rule.Verdict(0, "x", "y", 5), rule.Verdict(-1, "x", "y"),
        rule.Verdict(99, "x", "y"), rule.refuse("x", "y", 10**30), rule.refuse("x", 3), rule.refuse("x", "\udc00"),
        rule.halt("x", "y"), rule.disable("x", "y"), rule.refuse("a", "A"),
    ]
)  # fmt: skip
HOSTILE = st.tuples(st.just("hostile"), ANSWERS)
RULES = st.lists(CORE | HOSTILE, max_size=6)

whole = st.integers(BOTTOM, TOP)
near = st.integers(-3, 4 * SCALE)
NUMBERS = (
    "quantity", "price", "price_age", "order_price", "value", "previous_price", "held", "position_after", "short_after",
    "symbol_after", "gross_after", "net_after", "open_orders", "equity", "peak", "day_start_equity", "unprotected",
    "days_seen", "time", "day",
)  # fmt: skip
FLAGS = ("is_buy", "reducing", "is_market", "is_protected", "is_opposed")
FIELDS = st.fixed_dictionaries(
    dict.fromkeys(NUMBERS, near | whole)
    | dict.fromkeys(FLAGS, st.booleans())
    | {"symbol": st.sampled_from("AB"), "strategy": st.sampled_from("ab"), "instrument": st.integers(0, 1)}
)


def made(kind, given, name="tested"):
    if kind != "hostile":
        return named(getattr(plain(f"risk.{BUILDS[kind][0]}"), kind)(*given), name)

    def answer(self, *_):
        if isinstance(given, Exception):
            raise given
        return given

    notes = dict.fromkeys(("ordered", "filled", "rejected", "marked", "split", "state"), answer)
    return named(type("Hostile", (rule.RiskMonitor,), {"check": answer, "monitor": answer, **notes})(), name)


def gate(built, seen, strategies=()):
    """A gate whose views show the same, and that was told of a bar and an order of it."""
    intent = plain("domain.intents").Intent(1, 1, "a", seen["symbol"], 1, 1, 1)
    found = gates.RiskGate(tuple(built), {"a": tuple(strategies)})
    for shown in filter(None, (found.view, found.view_of("a"))):
        for field, value in seen.items():
            setattr(shown, field, value)
    found.note_bar(seen["instrument"], seen["symbol"], 10, 1)
    found.note_order(intent)
    found.note_reject("a", seen["symbol"], 1)
    found.note_fill("a", seen["symbol"], 1, 1, 1, 1, 1)
    found.note_split(seen["instrument"], seen["symbol"], 2, 1)
    return found, intent


def judged(rules, seen, order=1, strategies=()):
    built = [made(kind, given, f"{kind}{n}") for n, (kind, given) in enumerate(rules)][::order]
    own = [made(kind, given, f"a.{kind}{n}") for n, (kind, given) in enumerate(strategies)]
    found, intent = gate(built, seen, own)
    verdict = found.judge(intent, "entry")
    watched = found.watch()
    return verdict if isinstance(verdict, rule.Verdict) else rule.PASS, watched, found.watch_strategy("a")


@FIXED
@given(RULES, CORE | HOSTILE, FIELDS)
def test_another_rule_of_whatever_conduct_never_loosens_anything(rules, another, seen):
    before, after = judged(rules, seen), judged([*rules, another], seen)
    assert [later.level >= earlier.level for earlier, later in zip(before, after, strict=True)] == [True] * 3


VERDICTS = st.builds(rule.Verdict, st.integers(1, 3), st.sampled_from("ab"), st.sampled_from("XY"))
SEEN = dict.fromkeys(NUMBERS, 1) | dict.fromkeys(FLAGS, False) | {"symbol": "A", "strategy": "a", "instrument": 0}


@FIXED
@given(st.lists(VERDICTS | st.just(rule.PASS), max_size=5))
def test_the_worst_of_all_verdicts_stands(verdicts):
    judgement, watched, _ = judged([("hostile", verdict) for verdict in verdicts], SEEN)
    assert judgement == functools.reduce(rule.join, verdicts, rule.PASS)
    assert (watched.level == rule.LEVEL_HALT) == (judgement.level > 0)


@FIXED
@given(RULES, RULES, FIELDS)
def test_rules_of_a_strategy_never_loosen_what_the_account_refuses(rules, own, seen):
    alone, both = judged(rules, seen), judged(rules, seen, strategies=own)
    assert both[0].level >= alone[0].level
    assert both[1] == alone[1]
    assert both[2].level <= rule.LEVEL_DISABLE


@FIXED
@given(RULES, FIELDS)
def test_the_order_of_rules_never_matters(rules, seen):
    assert judged(rules, seen) == judged(rules, seen, order=-1)


@FIXED
@given(st.lists(CORE, max_size=6), FIELDS)
def test_rules_of_core_let_every_reduction_pass_and_break_on_no_number(rules, seen):
    verdict, watched, _ = judged(rules, {**seen, "reducing": True})
    assert verdict is rule.PASS
    entry, _, _ = judged(rules, {**seen, "reducing": False})
    failed = {each.reason for each in (verdict, entry, watched) if each.reason.startswith("RULE_")}
    assert failed <= {"RULE_FAILED:AmountOverflow"}, "what leaves 64 bits, and nothing else"


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["check", "ordered", "filled", "rejected", "marked", "split", "monitor"]),
        st.integers(0, 40),
        st.sampled_from("AB"),
        st.integers(-3, 3),
        st.booleans(),
        st.integers(1, 3),
    ),
    max_size=40,
)


def happen(tested, held, now, event):
    """Let one thing happen to a rule; return what it says, and what is held and what time it is then."""
    kind, later, symbol, quantity, flag, number = event
    now += later
    seen = view(
        time=now, day=now // 50, symbol=symbol, instrument=number % 2, strategy="a" if flag else "b", quantity=number,
        is_buy=flag, price=number * SCALE, unprotected=quantity, days_seen=number, reducing=quantity == 3,
    )  # fmt: skip
    if kind == "check":
        return tested.check(None, seen), now
    if kind == "monitor":
        return (tested.monitor(seen) if hasattr(tested, "monitor") else None), now
    if kind == "ordered":
        tested.ordered(None, seen)
    elif kind == "filled" and quantity:
        held[symbol] = held.get(symbol, 0) + quantity
        tested.filled(symbol, quantity, held[symbol], now // 50, now)
    elif kind == "rejected":
        tested.rejected(symbol, now)
    elif kind == "marked":
        tested.marked(number % 2, symbol, number * SCALE, now)
    elif kind == "split":
        tested.split(number % 2, symbol, 2, 1)
    return None, now


def go_on(tested, held, now, events):
    said = []
    for event in events:
        verdict, now = happen(tested, held, now, event)
        said.append(verdict)
    return said, now


@pytest.mark.parametrize("kind", STATEFUL)
@settings(derandomize=True, deadline=None, max_examples=100)
@given(data=st.data())
def test_a_rule_restored_anywhere_goes_on_like_the_first(kind, data):
    given_ = data.draw(st.tuples(*BUILDS[kind][1]))
    events, cut = data.draw(EVENTS), data.draw(st.integers(0, 40))
    first, again = made(kind, given_), made(kind, given_)
    held = {}
    _, now = go_on(first, held, 0, events[:cut])
    again.restore(msgspec.msgpack.decode(msgspec.msgpack.encode(first.state())))
    rest = [go_on(tested, dict(held), now, events[cut:]) for tested in (first, again)]
    assert rest[0] == rest[1]
    assert msgspec.msgpack.encode(first.state()) == msgspec.msgpack.encode(again.state())


@FIXED
@given(RULES, RULES, FIELDS)
def test_a_gate_restored_from_its_snapshot_judges_like_the_first(rules, own, seen):
    def build():
        return gate(
            [made(kind, given, f"{kind}{n}") for n, (kind, given) in enumerate(rules) if kind != "hostile"],
            seen,
            [made(kind, given, f"a.{kind}{n}") for n, (kind, given) in enumerate(own) if kind != "hostile"],
        )

    (first, intent), (again, _) = build(), build()
    again.restore(msgspec.msgpack.decode(msgspec.msgpack.encode(first.state())))
    assert again.state() == first.state()
    assert first.judge(intent, "entry") == again.judge(intent, "entry")
    assert first.watch() == again.watch()


def test_every_rule_of_core_is_among_those_tried():
    built = {each.build.__annotations__["return"].rpartition(".")[2] for each in plain("builtin").mqk_risk_rules()}
    assert built == set(BUILDS)
