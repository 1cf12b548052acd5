"""A run's numbers against a second computation in plain decimals that shares no code with mqk."""

import csv
import gzip
import json
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise

import attrs
import pytest

CASH = Decimal(100_000)
QUANTITY = Decimal(100)
TICK = Decimal("0.01")
UNIT = Decimal("0.00000001")


@attrs.define
class Book:
    """Cash, position, and what was done, as a person would keep them on paper."""

    cash: Decimal = CASH
    position: Decimal = Decimal(0)
    orders: int = 0
    fills: list = attrs.field(factory=list)
    charges: Decimal = Decimal(0)
    peak: Decimal = CASH
    drawdown: Decimal = Decimal(0)
    equity: list = attrs.field(factory=list)

    def fill(self, bar, price, quantity, costs):
        slippage_bps, per_share = costs
        if slippage_bps:
            moved = price * (1 + slippage_bps.copy_sign(quantity) / 10_000)
            price = (moved / TICK).to_integral_value(ROUND_CEILING if quantity > 0 else ROUND_FLOOR) * TICK
        fee = per_share * abs(quantity)
        self.cash -= quantity * price + fee
        self.position += quantity
        self.fills.append((bar["ts_close_utc"], "buy" if quantity > 0 else "sell", abs(quantity), price, fee))

    def carry(self, nights, yearly_bps):
        """Pay for owing cash until the next trading day."""
        if self.cash < 0:
            charge = (-self.cash * yearly_bps * nights / 10_000 / 365).quantize(UNIT, ROUND_CEILING)
            self.cash -= charge
            self.charges += charge

    def mark(self, close):
        equity = self.cash + self.position * close
        self.peak = max(self.peak, equity)
        self.drawdown = max(self.drawdown, (self.peak - equity) / self.peak)
        self.equity.append(equity)


def nights_after(rows):
    """How many nights pass between each daily bar and the next; one after the last."""
    days = [date.fromisoformat(bar["ts_close_utc"][:10]) for bar in rows]
    return [(after - day).days for day, after in pairwise(days)] + [1]


def cross(rows, fast, slow, fills, costs, financing_bps=0):
    """Keep the book of an average cross over all bars: decide at a close, fill as the model says."""
    book, closes, wanted = Book(), [], Decimal(0)
    for bar, nights in zip(rows, nights_after(rows), strict=True):
        closes.append(Decimal(bar["close"]))
        if wanted:
            at = {"next_open": "open", "worst_case": "high" if wanted > 0 else "low"}[fills]
            book.fill(bar, Decimal(bar[at]), wanted, costs)
            wanted = Decimal(0)
        if len(closes) >= slow:
            is_above = sum(closes[-fast:]) * slow > sum(closes[-slow:]) * fast
            wanted = (QUANTITY if is_above else Decimal(0)) - book.position
            book.orders += wanted != 0
        if wanted and fills == "same_close":
            book.fill(bar, closes[-1], wanted, costs)
            wanted = Decimal(0)
        book.carry(nights, financing_bps)
        book.mark(closes[-1])
    return book


@pytest.fixture(scope="module")
def spy(real_bars):
    path = real_bars / "SPY_1D.csv.gz"
    return path, list(csv.DictReader(gzip.decompress(path.read_bytes()).decode().splitlines()))


@pytest.mark.parametrize(
    ("fills", "costs", "slippage_bps", "per_share", "financing_bps", "fast", "slow"),
    [
        ("next_open", "zero", "0", "0", 0, 10, 50),
        ("same_close", "zero", "0", "0", 0, 10, 50),
        ("worst_case", "zero", "0", "0", 0, 10, 50),
        ("next_open", "us_retail", "2", "0.005", 700, 10, 50),
        ("worst_case", "us_retail", "2", "0.005", 700, 1, 2),
    ],
)
def test_every_order_fill_and_close_of_a_run_is_what_paper_and_pencil_give(
    line, spy, of_file, fills, costs, slippage_bps, per_share, financing_bps, fast, slow
):
    path, rows = spy
    more = [f"fills={fills}", f"costs={costs}", f"strategy.fast={fast}", f"strategy.slow={slow}", "risk=none"]
    answer = line(*of_file(path, "SPY", "1D"), *more)
    assert (answer.code, answer.object["halted"]) == (0, False), answer.err
    book = cross(rows, fast, slow, fills, (Decimal(slippage_bps), Decimal(per_share)), financing_bps)
    found = answer.object
    assert (found["orders"], found["fills"]) == (book.orders, len(book.fills))
    assert Decimal(found["final_equity"]) == book.cash + book.position * Decimal(rows[-1]["close"])
    assert found["max_drawdown"] == float(f"{book.drawdown:.12g}")
    folder = line.folder / found["artifacts"]
    listed = [
        (row["time"], row["side"], Decimal(row["quantity"]), Decimal(row["price"]), Decimal(row["fee"]))
        for row in csv.DictReader((folder / "fills.csv").read_text().splitlines())
    ]
    assert listed == book.fills
    curve = [Decimal(row["equity"]) for row in csv.DictReader((folder / "equity.csv").read_text().splitlines())]
    assert curve[:-1] == book.equity[:-1]
    metrics = json.loads((folder / "metrics.json").read_text())
    assert Decimal(metrics["financing"]) == book.charges
    assert Decimal(metrics["fees"]) == sum(fee for *_, fee in book.fills)
    assert Decimal(metrics["traded_value"]) == sum(quantity * price for _, _, quantity, price, _ in book.fills)


def test_drawdown_limit_halts_at_the_first_close_beyond_it_and_the_run_stays_flat(line, spy, of_file):
    path, rows = spy
    words = [*of_file(path, "SPY", "1D"), "fills=worst_case", "strategy.fast=1", "strategy.slow=2"]
    answer = line(*words, "costs=zero", "risk.rules.drawdown.fraction_max=0.2")
    book = cross(rows, 1, 2, "worst_case", (Decimal(0), Decimal(0)))
    peak, first = CASH, None
    for bar, equity in zip(rows, book.equity, strict=True):
        peak = max(peak, equity)
        if first is None and (peak - equity) / peak > Decimal("0.2"):
            first = bar["ts_close_utc"]
    day = first.replace("T", " ").replace(":00Z", "Z")
    assert (answer.code, answer.object["halted"]) == (0, True)
    assert answer.object["halt_reason"].startswith(f"DRAWDOWN: drawdown at {day}")
    listed = list(csv.DictReader((line.folder / answer.object["artifacts"] / "fills.csv").read_text().splitlines()))
    after = [row for row in listed if row["time"] > first]
    signed = [Decimal(row["quantity"]) * (1 if row["side"] == "buy" else -1) for row in listed]
    assert sum(signed) == 0
    assert [row["side"] for row in after] in ([], ["sell"])


def test_an_order_decided_at_the_last_bar_is_counted_and_never_filled(line, spy, of_file, tmp_path):
    _, rows = spy
    header = list(rows[0])
    for last in range(60, 260):
        book = cross(rows[:last], 3, 8, "next_open", (Decimal(0), Decimal(0)))
        if book.orders == len(book.fills) + 1:
            break
    else:
        pytest.fail("no cut of these bars ends with an order")
    path = tmp_path / "SPY_1D.csv"
    path.write_text("\n".join([",".join(header), *(",".join(row.values()) for row in rows[:last])]) + "\n")
    answer = line(*of_file(path, "SPY", "1D"), "costs=zero", "strategy.fast=3", "strategy.slow=8")
    assert (answer.object["orders"], answer.object["fills"]) == (book.orders, len(book.fills))
    assert Decimal(answer.object["final_equity"]) == book.equity[-1]
