"""Inline SVG of one series over steps: no script, no font, no network, the same bytes everywhere.

A series longer than the page can show is thinned by buckets that keep the lowest and the highest value of each, so that
no spike is lost.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mqk_core.runs.text import printable

POINTS_MAX: Final = 2_000
_WIDTH: Final = 1_000
_MARGIN: Final = 4


def thin(values: NDArray[np.float64], points_max: int = POINTS_MAX) -> NDArray[np.int64]:
    """Return the indices to draw, ascending: all, or the lowest and the highest of each of `points_max / 2` buckets."""
    if len(values) <= points_max:
        return np.arange(len(values))
    edges = np.linspace(0, len(values), points_max // 2 + 1).astype(np.int64)
    chosen = [
        (start + int(np.argmin(values[start:end])), start + int(np.argmax(values[start:end])))
        for start, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)
    ]
    return np.unique(np.array(chosen, np.int64))


def line(values: NDArray[np.float64], *, title: str, height: int, labels: Sequence[str]) -> str:
    """Return a figure with one line; `labels` are the texts at the top and the bottom of the scale, then below."""
    top, bottom, *below = (_escaped(one) for one in labels)
    drawn = f'<polyline points="{_points(values, height)}"/>' if len(values) else ""
    return (
        f'<figure><figcaption>{_escaped(title)}</figcaption><div class="scale">{top}</div>'
        f'<svg viewBox="0 0 {_WIDTH} {height}" preserveAspectRatio="none" role="img" aria-label="{_escaped(title)}">'
        f'{drawn}</svg><div class="scale">{bottom}</div>'
        f'<div class="axis"><span>{"</span><span>".join(below)}</span></div>'
        "</figure>"
    )


def _points(values: NDArray[np.float64], height: int) -> str:
    chosen = thin(values)
    low, high = float(values.min()), float(values.max())
    x = chosen / max(len(values) - 1, 1) * _WIDTH
    share = (values[chosen] - low) / (high - low) if high > low else np.full(len(chosen), 0.5)
    y = (height - _MARGIN) - share * (height - 2 * _MARGIN)
    return " ".join(f"{one:.1f},{other:.1f}" for one, other in zip(x.tolist(), y.tolist(), strict=True))


def _escaped(text: str) -> str:
    return html.escape(printable(text))
