"""Splits and dividends from a file, by the command: true cases, what is refused, and what replays."""

import csv
import datetime as dt
import gzip
import itertools
import json
from decimal import Decimal
from fractions import Fraction

import factor_files
import pytest

from mqk_core.testing import Workplace

HEADER = "symbol,ex_date,kind,value\n"
#: A strategy that buys at the first bar of each symbol and never says anything again.
HOLDER = """\
from decimal import Decimal
import attrs
from mqk_core.api import Component, hookimpl

@attrs.frozen
class HoldConfig:
    quantity: Decimal

class Hold:
    def __init__(self, config):
        self.quantity = config.quantity
    def on_start(self, context):
        pass
    def on_bar(self, bar, context):
        if not context.position(bar.symbol):
            context.target(bar.symbol, self.quantity)

@hookimpl
def mqk_strategies():
    return [Component("hold", HoldConfig, Hold)]
"""
HOLDS = ("+engine=x", "+mode=backtest", "strategy=hold", "risk=none", "costs=zero")


@pytest.fixture
def holder(tmp_path):
    """A workplace with that strategy, which `HOLDS` runs."""
    workplace = Workplace(tmp_path / "holder")
    workplace.plugin("holder", HOLDER)
    workplace.write("conf/strategy/hold.yaml", 'kind: hold\nquantity: "100"\n')
    return workplace


@pytest.fixture
def actions(real_bars, tmp_path):
    """actions(symbol): a file with the true actions of a symbol, from its factor file."""

    def write(symbol):
        factors = real_bars.parent / "factor_files" / f"{symbol.lower()}.csv"
        if not factors.is_file():
            pytest.skip(f"no factor file of {symbol} beside the real bars")
        path = tmp_path / f"{symbol}_actions.csv"
        path.write_text(factor_files.text_of({symbol: factors}))
        return path

    return write


def rows_of(path):
    return list(csv.DictReader(path.read_text().splitlines()))


def bars_of(path):
    return list(csv.DictReader(gzip.decompress(path.read_bytes()).decode().splitlines()))


@pytest.fixture
def hold(holder, real_bars, actions):
    """hold(symbol, start, end, *more): buy at the start and hold; gives the object, equity by date, and the fills."""

    def run(symbol, start, end, *more):
        words = ["data=bars_file", f"data.path={real_bars}/{symbol}_1D.csv.gz", f"data.symbol={symbol}"]
        words += ["data.timeframe=1D", f"data.start={start}", f"data.end={end}", *HOLDS]
        words += [] if more else [f"data.actions={actions(symbol)}"]
        answer = holder.mqk(*words, *more, "--json")
        assert answer.code == 0, answer.err
        folder = holder.folder / answer.json["artifacts"]
        return answer.json, rows_of(folder / "equity.csv"), rows_of(folder / "fills.csv")

    return run


def closes_of(real_bars, symbol):
    bars = bars_of(real_bars / f"{symbol}_1D.csv.gz")
    return {bar["ts_close_utc"][:10]: Decimal(bar["close"]) for bar in bars}


def equity_of(rows):
    return {row["time"][:10]: Decimal(row["equity"]) for row in rows}


def wealth(closes, start_cash, bought, quantity, paid, acts):
    """An independent plain count: equity by date of who bought once and held, with every split and dividend applied."""
    cash, held, found = Fraction(start_cash) - Fraction(paid) * quantity, Fraction(quantity), {}
    dates = [date for date in closes if date >= bought]
    last = Fraction(paid)
    for date in dates:
        for when, kind, value in acts:
            if str(when) == date and date > bought:
                if kind == "split":
                    whole = held * Fraction(value)
                    cash += (whole - int(whole)) * last / Fraction(value)
                    held = Fraction(int(whole))
                else:
                    cash += held * Fraction(value)
        last = Fraction(closes[date])
        found[date] = cash + held * last
    return found


@pytest.mark.parametrize(
    ("symbol", "start", "end", "split"),
    [("AAPL", "2014-05-01", "2014-07-31", "2014-06-09"), ("AAPL", "2020-08-03", "2020-10-30", "2020-08-31")],
)
def test_who_holds_through_a_split_sees_the_days_own_move_and_nothing_else(hold, real_bars, symbol, start, end, split):
    _, rows, fills = hold(symbol, start, end)
    (fill,) = fills
    equity, closes = equity_of(rows), closes_of(real_bars, symbol)
    dates = sorted(equity)
    before = dates[dates.index(split) - 1]
    ratio = {"2014-06-09": 7, "2020-08-31": 4}[split]
    held = Decimal(fill["quantity"])
    assert equity[split] - equity[before] == held * ratio * closes[split] - held * closes[before]
    assert abs(equity[split] / equity[before] - 1) < Decimal("0.05")


@pytest.mark.parametrize(
    ("symbol", "start", "end"),
    [
        ("AAPL", "2014-05-01", "2014-07-31"),
        ("AAPL", "2020-08-03", "2021-03-01"),
        ("SPY", "2012-01-03", "2014-12-31"),
        ("IBM", "2010-01-04", "2011-12-30"),
    ],
)
def test_every_days_equity_is_that_of_a_plain_count(hold, real_bars, actions, symbol, start, end):
    answer, rows, fills = hold(symbol, start, end)
    equity = equity_of(rows)
    (fill,) = fills
    closes = {date: close for date, close in closes_of(real_bars, symbol).items() if start <= date <= end}
    acts = [(row["ex_date"], row["kind"], row["value"]) for row in rows_of(actions(symbol))]
    acts.sort(key=lambda one: (one[0], one[1] != "split"))
    found = wealth(closes, 100_000, fill["time"][:10], int(fill["quantity"]), fill["price"], acts)
    assert {date: equity[date] for date in found} == found
    assert Fraction(answer["final_equity"]) == found[max(found)]


def test_who_holds_an_index_collects_its_dividends(hold, real_bars, actions):
    start, end = "2012-01-03", "2014-12-31"
    with_actions, _, fills = hold("SPY", start, end)
    without, _, _ = hold("SPY", start, end, "data.actions=null")
    paid = [
        Decimal(row["value"])
        for row in rows_of(actions("SPY"))
        if row["kind"] == "dividend" and fills[0]["time"][:10] < row["ex_date"] <= end
    ]
    assert len(paid) >= 11
    difference = Decimal(with_actions["final_equity"]) - Decimal(without["final_equity"])
    assert difference == 100 * sum(paid) > 0


def test_a_run_with_actions_replays_without_their_file_and_names_a_changed_one(hold, holder, tmp_path):
    answer, _, _ = hold("AAPL", "2014-05-01", "2014-07-31")
    for file in tmp_path.glob("*_actions.csv"):
        file.unlink()
    words = ("replay", answer["run_id"], "--json")
    replayed = holder.mqk(*words)
    assert (replayed.code, replayed.json["difference"]) == (0, None)
    (content,) = (holder.folder / "runs" / ".tapes").glob("mqkcon1:*")
    content.write_bytes(content.read_bytes().replace(b"7/1", b"6/1"))
    refused = holder.mqk(*words)
    assert (refused.code, refused.json["error"]["code"]) == (3, "TAMPERED_RUN")
    assert content.name in refused.json["error"]["message"]
    content.unlink()
    assert holder.mqk(*words).code == 2


def test_the_sample_is_held_through_its_splits(holder):
    words = ("data.symbols=[AAPL,MSFT]", "data.start=2002-06-03", "data.end=2005-12-30", "strategy.quantity=200")
    answer = holder.mqk(*HOLDS, *words, "--json")
    assert answer.code == 0, answer.err
    equity = equity_of(rows_of(holder.folder / answer.json["artifacts"] / "equity.csv"))
    moves = [abs(after / before - 1) for before, after in itertools.pairwise(equity.values())]
    assert max(moves) < Decimal("0.03")


@pytest.fixture
def with_actions(line, small, tmp_path):
    """with_actions(text, *more): a run of the small file of IBM with this actions file."""

    def run(text, *more):
        path = tmp_path / "acts.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return line(*small, f"data.actions={path}", *more)

    return run


def test_the_order_of_lines_and_what_does_not_matter_change_no_run(with_actions, line, small):
    lines = ["IBM,2000-05-08,dividend,0.13", "IBM,2000-08-08,dividend,0.13", "IBM,1999-05-27,split,2"]
    first = with_actions(HEADER + "\n".join(lines)).object
    second = with_actions(HEADER + "\n".join([*lines[::-1], "XX,2000-05-08,split,2"]) + "\r\n").object
    assert first["run_id"] == second["run_id"]
    other = with_actions(HEADER + "IBM,2000-05-08,dividend,0.14").object
    bare = line(*small).object
    assert len({each["data_hash"] for each in (first, other, bare)}) == 3
    assert len({each["config_hash"] for each in (first, other, bare)}) == 1


def test_a_run_without_actions_keeps_its_data_hash_to_the_tape_alone(line, small):
    answer = line(*small).object
    manifest = json.loads((line.folder / answer["artifacts"] / "manifest.json").read_text())
    assert [name.split(":")[0] for name in line.left("runs/.tapes")] == ["mqktap1"]
    assert manifest["identity"]["tape_hash"] == line.left("runs/.tapes")[0]


@pytest.mark.parametrize("text", [None, HEADER + "IBM,2000-05-08,dividend,0.13"])
def test_a_run_with_forbidden_symbols_replays_to_its_refusals(line, small, with_actions, text):
    more = ["data.unknown_actions=forbid"]
    answer = line(*small, *more) if text is None else with_actions(text, *more)
    assert (answer.code, answer.object["orders"] == 0) == (0, text is None)
    replayed = line("replay", answer.object["run_id"])
    assert (replayed.code, replayed.object["difference"]) == (0, None)


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("", (1, 1), "the file is empty"),
        (HEADER, (2, 1), "no actions"),
        ("symbol,ex_date,kind,amount\nIBM,2000-05-08,split,2", (1, 21), "a column 'amount'"),
        (HEADER + "IBM,2000-05-08,split,0", (2, 22), "above 0"),
        (HEADER + "IBM,2000-05-08,dividend,", (2, 25), "value is empty"),
        (HEADER + "IBM,2000-05-08,merger,2", (2, 16), "expected one of split, dividend, none"),
        (HEADER + "IBM,2000-05-07,dividend,0.13", (2, None), "no trading day of us_equities"),
        (HEADER + "IBM,2000-05-08,split,2\nIBM,2000-05-08,split,2", (3, 1), "stands on line 2 already"),
        (b"\xff\xfe" + HEADER.encode("utf-16-le"), (1, 1), "the header has a column"),
    ],
)
def test_a_file_that_cannot_be_read_ends_the_run_before_it_begins(with_actions, line, text, place, said):
    answer = with_actions(text)
    assert (answer.code, answer.error["code"]) == (2, "DATA")
    (where,) = answer.error["where"]
    assert where["file"].endswith("acts.csv")
    assert (where["line"], where["column"]) == place
    assert said in answer.error["message"]
    assert line.left() == []


@pytest.mark.parametrize("policy", ["refuse", "forbid", "state"])
def test_the_policy_is_nothing_to_markets_without_shares(line, of_file, real_bars, policy):
    words = of_file(real_bars / "BTCPERP_1m.csv.gz", "BTCPERP", "1m")
    answer = line(*words, "schedule=always_open", 'strategy.quantity="0.01"', f"data.unknown_actions={policy}")
    assert (answer.code, answer.object["fills"] > 0) == (0, True)


def test_factor_files_give_the_known_splits(real_bars, actions):
    rows = [row for symbol in ("AAPL", "QQQ", "BAC") for row in rows_of(actions(symbol))]
    splits = {(row["symbol"], row["ex_date"], row["value"]) for row in rows if row["kind"] == "split"}
    assert splits >= {
        ("AAPL", "2000-06-21", "2"), ("AAPL", "2005-02-28", "2"), ("AAPL", "2014-06-09", "7"),
        ("AAPL", "2020-08-31", "4"), ("QQQ", "2000-03-20", "2"), ("BAC", "2004-08-30", "2"),
    }  # fmt: skip
    assert all(dt.date.fromisoformat(date).weekday() < 5 for _, date, _ in splits)
