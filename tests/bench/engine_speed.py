"""Prints how fast the engine runs on the real composition, with nothing switched off, beside its floors.

Run with `make bench`. Figures are CPU seconds of the run call alone (reading and writing are rows of their own), the
median of several runs on a seeded random tape; on a busy machine read ratios, not absolute figures. No test reads them.
"""

from __future__ import annotations

import gc
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import attrs
import numpy as np

from mqk_core.api import Bar, Component, Context
from mqk_core.config import compose, structure
from mqk_core.config.sections import Choice
from mqk_core.domain.bars import Timeframe
from mqk_core.domain.calendar import schedule_named
from mqk_core.domain.market import Tape
from mqk_core.domain.money import to_text
from mqk_core.hookspecs import Offer
from mqk_core.runs.text import time_text
from mqk_core.runtime.compose import Assembly
from mqk_core.runtime.loop import Loop
from mqk_core.runtime.plugins import load
from mqk_core.store.tapes import build_tape

RUNS = 5
MINUTE_NS = 60 * 10**9
BEGIN_NS = 1_577_836_800 * 10**9  # 2020-01-01
CENT = 10**6
OVERRIDES = ["+engine=sma_cross", "+mode=backtest", "costs=zero", "schedule=always_open", "account.cash=10000000"]


@attrs.frozen
class NoConfig:
    """Strategies of the bench have no settings."""


class Empty:
    """Is asked and says nothing: the cost of asking."""

    def on_start(self, context: Context) -> None:
        pass

    def on_bar(self, bar: Bar, context: Context) -> None:
        pass


def random_tape(bars: int, symbols: int, seed: int = 7) -> Tape:
    """Return a tape of one-minute bars around the clock; a walk in cents that never leaves 50 to 150."""
    generator = np.random.default_rng(seed)
    closes = 10_000 + np.abs(np.cumsum(generator.integers(-20, 21, (symbols, bars)), axis=1)) % 10_000 - 5_000
    opens = np.concatenate([closes[:, :1], closes[:, :-1]], axis=1)
    highs = np.maximum(opens, closes) + generator.integers(0, 10, (symbols, bars))
    lows = np.minimum(opens, closes) - generator.integers(0, 10, (symbols, bars))
    columns = np.empty((7, bars * symbols), np.int64)
    columns[0] = np.repeat(BEGIN_NS + np.arange(1, bars + 1) * MINUTE_NS, symbols)
    columns[1] = np.tile(np.arange(symbols), bars)
    for row, values in enumerate((opens, highs, lows, closes)):
        columns[2 + row] = (values * CENT).T.reshape(-1)
    columns[6] = 10**10
    names = tuple(f"S{k:04d}" for k in range(symbols))
    return build_tape(names, Timeframe.M1, columns, np.zeros((2, 0), np.int64), schedule_named("always_open"))


def run_once(tape: Tape, strategy: Callable[[], object] | None) -> tuple[float, int]:
    """Run the composed engine over the tape; return CPU seconds and the number of orders."""
    plugins = load()
    config = structure(compose(OVERRIDES, plugins.config_packages, None), plugins.registry)
    registry = dict(plugins.registry)
    if strategy is not None:
        registry["strategy", "bench"] = Offer(Component("bench", NoConfig, lambda _: strategy()), "bench")
        config = attrs.evolve(config, strategies={"main": Choice("bench", NoConfig())})
    assembly = Assembly(config, registry)
    instruments = assembly.instruments(tape.symbols)
    engine = assembly.engine(tape, instruments, lambda block: None)
    loop = Loop(engine, assembly.broker(tape, instruments), "bench")
    gc.collect()
    begun = time.process_time()
    loop.run()
    seconds = time.process_time() - begun
    if engine.state.blind:
        raise SystemExit("the bench's own tape was halted; the figures would mean nothing")
    return seconds, engine.state.blotter.count


def measure(name: str, floor: str, tape: Tape, strategy: Callable[[], object] | None = None) -> float:
    """Print one row; return the median seconds."""
    results = [run_once(tape, strategy) for _ in range(RUNS)]
    seconds = statistics.median(second for second, _ in results)
    spread = max(second for second, _ in results) / min(second for second, _ in results)
    rate = tape.rows / seconds
    print(f"{name:<46}{rate:>14,.0f} bars/s  floor {floor:>10}  orders {results[0][1]:>6}  max/min {spread:.2f}")
    return seconds


def command_line() -> None:
    """Print the CPU time of whole processes over 10,000 bars, with every artifact."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "S0000_1m.csv"
        tape = random_tape(10_000, 1)
        amounts = [[to_text(value) for value in column.tolist()] for column in tape.columns[2:]]
        rows = zip([time_text(value) for value in tape.times.tolist()], *amounts, strict=True)
        path.write_text("ts_close_utc,open,high,low,close,volume\n" + "".join(",".join(row) + "\n" for row in rows))
        script = (
            "import json,resource,sys; from mqk_core.cli.main import main; code=main(sys.argv[1:]); "
            "u=resource.getrusage(resource.RUSAGE_SELF); print(json.dumps([code,u.ru_utime+u.ru_stime,u.ru_maxrss]))"
        )
        data = ["data=bars_file", f"data.path={path}", "data.symbol=S0000", "data.timeframe=1m"]
        words = [sys.executable, "-c", script, *OVERRIDES, *data, f"runs.folder={folder}/runs"]
        found = []
        for _ in range(RUNS):
            done = subprocess.run(words, capture_output=True, text=True, check=True)
            found.append(json.loads(done.stdout.splitlines()[-1]))
        seconds = statistics.median(one[1] for one in found)
        print(
            f"{'command line, 10k bars, whole process':<46}{seconds:>14.2f} CPU s  floor {'1.5':>10}"
            f"  exit {found[0][0]}"
        )


def main() -> None:
    """Print the table."""
    one = random_tape(300_000, 1)
    empty = measure("Python strategy, empty on_bar, 1 instrument", "1,000,000", one, Empty)
    busy = measure("Python strategy, sma_cross, 1 instrument", "600,000", one)
    ten = random_tape(30_000, 10)
    many = measure("Python strategy, sma_cross, 10 instruments", "400,000", ten)
    orders = run_once(one, None)[1]
    print(
        f"{'one order, all that it costs (upper bound)':<46}"
        f"{(busy - empty) / orders * 1e6:>14.1f} µs      floor {'50':>10}"
    )
    print(f"{'10 instruments, per bar against one':<46}{many / busy:>14.2f} ×       floor {'1.50':>10}")
    command_line()


if __name__ == "__main__":
    main()
