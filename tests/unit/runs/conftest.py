"""Runs in miniature: a tape, decision records with their audit, and what a run hands over at its end."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pytest

from mqk_core.audit.record import encode, header
from mqk_core.domain.bars import Timeframe
from mqk_core.domain.effects import Submit
from mqk_core.domain.events import Acked, Filled, Opening, TapeEnd
from mqk_core.domain.instruments import Instrument
from mqk_core.domain.market import Tape
from mqk_core.domain.money import SCALE
from mqk_core.runs import history
from mqk_core.runs.artifacts import RunInputs
from mqk_core.runs.equity_curve import EquityCurve
from mqk_core.runs.manifest import Assumptions, Identity
from mqk_core.runs.round_trips import match
from mqk_core.runs.splits import Marks

DAY_NS = 86_400 * 10**9
MONDAY = 19_723  # 2024-01-01


def close_ns(day):
    """The close of trading day `day` of the miniature run, at 21:00 UTC; day 0 is Monday, 2024-01-01."""
    return (MONDAY + day) * DAY_NS + 21 * 3600 * 10**9


SPY = Instrument("SPY", SCALE // 100, SCALE, "USD")


def submit(order, quantity, day=0, symbol="SPY", strategy="main", kind="market", tif="gtc", **terms):
    return Submit(day + 1, close_ns(day), order, strategy, symbol, quantity * SCALE, kind, tif, "entry", **terms)


def fill(order, quantity, price, day=1, fee=0):
    return Filled(day, close_ns(day), order, 0, quantity * SCALE, price * SCALE, fee)


def daily_tape(closes, symbols=("SPY",)):
    days = len(closes)
    columns = np.zeros((7, days * len(symbols)), np.int64)
    columns[0] = np.repeat([close_ns(day) for day in range(days)], len(symbols))
    columns[1] = np.tile(range(len(symbols)), days)
    columns[2:6] = np.repeat(np.array(closes, np.int64) * SCALE, len(symbols))
    ordinals = np.repeat(np.arange(days), len(symbols))
    return Tape(tuple(symbols), Timeframe.D1, columns, ordinals, MONDAY + ordinals)


def trips_of(records, instruments=(SPY,), tape=None):
    """The round trips that these records tell."""
    named = {instrument.symbol: instrument for instrument in instruments}
    return match(history.read(records, named).entries, named, Marks(tape or daily_tape([10] * 9)))


def curve_of(levels, initial, first_day=0):
    """One step a day, equity in whole units of account currency."""
    days = np.arange(first_day, first_day + len(levels))
    times = np.array([close_ns(int(day)) for day in days], np.int64)
    return EquityCurve(times, np.array(levels, np.int64) * SCALE, MONDAY + days, initial * SCALE)


def audit_of(records):
    """The bytes of audit.jsonl and the decision hash, written from the description of the format."""
    data, link = header(), hashlib.sha256(b"mqk-decisions\0v1\0").digest()
    for first in range(0, len(records), 256):
        block = records[first : first + 256]
        lines = b"".join(encode(record) + b"\n" for record in block)
        link = hashlib.sha256(link + lines).digest()
        seal = {"block": first // 256, "first": first, "last": first + len(block) - 1, "sha256": link.hex()}
        data += lines + json.dumps(seal, separators=(",", ":")).encode() + b"\n"
    return data, f"mqkdec1:{link.hex()}"


IDENTITY = Identity(
    config_hash="mqkcfg1:aa",
    policy_hash="mqkpol1:bb",
    code_hash="mqkcod1:cc",
    code={"mqk": "0.1.0 11", "mqk-data-files": "0.1.0 22"},
    data_hash="mqkdat1:dd",
    tape_hash="mqktap1:ee",
    calendar_hash="mqkcal1:ff",
    seed=0,
)


def finished_run(**changes):
    """Cash 1,000; buys 10 at 11 on day 1, sells them at 9 on day 3; the closes are 10, 11, 12, 9, 9."""
    records = [
        Opening(0, close_ns(0), 1000 * SCALE),
        submit(1, 10),
        Acked(1, close_ns(0), 1, 0),
        fill(1, 10, 11, day=1),
        submit(2, -10, day=2),
        Acked(3, close_ns(2), 2, 0),
        fill(2, -10, 9, day=3),
        TapeEnd(5, close_ns(4), 980 * SCALE, "mqksta1:99"),
    ]
    records = changes.pop("records", records)
    audit, decision_hash = audit_of(records)
    given = {
        "identity": IDENTITY,
        "engine": "x",
        "mode": "backtest",
        "tape": daily_tape([10, 11, 12, 9, 9]),
        "instruments": (SPY,),
        "records": records,
        "audit": audit,
        "equity_times": np.array([close_ns(day) for day in range(5)], np.int64),
        "equity": np.array([1000, 1000, 1010, 980, 980], np.int64) * SCALE,
        "cash": 1000 * SCALE,
        "config_yaml": "engine: x\nmode: backtest\n",
        "halted": False,
        "halt_reason": None,
        "decision_hash": decision_hash,
        "state_digest": "mqksta1:99",
        "assumptions": Assumptions(
            fills="next_open", costs={"kind": "zero"}, limitations=("no corporate actions: prices taken as they are",)
        ),
    }
    return RunInputs(**{**given, **changes})


@pytest.fixture
def mini():
    """The builders above, as one namespace."""
    import types

    names = (
        "close_ns", "submit", "fill", "daily_tape", "trips_of", "curve_of", "audit_of", "finished_run", "IDENTITY",
        "MONDAY", "SPY",
    )  # fmt: skip
    return types.SimpleNamespace(**{name: globals()[name] for name in names})
