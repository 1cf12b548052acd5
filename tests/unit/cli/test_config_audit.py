from types import SimpleNamespace

import attrs
import pytest

from mqk_core.config import compose, config_hash, policy_hash, resolved_yaml, structure
from mqk_core.runs import stored

RUN_ID = "bt-" + "0" * 24


@pytest.fixture
def run(loaded, packages, monkeypatch):
    """run(**claims): a stored run of engine x whose manifest claims its true hashes, but for `claims`."""
    config = structure(compose(["+engine=x", "+mode=backtest"], packages), loaded.registry)
    true = {
        "config_hash": config_hash(config),
        "policy_hash": policy_hash(config),
        "code_hash": loaded.code_hash,
        "data_hash": "mqkdat1:ab",
    }

    def store(config_yaml=None, **claims):
        identity = SimpleNamespace(**{**true, **claims})
        manifest = SimpleNamespace(identity=identity)
        found = SimpleNamespace(manifest=manifest, config_yaml=config_yaml or resolved_yaml(config))
        monkeypatch.setattr(stored, "read_run", lambda folder, run_id: found)
        monkeypatch.setattr(
            stored, "list_runs", lambda folder: [SimpleNamespace(run_id=RUN_ID, manifest=manifest, problem=None)]
        )
        return true

    return store


def test_the_hashes_of_an_untouched_run_agree(mqk, run):
    true = run()
    answer = mqk("config", "audit", RUN_ID)
    assert answer.code == 0
    assert answer.out.splitlines() == [
        f"config_hash: {true['config_hash']} ok",
        f"policy_hash: {true['policy_hash']} ok",
        f"code_hash: {true['code_hash']} ok",
        f"data_hash: mqkdat1:ab (checked by mqk replay {RUN_ID})",
        "no part of the identity: data.actions, runs.folder",
    ]
    found = mqk("config", "audit", RUN_ID, "--json").json
    assert found["hashes"]["config_hash"] == {"stored": true["config_hash"], "recomputed": true["config_hash"]}
    assert found["not_identity"] == ["data.actions", "runs.folder"]


@pytest.mark.parametrize("name", ["config_hash", "policy_hash"])
def test_a_run_whose_configuration_gives_another_hash_is_refused(mqk, run, name):
    run(**{name: "mqkcfg1:" + "0" * 64})
    answer = mqk("config", "audit", RUN_ID, "--json")
    assert (answer.code, answer.json["error"]["code"]) == (3, "TAMPERED_RUN")
    assert f"{name}: expected mqkcfg1:{'0' * 64}, found mqk" in answer.err
    assert "the run cannot be relied upon" in answer.err


def test_other_code_alone_is_a_warning(mqk, run):
    run(code_hash="mqkcod1:00")
    answer = mqk("config", "audit", RUN_ID)
    assert answer.code == 0
    assert "the code installed now is not the code that ran" in answer.err
    assert "code_hash: mqkcod1:00 differs: mqkcod1:" in answer.out


def test_another_hash_under_other_code_says_both(mqk, run):
    run(code_hash="mqkcod1:00", config_hash="mqkcfg1:00")
    assert "audit with the mqk that wrote the run" in mqk("config", "audit", RUN_ID).err


def test_a_stored_configuration_that_no_longer_types_is_named_with_its_line(mqk, run):
    run(config_yaml='engine: "x"\nmode: "backtest"\nnothing: 1\n')
    answer = mqk("config", "audit", RUN_ID)
    assert answer.code == 2
    assert f"{RUN_ID}/config.yaml:3:1: nothing: unknown key" in answer.err


@pytest.mark.parametrize("by", ["run id", "config hash"])
def test_a_stored_run_can_be_compared_with_overrides(mqk, run, by):
    name = RUN_ID if by == "run id" else run()["config_hash"]
    run()
    answer = mqk("config", "diff", name, "+engine=x +mode=backtest seed=2 runs.folder=/elsewhere")
    assert (answer.code, answer.out) == (0, "seed: 0 → 2\n")


def test_verbs_that_start_a_run_hand_over_what_they_were_given(mqk, monkeypatch):
    import sys

    seen = []

    @attrs.frozen
    class Outcome:
        exit_code: int = 3

        def as_object(self):
            return {"run_id": "bt-1", "halted": True}

        def lines(self):
            return ["halted"]

    def call(*arguments):
        seen.append(arguments[:-1])
        arguments[-1]("a note")
        return Outcome()

    monkeypatch.setitem(sys.modules, "mqk_core.runtime.start", SimpleNamespace(start=call))
    monkeypatch.setitem(sys.modules, "mqk_core.runtime.replay", SimpleNamespace(replay=call))
    answer = mqk("+engine=x", "+mode=backtest", "--config-dir", "d", "--json")
    assert (answer.code, answer.json, answer.err) == (3, {"run_id": "bt-1", "halted": True}, "a note\n")
    answer = mqk("replay", "bt-1", "runs.folder=r")
    assert (answer.code, answer.out) == (3, "halted\n")
    assert seen == [(("+engine=x", "+mode=backtest"), "d"), ("bt-1", "r")]
