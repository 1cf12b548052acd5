"""A third party's plugin brings a strategy, a risk rule, configuration and a promise, without a change to core."""

import hashlib
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture
def core_files(empty_environment):
    def fingerprint():
        packages = sorted(empty_environment.glob("lib/python*/site-packages/mqk_*/**/*"))
        own = [file for file in packages if file.is_file() and "mqk_acme" not in file.parts and file.suffix != ".pyc"]
        return hashlib.sha256(b"".join(str(file).encode() + file.read_bytes() for file in own)).hexdigest()

    return fingerprint


def test_acme_strategy_rule_and_promise_run_beside_an_unchanged_core(core_files, acme_installed):
    before = core_files()
    run = acme_installed.object_of("mqk", "+engine=acme", "+mode=backtest")
    assert run["halted"] is False
    assert run["fills"] > 0
    listed = acme_installed.run("mqk", "plugins").stdout
    assert "mqk-acme" in listed
    assert "acme_dip" in listed
    assert "acme_round_lots" in listed
    scenarios = acme_installed.run("mqk", "scenarios", "risk")
    assert "failed" not in scenarios.stdout
    assert "odd lot" in scenarios.stdout
    assert core_files() == before


def test_acme_rule_refuses_what_its_configuration_forbids(acme_installed):
    run = acme_installed.object_of("mqk", "+engine=acme", "+mode=backtest", 'strategy.quantity="15"', "runs.folder=odd")
    assert run["fills"] == 0
    audit = Path(acme_installed.folder, run["artifacts"], "audit.jsonl").read_text()
    assert "odd lot" in audit


def test_acme_rule_is_shown_to_fire_beside_those_of_core(acme_installed):
    proof = acme_installed.object_of("mqk", "limits", "prove", "+engine=acme", "+mode=backtest")
    (acme,) = [each for each in proof["limits"] if each["kind"] == "acme_round_lots"]
    assert [(story["outside"], story["result"]) for story in acme["stories"]] == [("odd lot", "fired")]


def test_acme_key_is_refused_with_the_right_spelling(acme_installed):
    done = acme_installed.run("mqk", "+engine=acme", "+mode=backtest", "+strategy.windoww=3", expect=2)
    assert "did you mean 'window'" in done.stderr


def test_acme_leaves_nothing_behind_when_it_is_removed(installed):
    assert "acme" not in installed.run("mqk", "plugins").stdout
