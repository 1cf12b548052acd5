import os
import subprocess
import sys

import pytest
from sample_components import write_files

from mqk_core.config import compose as compose_plain
from mqk_core.errors import ConfigError


def test_core_and_plugin_files_compose_with_their_places(compose):
    composed = compose("risk.rules.gross.ratio_max=1.5")
    assert composed.data["engine"] == "x"
    assert composed.data["mode"] == "backtest"
    assert composed.data["strategy"] == {"kind": "trend", "lookback": 20}
    assert str(composed.origin(("risk", "rules", "drawdown", "fraction_max"))) == (
        "sample_core_conf/risk/standard.yaml:4:5: risk.rules.drawdown.fraction_max"
    )
    assert str(composed.origin(("strategy", "lookback"))) == (
        "sample_components_conf/strategy/trend.yaml:2:1: strategy.lookback"
    )
    assert str(composed.origin(("risk", "rules", "gross", "ratio_max"))) == "command line: risk.rules.gross.ratio_max"
    assert [where.file for where in composed.history(("risk", "rules", "gross", "ratio_max"))] == [
        "sample_core_conf/risk/standard.yaml",
        "command line",
    ]


def test_the_mode_fills_the_broker_slot(compose):
    composed = compose()
    assert composed.data["broker"] == {"kind": "simulated"}
    assert composed.choices["broker"] == "simulated"


def test_order_on_the_command_line_means_nothing(compose):
    overrides = ["risk.rules.gross.ratio_max=1", "+mode=backtest", "fills=worst_case", "+engine=sma_cross", "seed=3"]
    forward, backward = compose(*overrides, chosen=()), compose(*overrides[::-1], chosen=())
    assert forward.data == backward.data
    assert forward.origins == backward.origins


def test_a_key_without_place_in_yaml_can_be_set_and_is_left_to_the_types(compose):
    assert compose("data.start=2011-03-23").data["data"]["start"] == "2011-03-23"


def test_a_deleted_rule_is_gone_and_remembered(compose):
    composed = compose("~risk.rules.gross")
    assert "gross" not in composed.data["risk"]["rules"]
    assert "drawdown" in composed.data["risk"]["rules"]
    assert [where.line for where in composed.deleted[("risk", "rules", "gross")]] == [5, 6]
    assert not composed.is_set(("risk", "rules", "gross", "ratio_max"))


def test_engine_and_mode_must_be_chosen_and_are_listed(refused):
    assert refused(chosen=()) == [
        "no engine was chosen; add +engine=NAME (there are: sma_cross, x)",
        "no mode was chosen; add +mode=NAME (there are: backtest)",
    ]


@pytest.mark.parametrize("mode", ["paper", "live", "Backtest", "backtest.yaml", "../mode/backtest", ""])
def test_a_mode_that_this_build_lacks_is_unknown(refused, mode):
    (line,) = refused(chosen=("+engine=x", f"+mode={mode}"))
    assert line.startswith("command line: mode: ")
    assert line.endswith(": backtest")


def test_an_unknown_engine_gets_a_suggestion(refused):
    (line,) = refused(chosen=("+engine=sma_crss", "+mode=backtest"))
    assert line == "command line: engine: there is no engine 'sma_crss'; did you mean 'sma_cross'?"


def test_two_packages_may_not_ship_the_same_file(packages, tmp_path, monkeypatch):
    write_files(tmp_path / "shadowing_conf", {"__init__.py": "", "risk/standard.yaml": "rules: {}\n"})
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ConfigError) as caught:
        compose_plain(["+engine=x", "+mode=backtest"], [*packages, "shadowing_conf"])
    assert str(caught.value) == (
        "shadowing_conf/risk/standard.yaml: 'risk/standard' is shipped twice: sample_core_conf/risk/standard.yaml and "
        "shadowing_conf/risk/standard.yaml; one would hide the other, so rename one"
    )


def test_an_overlay_folder_adds_options_and_may_extend_one(compose, tmp_path):
    write_files(
        tmp_path,
        {
            "engine/mine.yaml": ENGINE + "  - override /risk: tight\n",
            "risk/tight.yaml": 'defaults:\n  - standard\n  - _self_\nrules:\n  gross:\n    ratio_max: "1"\n',
        },
    )
    composed = compose(chosen=("+engine=mine", "+mode=backtest"), config_dir=str(tmp_path))
    assert composed.data["risk"]["rules"]["gross"] == {"ratio_max": "1"}
    assert "drawdown" in composed.data["risk"]["rules"]
    history = composed.history(("risk", "rules", "gross", "ratio_max"))
    assert [where.file for where in history] == ["sample_core_conf/risk/standard.yaml", f"{tmp_path}/risk/tight.yaml"]


@pytest.mark.parametrize("name", ["a, b", "it's", 'q"q', "x}y", "back\\slash"])
def test_an_overlay_folder_may_have_any_name(compose, tmp_path, name):
    write_files(tmp_path / name, {"engine/mine.yaml": "# @package _global_\ndefaults: [override /strategy: trend]\n"})
    composed = compose(chosen=("+engine=mine", "+mode=backtest"), config_dir=str(tmp_path / name))
    assert composed.data["engine"] == "mine"


def test_an_overlay_may_not_replace_a_file_of_core(refused, tmp_path):
    write_files(tmp_path, {"risk/standard.yaml": "rules: {}\n"})
    (line,) = refused(config_dir=str(tmp_path))
    assert "is shipped twice" in line


def test_an_overlay_that_is_no_folder_is_named(refused, tmp_path):
    (line,) = refused(config_dir=str(tmp_path / "absent"))
    assert line.startswith(f"{tmp_path}/absent: --config-dir")


def test_a_package_that_is_not_there_is_named():
    with pytest.raises(ConfigError, match="no_such_package_conf cannot be found"):
        compose_plain([], ["sample_core_conf", "no_such_package_conf"])


ENGINE = "# @package _global_\ndefaults:\n  - override /strategy: trend\n"


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        (ENGINE + "risk:\n  rules: {gross: {_target_: os.system}}\n", "5:19", "cannot name code"),
        (ENGINE + "hydra:\n  run: {dir: /tmp/x}\n", "4:1", "Hydra itself"),
        (ENGINE + "risk: [1, 2\n", "5:1", "not YAML"),
        (ENGINE + "seed: 1\nseed: 2\n", "5:1", "stands twice"),
        (ENGINE + "seed: !!python/object/apply:os.system [ls]\n", "4:7", "tag is refused"),
        (ENGINE + "1: x\n", "4:1", "a key must be text"),
        (ENGINE + "on: x\n", "4:1", "a key must be text"),
        (ENGINE + "é: x\n", "4:1", "ASCII"),
        (ENGINE + "a: &a {x: 1}\nb:\n  <<: *a\n", "6:3", "'<<' is refused"),
        ("- a\n- b\n", "1:1", "holds keys and values"),
        ("seed: \x07\n", None, "not YAML"),
        ("\ufeff" + ENGINE, "1", "byte order mark"),
        (ENGINE + "seed: ${oc.env:HOME}\n", "4:7", "only ${a.b}"),
        (ENGINE + 'seed: "${"\n', "4:7", "only ${a.b}"),
        (ENGINE + "seed: " + "9" * 5000 + "\n", "4:7", "more digits"),
        (ENGINE + "seed: 0.1000000000000000055511151231257827\n", "4:7", "more digits"),
        ("a: " + "[" * 60 + "]" * 60 + "\n", "1", "50 levels"),
    ],
)
def test_a_file_that_cannot_stand_is_refused_with_its_place(refused, tmp_path, text, place, message):
    write_files(tmp_path, {"engine/mine.yaml": text})
    lines = refused(chosen=("+engine=mine", "+mode=backtest"), config_dir=str(tmp_path))
    start = f"{tmp_path}/engine/mine.yaml" + (f":{place}: " if place else ": ")
    assert any(line.startswith(start) and message in line for line in lines), lines


def test_aliases_cannot_multiply_without_end(refused, tmp_path):
    bomb = "a0: &a0 [1, 2, 3, 4, 5, 6, 7, 8, 9]\n"
    bomb += "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    write_files(tmp_path, {"engine/mine.yaml": bomb})
    (line,) = refused(config_dir=str(tmp_path))
    assert "more than 10000 values once aliases are counted" in line


def test_a_file_that_is_no_regular_file_is_refused_and_not_read(refused, tmp_path):
    (tmp_path / "engine").mkdir()
    os.mkfifo(tmp_path / "engine/mine.yaml")
    assert refused(config_dir=str(tmp_path)) == [f"{tmp_path}/engine/mine.yaml: is no regular file"]


@pytest.mark.parametrize("package", ["hydra", "hydra.run", "foo.bar", "_global_"])
def test_a_file_cannot_put_its_keys_elsewhere(refused, tmp_path, package):
    write_files(tmp_path, {"risk/mine.yaml": f"# @package {package}\nrules: {{}}\n"})
    assert refused("risk=mine", config_dir=str(tmp_path))


def test_a_file_that_is_not_utf8_is_named(refused, tmp_path):
    write_files(tmp_path, {"engine/mine.yaml": ""})
    (tmp_path / "engine/mine.yaml").write_bytes(b"a: \xff\n")
    (line,) = refused(config_dir=str(tmp_path))
    assert line == f"{tmp_path}/engine/mine.yaml: not UTF-8 text (byte 3); save the file as UTF-8"


@pytest.mark.parametrize(
    "entry", ["override /hydra/launcher: basic", "override /risk: ${oc.env:HOME}", "override /nowhere: x", "absent"]
)
def test_a_defaults_list_that_cannot_be_followed_is_refused(refused, tmp_path, entry):
    write_files(tmp_path, {"engine/mine.yaml": f"# @package _global_\ndefaults:\n  - {entry}\n"})
    assert refused(chosen=("+engine=mine", "+mode=backtest"), config_dir=str(tmp_path))


def test_a_layer_cannot_say_which_engine_it_is(refused, tmp_path):
    write_files(tmp_path, {"engine/mine.yaml": ENGINE + "engine: other\n"})
    (line,) = refused(chosen=("+engine=mine", "+mode=backtest"), config_dir=str(tmp_path))
    assert line.startswith(f"{tmp_path}/engine/mine.yaml:4:1: ")


def test_the_environment_cannot_open_the_door_to_code(refused, monkeypatch):
    monkeypatch.setenv("HYDRA_INSTANTIATE_ALLOWLIST_OVERRIDE", "*")
    (line,) = refused()
    assert "HYDRA_INSTANTIATE_ALLOWLIST_OVERRIDE is set" in line


def test_composing_inside_a_hydra_application_leaves_it_as_it_was(compose, tmp_path, monkeypatch):
    import hydra

    write_files(tmp_path / "outer_conf", {"__init__.py": "", "outer.yaml": "a: 1\n"})
    monkeypatch.syspath_prepend(str(tmp_path))

    with hydra.initialize_config_module(config_module="outer_conf", version_base="1.3"):
        compose()
        assert hydra.compose("outer") == {"a": 1}


def test_a_tree_is_the_same_under_any_hash_seed(packages):
    script = (
        "import sys; from mqk_core.config import compose;"
        "c = compose(['+mode=backtest', '+engine=sma_cross'],"
        f" {packages!r}); print(repr(c.data), list(c.origins))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", f"import sys; sys.path[:0] = {sys.path!r}; {script}"],
            env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "42")
    }
    assert len(outputs) == 1
