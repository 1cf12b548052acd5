from __future__ import annotations

import numpy as np

from mqk_core.runs.chart import line, thin


def test_a_short_series_is_drawn_whole():
    assert thin(np.arange(10.0), 20).tolist() == list(range(10))


def test_thinning_keeps_every_spike_and_the_order():
    values = np.zeros(100_000)
    values[70_001], values[33_333] = 5.0, -5.0
    chosen = thin(values, 200)
    assert len(chosen) <= 200
    assert {70_001, 33_333} <= set(chosen.tolist())
    assert (np.diff(chosen) > 0).all()


def test_the_drawing_stays_inside_its_frame():
    values = np.sin(np.arange(5_000.0)) * 1e9
    figure = line(values, title="Equity", height=300, labels=("top", "bottom", "from", "to"))
    points = figure.split('points="')[1].split('"')[0].split()
    assert 0 < len(points) <= 2_000
    for point in points:
        x, y = map(float, point.split(","))
        assert 0 <= x <= 1_000
        assert 0 <= y <= 300


def test_titles_and_labels_are_escaped():
    figure = line(np.array([1.0]), title="<i>", height=10, labels=("<a>", "<b>", "<c>", "<d>"))
    for text in ("<i>", "<a>", "<b>", "<c>", "<d>"):
        assert text not in figure
        assert text.replace("<", "&lt;").replace(">", "&gt;") in figure
