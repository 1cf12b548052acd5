"""What a run's manifest says of how its orders were served."""

from __future__ import annotations

import pytest

from mqk_core.config import compose, structure
from mqk_core.runtime import handover
from mqk_core.runtime.corporate_actions import KnownActions
from mqk_core.runtime.plugins import load


@pytest.fixture(scope="module")
def said():
    plugins = load()

    def of(*words):
        composed = compose(["+engine=sma_cross", "+mode=backtest", *words], plugins.config_packages, None)
        return handover._assumptions(structure(composed, plugins.registry), KnownActions(unknown=("ZETA",)))

    return of


def test_the_venue_is_always_said_and_no_stress_says_nothing(said):
    found = said()
    assert found.venue == {
        "account": "null",
        "broker": "simulated",
        "latency": "0ns",
        "latency_bars": "0",
        "volume_cap": "null",
    }
    assert found.stress == {}
    assert found.limitations == ("no corporate actions: prices are taken as they are",)
    assert found.costs["slippage_max_bps"] == "null"


def test_a_stress_and_other_terms_are_said_as_they_were_set(said):
    found = said("stress=latency_high", "stress.gap_bps=5", "broker.volume_cap=0.25", "broker.latency=90s")
    assert found.stress == {"latency_bars": "2", "gap_bps": "5"}
    assert (found.venue["volume_cap"], found.venue["latency"]) == ("0.25", "90s")
    assert said("account.kind=cash").venue["account"] == "cash"


def test_every_shipped_stress_is_said(said):
    for name in ("slippage_x2", "latency_high", "volume_thin", "gap_shock"):
        assert said(f"stress={name}").stress, name
