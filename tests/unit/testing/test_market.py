"""Markets written by hand: times of the exchange's clock, and the tape they become."""

import datetime

import numpy as np
import pytest

from mqk_core.domain.bars import Timeframe
from mqk_core.testing import Market

UTC = "datetime64[ns]"


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        (datetime.date(2024, 3, 4), "2024-03-04T14:31"),  # winter: five hours behind
        (datetime.date(2024, 3, 11), "2024-03-11T13:31"),  # the first Monday of summer time
        (datetime.date(2024, 11, 3), "2024-11-03T14:31"),  # the day on which the clock went back at night
    ],
)
def test_time_of_day_is_that_of_new_york(date, expected):
    assert Market().time("09:31", date) == np.datetime64(expected, "ns").astype(np.int64)


def test_time_of_day_on_a_market_without_sessions_is_utc():
    market = Market("always_open", date=datetime.date(2024, 3, 4))
    assert market.time("09:31") == np.datetime64("2024-03-04T09:31", "ns").astype(np.int64)


def test_what_is_no_time_of_day_is_refused():
    with pytest.raises(ValueError, match="Invalid isoformat string"):
        Market().time("half past nine")


def test_session_closes_early_on_a_half_day():
    market = Market()
    assert market.close_of(datetime.date(2024, 7, 3)) == market.time("13:00", datetime.date(2024, 7, 3))


def test_tape_is_ordered_by_time_then_symbol_whatever_was_said_first():
    market = Market()
    market.trade("BETA", "20", "09:31", "09:32")
    market.trade("ACME", "10", "09:31", "09:32")
    tape = market.tape()
    assert tape.symbols == ("ACME", "BETA")
    assert tape.instrument.tolist() == [0, 1, 0, 1]
    assert np.diff(tape.slots).tolist() == [0, 1, 0]


def test_a_later_bar_of_the_same_time_replaces_the_earlier():
    market = Market()
    market.trade("ACME", "10", "09:31", "09:33")
    market.bar("ACME", market.time("09:32"), "12", high="13")
    tape = market.tape()
    assert tape.close.tolist() == [10 * 10**8, 12 * 10**8, 10 * 10**8]
    assert tape.high[1] == 13 * 10**8


def test_a_bar_delivered_again_stays_where_it_was_delivered():
    market = Market()
    market.trade("ACME", "10", "09:31", "09:34")
    market.deliver_again("ACME", "09:31", "09:33")
    times = market.tape().times
    assert times.tolist() == [market.time(at) for at in ("09:31", "09:32", "09:33", "09:31", "09:34")]


def test_daily_closes_fall_on_trading_days_only():
    market = Market(timeframe=Timeframe.D1)
    market.trade_days("ACME", ["10", "11", "12"], datetime.date(2024, 3, 28))
    dates = market.tape().times.astype(UTC).astype("datetime64[D]").astype(str).tolist()
    assert dates == ["2024-03-28", "2024-04-01", "2024-04-02"]


def test_poison_leaves_everything_up_to_its_time_as_it_was():
    market = Market()
    market.trade("ACME", "10", "09:31", "09:34")
    market.poison(market.time("09:32"), "0.01")
    assert market.tape().close.tolist() == [10 * 10**8] * 2 + [10**6] * 2
