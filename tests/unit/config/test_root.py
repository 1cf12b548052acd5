from decimal import Decimal

import pytest
from sample_components import SmaCross, Trend

from mqk_core.config import config_hash, load_resolved, policy_hash, resolved_yaml, structure
from mqk_core.config.sections import Choice, OnHalt, ScheduleKind, instrument_terms
from mqk_core.errors import ConfigError, SafetyRefusal

FILE = ("data=bars_file", "data.path=/tmp/a.csv", "data.symbol=SPY", "data.timeframe=1D")


def test_every_section_is_typed(typed):
    config = typed("+engine=sma_cross", chosen=("+mode=backtest",))
    assert (config.engine, config.mode, config.seed) == ("sma_cross", "backtest", 0)
    assert config.account.cash == Decimal(100_000)
    assert config.schedule.kind is ScheduleKind.US_EQUITIES
    assert config.strategies == {"main": Choice("sma_cross", SmaCross(fast=10, slow=50, quantity=Decimal(100)))}
    assert list(config.risk.rules) == ["drawdown", "gross"]
    assert config.risk.rules["gross"].config.ratio_max == 2
    assert config.risk.on_halt is OnHalt.FLATTEN
    assert (config.fills.kind, config.costs.kind, config.broker.kind) == ("next_open", "linear", "simulated")
    assert config.data.config.symbols == frozenset({"GOOG", "IBM"})
    assert config.runs.folder == "./runs"


def test_all_problems_of_all_sections_come_at_once(refused):
    assert refused(
        "strategy.lookbak=3", "risk.rules.drawdwn.fraction_max=0.1", "seed=x", "acount.cash=3", "fills.a=1"
    ) == [
        "command line: acount: unknown key; did you mean 'account'?",
        "command line: fills.a: unknown key",
        "command line: risk.rules.drawdwn: unknown rule; did you mean 'drawdown'?",
        "command line: strategy.lookbak: unknown key; did you mean 'lookback'?",
        "command line: seed: expected a whole number, found the text 'x'",
    ]


def test_a_misspelt_key_in_a_file_is_named_with_its_place(refused, tmp_path):
    engine = (
        "# @package _global_\ndefaults: [override /strategy: trend]\nrisk:\n  rules:\n    drawdwn: {fraction_max: 1}\n"
    )
    (tmp_path / "engine").mkdir()
    (tmp_path / "engine/mine.yaml").write_text(engine)
    (line,) = refused(chosen=("+engine=mine", "+mode=backtest"), config_dir=str(tmp_path))
    assert line == f"{tmp_path}/engine/mine.yaml:5:5: risk.rules.drawdwn: unknown rule; did you mean 'drawdown'?"


@pytest.mark.parametrize(
    ("overrides", "says"),
    [
        (("data.kind=bars_fil",), "data.kind: unknown data; did you mean 'bars_file'?"),
        (("data.kind=3",), "data.kind: expected the name of a data, found the whole number 3"),
        (("~data.kind",), "data.kind: no data is chosen; set its kind; installed: bars_file, sample"),
        (("broker=none",), "broker.kind: a broker is needed here and none is chosen; installed: acme, simulated"),
        (("strategy=none",), "strategy.kind: a strategy is needed here"),
        (("risk.rules=3",), "risk.rules: expected a section of rules by name, found the whole number 3"),
        (("risk.rules.gross=null",), "risk.rules.gross: expected a section, found null"),
        (("risk.rules.gross.kind=drawdown",), "risk.rules.gross.kind: unknown key"),
        (("risk.on_hlt=reduce",), "risk.on_hlt: unknown key; did you mean 'on_halt'?"),
        (("risk.on_halt=flaten",), "did you mean 'flatten'?"),
        (("seed=-1",), "seed: expected at least 0, found -1"),
        (("seed.x=1",), "command line: seed: expected a whole number, found a section"),
        (("account.cash=0",), "account.cash: expected more than 0, found 0"),
        (("account.currency=usd",), "account.currency: expected text that matches"),
        (("schedule.kind=nyse",), "schedule.kind: expected one of us_equities, always_open, weekdays_24x5"),
        (("integrity.gap_tolerance_bars=-1",), "integrity.gap_tolerance_bars: expected at least 0"),
        (("runs.folder=''",), "runs.folder: expected at least 1 long"),
        (("runs=x",), "runs: expected a section, found the text 'x'"),
        (("strategies.main.kind=trend",), "two ways to say the same"),
        (("strategy=none", "strategies={}"), "this engine has no strategy"),
        (("strategy=none", "strategies.Main.kind=trend"), "the name of a strategy"),
        (("+risk.strategies.man.gross.ratio_max=1",), "risk.strategies.man: no strategy has this name; did you mean"),
        (("+risk.strategies.main.gros.ratio_max=1",), "risk.strategies.main.gros: unknown rule; did you mean 'gross'?"),
        (("+risk.strategies.main.gross.ratio_max=0",), "risk.strategies.main.gross.ratio_max: expected more than 0"),
        (("+risk.strategies=3",), "risk.strategies: expected a section of strategies by name"),
        (("+risk.strategies.main=3",), "risk.strategies.main: expected a section of rules by name"),
        (("+account.rules=3",), "account.rules: expected a section of rules by name"),
        (("+account.rules.gros.ratio_max=1",), "account.rules.gros: unknown rule; did you mean 'gross'?"),
        (("+account.kind=loan",), "account.kind: expected one of cash, margin, found the text 'loan'"),
        (("+account.engines.x.gross_max=1",), "account.engines.x.capital: has no value"),
        (("+account.engines.x.capital=0",), "account.engines.x.capital: expected more than 0"),
        (("strategy=none", "strategy.x=1", "strategies.a.kind=trend"), "strategy.x: unknown key"),
        (("broker=acme", "broker.token=hunter2"), "broker.token: expected ${secret:env,NAME}"),
        (("data.symbols=[spy]",), "data.symbols: a symbol is"),
        (("data.symbols=[SPY,SPY]",), "data.symbols: the text 'SPY' is listed twice"),
        (("instruments.symbols.spy.tick=1",), "instruments.symbols.spy: a symbol is"),
        (("instruments.symbols.SPY.tick=0",), "instruments.symbols.SPY.tick: expected more than 0"),
        (("instruments.symbols.SPY=1",), "instruments.symbols.SPY: expected a section"),
        (("account.currency=${secret:env,X}",), "account.currency: expected text, found a secret reference"),
    ],
)
def test_what_does_not_fit_is_refused_by_key(refused, overrides, says):
    lines = refused(*overrides)
    assert any(says in line for line in lines), lines
    assert "hunter2" not in "".join(lines)


@pytest.mark.parametrize("section", ["account", "data", "schedule", "risk", "fills", "costs", "broker", "integrity"])
def test_no_required_section_can_be_deleted(refused, section):
    (line,) = refused(f"~{section}")
    assert "required" in line


def test_a_section_that_a_layer_leaves_out_is_missed(compose, registry):
    composed = compose()
    del composed.data["account"]
    with pytest.raises(ConfigError, match="account: this section is required"):
        structure(composed, registry)


def test_a_section_with_defaults_may_be_left_out(typed):
    assert typed("~runs", "~seed").runs.folder == "./runs"


def test_the_sugar_for_one_strategy_hashes_like_the_long_form(typed):
    sugar = typed("strategy.lookback=7")
    named = typed("strategy=none", "strategies.main.kind=trend", "strategies.main.lookback=7")
    assert named == sugar
    assert config_hash(named) == config_hash(sugar)
    assert sugar.strategies["main"].config == Trend(lookback=7)


def test_terms_fall_back_from_symbol_to_default_to_schedule(typed):
    config = typed("instruments.default.lot=10", "instruments.symbols={SPY: {tick: 0.05}, BRK.B: {}}")
    assert instrument_terms(config, "IBM").lot == 10
    assert (instrument_terms(config, "SPY").tick, instrument_terms(config, "SPY").lot) == (Decimal("0.05"), 10)
    continuous = typed("schedule=always_open", "instruments.symbols.SPY.tick=1")
    assert instrument_terms(continuous, "BTC").tick == Decimal("0.00000001")
    assert instrument_terms(continuous, "SPY").lot == Decimal("0.00000001")
    assert instrument_terms(typed(), "SPY").tick == Decimal("0.01")


def test_rules_hold_the_engine_the_account_or_one_strategy(typed):
    config = typed("+account.rules.gross.ratio_max=3", "+risk.strategies.main.gross.ratio_max=1")
    assert config.risk.rules["gross"].config.ratio_max == 2
    assert config.account.rules["gross"].config.ratio_max == 3
    assert config.risk.strategies["main"]["gross"].config.ratio_max == 1
    plain = typed()
    assert (plain.account.rules, plain.account.engines, plain.risk.strategies) == ({}, {}, {})
    hashes = {config_hash(each) for each in (plain, typed("+account.rules.gross.ratio_max=3"), config)}
    assert len(hashes) == 3


def test_an_engine_may_have_several_strategies_with_rules_of_their_own(typed):
    two = (
        "strategy=none",
        "strategies.a.kind=trend",
        "strategies.b.kind=trend",
        "+risk.strategies.b.gross.ratio_max=1",
    )
    config = typed(*two)
    assert (list(config.strategies), list(config.risk.strategies)) == (["a", "b"], ["b"])


def test_what_an_engine_has_of_an_account_is_a_limit_but_for_its_capital(typed):
    first, richer = (typed(f"+account.engines.x={{capital: {n}, gross_max: 7}}") for n in (5, 6))
    assert config_hash(first) != config_hash(richer)
    assert policy_hash(first) == policy_hash(richer)
    assert policy_hash(first) != policy_hash(typed("+account.engines.x={capital: 5, gross_max: 8}"))


def in_mode(compose, registry, mode, *overrides):
    composed = compose(*overrides)
    composed.data["mode"] = mode
    return structure(composed, registry, modes={"backtest", "paper"})


def test_a_mode_that_this_build_lacks_is_refused_even_if_a_plugin_ships_its_file(compose, registry):
    composed = compose()
    composed.data["mode"] = "paper"
    with pytest.raises(ConfigError, match="no such mode: the text 'paper'; there are: backtest"):
        structure(composed, registry)


def test_no_risk_rules_outside_a_backtest_is_a_safety_refusal(compose, registry):
    assert in_mode(compose, registry, "paper").mode == "paper"
    assert not in_mode(compose, registry, "backtest", "risk=none").risk.rules
    for overrides in (("risk=none",), ("~risk.rules.gross", "~risk.rules.drawdown")):
        with pytest.raises(SafetyRefusal, match="no risk rule is left") as caught:
            in_mode(compose, registry, "paper", *overrides)
        assert caught.value.exit_code == 3


def test_a_component_outside_its_modes_is_a_safety_refusal(compose, registry):
    assert in_mode(compose, registry, "backtest", "fills=same_close").fills.kind == "same_close"
    with pytest.raises(SafetyRefusal) as caught:
        in_mode(compose, registry, "paper", "fills=same_close")
    assert str(caught.value) == (
        "sample_core_conf/fills/same_close.yaml:1:1: fills.kind: fills 'same_close' may not run in mode 'paper'; "
        "it may in: backtest"
    )


def test_a_safety_refusal_waits_until_the_rest_is_sound(compose, registry):
    with pytest.raises(ConfigError, match="seed"):
        in_mode(compose, registry, "paper", "risk=none", "seed=-1")


def test_a_stored_configuration_loads_to_the_same_hashes(typed, registry):
    scoped = ("+risk.strategies.main.gross.ratio_max=1", "+account.rules.gross.ratio_max=3", "+account.kind=margin")
    shares = ("+account.engines.x={capital: 5, gross_max: 7}", "+account.engines.y.capital=1")
    symbol = ("instruments.symbols.SPY.tick=0.05",)
    for overrides in ((), FILE, ("broker=acme", "broker.timeout=250ms"), symbol, scoped, shares):
        config = typed(*overrides)
        again = load_resolved(resolved_yaml(config), registry)
        assert config_hash(again) == config_hash(config)
        assert policy_hash(again) == policy_hash(config)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("seed: 0", "seed: 0\nseed: 0", "stands twice"),
        ("seed: 0", "sede: 0", "unknown key; did you mean 'seed'?"),
        ('symbol: "SPY"', 'symbol: "${engine}"', "a symbol is"),
        ('symbol: "SPY"', 'symbol: "${oc.env:HOME}"', "only ${a.b}"),
        ('symbol: "SPY"', "", "data.symbol: has no value and no default"),
        ("engine:", "- engine:", "not YAML"),
    ],
)
def test_a_stored_configuration_that_was_changed_does_not_load_as_if_it_were_not(typed, registry, old, new, says):
    text = resolved_yaml(typed(*FILE))
    assert old in text
    with pytest.raises(ConfigError, match=r"config\.yaml") as caught:
        load_resolved(text.replace(old, new, 1), registry)
    assert says in str(caught.value)


def test_a_symbol_with_a_dot_keeps_its_name(typed):
    assert list(typed("instruments.symbols={BRK.B: {tick: 0.05}}").instruments.symbols) == ["BRK.B"]
