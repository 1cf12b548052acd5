import pytest

X = ("+engine=x", "+mode=backtest")


def test_show_gives_every_value_its_origin_and_what_it_overrode(mqk):
    answer = mqk("config", "show", *X, "risk.rules.gross.ratio_max=0.50", "~risk.rules.drawdown")
    assert answer.code == 0
    lines = {line.partition("  ")[0].strip(): line.partition("# ")[2] for line in answer.out.splitlines()}
    assert lines["engine = x"] == "command line"
    assert lines["account.cash = 100000"] == "sample_core_conf/account/cash.yaml:1:1"
    assert lines["risk.rules.gross.ratio_max = 0.5"] == "command line (over sample_core_conf/risk/standard.yaml:6:5)"
    assert lines["data.start = null"] == "default"
    assert lines["strategy.lookback = 20"] == "sample_components_conf/strategy/trend.yaml:2:1"
    assert lines["runs.folder = ./runs"] == "sample_core_conf/mqk.yaml:15:3, no part of the identity"
    assert lines["~risk.rules.drawdown"].startswith("command line (over sample_core_conf/risk/standard.yaml:")


def test_show_as_json_holds_exact_values_and_the_hashes(mqk):
    found = mqk("config", "show", *X, "account.cash=0.10", "--json").json
    values = {each["key"]: each for each in found["values"]}
    assert values["account.cash"] == {
        "key": "account.cash",
        "value": "0.1",
        "origin": {"file": "command line", "line": None, "column": None},
        "overrode": [{"file": "sample_core_conf/account/cash.yaml", "line": 1, "column": 1}],
        "is_identity": True,
    }
    assert values["data.end"]["origin"] is None
    assert values["data.symbols"]["value"] == ["GOOG", "IBM"]
    assert values["runs.folder"]["is_identity"] is False
    assert found["config_hash"].startswith("mqkcfg1:")
    assert found["config_hash"] == mqk("config", "hash", *X, "account.cash='0.1'", "--json").json["config_hash"]


def test_a_secret_is_shown_by_reference_only(mqk):
    answer = mqk("config", "show", *X, "broker=acme")
    assert "broker.token = ${secret:env,ACME_TOKEN}" in answer.out
    for words in (("broker=acme", "broker.token=hunter2"), ("broker=acme", "broker.tokn=hunter2"), ("a=[hunter2",)):
        for answer in (mqk("config", "show", *X, *words), mqk("config", "show", *X, *words, "--json", "--debug")):
            assert answer.code == 2
            assert "hunter2" not in answer.out + answer.err


def test_hash_is_one_line_and_does_not_depend_on_places_or_order(mqk):
    first = mqk("config", "hash", *X)
    assert first.out.startswith("mqkcfg1:")
    assert first.out.count("\n") == 1
    assert mqk("config", "hash", "runs.folder=/elsewhere", *reversed(X)).out == first.out
    assert mqk("config", "hash", *X, "seed=1").out != first.out


def test_diff_names_each_key_that_differs(mqk):
    answer = mqk("config", "diff", " ".join(X), "+mode=backtest +engine=sma_cross strategy.fast=3 runs.folder=/x")
    assert answer.out.splitlines() == [
        "engine: x → sma_cross",
        "strategies.main.fast: (absent) → 3",
        "strategies.main.kind: trend → sma_cross",
        "strategies.main.lookback: 20 → (absent)",
        "strategies.main.quantity: (absent) → 100",
        "strategies.main.slow: (absent) → 50",
    ]
    found = mqk("config", "diff", "--json", " ".join(X), " ".join(X) + " 'account.cash=\"5\"'").json
    assert found["differences"] == [{"key": "account.cash", "a": "100000", "b": "5"}]
    assert mqk("config", "diff", " ".join(X), " ".join(X)).out == "no difference\n"


@pytest.mark.parametrize("side", ["bt-" + "0" * 24, "mqkcfg1:" + "0" * 64, "nothing"])
def test_diff_with_a_run_that_is_not_stored_is_a_usage_error(mqk, tmp_path, side):
    answer = mqk("config", "diff", " ".join(X), side, f"runs.folder={tmp_path}", "--json")
    assert (answer.code, answer.json["error"]["code"]) == (2, "UNKNOWN_RUN")


def test_diff_with_an_open_quote_is_a_usage_error(mqk):
    assert mqk("config", "diff", "a='b", "c=d").code == 2


@pytest.mark.parametrize(
    ("key", "lines"),
    [
        (
            "account.cash",
            [
                "account.cash",
                "  Cash at the start.",
                "  type: decimal number",
                "  default: 100000",
                "  bounds: more than 0",
            ],
        ),
        ("strategies.main.fast", ["strategy.fast  (of sma_cross, plugin samples)", "  type: whole number"]),
        ("data.path", ["data.path  (of bars_file, plugin samples)", "  File of bars.", "  type: text"]),
        ("risk.rules.gross", ["risk.rules.gross.ratio_max  (of gross, plugin samples)", "  type: decimal number"]),
        ("instruments.symbols.BRK.B.tick", ["instruments.symbols.NAME.tick", "  Smallest step of a price."]),
    ],
)
def test_explain_needs_no_engine(mqk, key, lines):
    answer = mqk("config", "explain", key)
    assert answer.code == 0
    assert answer.out.splitlines()[: len(lines)] == lines
    assert "  read by: " in answer.out


def test_explain_of_a_section_gives_all_its_keys(mqk):
    found = mqk("config", "explain", "integrity", "--json").json
    assert [each["key"] for each in found["keys"]] == ["integrity.gap_tolerance_bars"]
    assert {each["component"] for each in mqk("config", "explain", "fills", "--json").json["keys"]} == {
        "next_open",
        "worst_case",
        "same_close",
    }


def test_explain_of_an_unknown_key_suggests_one(mqk):
    answer = mqk("config", "explain", "acount.cash")
    assert (answer.code, answer.err) == (2, "there is no key 'acount.cash'; did you mean 'account.cash'?\n")


def test_schema_lists_every_key_that_show_prints(mqk):
    schema = {each["key"] for each in mqk("config", "schema", "--json").json["keys"]}
    shown = {each["key"] for each in mqk("config", "show", *X, "--json").json["values"]}
    assert shown - schema == {"account.engines", "account.rules", "instruments.symbols", "risk.strategies"}
    assert all(each.count(":") for each in mqk("config", "schema").out.splitlines())


def test_a_configuration_that_does_not_stand_says_so_everywhere(mqk):
    for verb in (("config", "show"), ("config", "hash"), ()):
        answer = mqk(*verb, *X, "acount.cash=3", "--json")
        assert answer.code == 2
        assert answer.err == "command line: acount: unknown key; did you mean 'account'?\n"
        assert answer.json["error"]["where"] == [
            {"file": "command line", "line": None, "column": None, "key": "acount"}
        ]


def test_plugins_are_listed_with_their_code(mqk):
    answer = mqk("plugins")
    assert answer.out.startswith("mqk_core (mqk 0.1.0, sources abababababababab)\n")
    assert "  risk_rule drawdown\n" in answer.out
    found = mqk("plugins", "--json").json
    assert found["code_hash"].startswith("mqkcod1:")
    assert found["plugins"][0]["sources_sha256"] == "ab" * 32


def test_help_names_every_verb_and_one_verb_its_usage(mqk):
    from mqk_core.cli.verbs import VERBS

    answer = mqk("help")
    assert all(f"  {verb.name}" in answer.out for verb in VERBS)
    assert mqk("--help").out == answer.out
    assert mqk("config", "diff", "-h").out.startswith("mqk config diff A B [runs.folder=DIR]\n")
    assert set(mqk("help", "--json").json["verbs"]) == {verb.name for verb in VERBS}


def test_runs_of_a_folder_that_is_not_there_are_none(mqk, tmp_path):
    answer = mqk("runs", "list", f"runs.folder={tmp_path}/absent")
    assert (answer.code, answer.out) == (0, f"no runs in {tmp_path}/absent\n")
    assert mqk("runs", "list", f"runs.folder={tmp_path}/absent", "--json").json == {"runs": []}
    for verb in (("runs", "show"), ("config", "audit")):
        assert mqk(*verb, "bt-1", f"runs.folder={tmp_path}").code == 2
