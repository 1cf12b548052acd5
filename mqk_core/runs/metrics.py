"""The statistics of a run, from its equity, its fills and its round trips.

Ratios are floats rounded to 12 significant digits, computed in a fixed order with exact sums, so that every machine
gives the same digits; money is exact decimal text. What is not defined (no variance, no loss, no time) is None, never
NaN. Equity and amounts are in units of 1e-8.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mqk_core.domain.money import to_text
from mqk_core.runs.accounting import Statement
from mqk_core.runs.equity_curve import Drawdown, EquityCurve, longest_drawdown_ns
from mqk_core.runs.history import BUST, History
from mqk_core.runs.round_trips import RoundTrip
from mqk_core.runs.splits import round_half_even
from mqk_core.runs.text import time_text

Metric = float | int | str | None

_NS_A_DAY: Final = 86_400 * 10**9
_DAYS_A_YEAR: Final = Decimal("365.25")
_LOG_MAX: Final = 700  # e**700 is near the largest float
_WEEKEND: Final = (5, 6)
_EPOCH_WEEKDAY: Final = 3  # 1970-01-01 was a Thursday; Monday is 0
_CONTEXT: Final = Context(prec=40, Emax=MAX_EMAX, Emin=MIN_EMIN)


def compute(
    curve: EquityCurve, deepest: Drawdown | None, history: History, trips: Sequence[RoundTrip], statement: Statement
) -> dict[str, Metric]:
    """Return every metric by name; `deepest` is the curve's deepest drawdown."""
    returns = daily_returns(curve)
    periods = periods_a_year(curve.days)
    growth = cagr(curve)
    return {
        "initial_equity": to_text(curve.initial),
        "final_equity": to_text(curve.final),
        "net_profit": to_text(curve.final - curve.initial),
        "total_return": rounded(_ratio(curve.final - curve.initial, curve.initial)),
        "cagr": rounded(growth),
        "years": rounded(float(_years(curve))),
        "trading_days": 0 if returns is None else len(returns),
        "periods_per_year": periods,
        "volatility": rounded(volatility(returns, periods)),
        "sharpe": rounded(sharpe(returns, periods)),
        "sortino": rounded(sortino(returns, periods)),
        "calmar": rounded(growth / float(deepest.fraction)) if growth is not None and deepest else None,
        **_drawdown_metrics(curve, deepest),
        **_trade_metrics(trips),
        "orders": len(history.orders),
        "fills": history.fills,
        **_account_metrics(curve, statement),
        "exposure": rounded(exposure(curve, trips)),
    }


def rounded(value: float | None) -> float | None:
    """Return a ratio with 12 significant digits; None for what is not a finite number."""
    if value is None or not math.isfinite(value):
        return None
    return float(f"{value:.12g}") + 0.0  # no negative zero


def drawdown_fraction(deepest: Drawdown | None) -> float:
    """Return the deepest drawdown as a positive fraction of its peak; 0 when equity never fell."""
    return float(f"{float(deepest.fraction):.12g}") if deepest is not None else 0.0


def daily_returns(curve: EquityCurve) -> list[float] | None:
    """Return equity at the end of each trading day over that of the day before, less 1.

    The first day is over the initial equity. None when an equity that is divided by is not positive.
    """
    levels = [curve.initial, *_daily_equity(curve)]
    if any(level <= 0 for level in levels[:-1]):
        return None
    return [(after - before) / before for before, after in itertools.pairwise(levels)]


def periods_a_year(days: NDArray[np.int64]) -> int:
    """Return how many trading days make a year: 365 when one of these is a Saturday or Sunday, else 252.

    By this number daily figures are annualised.
    """
    weekdays = (days + _EPOCH_WEEKDAY) % 7
    return 365 if np.isin(weekdays, _WEEKEND).any() else 252


def cagr(curve: EquityCurve) -> float | None:
    """Return (final / initial) ** (1 / years) - 1, years of 365.25 days between the first and the last step.

    None without time between them, with equity at or below zero, or beyond the range of a float. By decimal logarithm
    and exponential, which round the same on every machine, as `pow` of a C library need not.
    """
    years = _years(curve)
    if years <= 0 or curve.initial <= 0 or curve.final <= 0:
        return None
    ratio = _CONTEXT.divide(Decimal(curve.final), Decimal(curve.initial))
    exponent = _CONTEXT.divide(_CONTEXT.ln(ratio), years)
    if abs(exponent) > _LOG_MAX:
        return None
    return float(_CONTEXT.subtract(_CONTEXT.exp(exponent), Decimal(1)))


def volatility(returns: Sequence[float] | None, periods: int) -> float | None:
    """Return the sample standard deviation (n - 1) of daily returns x sqrt(periods); None for fewer than two."""
    deviation = _deviation(returns)
    return None if deviation is None else deviation * math.sqrt(periods)


def sharpe(returns: Sequence[float] | None, periods: int) -> float | None:
    """Return mean / sample standard deviation of daily returns x sqrt(periods); the risk-free rate is 0.

    None for fewer than two returns or without variance. Source: Sharpe, The Sharpe Ratio, 1994.
    """
    deviation = _deviation(returns)
    if not returns or not deviation:
        return None
    return math.fsum(returns) / len(returns) / deviation * math.sqrt(periods)


def sortino(returns: Sequence[float] | None, periods: int) -> float | None:
    """Return mean / downside deviation of daily returns x sqrt(periods), with target 0.

    Downside deviation is the root of the mean, over all returns, of the squares of those below 0. None without a loss.
    Source: Sortino and Price, Performance Measurement in a Downside Risk Framework, 1994.
    """
    if not returns:
        return None
    downside = math.sqrt(math.fsum(one * one for one in returns if one < 0) / len(returns))
    if not downside:
        return None
    return math.fsum(returns) / len(returns) / downside * math.sqrt(periods)


def exposure(curve: EquityCurve, trips: Sequence[RoundTrip]) -> float | None:
    """Return the share of steps that end with a position in any book; None without steps."""
    if not len(curve.times):
        return None
    entries = np.sort(np.array([trip.entry_time for trip in trips], np.int64))
    exits = np.sort(np.array([trip.exit_time for trip in trips if trip.exit_time is not None], np.int64))
    held = np.searchsorted(entries, curve.times, "right") - np.searchsorted(exits, curve.times, "right")
    return int(np.count_nonzero(held)) / len(curve.times)


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole > 0 else None


def _years(curve: EquityCurve) -> Decimal:
    if not len(curve.times):
        return Decimal(0)
    span = int(curve.times[-1]) - int(curve.times[0])
    return _CONTEXT.divide(Decimal(span), _CONTEXT.multiply(Decimal(_NS_A_DAY), _DAYS_A_YEAR))


def _daily_equity(curve: EquityCurve) -> list[int]:
    # The last step of each trading day.
    if not len(curve.equity):
        return []
    lasts = np.append(np.flatnonzero(np.diff(curve.days)), len(curve.days) - 1)
    return [int(level) for level in curve.equity[lasts]]


def _deviation(returns: Sequence[float] | None) -> float | None:
    if not returns or len(returns) < 2:
        return None
    mean = math.fsum(returns) / len(returns)
    return math.sqrt(math.fsum((one - mean) * (one - mean) for one in returns) / (len(returns) - 1))


def _drawdown_metrics(curve: EquityCurve, deepest: Drawdown | None) -> dict[str, Metric]:
    recovery = None
    if deepest is not None and deepest.recovery_time is not None:
        recovery = time_text(deepest.recovery_time)
    return {
        "max_drawdown": drawdown_fraction(deepest),
        "max_drawdown_peak": time_text(deepest.peak_time) if deepest else None,
        "max_drawdown_trough": time_text(deepest.trough_time) if deepest else None,
        "max_drawdown_recovery": recovery,
        "longest_drawdown_days": rounded(longest_drawdown_ns(curve) / _NS_A_DAY),
    }


def _trade_metrics(trips: Sequence[RoundTrip]) -> dict[str, Metric]:
    # What a bust closed was no trade: it was never held, as it turned out.
    profits = [trip.net_profit for trip in trips if trip.net_profit is not None and trip.closed_by != BUST]
    won = sum(profit for profit in profits if profit > 0)
    lost = -sum(profit for profit in profits if profit < 0)
    wins = sum(profit > 0 for profit in profits)
    return {
        "trades": len(profits),
        "open_trades": sum(trip.exit_time is None for trip in trips),
        "wins": wins,
        "losses": sum(profit < 0 for profit in profits),
        "win_rate": rounded(wins / len(profits)) if profits else None,
        "profit_factor": rounded(_ratio(won, lost)),
        "average_trade": to_text(round_half_even(sum(profits), len(profits))) if profits else None,
    }


def _account_metrics(curve: EquityCurve, statement: Statement) -> dict[str, Metric]:
    # Turnover: the value of all fills, buys and sells, over the mean of the equities at the ends of the trading days.
    levels = _daily_equity(curve)
    return {
        "realised_profit": to_text(statement.realised),
        "unrealised_profit": to_text(statement.unrealised),
        "fees": to_text(statement.fees),
        "dividends": to_text(statement.dividends),
        "borrow": to_text(statement.borrow),
        "financing": to_text(statement.financing),
        "traded_value": to_text(statement.traded_value),
        "turnover": rounded(_ratio(statement.traded_value * len(levels), sum(levels))),
    }
