"""The equity curve of a run, and how far it fell from its peaks.

The peak starts from the initial equity and is marked at the end of each step. Falls are decided with exact integers;
floats only choose where to look. Equity is in units of 1e-8; `metrics.py` turns all this into figures.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import attrs
import numpy as np
from numpy.typing import NDArray

from mqk_core.domain.money import SCALE

_CLOSE_TO_DEEPEST: Final = 1e-12
_DRAWDOWN_UNITS_MAX: Final = 2.0**62


@attrs.frozen(eq=False)
class EquityCurve:
    """Equity at the end of each step, int64; what came before the first step is `initial`.

    `days` is the trading day of each step, counted from 1970-01-01.
    """

    times: NDArray[np.int64]
    equity: NDArray[np.int64]
    days: NDArray[np.int64]
    initial: int

    @property
    def final(self) -> int:
        """Equity after the last step."""
        return int(self.equity[-1]) if len(self.equity) else self.initial


@attrs.frozen
class Drawdown:
    """The deepest fall from a peak, as an exact fraction of the peak; `recovery_time` is None while it lasts."""

    fraction: Fraction
    peak_time: int
    trough_time: int
    recovery_time: int | None


def peaks(curve: EquityCurve) -> NDArray[np.int64]:
    """Return the highest equity so far at each step."""
    return np.maximum(np.maximum.accumulate(curve.equity), np.int64(curve.initial))


def drawdown_units(curve: EquityCurve) -> NDArray[np.int64]:
    """Return (peak - equity) / peak at each step, in units of 1e-8; 0 while there is no positive peak."""
    peak = peaks(curve)
    # As floats before the difference: that of two int64 may leave int64.
    below = peak.astype(np.float64) - curve.equity.astype(np.float64)
    fraction = np.divide(below, peak, out=np.zeros(len(peak)), where=peak > 0)
    units: NDArray[np.int64] = np.minimum(np.rint(fraction * SCALE), _DRAWDOWN_UNITS_MAX).astype(np.int64)
    return units


def max_drawdown(curve: EquityCurve) -> Drawdown | None:
    """Return the deepest (peak - equity) / peak, the first of equals; None when equity never fell below a peak.

    Before any step is at the peak, its time is that of the first step.
    """
    if not len(curve.equity) or curve.initial <= 0:
        return None
    peak = peaks(curve)
    if not (curve.equity < peak).any():
        return None
    depth = 1.0 - curve.equity.astype(np.float64) / peak.astype(np.float64)
    deepest = float(depth.max())
    candidates = np.flatnonzero(depth >= deepest - _CLOSE_TO_DEEPEST * max(1.0, deepest))
    pairs = dict.fromkeys(zip(peak[candidates].tolist(), curve.equity[candidates].tolist(), strict=True))
    peak_units, trough_units = max(pairs, key=lambda pair: Fraction(pair[0] - pair[1], pair[0]))
    trough = int(np.flatnonzero((peak == peak_units) & (curve.equity == trough_units))[0])
    at_peak = np.flatnonzero(curve.equity[:trough] == peak_units)
    recovered = np.flatnonzero(curve.equity[trough:] >= peak_units)
    return Drawdown(
        fraction=Fraction(peak_units - trough_units, peak_units),
        peak_time=int(curve.times[at_peak[-1]] if len(at_peak) else curve.times[0]),
        trough_time=int(curve.times[trough]),
        recovery_time=int(curve.times[trough + recovered[0]]) if len(recovered) else None,
    )


def longest_drawdown_ns(curve: EquityCurve) -> int:
    """Return the longest stretch below a peak, in calendar time.

    It goes from the last step at the peak (or the first step) to the first step back at it (or the last step).
    """
    if not len(curve.equity):
        return 0
    below = curve.equity < peaks(curve)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], below, [False]])))
    starts, ends = edges[::2], edges[1::2]
    if not len(starts):
        return 0
    last = len(curve.times) - 1
    return int(np.max(curve.times[np.minimum(ends, last)] - curve.times[np.maximum(starts - 1, 0)]))
