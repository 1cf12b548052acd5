from __future__ import annotations

import re
from html.parser import HTMLParser

import attrs
import numpy as np
import pytest

from mqk_core.domain.effects import Disable
from mqk_core.domain.events import Charged, Command, Dividend, Incident, Opening, Rejected, Split
from mqk_core.domain.intents import Refusal
from mqk_core.domain.money import SCALE
from mqk_core.runs.artifacts import build
from mqk_core.runs.manifest import Assumptions

HOSTILE = '"><script>alert(1)</script>\x1b[2J'
VOID = {"meta"}


class Page(HTMLParser):
    """Collects tags and text, and notices a tag that closes another."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.words, self.attributes = [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def report_of(inputs):
    return build(inputs).files["report.html"].decode("utf-8")


def test_the_page_is_well_formed_and_asks_nothing_of_the_network(mini):
    text = report_of(mini.finished_run())
    page = Page(text)
    assert page.open == []
    assert not {"script", "link", "img", "iframe", "object", "form"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on") or name in {"src", "href"}]
    assert "http://" not in text
    assert "https://" not in text
    assert "url(" not in text
    assert "default-src 'none'" in text
    assert "prefers-color-scheme:dark" in text
    assert "width=device-width" in text


def test_identity_and_assumptions_come_before_the_result(mini):
    text = report_of(mini.finished_run())
    places = [text.index(f"<h2>{title}") for title in ("What was run", "What it assumes", "Halts", "Result", "Trades")]
    assert places == sorted(places)
    assert text.index("mqkcfg1:aa") < text.index("no corporate actions") < text.index("sharpe")


def test_hostile_text_is_shown_and_never_run(mini):
    inputs = mini.finished_run(
        engine=HOSTILE,
        halted=True,
        halt_reason=HOSTILE,
        assumptions=Assumptions(
            fills=HOSTILE,
            costs={HOSTILE: HOSTILE},
            limitations=(HOSTILE,),
            venue={HOSTILE: HOSTILE},
            stress={HOSTILE: HOSTILE},
        ),
        identity=attrs.evolve(mini.IDENTITY, code={HOSTILE: HOSTILE}),
    )
    disable = Disable(1, mini.close_ns(0), "main", "STRATEGY_FAILED", HOSTILE)
    incident = Incident(1, mini.close_ns(0), 1, HOSTILE, 0, 0)
    text = report_of(attrs.evolve(inputs, records=[*inputs.records, disable, incident]))
    page = Page(text)
    assert "script" not in page.tags
    assert "\x1b" not in text
    assert page.open == []
    assert "alert(1)" in "".join(page.words)


def test_a_halt_is_the_first_thing_said(mini):
    text = report_of(mini.finished_run(halted=True, halt_reason="the drawdown limit was passed on 2024-01-04"))
    assert text.index("the drawdown limit was passed on 2024-01-04") < text.index("What was run")
    assert "was not halted" not in text


def test_long_lists_point_to_the_table_and_the_page_stays_small(mini):
    records = [Opening(0, mini.close_ns(0), 1000 * SCALE)]
    for order in range(1, 2001):
        quantity = 1 if order % 2 else -1
        records += [mini.submit(order, quantity), mini.fill(order, quantity, 10)]
    steps = 100_000
    levels = 1000 * SCALE + (np.arange(steps, dtype=np.int64) % 977) * 10**6
    times = np.linspace(mini.close_ns(0), mini.close_ns(4), steps).astype(np.int64)
    text = report_of(mini.finished_run(records=records, equity=levels, equity_times=times))
    assert "1000 trades in all: see trades.csv" in text
    assert len(re.findall(r"<tr>", text)) < 700
    points = [len(line.split()) for line in re.findall(r'points="([^"]*)"', text)]
    assert sum(points) <= 4_000
    assert len(text.encode()) < 5 * 2**20


@pytest.mark.parametrize("levels", [[1000], [1000, 1000, 1000]])
def test_a_flat_curve_is_drawn(mini, levels):
    times = np.array([mini.close_ns(day) for day in range(len(levels))], np.int64)
    records = [Opening(0, mini.close_ns(0), 1000 * SCALE)]
    inputs = mini.finished_run(records=records, equity=np.array(levels, np.int64) * SCALE, equity_times=times)
    text = report_of(inputs)
    assert not re.search(r"\bnan\b", text)
    assert text.count("<polyline") == 2


def test_actions_and_charges_are_told_when_there_are_any(mini):
    records = [
        Opening(0, mini.close_ns(0), 1000 * SCALE),
        Split(1, mini.close_ns(1), "SPY", 7, 1, 0),
        Dividend(1, mini.close_ns(1), "SPY", SCALE // 4, 10 * SCALE),
        Charged(1, mini.close_ns(1), "", "financing", SCALE),
        Charged(2, mini.close_ns(2), "", "financing", SCALE),
    ]
    text = report_of(mini.finished_run(records=records))
    words = " ".join(Page(text).words)
    for told in ("split 7 for 1", "dividend of 0.25 a share", "financing, charged 2 times -2"):
        assert told in words
    assert "Corporate actions and charges" not in report_of(mini.finished_run())


def test_limits_and_stops_of_orders_are_shown(mini):
    stop = mini.submit(1, -10, kind="stop", stop=95 * SCALE // 10)
    text = report_of(mini.finished_run(records=[stop, mini.submit(2, 1)]))
    assert "<td>9.5</td>" in text
    assert "every order was at the market" in report_of(mini.finished_run())


def test_refused_intents_and_rejected_orders_stand_by_reason(mini):
    refused = Refusal(1, mini.close_ns(0), "main", "SPY", SCALE, "position", "POSITION", 1, 2)
    rejected = Rejected(1, mini.close_ns(0), 1, 0, HOSTILE)
    text = report_of(mini.finished_run(records=[refused, refused, mini.submit(1, 10), rejected]))
    page = Page(text)
    assert "<td>refused</td><td>main</td><td>POSITION</td><td>2</td>" in text
    assert "<td>rejected</td><td>main</td>" in text
    assert "script" not in page.tags
    assert page.open == []


def test_an_operators_commands_stand_beside_the_halts(mini):
    command = Command(1, mini.close_ns(0), "kill", "", "fat finger")
    assert "<td>operator</td><td>kill</td><td> fat finger</td>" in report_of(mini.finished_run(records=[command]))
