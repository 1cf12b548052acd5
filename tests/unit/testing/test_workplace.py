"""A workplace is a folder of its own, and its command sees its plugins and nothing of the caller's shell."""

import pytest

from mqk_core.testing import Market, Workplace


@pytest.fixture
def workplace(tmp_path):
    return Workplace(tmp_path / "workplace")


def test_bars_are_written_exactly_and_in_order(workplace):
    market = Market()
    market.bar("ACME", market.time("09:32"), "10.00000001", high="11")
    market.bar("ACME", market.time("09:31"), "10")
    workplace.write_bars(market)
    assert (workplace.folder / "bars/ACME.csv").read_text().splitlines() == [
        "ts_close_utc,open,high,low,close,volume",
        "2024-03-04T14:31:00Z,10,10,10,10,1000",
        "2024-03-04T14:32:00Z,10.00000001,11,10.00000001,10.00000001,1000",
    ]


def test_the_command_answers_from_its_own_process(workplace, monkeypatch):
    monkeypatch.setenv("HYDRA_FULL_ERROR", "1")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    answer = workplace.mqk("version", "--json")
    assert (answer.code, answer.err) == (0, "")
    assert answer.json["version"]


def test_a_plugin_of_the_workplace_is_found_by_its_entry_point(workplace):
    workplace.plugin("own_house", "from mqk_core.api import hookimpl\n")
    answer = workplace.mqk("plugins")
    assert "own_house (own-house 1.0" in answer.out
    assert "bar_files (mqk-bar-files 1.0" in answer.out
