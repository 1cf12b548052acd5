"""Sentences about engines that share an account."""

from __future__ import annotations

from pytest_bdd import parsers, then

from mqk_core.audit.chain import verify
from mqk_core.domain.events import Opening
from mqk_core.domain.money import to_text
from mqk_core.testing.steps.runs import Runs, files_of
from mqk_core.testing.workplace import Workplace


@then(parsers.parse("the engine began with {capital:S}"))
def began_with(workplace: Workplace, runs: Runs, capital: str) -> None:
    records = verify(files_of(workplace, runs.last)["audit.jsonl"]).records
    (opening,) = [record for record in records if isinstance(record, Opening)]
    assert to_text(opening.cash) == capital
