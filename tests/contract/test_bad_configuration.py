"""Every configuration that is refused: exit code, error code, the place that is named, and nothing left behind."""

import json

import pytest

X = ["+engine=x", "+mode=backtest"]
CASES = [
    # (case, words after engine and mode, key named, part of the message)
    ("a misspelt key", ["strategy.entyr=3"], "strategy.entyr", "did you mean 'entry'?"),
    ("a key of no section", ["+nonsense=1"], "nonsense", "unknown key"),
    ("a key of another component", ["+strategy.fast=3"], "strategy.fast", "unknown key"),
    ("a key that is known and read by nothing", ["data.path=/tmp"], "data.path", "unknown key"),
    ("text for a whole number", ["strategy.entry=abc"], "strategy.entry", "expected a whole number"),
    ("a fraction for a whole number", ["strategy.entry=20.5"], "strategy.entry", "expected a whole number"),
    ("yes for a whole number", ["strategy.entry=true"], "strategy.entry", "expected a whole number"),
    ("nothing for a whole number", ["strategy.entry=null"], "strategy.entry", "null"),
    ("a list for a whole number", ["strategy.entry=[1]"], "strategy.entry", "a list"),
    ("a section for a whole number", ["strategy.entry={a: 1}"], "strategy.entry", "expected a whole number"),
    ("text for money", ["account.cash=much"], "account.cash", "expected a decimal number"),
    ("no number for money", ["account.cash=nan"], "account.cash", "finite"),
    ("endless money", ["account.cash=inf"], "account.cash", "finite"),
    ("no money", ["account.cash=0"], "account.cash", "more than 0"),
    ("debt", ["account.cash=-5"], "account.cash", "more than 0"),
    ("more money than 64 bits hold", ['account.cash="92233720368.6"'], "account.cash", "92233720368"),
    ("money of nine decimals", ['account.cash="1.000000001"'], "account.cash", "8"),
    ("digits that a float drops", ["account.cash=100000.0000000000001"], "account.cash", "quotes"),
    ("fast not below slow", ["strategy=sma_cross", "strategy.fast=50"], "strategy.slow", "above fast"),
    ("an average of no bars", ["strategy=sma_cross", "strategy.fast=0"], "strategy.fast", "at least 1"),
    ("an average of too many bars", ["strategy.entry=100000000"], "strategy.entry", "1000000"),
    (
        "a step of nine decimals",
        ['instruments.symbols={IBM: {tick: "0.000000001"}}'],
        "instruments.symbols.IBM.tick",
        "8",
    ),
    ("a quantity of nothing", ["strategy.quantity=0"], "strategy.quantity", "0"),
    ("a quantity below nothing", ["strategy.quantity=-100"], "strategy.quantity", "-100"),
    ("a quantity of nine decimals", ['strategy.quantity="0.000000001"'], "strategy.quantity", "8"),
    ("a quantity beyond 64 bits", ['strategy.quantity="100000000000"'], "strategy.quantity", "100000000000"),
    ("costs that pay", ["costs.commission_bps=-1"], "costs.commission_bps", "-1"),
    ("a tolerance below nothing", ["integrity.gap_tolerance_bars=-1"], "integrity.gap_tolerance_bars", "-1"),
    ("a limit of nothing", ["risk.rules.drawdown.fraction_max=0"], "risk.rules.drawdown.fraction_max", "0"),
    ("a rule that nobody offers", ["+risk.rules.luck.value_max=1"], "risk.rules.luck", "luck"),
    ("a required section deleted", ["~strategy"], "strategy", "required"),
    ("another required section deleted", ["~data"], "data", "required"),
    ("a key deleted that is not there", ["~account.csah"], "account.csah", "no such key"),
    ("a key set twice", ["seed=1", "seed=2"], "seed", "once"),
    ("a key set twice with other signs", ["seed=1", "++seed=2"], "seed", "once"),
    ("a key and its section", ["account={cash: 5}", "account.cash=6"], "account", ""),
    ("a group chosen twice", ["fills=next_open", "fills=worst_case"], "fills", "once"),
    ("a key twice in one section", ["+strategy.more={a: 1, a: 2}"], "strategy.more", "twice"),
    ("several values", ["strategy.entry=1,2"], "strategy.entry", "several"),
    ("a setting of Hydra", ["hydra.run.dir=/tmp/elsewhere"], "hydra.run.dir", "Hydra"),
    ("a launcher of Hydra", ["hydra/launcher=joblib"], "hydra/launcher", "Hydra"),
    ("Hydra deleted", ["~hydra"], "hydra", "Hydra"),
    ("the search path of Hydra", ["hydra.searchpath=[file:///tmp]"], "hydra.searchpath", "Hydra"),
    ("code by its name", ["+strategy._target_=os.system"], "strategy._target_", "cannot name code"),
    ("code inside a value", ["+strategy.more={_target_: os.system}"], "strategy.more", "cannot name code"),
    ("an option that is not there", ["costs=free"], "costs", "there is no costs 'free'"),
    ("an option by a path", ["costs=../costs/zero"], "costs", "no path"),
    ("an option by its file", ["costs=zero.yaml"], "costs", "no .yaml"),
    ("a group that is not there", ["cost=zero"], "cost", ""),
    ("a broker that nobody offers", ["broker=acme"], "broker", "there is no broker"),
    ("the environment in a value", ["account.currency=${oc.env:HOME}"], "account.currency", "depends on the machine"),
    ("a moment in a value", ["account.currency=${now:%Y}"], "account.currency", "depends on the machine"),
    ("a currency that instruments do not have", ["account.currency=EUR"], "account.currency", "EUR"),
    ("a start after the end", ["data.start=2012-01-02", "data.end=2012-01-01"], "data.start", "after the end"),
    ("a day that is none", ["data.start=2012-02-30"], "data.start", "expected a date"),
    ("a moment for a day", ['data.start="2012-01-02T00:00:00Z"'], "data.start", "expected a date"),
    ("a symbol that climbs", ["data.symbols=[../IBM]"], "data.symbols", "a symbol is 1 to 32"),
    ("a symbol in small letters", ["data.symbols=[ibm]"], "data.symbols", "a symbol is 1 to 32"),
    ("a symbol of 33 letters", [f"data.symbols=[{'A' * 33}]"], "data.symbols", "a symbol is 1 to 32"),
    ("a symbol that a terminal would obey", ['data.symbols=["A\x1b[31m"]'], "data.symbols", ""),
    ("no symbol", ["data.symbols=[]"], "data.symbols", "at least one"),
    ("a symbol twice", ["data.symbols=[IBM,IBM]"], "data.symbols", "twice"),
    ("a length of bar that is none", ["data.timeframe=2D"], "data.timeframe", ""),
    ("a runs folder without a name", ["runs.folder="], "runs.folder", ""),
    ("a value no grammar reads", ["account.cash=[1"], "account.cash", "cannot be read"),
    ("a value nested sixty deep", [f"account.cash={'[' * 60}{']' * 60}"], "account.cash", "50"),
    ("a key of letters that look alike", ["аccount.cash=5"], "аccount.cash", "ASCII"),
]


@pytest.mark.parametrize(("words", "key", "part"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_bad_settings_are_refused_with_their_key_and_nothing_is_left(line, words, key, part):
    answer = line(*X, *words)
    assert (answer.code, answer.error["code"]) == (2, "CONFIG"), answer.out
    assert key in answer.keys
    assert part in answer.error["message"]
    assert answer.err.strip() == answer.error["message"].strip()
    assert "\x1b" not in answer.err
    assert line.left(".") == []


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ([], "no engine was chosen; add +engine=NAME (there are: sma_cross, x)"),
        (["+engine=x"], "no mode was chosen"),
        (["+mode=backtest"], "no engine was chosen"),
        (["+engine=y", "+mode=backtest"], "there is no engine 'y'"),
        (["+engine=../x", "+mode=backtest"], "no path"),
        (["+engine=x.yaml", "+mode=backtest"], "no .yaml"),
        (["+engine=X", "+mode=backtest"], "small letters"),
        (["engine=x", "+mode=backtest"], "write +engine=NAME"),
        (["+engine=x", "+engine=sma_cross", "+mode=backtest"], "once"),
        (["+engine=x", "+mode=paper"], "there is no mode 'paper'; there are: backtest"),
        (["+engine=x", "+mode=live"], "there is no mode 'live'"),
        (["+engine=x", "+mode=backtest", "~mode"], ""),
    ],
)
def test_engine_and_mode_must_be_chosen_by_plain_names_that_are_there(line, words, part):
    answer = line(*words)
    assert (answer.code, answer.error["code"]) == (2, "CONFIG")
    assert part in answer.error["message"]
    assert line.left(".") == []


def test_all_that_is_wrong_is_said_at_once(line):
    answer = line(*X, "strategy.entyr=3", "account.cash=-1", "data.start=never", "seed=x")
    assert {"strategy.entyr", "account.cash", "data.start", "seed"} <= set(answer.keys)


def test_at_most_fifty_errors_are_told(line):
    answer = line(*X, *(f"+strategy.unknown{number}=1" for number in range(80)))
    assert answer.code == 2
    assert len(answer.error["where"]) == 50
    assert "and 30 more" in answer.error["message"]


def test_a_refused_value_that_may_be_a_secret_is_never_shown(line):
    secret = "hunter2-hunter2"
    for words in (
        [f"+broker.token={secret}"],
        [f"+account.api_key={secret}"],
        [f"account.cash=[{secret}"],
        [f"hydra.job.name={secret}"],
        [f"+strategy.more={{token: {secret}, token: {secret}}}"],
    ):
        for flags in ([], ["--debug"]):
            answer = line(*X, *words, *flags)
            assert answer.code == 2
            assert secret not in answer.out + answer.err, words


def test_long_values_are_cut_where_they_are_shown(line):
    answer = line(*X, f"data.timeframe={'9' * 5000}x")
    assert answer.code == 2
    assert len(answer.error["message"]) < 600
    answer = line(*X, f"account.cash={'9' * 5000}")
    assert answer.code == 2
    assert len(answer.error["message"]) < 600


def test_an_allow_list_for_code_in_the_environment_is_refused(line, monkeypatch):
    monkeypatch.setenv("HYDRA_INSTANTIATE_ALLOWLIST_OVERRIDE", "os.*")
    answer = line(*X)
    assert (answer.code, answer.error["code"]) == (2, "CONFIG")
    assert "HYDRA_INSTANTIATE_ALLOWLIST_OVERRIDE" in answer.error["message"]
    assert line.left(".") == []


OWN_FILES = [
    ("an unknown key", "strategy:\n  entyr: 5\n", (3, 3), "unknown key"),
    ("a wrong type", "strategy:\n  entry: many\n", (3, 3), "expected a whole number"),
    ("a key twice", "seed: 1\nseed: 2\n", (3, 1), "twice"),
    ("a broken line", "strategy: [1,\nseed: 2\n", None, "not YAML"),
    ("a tab", "strategy:\n\tentry: 5\n", (3, 1), "not YAML"),
    ("code", "strategy:\n  _target_: os.system\n", (3, 3), "cannot name code"),
    ("a YAML tag", "seed: !!python/object/apply:os.system ['true']\n", (2, 7), "tag"),
    ("a setting of Hydra", "hydra:\n  run:\n    dir: /tmp\n", (2, 1), "Hydra"),
    ("a merge", "strategy:\n  <<: {entry: 5}\n", (3, 3), "<<"),
]


@pytest.mark.parametrize(
    ("text", "place", "part"), [each[1:] for each in OWN_FILES], ids=[each[0] for each in OWN_FILES]
)
def test_bad_configuration_files_are_refused_with_file_line_and_column(line, tmp_path, text, place, part):
    folder = tmp_path / "mine"
    (folder / "engine").mkdir(parents=True)
    (folder / "engine" / "own.yaml").write_text("# @package _global_\n" + text)
    answer = line("--config-dir", folder, "+engine=own", "+mode=backtest", "strategy=trend")
    assert (answer.code, answer.error["code"]) == (2, "CONFIG"), answer.out
    assert part in answer.error["message"]
    here = [where for where in answer.error["where"] if where["file"] == f"{folder}/engine/own.yaml"]
    assert here, answer.error
    if place is not None:
        assert place in [(where["line"], where["column"]) for where in here]
    assert line.left(".") == []


def test_bombs_of_aliases_and_depth_are_refused_before_they_grow(line, tmp_path):
    folder = tmp_path / "mine"
    (folder / "engine").mkdir(parents=True)
    bomb = "a0: &a0 [1,1,1,1,1,1,1,1,1,1]\n"
    bomb += "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))
    for text, part in ((bomb, "10000"), ("a: " + "[" * 60 + "]" * 60 + "\n", "50")):
        (folder / "engine" / "own.yaml").write_text("# @package _global_\n" + text)
        answer = line("--config-dir", folder, "+engine=own", "+mode=backtest")
        assert answer.code == 2
        assert part in answer.error["message"].replace(",", "")


def test_a_file_of_ones_own_may_not_hide_a_shipped_one(line, tmp_path):
    folder = tmp_path / "mine"
    (folder / "costs").mkdir(parents=True)
    (folder / "costs" / "zero.yaml").write_text("kind: linear\n")
    answer = line("--config-dir", folder, *X)
    assert answer.code == 2
    assert "hide" in answer.error["message"]


def test_an_engine_of_ones_own_runs_and_its_folder_is_no_part_of_the_identity(line, tmp_path):
    found = []
    for name in ("one", "two"):
        folder = tmp_path / name
        (folder / "engine").mkdir(parents=True)
        (folder / "engine" / "own.yaml").write_text(
            "# @package _global_\ndefaults:\n  - override /strategy: trend\nstrategy:\n  entry: 20\n  exit: 10\n"
        )
        answer = line("--config-dir", folder, "+engine=own", "+mode=backtest", f"runs.folder=runs_{name}")
        assert answer.code == 0, answer.err
        found.append(answer.object["run_id"])
    assert found[0] == found[1]


def test_missing_settings_are_named_with_the_file_that_asks_for_them(line):
    answer = line("+engine=sma_cross", "+mode=backtest", "data=bars_file")
    assert answer.code == 2
    assert {"data.path", "data.symbol", "data.timeframe"} <= set(answer.keys)
    assert json.dumps(answer.error["where"]).count("bars_file.yaml") == 3
