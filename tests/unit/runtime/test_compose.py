"""From a typed configuration to the parts of a run: each part reads its own section, and nothing is built half."""

from __future__ import annotations

from decimal import Decimal

import attrs
import pytest
from small_engine import Idle, make_tape
from worlds import COMPILED, world

from mqk_core.config import compose, structure
from mqk_core.errors import ConfigError, PluginError
from mqk_core.hookspecs import Component, Offer
from mqk_core.runtime.compose import Assembly
from mqk_core.runtime.plugins import load
from mqk_core.sim.exchange import SimulatedExchange

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
