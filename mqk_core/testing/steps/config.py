"""Sentences about configurations: what they hash to, and what is refused before anything is built."""

from __future__ import annotations

import shlex
from pathlib import Path

import attrs
import pytest
from pytest_bdd import given, parsers, then, when

from mqk_core.config import config_hash
from mqk_core.errors import MqkError
from mqk_core.testing.market import Market
from mqk_core.testing.workplace import Workplace

#: A backtest of core's own strategy on the workplace's bars.
BACKTEST = (
    *("+engine=sma_cross", "+mode=backtest", "data=bar_files", "data.symbols=[ACME,BETA]", "data.timeframe=1m"),
    *("strategy.fast=2", "strategy.slow=3"),
)

_VAULT = """\
import attrs
from mqk_core.api import Component, SecretRef, hookimpl

@attrs.frozen
class Settings:
    token: SecretRef

@hookimpl
def mqk_brokers():
    return [Component("vault", Settings, lambda settings, venue: settings)]
"""


@attrs.frozen
class Asked:
    """What came of asking for a configuration."""

    hashes: tuple[str, ...] = ()
    refusal: MqkError | None = None


def merged(words: str) -> list[str]:
    """Return the words of a backtest; `words` take the place of those of the same key, or of a section chosen anew."""
    own = shlex.split(words)
    said = {word.lstrip("+~").partition("=")[0] for word in own}
    keys = {word: word.lstrip("+").partition("=")[0] for word in BACKTEST}
    return [word for word, key in keys.items() if key not in said and key.split(".")[0] not in said] + own


def workplace_in(folder: Path) -> Workplace:
    """Return a workplace with the bars of two symbols that rise and fall."""
    market = Market()
    for symbol, low in (("ACME", 10), ("BETA", 20)):
        for number, minute in enumerate(range(31, 60)):
            market.bar(symbol, market.time(f"09:{minute}"), low + number % 5)
    workplace = Workplace(folder)
    workplace.write_bars(market)
    return workplace


@given("a workplace with bars of ACME and BETA", target_fixture="workplace")
def workplace_with_bars(tmp_path: Path) -> Workplace:
    return workplace_in(tmp_path / "workplace")


@given(parsers.parse('a file "{name}" that says'))
def file_says(workplace: Workplace, name: str, docstring: str) -> None:
    workplace.write(f"conf/{name}", docstring + "\n")


@given("a broker that needs a secret token")
def secret_broker(workplace: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    workplace.plugin("vault_house", _VAULT)
    workplace.write("conf/broker/vault.yaml", "kind: vault\ntoken: ${secret:env,VAULT_TOKEN}\n")
    monkeypatch.syspath_prepend(str(workplace.site))


@when(parsers.parse("a run with {first} is compared with one with {second}"), target_fixture="asked")
def compared(workplace: Workplace, first: str, second: str) -> Asked:
    return Asked(tuple(config_hash(workplace.configure(*merged(words))) for words in (first, second)))


@when(parsers.parse("a configuration with {words} is asked for"), target_fixture="asked")
def asked_for(workplace: Workplace, words: str) -> Asked:
    try:
        return Asked((config_hash(workplace.configure(*merged(words))),))
    except MqkError as refusal:
        return Asked(refusal=refusal)


@then("both have the same hash")
def same_hash(asked: Asked) -> None:
    assert len(set(asked.hashes)) == 1
    assert asked.refusal is None


@then("each has a hash of its own")
def other_hash(asked: Asked) -> None:
    assert len(set(asked.hashes)) == len(asked.hashes) == 2


@then(parsers.parse('it is refused at "{place}", saying "{text}"'))
def refused_at(asked: Asked, place: str, text: str) -> None:
    assert asked.refusal is not None
    problems = [(str(problem.where), problem.message) for problem in asked.refusal.problems]
    assert any(place in where and text in message for where, message in problems), problems
    assert asked.refusal.exit_code == 2


@then(parsers.parse('"{text}" is written nowhere in the refusal'))
def not_written(asked: Asked, text: str) -> None:
    assert asked.refusal is not None
    written = [str(asked.refusal), *(str(problem) for problem in asked.refusal.problems)]
    assert not [line for line in written if text in line]
