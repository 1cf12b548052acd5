from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import attrs
import numpy as np
import pytest

from mqk_core.domain.effects import Halt, Replace
from mqk_core.domain.events import Charged, Dividend, Opening, Replaced, Split, TapeEnd
from mqk_core.domain.intents import Refusal
from mqk_core.domain.money import SCALE
from mqk_core.errors import InvariantViolation
from mqk_core.runs.artifacts import build
from mqk_core.runs.folder import ARTIFACTS


def test_a_run_leaves_nine_files_that_the_manifest_seals(mini):
    made = build(mini.finished_run())
    assert set(made.files) == set(ARTIFACTS)
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in made.files.items() if name != "manifest.json"}
    assert json.loads(made.files["manifest.json"])["artifacts"] == hashes


def test_the_audit_and_the_configuration_are_kept_byte_for_byte(mini):
    inputs = mini.finished_run()
    files = build(inputs).files
    assert files["audit.jsonl"] == inputs.audit
    assert files["config.yaml"].decode() == inputs.config_yaml


def test_metrics_and_manifest_tell_the_same_story(mini):
    made = build(mini.finished_run())
    metrics = json.loads(made.files["metrics.json"])
    assert metrics["final_equity"] == made.manifest.final_equity == "980"
    assert metrics["max_drawdown"] == made.manifest.max_drawdown
    assert (metrics["orders"], metrics["fills"]) == (made.manifest.orders, made.manifest.fills) == (2, 2)
    assert (made.manifest.first_bar, made.manifest.last_bar) == ("2024-01-01T21:00:00Z", "2024-01-05T21:00:00Z")


def test_a_run_halted_at_its_first_bar_still_leaves_all_files(mini):
    at = mini.close_ns(0)
    records = [
        Opening(0, at, 1000 * SCALE),
        Halt(1, at, "integrity", "GAP", "SPY", 0, 3),
        TapeEnd(1, at, 1000 * SCALE, "mqksta1:99"),
    ]
    none = np.array([], np.int64)
    halted = mini.finished_run(
        records=records, equity=none, equity_times=none, halted=True, halt_reason="SPY: bars are missing"
    )
    made = build(halted)
    assert set(made.files) == set(ARTIFACTS)
    assert (made.manifest.bars, made.manifest.steps, made.manifest.final_equity) == (1, 0, "1000")
    assert made.manifest.last_bar == "2024-01-01T21:00:00Z"
    assert made.files["equity.csv"] == b"time,equity,drawdown\n"
    assert "SPY: bars are missing" in made.files["report.html"].decode()


def test_refusals_are_counted_in_the_manifest(mini):
    refusal = Refusal(1, mini.close_ns(0), "main", "SPY", SCALE, "position", "POSITION", 1, 2)
    records = [*mini.finished_run().records, refusal, refusal]
    assert build(mini.finished_run(records=records)).manifest.refusals == {"POSITION": 2}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"equity": np.array([1000, 1000, 1010, 980, 979], np.int64) * SCALE}, "an equity of 980, the curve with 979"),
        ({"state_digest": "mqksta1:00"}, "the records end in the state mqksta1:99"),
        ({"equity": np.array([980], np.int64) * SCALE}, "5 equity times for 1 equities"),
    ],
)
def test_parts_that_contradict_each_other_leave_nothing(mini, changes, message):
    with pytest.raises(InvariantViolation, match=message):
        build(mini.finished_run(**changes))


def test_books_that_do_not_lead_to_the_equity_of_the_engine_leave_nothing(mini):
    records = [record for record in busy_records(mini) if not isinstance(record, Dividend)]
    with pytest.raises(InvariantViolation, match="1000 of equity became 980, by the engine's books 985"):
        build(attrs.evolve(busy_run(mini), records=records))


def test_a_halt_that_the_run_denies_leaves_nothing(mini):
    halt = Halt(1, mini.close_ns(0), "risk", "DRAWDOWN", "main", 1, 2)
    with pytest.raises(InvariantViolation, match="was not halted"):
        build(mini.finished_run(records=[halt], halted=False))


PRINT_HASHES = """
import hashlib, sys
sys.path[:0] = sys.argv[1:3]
import conftest
from mqk_core.runs.artifacts import build
for name, data in sorted(build(conftest.finished_run()).files.items()):
    print(name, hashlib.sha256(data).hexdigest())
"""


def test_the_bytes_depend_on_neither_hash_seed_nor_time_zone_nor_locale_nor_folder(mini, tmp_path):
    here = Path(__file__).parent
    expected = [
        f"{name} {hashlib.sha256(data).hexdigest()}" for name, data in sorted(build(mini.finished_run()).files.items())
    ]
    for number, (seed, zone, locale) in enumerate([("0", "UTC", "C"), ("42", "Asia/Tokyo", "de_DE.UTF-8")]):
        folder = tmp_path / str(number)
        folder.mkdir()
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        command = [sys.executable, "-c", PRINT_HASHES, str(here), str(here.parents[2])]
        done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=True)
        assert done.stdout.splitlines() == expected


def busy_records(mini):
    """Ten bought at 11 with a fee, a dividend, a split of 2 for 1, charges, half sold at 5; ten are held at 4.5."""
    return [
        Opening(0, mini.close_ns(0), 1000 * SCALE),
        mini.submit(1, 10),
        mini.fill(1, 10, 11, day=1, fee=SCALE),
        Dividend(2, mini.close_ns(2), "SPY", SCALE // 2, 5 * SCALE),
        Split(3, mini.close_ns(3), "SPY", 2, 1, 0),
        Charged(4, mini.close_ns(3), "", "financing", 2 * SCALE),
        Charged(4, mini.close_ns(3), "SPY", "borrow", SCALE),
        mini.submit(2, -10, day=3, strategy="main"),
        mini.fill(2, -10, 5, day=4, fee=SCALE),
        Refusal(5, mini.close_ns(4), "main", "SPY", SCALE, "position", "POSITION", 1, 2),
        Halt(5, mini.close_ns(4), "risk", "DRAWDOWN", "drawdown", 1, 2),
        TapeEnd(5, mini.close_ns(4), 985 * SCALE, "mqksta1:99"),
    ]


def busy_run(mini):
    # Cash: 1000 - 110 - 1 + 5 - 2 - 1 + 50 - 1 = 940; ten shares at 4.5 are 45.
    tape = mini.daily_tape([10, 11, 12, 6, 0])
    tape.columns[2:6, 4] = 9 * SCALE // 2
    equity = np.array([1000, 999, 1009, 1006, 985], np.int64) * SCALE
    return mini.finished_run(
        records=busy_records(mini), tape=tape, equity=equity, halted=True, halt_reason="the drawdown limit"
    )


def test_the_statement_leads_from_the_first_equity_to_the_last(mini):
    metrics = json.loads(build(busy_run(mini)).files["metrics.json"])
    assert {name: metrics[name] for name in ("fees", "dividends", "borrow", "financing", "traded_value")} == {
        "fees": "2", "dividends": "5", "borrow": "1", "financing": "2", "traded_value": "160",
    }  # fmt: skip
    assert (metrics["realised_profit"], metrics["unrealised_profit"]) == ("-5", "-10")
    assert (metrics["initial_equity"], metrics["final_equity"]) == ("1000", "985")
    earned = sum(Decimal(metrics[name]) for name in ("realised_profit", "unrealised_profit", "dividends"))
    spent = sum(Decimal(metrics[name]) for name in ("fees", "borrow", "financing"))
    assert earned - spent == Decimal(metrics["net_profit"])


def test_metrics_say_who_was_refused_and_what_was_halted(mini):
    metrics = json.loads(build(busy_run(mini)).files["metrics.json"])
    assert metrics["refusals"] == {"POSITION": 1}
    assert metrics["refusals_by_strategy"] == {"main": {"POSITION": 1}}
    assert metrics["halts"] == [
        {"time": "2024-01-05T21:00:00Z", "stage": "risk", "reason": "DRAWDOWN", "subject": "drawdown"}
    ]
    assert metrics["orders"] == 2


def test_a_replaced_order_is_one_order(mini):
    change = Replace(
        row=1, time=mini.close_ns(0), order=1, leg=1, quantity=20 * SCALE, limit=0, stop=0, trail=0, trail_fraction=0,
        held=0, former=0, reason="",
    )  # fmt: skip
    records = [mini.submit(1, 10), change, Replaced(1, mini.close_ns(0), 1, 1)]
    made = build(mini.finished_run(records=records))
    assert made.manifest.orders == json.loads(made.files["metrics.json"])["orders"] == 1
    assert b",20,market" in made.files["orders.csv"]
