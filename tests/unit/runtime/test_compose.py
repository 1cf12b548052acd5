"""From a typed configuration to the parts of a run: each part reads its own section, and nothing is built half."""

from __future__ import annotations

from decimal import Decimal

import attrs
import pytest
from small_engine import Idle, make_tape
from worlds import COMPILED, world

from mqk_core.config import compose, structure
from mqk_core.domain.actions import CorporateAction
from mqk_core.domain.bars import Timeframe
from mqk_core.errors import ConfigError, PluginError
from mqk_core.hookspecs import Component, Offer
from mqk_core.ports import VenueTerms
from mqk_core.runtime.compose import Assembly
from mqk_core.runtime.plugins import load
from mqk_core.sim.cost_models import LinearCosts
from mqk_core.sim.exchange import SimulatedExchange
from mqk_core.testing.market import Market

SCALE = 10**8
BASE = ("+engine=sma_cross", "+mode=backtest")


@pytest.fixture(scope="module")
def plugins():
    return load()


@pytest.fixture
def assembled(plugins):
    def assemble(*overrides, replaced=None):
        composed = compose([*BASE, *overrides], plugins.config_packages, None)
        config = structure(composed, plugins.registry)
        return Assembly(config, {**plugins.registry, **(replaced or {})})

    return assemble


@pytest.fixture
def tape():
    return make_tape(world(COMPILED), {"ACME": [10, 11, 12]})


def engine(assembly, tape):
    lines = []
    return assembly.engine(tape, assembly.instruments(tape.symbols), lines.append), lines


def test_an_engine_is_opened_with_the_accounts_cash(assembled, tape):
    built, lines = engine(assembled("account.cash=12345.67"), tape)
    assert built.state.ledger.cash == 1_234_567_000_000
    assert built.state.opened
    assert len(lines) == 1, "the header only: records wait for their block"


def test_rules_carry_the_names_of_their_keys(assembled, tape):
    refusals = []
    built, _ = engine(assembled("risk.rules.order_quantity.quantity_max=5", "strategy.fast=1", "strategy.slow=2"), tape)
    built.advance(3)
    built.end()
    assert not refusals
    assert built.state.blotter.count == 0


def rule_names(assembly):
    gate = assembly.gate()
    return [rule.name for rule in gate.account.rules], {name: own.rules for name, own in gate.scopes.items()}


def test_rules_of_all_scopes_are_built_and_named_by_their_scope(assembled):
    scoped = ("account.rules.position.quantity_max=7", "risk.strategies.main.position.quantity_max=3")
    account, strategies = rule_names(assembled(*scoped))
    assert account == ["account.position", *sorted(rule_names(assembled())[0])]
    assert [rule.name for rule in strategies["main"]] == ["main.position"]
    assert rule_names(assembled())[1] == {}
    assert rule_names(assembled("risk=none")) == ([], {})


def test_an_engine_trades_with_its_share_of_the_account(assembled):
    shares = "account.engines={sma_cross: {capital: 40000.5, gross_max: 50000}, other: {capital: 59999.5}}"
    assembly = assembled(shares)
    assert assembly.cash() == 4_000_050_000_000
    (cap,) = set(rule_names(assembly)[0]) - set(rule_names(assembled())[0])
    assert cap == "engine.gross"
    assert rule_names(assembled("account.engines.sma_cross.capital=100000")) == rule_names(assembled())


@pytest.mark.parametrize(
    ("overrides", "says"),
    [
        (
            ("account.engines.other.capital=1",),
            "engine 'sma_cross' has no share of this account; those that have: other",
        ),
        (
            ("account.engines={sma_cross: {capital: 99999.99}, other: {capital: 0.02}}",),
            "the engines' capital is 100000.01 together, the account's cash is 100000",
        ),
        (
            (
                "account.rules.gross.value_max=10",
                "account.engines={sma_cross: {capital: 1, gross_max: 6}, other: {capital: 1, gross_max: 5}}",
            ),
            "caps on gross exposure are 11 together, the account's is 10",
        ),
    ],
)
def test_shares_that_do_not_fit_the_account_are_refused_with_the_numbers(assembled, overrides, says):
    for build in ("cash", "gate"):
        with pytest.raises(ConfigError, match=r"account\.engines") as caught:
            getattr(assembled(*overrides), build)()
        assert says in str(caught.value)


def test_rules_by_kind_of_account_follow_the_accounts_kind(assembled):
    assert "day_trades" in rule_names(assembled("account.kind=margin"))[0]
    for rule in ("margin", "day_trades"):
        with pytest.raises(
            ConfigError, match=f"risk.rules.{rule}.account: expected the account's kind, margin, found cash"
        ):
            assembled("account.kind=margin", f"risk.rules.{rule}.account=cash").gate()


def test_instruments_have_the_terms_of_their_schedule_or_their_own(assembled):
    first, second = assembled("+instruments.symbols.B={tick: 0.5, lot: 10, currency: USD}").instruments(("A", "B"))
    assert (first.tick, first.lot, first.currency) == (SCALE // 100, SCALE, "USD")
    assert (second.tick, second.lot) == (SCALE // 2, 10 * SCALE)


def test_terms_for_a_symbol_without_data_are_refused(assembled):
    with pytest.raises(ConfigError, match=r"instruments.symbols.B: the data holds no B"):
        assembled("+instruments.symbols.B={tick: 0.5, lot: 10, currency: USD}").instruments(("A",))


def test_another_currency_than_the_accounts_is_refused(assembled):
    with pytest.raises(ConfigError, match="there is no rate source"):
        assembled("account.currency=EUR").instruments(("A",))


def test_the_multiplier_is_one_unless_said(assembled):
    first, second = assembled("+instruments.symbols.B={lot: 0.5, multiplier: 50}").instruments(("A", "B"))
    assert (first.multiplier, second.multiplier, second.lot) == (SCALE, 50 * SCALE, SCALE // 2)


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("instruments.default={lot: '0.00000001', multiplier: '0.1'}", r"instruments\.default\.multiplier"),
        ("+instruments.symbols.A={lot: '0.0001', multiplier: '0.00001'}", r"instruments\.symbols\.A\.multiplier"),
        ("+instruments.symbols.A={lot: '90000000000', multiplier: '2'}", r"instruments\.symbols\.A\.multiplier"),
    ],
    ids=["of every symbol", "of one", "beyond 64 bits"],
)
def test_a_lot_that_is_worth_no_exact_amount_is_refused_by_its_key(assembled, words, key):
    with pytest.raises(ConfigError, match=rf"{key}: a lot of .* is no exact amount; expected at most 8 decimals"):
        assembled(words).instruments(("A",))


def venue_of(assembly, tape):
    """Return what the broker is built from."""
    built = []
    offer = Offer(Component("simulated", object, lambda config, venue: built.append(venue)), "test")
    registry = {**assembly.registry, ("broker", "simulated"): offer}
    whole = attrs.evolve(assembly, registry=registry)
    whole.broker(tape, whole.instruments(tape.symbols))
    (venue,) = built
    return venue


def test_without_a_stress_the_venue_is_what_costs_and_broker_say(assembled, tape):
    words = "account.cash=5", "broker.latency_bars=1", "broker.latency=2s", "broker.volume_cap=0.25"
    venue = venue_of(assembled(*words), tape)
    assert type(venue.costs) is LinearCosts
    assert (venue.cash, venue.terms) == (5 * SCALE, VenueTerms(1, 2 * 10**9, SCALE // 4, 0, False))


@pytest.mark.parametrize(
    ("option", "terms"),
    [
        ("none", VenueTerms()),
        ("slippage_x2", VenueTerms()),
        ("latency_high", VenueTerms(latency_bars=2, is_stress=True)),
        ("volume_thin", VenueTerms(volume_cap=SCALE // 100, is_stress=True)),
        ("gap_shock", VenueTerms(gap_fraction=SCALE // 100, is_stress=True)),
    ],
)
def test_each_shipped_stress_reaches_the_venue(assembled, tape, option, terms):
    venue = venue_of(assembled(f"stress={option}"), tape)
    assert venue.terms == terms
    price = venue.costs.price(SCALE, 100 * SCALE, 1, 100 * SCALE, 100 * SCALE)
    assert price == (10_004_000_000 if option == "slippage_x2" else 10_002_000_000)


def test_a_stress_stands_around_a_plugins_cost_model_too(assembled, tape):
    class OfPlugin:
        """A model of fixed fees."""

        def commission(self, quantity, value):
            return 7

    offer = Offer(Component("linear", object, lambda config: OfPlugin()), "acme")
    venue = venue_of(assembled("stress.commission_factor=3", replaced={("costs", "linear"): offer}), tape)
    assert venue.costs.commission(SCALE, SCALE) == 21


def test_what_the_actions_file_says_reaches_the_exchange_and_what_it_does_not_say_is_forbidden(assembled, tmp_path):
    market = Market(timeframe=Timeframe.D1)
    for symbol in ("ACME", "BETA"):
        market.trade_days(symbol, [10, 10, 10], market.date)
    path = tmp_path / "actions.csv"
    path.write_text("symbol,ex_date,kind,value\nACME,2024-03-05,split,2\n")
    venues = []
    offer = Offer(Component("simulated", object, lambda config, venue: venues.append(venue)), "test")
    words = (f"data.actions={path}", "data.unknown_actions=forbid")
    assembly, tape = assembled(*words, replaced={("broker", "simulated"): offer}), market.tape()
    known = assembly.actions(tape, market.schedule)
    assembly.broker(tape, assembly.instruments(tape.symbols), known.actions)
    assert venues[0].actions == known.actions == (CorporateAction(2, 0, "split", 2, 1),)
    assert assembly.forbidden(known) == ("BETA",)
    assert assembled().forbidden(known) == ()


def test_the_broker_is_built_from_the_chosen_models(assembled, tape):
    assembly = assembled("fills=worst_case")
    assert isinstance(assembly.broker(tape, assembly.instruments(tape.symbols)), SimulatedExchange)


def test_a_strategy_gets_its_own_settings_and_starts(assembled, tape):
    seen = []

    @attrs.frozen
    class Nothing:
        pass

    class Starting(Idle):
        def on_start(self, context):
            seen.append("started")

    def build(config):
        seen.append((config.fast, config.slow, config.quantity))
        return Starting()

    offer = Offer(Component("sma_cross", Nothing, build), "test")
    engine(assembled("strategy.fast=3", replaced={("strategy", "sma_cross"): offer}), tape)
    assert seen == [(3, 50, Decimal(100)), "started"]


def test_a_risk_rule_that_is_none_is_refused_by_plugin_and_name(assembled, tape):
    offer = Offer(Component("gross", object, lambda config: "no rule"), "acme")
    with pytest.raises(PluginError, match=r"risk rule 'gross' of plugin 'acme' built a str; expected a RiskRule"):
        engine(assembled(replaced={("risk_rule", "gross"): offer}), tape)
