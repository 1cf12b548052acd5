"""What a file says of a tape: which step an action precedes and what is unknown. The order of lines is nothing."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mqk_core.domain.actions import DIVIDEND, SPLIT, CorporateAction
from mqk_core.domain.bars import Timeframe, UnknownActions
from mqk_core.errors import DataError, SafetyRefusal
from mqk_core.runtime.corporate_actions import FILE_SIZE_MAX, KnownActions, read_actions, stored_actions
from mqk_core.testing.market import Market

HEADER = "symbol,ex_date,kind,value\n"
SHARE = 10**8


def days(market: Market, symbol: str, *dates: str) -> None:
    for date in dates:
        market.bar(symbol, market.close_of(dt.date.fromisoformat(date)), 10)


def week() -> Market:
    """ACME trades from Monday to Friday but not on Wednesday, ZETA from Tuesday on: rows 0, 1-2, 3, 4-5, 6-7."""
    market = Market(timeframe=Timeframe.D1)
    days(market, "ACME", "2024-03-04", "2024-03-05", "2024-03-07", "2024-03-08")
    days(market, "ZETA", "2024-03-05", "2024-03-06", "2024-03-07", "2024-03-08")
    return market


def known(tmp_path: Path, lines: str, market: Market | None = None) -> KnownActions:
    market = market or week()
    path = tmp_path / "a.csv"
    path.write_text(HEADER + lines)
    return read_actions(str(path), market.tape(), market.schedule)


def refusal(tmp_path: Path, lines: str) -> str:
    with pytest.raises(DataError) as caught:
        known(tmp_path, lines)
    return str(caught.value)


def test_an_action_comes_before_the_first_step_of_its_day_over_all_symbols(tmp_path: Path) -> None:
    found = known(tmp_path, "ZETA,2024-03-06,dividend,0.5\nACME,2024-03-05,split,1/3\nZETA,2024-03-08,split,2\n")
    assert found.actions == (
        CorporateAction(1, 0, SPLIT, 1, 3, 0),
        CorporateAction(3, 1, DIVIDEND, 1, 1, SHARE // 2),
        CorporateAction(6, 1, SPLIT, 2, 1, 0),
    )
    assert found.unknown == found.notes == found.limitations == ()


def test_an_action_of_a_day_without_a_bar_comes_before_the_next_step(tmp_path: Path) -> None:
    market = Market(timeframe=Timeframe.D1)
    days(market, "ACME", "2024-03-04", "2024-03-08")
    found = known(tmp_path, "ACME,2024-03-05,split,2\nACME,2024-03-07,dividend,1\n", market)
    assert [(one.row, one.kind) for one in found.actions] == [(1, SPLIT), (1, DIVIDEND)]


def test_a_dividend_of_old_shares_stays_before_a_later_split_that_comes_into_force_with_it(tmp_path: Path) -> None:
    market = Market(timeframe=Timeframe.D1)
    days(market, "ACME", "2024-03-04", "2024-03-08")
    found = known(tmp_path, "ACME,2024-03-06,split,2\nACME,2024-03-05,dividend,1\n", market)
    assert [(one.row, one.kind) for one in found.actions] == [(1, DIVIDEND), (1, SPLIT)]


def test_of_one_day_the_split_comes_first_and_the_first_symbol_before_the_second(tmp_path: Path) -> None:
    lines = "ZETA,2024-03-07,split,2\nACME,2024-03-07,dividend,1\nACME,2024-03-07,split,2\n"
    assert [(one.row, one.instrument, one.kind) for one in known(tmp_path, lines).actions] == [
        (4, 0, SPLIT), (4, 0, DIVIDEND), (4, 1, SPLIT),
    ]  # fmt: skip


def test_what_lies_before_the_first_or_after_the_last_day_is_left_out_but_makes_its_symbol_known(
    tmp_path: Path,
) -> None:
    found = known(tmp_path, "ACME,2024-03-01,split,2\nZETA,2024-03-11,split,2\nACME,1931-05-05,dividend,9\n")
    assert (found.actions, found.unknown) == ((), ())
    assert found.content is not None
    assert found.content.data == HEADER.encode() + b"ACME,1970-01-01,none,0\nZETA,1970-01-01,none,0\n"
    edges = known(tmp_path, "ACME,2024-03-04,split,2\nZETA,2024-03-08,split,2\n")
    assert [one.row for one in edges.actions] == [0, 6]


def test_minutes_take_an_action_before_the_first_bar_of_its_day(tmp_path: Path) -> None:
    market = Market()
    for date in ("2024-03-04", "2024-03-05"):
        market.date = dt.date.fromisoformat(date)
        market.trade("ACME", 10, "09:31", "09:33")
    assert [one.row for one in known(tmp_path, "ACME,2024-03-05,split,2\n", market).actions] == [3]


@pytest.mark.parametrize("date", ["2024-03-09", "2024-03-29", "2024-12-25"])
def test_an_ex_date_that_is_no_trading_day_is_refused_even_of_a_symbol_without_data(tmp_path: Path, date: str) -> None:
    said = refusal(tmp_path, f"ACME,2024-03-05,split,2\nXX,{date},split,2\n")
    assert "a.csv:3: the split of XX is dated" in said
    assert f"{date}, which is no trading day of us_equities" in said
    assert known(tmp_path, f"ACME,{date},none,0\n").unknown == ("ZETA",)


def test_symbols_that_the_data_does_not_hold_are_left_out_with_a_note(tmp_path: Path) -> None:
    found = known(tmp_path, "XX,2024-03-05,split,2\nACME,2024-03-05,split,2\nYY,2024-03-05,none,0\n")
    assert len(found.actions) == 1
    (note,) = found.notes
    assert note.endswith("a.csv: 2 symbol(s) that the data does not hold were left out: XX, YY")
    without = known(tmp_path, "ACME,2024-03-05,split,2\n")
    assert (found.actions, found.content) == (without.actions, without.content)


def test_a_dividend_of_nothing_is_no_action(tmp_path: Path) -> None:
    found = known(tmp_path, "ACME,2024-03-05,dividend,0\n")
    assert (found.actions, found.unknown) == ((), ("ZETA",))


LINES = (
    "ACME,2024-03-05,split,2",
    "ACME,2024-03-05,dividend,0.1",
    "ZETA,2024-03-07,split,1/3",
    "XX,2024-03-05,split,2",
)


@given(st.permutations(LINES))
def test_the_order_of_lines_changes_nothing(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    folder = tmp_path_factory.mktemp("lines")
    first, second = (known(folder, "\n".join(each) + "\n") for each in (LINES, lines))
    assert (first.actions, first.content) == (second.actions, second.content)


def test_what_is_stored_says_the_same_as_the_file(tmp_path: Path) -> None:
    for lines in ("\n".join(LINES), "ACME,2024-03-05,none,0\n", "ACME,2024-03-01,split,2"):
        found, market = known(tmp_path, lines), week()
        assert found.content is not None
        stored = stored_actions(found.content.data, market.tape(), market.schedule)
        assert (stored.actions, stored.unknown, stored.content) == (found.actions, found.unknown, found.content)


def test_the_canonical_text_and_its_address_are_frozen(tmp_path: Path) -> None:
    content = known(tmp_path, "\n".join(LINES)).content
    assert content is not None
    assert content.data == (
        b"symbol,ex_date,kind,value\nACME,2024-03-05,dividend,0.1\nACME,2024-03-05,split,2/1\n"
        b"ZETA,2024-03-07,split,1/3\n"
    )
    assert content.address == "mqkcon1:c96e2c7129975e6eee53e8d04b6e17f9b6041274c12e8af465ab2e67f769a65e"


def test_without_a_file_all_shares_are_unknown_and_nothing_is_stored(tmp_path: Path) -> None:
    market = week()
    found = read_actions(None, market.tape(), market.schedule)
    assert found == KnownActions(unknown=("ACME", "ZETA"))
    assert found.limitations == ("no corporate actions: prices are taken as they are",)
    assert known(tmp_path, "XX,2024-03-05,split,2\n").limitations == found.limitations


def test_the_policy_states_refuses_or_forbids_what_is_unknown(tmp_path: Path) -> None:
    found = known(tmp_path, "ACME,2024-03-05,none,0\n")
    assert found.limitations == ("corporate actions unknown: prices of ZETA are taken as they are",)
    assert found.forbidden(UnknownActions.STATE) == ()
    assert found.forbidden(UnknownActions.FORBID) == ("ZETA",)
    with pytest.raises(SafetyRefusal, match=r"ACTIONS_UNKNOWN: .* of ZETA; nothing was run") as caught:
        found.forbidden(UnknownActions.REFUSE)
    assert (caught.value.exit_code, caught.value.code) == (3, "ACTIONS_UNKNOWN")
    whole = known(tmp_path, "ACME,2024-03-05,none,0\nZETA,2024-03-05,none,0\n")
    assert [whole.forbidden(policy) for policy in UnknownActions] == [(), (), ()]


@pytest.mark.parametrize("schedule", ["always_open", "weekdays_24x5"])
def test_what_is_no_share_is_never_unknown(schedule: str) -> None:
    market = Market(schedule)
    market.trade("EURUSD", 1, "12:00", "12:05")
    found = read_actions(None, market.tape(), market.schedule)
    assert (found.unknown, found.limitations) == ((), ())
    assert found.forbidden(UnknownActions.REFUSE) == ()


def unreadable(path: str) -> str:
    market = week()
    with pytest.raises(DataError) as caught:
        read_actions(path, market.tape(), market.schedule)
    return str(caught.value)


def test_only_a_regular_file_of_bounded_size_is_read(tmp_path: Path) -> None:
    pipe, large = tmp_path / "pipe", tmp_path / "large.csv"
    os.mkfifo(pipe)
    with large.open("wb") as file:
        file.truncate(FILE_SIZE_MAX + 1)
    assert "pipe: data.actions: this is no regular file" in unreadable(str(pipe))
    assert "this is no regular file" in unreadable(str(tmp_path))
    assert "this is no regular file" in unreadable("/dev/null")
    assert "the file is larger than 16777216 bytes" in unreadable(str(large))
    assert "there is no such file; correct data.actions" in unreadable(str(tmp_path / "none.csv"))
    assert "there is no such file" in unreadable("")
    assert "a part of the path is no folder" in unreadable(str(large / "a.csv"))
    assert "the path holds a NUL character" in unreadable("a\0b")
    assert unreadable("a\x1b[2J").startswith("a\\x1b[2J: data.actions")
