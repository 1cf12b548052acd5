"""The verbs that look: configuration with its origins, hashes and differences, plugins, stored runs, the version."""

import importlib.metadata
import json

import pytest

X = ["+engine=x", "+mode=backtest"]


def values_of(answer):
    return {value["key"]: value for value in answer.object["values"]}


def test_every_value_is_shown_with_its_origin_and_what_it_overrode(line):
    answer = line("config", "show", *X, "strategy.entry=90", "costs=zero", "~account.cash")
    assert answer.code == 0
    values = values_of(answer)
    entry = values["strategy.entry"]
    assert entry["value"] == 90
    assert entry["origin"]["file"] == "command line"
    (overrode,) = entry["overrode"]
    assert overrode["file"].endswith("strategy/trend.yaml")
    assert (overrode["line"], overrode["column"]) == (3, 1)
    assert values["costs.slippage_bps"]["origin"]["file"] == "conf/costs/zero.yaml"
    assert values["account.cash"]["value"] == "100000"
    assert values["account.cash"]["origin"] is None
    assert [each["key"] for each in answer.object["deleted"]] == ["account.cash"]
    assert values["runs.folder"]["is_identity"] is False


def test_values_that_nobody_set_are_said_to_be_defaults(line):
    answer = line("config", "show", *X, "~account.cash", people=True)
    (shown,) = [text for text in answer.out.splitlines() if text.startswith("account.cash =")]
    assert "default" in shown


def test_the_hash_ignores_order_places_and_spelling_and_sees_every_other_change(line):
    def hash_of(*words):
        return line("config", "hash", *words).object["config_hash"]

    base = hash_of(*X)
    assert hash_of(*reversed(X)) == base
    assert hash_of(*X, "runs.folder=/elsewhere", "account.cash=100000.0", "seed=0") == base
    assert hash_of(*X, "data.symbols=[MSFT,IBM,GOOG,AAPL]") == base
    others = [
        hash_of(*X, change)
        for change in ("seed=1", "account.cash=1", "data.symbols=[IBM]", "fills=worst_case", "risk=none", "costs=zero")
    ]
    assert len({base, *others}) == 7


def test_strategy_is_sugar_for_strategies_main(line):
    words = [
        "strategy=none",
        "~strategy.kind",
        "+strategies={main: {kind: trend, entry: 100, exit: 50, quantity: '100'}}",
    ]
    plain = line("config", "hash", *X)
    written = line("config", "hash", *X, *words)
    if written.code == 0:
        assert written.object == plain.object
    else:
        assert written.keys, written.out


def test_the_hash_shown_is_that_of_the_run(line, small):
    assert line("config", "hash", *small).object["config_hash"] == line(*small).object["config_hash"]


def test_a_difference_of_runs_hashes_and_quoted_words_is_told_key_by_key(line):
    run = line(*X, "data.end=2005-12-30")
    sides = [run.object["run_id"], run.object["config_hash"], '+engine=x +mode=backtest data.end="2005-12-30"']
    for a in sides:
        for b in sides:
            assert line("config", "diff", a, b).object["differences"] == [], (a, b)
    answer = line("config", "diff", sides[0], "+engine=x +mode=backtest seed=7 costs=zero runs.folder=other")
    keys = {each["key"]: (each["a"], each["b"]) for each in answer.object["differences"]}
    assert keys["seed"] == (0, 7)
    assert keys["data.end"] == ("2005-12-30", None)
    assert keys["costs.slippage_bps"] == ("2", "0")
    assert "runs.folder" not in keys


def test_an_audit_recomputes_the_hashes_of_a_stored_run(line, small):
    run = line(*small).object
    found = line("config", "audit", run["run_id"]).object
    assert {name: pair["recomputed"] for name, pair in found["hashes"].items()} == {
        name: pair["stored"] for name, pair in found["hashes"].items()
    }
    assert found["hashes"]["config_hash"]["stored"] == run["config_hash"]
    assert found["hashes"]["code_hash"]["stored"] == run["code_hash"]
    assert {"data.path", "runs.folder"} <= set(found["not_identity"])


def test_every_stable_key_is_in_the_schema_and_explained(line):
    stable = [
        "data.path", "data.symbol", "data.symbols", "data.timeframe", "data.daily_stamp", "data.start", "data.end",
        "data.bad_rows", "schedule.kind", "integrity.gap_tolerance_bars", "account.cash", "costs.commission_bps",
        "costs.commission_per_share", "costs.slippage_bps", "fills.kind", "runs.folder", "strategy.fast",
        "strategy.slow", "strategy.quantity",
    ]  # fmt: skip
    keys = {each["key"] for each in line("config", "schema").object["keys"]}
    assert set(stable) <= keys
    for key in stable:
        found = line("config", "explain", key).object["keys"]
        assert [each["key"] for each in found if each["key"] == key], key
        assert all(each["help"] for each in found), key


@pytest.mark.parametrize(
    "words",
    [
        ["schedule=us_equities"],
        ["schedule=always_open"],
        ["schedule=weekdays_24x5"],
        ["costs=zero"],
        ["costs=us_retail"],
        ["fills=next_open"],
        ["fills=worst_case"],
        ["fills=same_close"],
        ["risk=standard"],
        ["risk=none"],
        ["data=bars_file", "data.path=x", "data.symbol=A", "data.timeframe=15m"],
        ["data=bars_folder", "data.path=x", "data.symbols=[A,B-1.C_D]", "data.timeframe=1H"],
        ["data.daily_stamp=date"],
        ["data.bad_rows=count"],
        ["integrity.gap_tolerance_bars=3"],
    ],
    ids=" ".join,
)
def test_every_stable_choice_composes(line, words):
    answer = line("config", "show", *X, *words)
    assert answer.code == 0, answer.err


def test_the_default_tolerance_is_nothing_and_runs_go_beside_you(line):
    values = values_of(line("config", "show", *X))
    assert values["integrity.gap_tolerance_bars"]["value"] == 0
    assert values["runs.folder"]["value"] == "./runs"


def test_plugins_are_listed_with_what_they_bring(line):
    found = line("plugins").object
    brought = {
        plugin["plugin"]: {(each["kind"], each["name"]) for each in plugin["components"]} for plugin in found["plugins"]
    }
    assert ("strategy", "sma_cross") in brought["mqk_core"]
    assert {("data", "bars_file"), ("data", "bars_folder"), ("data", "sample")} <= brought["data_files"]
    assert found["code_hash"] == line(*X).object["code_hash"]


def test_the_version_is_that_of_the_distribution(line):
    assert line("version").object["version"] == importlib.metadata.version("mqk")


def test_stored_runs_are_listed_by_id_and_shown_one_by_one(line):
    made = [line(*X, f"seed={seed}").object for seed in (1, 2, 3)]
    listed = line("runs", "list").object["runs"]
    assert [run["run_id"] for run in listed] == sorted(run["run_id"] for run in made)
    for run in made:
        shown = line("runs", "show", run["run_id"]).object
        assert {name: shown[name] for name in run if name != "run_seconds"} == {
            name: run[name] for name in run if name != "run_seconds"
        }


def test_a_run_that_cannot_be_relied_upon_is_listed_with_its_problem(line):
    run = line(*X).object
    manifest = line.folder / run["artifacts"] / "manifest.json"
    content = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({**content, "final_equity": "1000000"}, indent=2))
    (listed,) = line("runs", "list").object["runs"]
    assert listed["run_id"] == run["run_id"]
    assert "manifest.json" in listed["problem"]


def test_a_folder_without_runs_lists_none(line):
    assert line("runs", "list", "runs.folder=nowhere").object == {"runs": []}
    assert line.left(".") == []


def test_help_names_every_verb(line):
    verbs = set(line("help").object["verbs"])
    assert {"run", "replay", "plugins", "version", "runs list", "runs show", "config show", "config hash"} <= verbs
    assert {"config diff", "config audit", "config schema", "config explain"} <= verbs


def test_the_demo_trades_at_least_two_symbols_and_its_limits_do_not_trip(line):
    answer = line(*X)
    assert (answer.code, answer.object["halted"]) == (0, False)
    symbols = {
        text.split(",")[2]
        for text in (line.folder / answer.object["artifacts"] / "fills.csv").read_text().splitlines()[1:]
    }
    assert len(symbols) >= 2


def test_all_symbols_of_the_sample_pass_the_gate_without_tolerance(line):
    words = ["data.symbols=[AAPL,GOOG,IBM,MSFT]", "risk=none", "integrity.gap_tolerance_bars=0"]
    answer = line(*X, *words)
    assert (answer.code, answer.object["halted"], answer.object["bars"]) == (0, False, 2148 + 3 * 3270)
