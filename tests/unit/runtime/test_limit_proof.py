"""The proof of the limits: red for a limit that is silent, fires too soon, or is not held to; whatever its bound."""

from decimal import Decimal

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from proof_configurations import KEYS, STANDARD, configuration, failures, proven, registry
from worlds import COMPILED, world

from mqk_core.config.sections import Account, Choice, EngineShare, Instruments, InstrumentTerms, Integrity
from mqk_core.domain.money import SCALE, to_text
from mqk_core.errors import ConfigError
from mqk_core.hookspecs import Component, Offer
from mqk_core.risk.rule import PASS, RiskMonitor, RiskRule, halt, refuse
from mqk_core.risk.stories import Ask, Scene, Story
from mqk_core.runtime.proof import FIRED, NOT_SET, SILENT, UNPROVEN, limits_of

CORE = world(COMPILED)


def of_limit(name, keys, **more):
    """The failures of one limit of core, in the engine's scope."""
    return list(failures(CORE, configuration(CORE, "engine", {name: keys}, **more)))


@attrs.frozen
class NoConfig:
    """A rule without settings."""


def told(reason="OWN", *, is_watched=False):
    """The story of a rule that minds more than one share."""
    inside, outside = (
        Scene(closes=((100 * SCALE,),) * 3, asks=(Ask(step=0 if is_watched else 2, quantity=shares * SCALE),),
              cash=10**6 * SCALE)
        for shares in (1, 2)
    )  # fmt: skip
    return (Story(reason=reason, inside=inside, outside=outside, is_watched=is_watched),)


def shown_of(rule, prove):
    """What the proof shows of a plugin's rule, as (result, note)."""
    component = Component("own", NoConfig, lambda config: rule(), prove=prove)
    offers = {**registry(CORE), ("risk_rule", "own"): Offer(component, "acme")}
    config = configuration(CORE, "engine", {})
    config = attrs.evolve(config, risk=attrs.evolve(config.risk, rules={"own": Choice("own", NoConfig())}))
    return [(shown.result, shown.note) for shown in proven(CORE, config, offers)]


class Cap(RiskRule):
    """Refuses more than one share."""

    answer = refuse("own", "OWN")

    def check(self, intent, view):
        return self.answer if view.quantity > SCALE else PASS


class Stop(Cap):
    """Halts on more than one share."""

    answer = halt("own", "OWN")


class Silent(RiskRule):
    """Minds nothing."""


class Strict(RiskRule):
    """Refuses everything."""

    def check(self, intent, view):
        return refuse("own", "OWN")


class Broken(RiskRule):
    """Fails."""

    def check(self, intent, view):
        raise ZeroDivisionError


class Watcher(RiskMonitor):
    """Halts on less cash than a share costs."""

    def monitor(self, view):
        return PASS


AMOUNTS = st.integers(1, 10**16).map(to_text)
QUANTITIES = st.integers(1, 10**13).map(to_text)
RATIOS = st.integers(10**4, 10**12).map(to_text)
FRACTIONS = st.integers(1, SCALE).map(to_text)
COUNTS = st.integers(1, 30)
WINDOWS = st.sampled_from(["2s", "1m", "7h", "3d", "366d"])
ANY_KEYS = st.one_of(
    *(st.tuples(st.just(name), st.fixed_dictionaries({"value_max": AMOUNTS}))
      for name in ("order_value", "gross", "net")),
    *(st.tuples(st.just(name), st.fixed_dictionaries({"quantity_max": QUANTITIES}))
      for name in ("order_quantity", "position")),
    *(st.tuples(st.just(name), st.fixed_dictionaries({"ratio_max": RATIOS})) for name in ("leverage", "concentration")),
    *(st.tuples(st.just(name), st.fixed_dictionaries({"fraction_max": FRACTIONS}))
      for name in ("price_collar", "daily_loss", "drawdown")),
    st.tuples(st.just("rolling_collar"), st.fixed_dictionaries({"fraction_max": FRACTIONS, "bars": COUNTS})),
    *(st.tuples(st.just(name), st.fixed_dictionaries({"count_max": COUNTS, "window": WINDOWS}))
      for name in ("orders_per_minute", "reject_storm")),
    st.tuples(st.just("entry_throttle"), st.fixed_dictionaries({"entries_max": COUNTS, "window": WINDOWS})),
    st.tuples(st.just("look_alike"), st.fixed_dictionaries({"window": WINDOWS})),
    st.tuples(st.just("open_orders"), st.fixed_dictionaries({"count_max": COUNTS})),
    st.tuples(st.just("stale_reference"), st.fixed_dictionaries({"bars_max": COUNTS})),
    st.tuples(st.just("protective_stop"), st.fixed_dictionaries({"required": st.just(True), "bars": COUNTS})),
    st.tuples(st.just("canary"), st.fixed_dictionaries(
        {"days": COUNTS, "order_value_max": AMOUNTS, "orders_max": COUNTS, "position_value_max": AMOUNTS})),
)  # fmt: skip
TERMS = st.sampled_from([
    None, ("0.01", "1", "1"), ("0.00000001", "0.00000001", "1"), ("0.25", "1", "50"), ("5", "100", "0.01"),
])  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(ANY_KEYS, TERMS)
def test_a_limit_of_core_fires_at_whatever_bound_on_whatever_terms(limit, terms):
    name, keys = limit
    default = None
    if terms is not None:
        tick, lot, multiplier = map(Decimal, terms)
        default = InstrumentTerms(tick=tick, lot=lot, currency="USD", multiplier=multiplier)
    assert of_limit(name, keys, instruments=Instruments(default=default)) == []


@pytest.mark.parametrize("name", ["allowed", "restricted", "short", "protective_stop", "margin", "day_trades"])
def test_a_limit_that_its_settings_leave_open_is_not_set(name):
    account = Account()
    keys = {**STANDARD[name]} | ({"account": None} if "account" in STANDARD[name] else {})
    (shown,) = proven(CORE, configuration(CORE, "engine", {name: keys}, account=account))
    assert (shown.result, shown.is_failure) == (NOT_SET, False)


def test_rows_that_hold_on_the_same_day_are_each_shown_with_the_tightest():
    row = {"date_first": "2001-01-01", "date_last": None, "days": 5}
    rows = {
        "three": {**row, "count_max": 3, "equity_min": "25000"},
        "one": {**row, "count_max": 1, "equity_min": "50000"},
        "none": {**row, "count_max": 0, "equity_min": "2000"},
    }
    assert of_limit("day_trades", {"account": "margin", "rows": rows}) == []
    lent = {"account": "margin", "date_first": "2001-01-01", "date_last": None}
    rows = {"loose": {**lent, "ratio_max": "4"}, "tight": {**lent, "ratio_max": "1.5"}}
    assert of_limit("margin", {"account": "margin", "rows": rows}) == []


def test_a_bound_that_no_story_reaches_is_not_proven():
    keys = {"count_max": 10**9, "window": "1m"}
    (found,) = of_limit("orders_per_minute", keys)
    assert f"orders_per_minute : {UNPROVEN}: " in found
    assert "1000000000 orders" in found


@pytest.mark.parametrize("name", ["order_quantity", "order_value", "gross"])
def test_a_bound_at_the_end_of_64_bits_is_not_proven(name):
    (key,) = KEYS[name]
    found = of_limit(name, {key: "92233720368.54775807"})
    assert found
    assert all("fired" not in each for each in found)


def test_a_limit_that_another_one_hides_is_proven_alone():
    keys = {"gross": {"value_max": "1000"}, "position": {"quantity_max": "500"}}
    shown = {each.limit.name: each for each in proven(CORE, configuration(CORE, "engine", keys))}
    assert shown["gross"].note == ""
    assert (shown["position"].result, shown["position"].note) == (FIRED, "proven alone: gross holds sooner")


def test_a_silence_that_the_integrity_gate_ends_first_is_proven_alone():
    keys = {"stale_reference": {"bars_max": 2}}
    first, second = (
        [each.note for each in proven(CORE, configuration(CORE, "engine", keys, integrity=integrity))]
        for integrity in (Integrity(gap_tolerance_bars=0), Integrity(gap_tolerance_bars=5))
    )
    assert first == ["proven alone: integrity.gap_tolerance_bars holds sooner"]
    assert second == [""]


def test_made_up_symbols_are_others_than_the_listed_ones():
    keys = {
        "allowed": {"symbols": ["STORY0", "STORY1"]},
        "gross": {"value_max": "1000"},
        "restricted": {"symbols": ["A"]},
    }
    found = [(each.limit.name, each.result, each.note) for each in proven(CORE, configuration(CORE, "engine", keys))]
    assert found == [("allowed", FIRED, ""), ("gross", FIRED, ""), ("restricted", FIRED, "")]
    several = {"allowed": {"symbols": ["STORY0"]}, "gross": {"value_max": "10000"}}
    notes = [each.note for each in proven(CORE, configuration(CORE, "engine", several))]
    assert notes == ["", ""]


def test_a_bound_below_one_lot_has_no_inside():
    keys = {"order_quantity": {"quantity_max": "0.5"}}
    (shown,) = proven(CORE, configuration(CORE, "engine", keys))
    assert (shown.inside, shown.outside, shown.result) == ("no order fits", "ORDER_QUANTITY", FIRED)


def test_an_engines_own_cap_on_a_shared_account_fires():
    share = EngineShare(capital=Decimal(1000), gross_max=Decimal(500))
    other = EngineShare(capital=Decimal(1000), gross_max=Decimal(500))
    account = Account(cash=Decimal(5000), engines={"proof": share, "second": other})
    config = configuration(CORE, "engine", {}, account=account)
    assert [limit.rule for limit in limits_of(config)] == ["engine.gross"]
    assert [each.result for each in proven(CORE, config)] == [FIRED]


def test_shares_that_exceed_the_account_are_refused_before_anything_is_shown():
    account = Account(cash=Decimal(100), engines={"proof": EngineShare(capital=Decimal(1000))})
    with pytest.raises(ConfigError):
        next(proven(CORE, configuration(CORE, "engine", KEYS, account=account)))


@pytest.mark.parametrize("rule", [Cap, Stop])
def test_a_plugins_rule_with_a_story_is_shown_to_fire(rule):
    assert shown_of(rule, lambda config, ground: told()) == [(FIRED, "")]


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        (Silent, "expected OWN outside its bound, found nothing"),
        (Strict, "it fires inside its bound: OWN"),
        (Broken, "it fires inside its bound: RULE_FAILED:ZeroDivisionError"),
    ],
)
def test_a_plugins_rule_that_does_not_do_as_told_is_red(rule, found):
    assert shown_of(rule, lambda config, ground: told()) == [(SILENT, found)]


def test_another_reason_than_the_storys_is_red():
    found = shown_of(Cap, lambda config, ground: told("OTHER"))
    assert found == [(SILENT, "expected OTHER outside its bound, found OWN")]


def test_a_monitor_that_never_halts_is_red():
    found = shown_of(Watcher, lambda config, ground: told(is_watched=True))
    assert found == [(SILENT, "expected OWN outside its bound, found nothing")]


def test_a_story_in_which_nothing_is_asked_shows_nothing():
    scene = Scene(closes=((SCALE,),), asks=(), cash=SCALE)
    story = Story(reason="OWN", inside=scene, outside=scene)
    assert shown_of(Cap, lambda config, ground: (story,)) == [
        (SILENT, "inside its bound the story does not come to its point: no order was made")
    ]


@pytest.mark.parametrize(
    ("prove", "found"),
    [
        (None, "the plugin 'acme' brings no story of it"),
        (lambda config, ground: ("a story",), "TypeError: its stories are no Story of mqk_core.api"),
        (lambda config, ground: 1 // 0, "ZeroDivisionError: integer division or modulo by zero"),
    ],
)
def test_a_plugins_rule_without_a_story_that_can_be_played_cannot_be_proven(prove, found):
    assert shown_of(Cap, prove) == [(UNPROVEN, found)]
