"""Sentences about whole runs, made by the command as a user makes them: what they print and what they leave."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import attrs
import pytest
from pytest_bdd import given, parsers, then, when

from mqk_core.testing.steps.config import merged, workplace_in
from mqk_core.testing.workplace import Answer, Workplace


@attrs.define
class Runs:
    """The answers of the commands so far, oldest first."""

    answers: list[Answer] = attrs.field(factory=list)

    @property
    def last(self) -> Answer:
        """The newest answer."""
        return self.answers[-1]


def files_of(workplace: Workplace, answer: Answer) -> dict[str, bytes]:
    """Return the bytes of each file in a run's folder."""
    folder = workplace.folder / answer.json["artifacts"]
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def backtest(workplace: Workplace, words: str = "", hash_seed: int = 0) -> Answer:
    """Run the backtest of `config.BACKTEST`, with some words changed."""
    return workplace.mqk(*merged(words), "--json", hash_seed=hash_seed)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Answer]:
    """Run the backtest once for all scenarios of a file; each gets a copy of its folder."""
    workplace = workplace_in(tmp_path_factory.mktemp("made") / "workplace")
    answer = backtest(workplace)
    assert answer.code == 0, answer.err
    assert answer.json["orders"] > 0
    return workplace.folder, answer


@given("the backtest was run", target_fixture="runs")
def was_run(workplace: Workplace, made: tuple[Path, Answer]) -> Runs:
    folder, answer = made
    shutil.copytree(folder / "runs", workplace.folder / "runs")
    return Runs([answer])


@given(parsers.parse("the price of {symbol:S} is changed from {old} to {new} in the {row:d}th bar of its file"))
def price_changed(workplace: Workplace, symbol: str, old: str, new: str, row: int) -> None:
    file = workplace.folder / f"bars/{symbol}.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    assert f",{old}," in lines[row]
    lines[row] = ",".join(new if cell == old else cell for cell in lines[row].split(","))
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


@given(parsers.parse("the {row:d}th bar of {symbol:S} is taken out of its file"))
def bar_taken_out(workplace: Workplace, symbol: str, row: int) -> None:
    file = workplace.folder / f"bars/{symbol}.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(lines[:row] + lines[row + 1 :]) + "\n", encoding="utf-8")


@given(parsers.parse("one digit of {name:S} of the stored run is changed"))
def stored_changed(workplace: Workplace, runs: Runs, name: str) -> None:
    file = workplace.folder / runs.last.json["artifacts"] / name
    text = file.read_text(encoding="utf-8")
    place = next(i for i in range(len(text) // 2, len(text)) if text[i] in "12345678")
    file.write_text(text[:place] + str(int(text[place]) + 1) + text[place + 1 :], encoding="utf-8")


@when("it is run again elsewhere, by another process, with its symbols in another order")
def run_elsewhere(workplace: Workplace, runs: Runs) -> None:
    shutil.copytree(workplace.folder / "bars", workplace.folder / "other")
    words = "data.path=other data.symbols=[BETA,ACME] runs.folder=elsewhere"
    runs.answers.append(backtest(workplace, words, hash_seed=42))


@when("it is run again")
def run_again(workplace: Workplace, runs: Runs) -> None:
    runs.answers.append(backtest(workplace))


@when(parsers.parse("a backtest with {words} is run"), target_fixture="runs")
def run_with(workplace: Workplace, words: str) -> Runs:
    return Runs([backtest(workplace, words)])


@when("the stored run is replayed")
def replayed(workplace: Workplace, runs: Runs) -> None:
    runs.answers.append(workplace.mqk("replay", runs.last.json["run_id"], "--json"))


@then("both runs left the same nine files, byte for byte")
def same_files(workplace: Workplace, runs: Runs) -> None:
    first, second = (files_of(workplace, answer) for answer in runs.answers)
    assert len(first) == 9
    assert first == second


@then("the two runs are not the same run")
def other_run(runs: Runs) -> None:
    first, second = (answer.json for answer in runs.answers)
    assert first["run_id"] != second["run_id"]
    assert first["data_hash"] != second["data_hash"]
    assert first["config_hash"] == second["config_hash"]


@then(parsers.parse("the command ends with {code:d}"))
def ends_with(runs: Runs, code: int) -> None:
    assert runs.last.code == code, runs.last.err


@then(parsers.parse('its message names "{text}"'))
def names(runs: Runs, text: str) -> None:
    assert text in runs.last.err


@then(parsers.parse('the run was halted because of "{reason}" and left all nine files'))
def halted_whole(workplace: Workplace, runs: Runs, reason: str) -> None:
    answer = runs.last.json
    assert answer["halted"] is True
    assert reason in answer["halt_reason"]
    assert len(files_of(workplace, runs.last)) == 9


@then("no run was left behind")
def nothing_left(workplace: Workplace) -> None:
    assert not [path for path in workplace.folder.glob("runs/*") if not Path(path).name.startswith(".tapes")]


@then(parsers.parse('its results state that "{sentence}"'))
def results_state(workplace: Workplace, runs: Runs, sentence: str) -> None:
    files = files_of(workplace, runs.last)
    assert json.loads(files["manifest.json"])["assumptions"]["limitations"] == [sentence]
    assert sentence.encode() in files["report.html"]


@then("its results state no limitation")
def results_state_nothing(workplace: Workplace, runs: Runs) -> None:
    assert json.loads(files_of(workplace, runs.last)["manifest.json"])["assumptions"]["limitations"] == []


@then(parsers.parse('it refused orders because "{reason}" and traded {symbols} alone'))
def refused_and_traded(workplace: Workplace, runs: Runs, reason: str, symbols: str) -> None:
    files = files_of(workplace, runs.last)
    assert json.loads(files["manifest.json"])["refusals"][reason] > 0
    orders = csv.DictReader(io.StringIO(files["orders.csv"].decode()))
    assert {row["symbol"] for row in orders} == set(symbols.split(", "))


@then(parsers.parse("it traded {symbols} and refused nothing"))
def traded(workplace: Workplace, runs: Runs, symbols: str) -> None:
    files = files_of(workplace, runs.last)
    assert json.loads(files["manifest.json"])["refusals"] == {}
    orders = csv.DictReader(io.StringIO(files["orders.csv"].decode()))
    assert {row["symbol"] for row in orders} == set(symbols.split(", "))
