from collections.abc import Mapping
from decimal import Decimal

import pytest

from mqk_core.config.schema import explain, keys, line, matching, type_text
from mqk_core.domain.bars import Timeframe


@pytest.fixture(scope="module")
def every(registry):
    return keys(registry)


def one(every, name, component=None):
    (found,) = [each for each in every if each.key == name and each.component == component]
    return found


def test_a_required_key_has_no_default_and_another_says_it(every):
    assert one(every, "strategy.fast", "sma_cross").default is None
    assert one(every, "strategy.lookback", "trend").default == "20"
    assert one(every, "instruments.symbols.NAME.tick").default == "as for every symbol"
    assert one(every, "instruments.default.tick").default == "by the schedule"


def test_what_is_part_of_which_hash_is_told(every):
    assert not one(every, "runs.folder").is_identity
    assert not one(every, "data.path", "bars_file").is_policy
    assert one(every, "account.cash").is_identity
    assert not one(every, "account.cash").is_policy
    assert "  part of config_hash, no part of policy_hash" in explain(one(every, "account.cash"))
    assert "  no part of the identity of a run" in explain(one(every, "runs.folder"))


def test_one_line_says_the_most(every):
    assert line(one(every, "integrity.gap_tolerance_bars")) == (
        "integrity.gap_tolerance_bars: whole number, default 0; at least 0 — "
        "Bars in a row that a symbol may miss before the run halts."
    )
    assert (
        line(one(every, "strategy.fast", "sma_cross"))
        == "strategy.fast [sma_cross]: whole number, required; at least 1"
    )


@pytest.mark.parametrize(
    ("key", "count"),
    [
        ("account.cash", 1),
        ("account", 13),
        ("account.engines.mine.capital", 1),
        ("account.rules.gross.ratio_max", 1),
        ("risk.strategies.main.gross.ratio_max", 1),
        ("risk.strategies.main.gros.ratio_max", 0),
        ("strategy.fast", 1),
        ("strategies.main.fast", 1),
        ("strategies.other.fast", 1),
        ("data.symbol", 1),
        ("instruments.symbols.SPY.tick", 1),
        ("instruments.symbols.BRK.B.tick", 1),
        ("instruments.symbols.SPY.tik", 0),
        ("risk.rules.gross.ratio_max", 1),
        ("acc", 0),
        ("", 0),
        ("account.cash.more", 0),
    ],
)
def test_a_key_or_a_section_is_found(every, key, count):
    assert len(matching(every, key)) == count


def test_types_in_words():
    assert [
        type_text(each)
        for each in (Timeframe, frozenset[str], tuple[int, ...], int | None, Mapping[str, Decimal], complex)
    ] == [
        "one of 1m, 5m, 15m, 1H, 1D",
        "set of text",
        "list of whole number",
        "whole number or null",
        "section by name of decimal number",
        "complex",
    ]
