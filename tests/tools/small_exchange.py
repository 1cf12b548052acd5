"""A simulated exchange on a small tape, driven as the loop drives it, and what it says in whole units.

A `Market` is played step by step; a request is made after the step whose number it carries (0: the first). `mirrored`
turns bars, orders and what is said upside down around a price of 100, so that one case tells both sides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np
from small_engine import DAY_NS, SCALE
from worlds import World

CENT: Final = SCALE // 100
#: (open, high, low, close), with a volume behind it where it matters; one price for a flat bar; None for no bar.
BarLike = int | float | tuple[float, ...] | None
PRICES: Final = ("limit", "stop")
AMOUNTS: Final = ("trail", "trail_fraction")


@attrs.frozen
class Setting:
    """Everything beside bars and orders. `days`: one a step; `ends`: one a step, all if not given."""

    fills: str = "NextOpen"
    days: Sequence[int] | None = None
    ends: Sequence[int] | None = None
    terms: Mapping[str, Any] = attrs.Factory(dict)
    actions: Sequence[tuple[int, str, str, float]] = ()
    costs: Any = None
    cash: int = 0
    lot: int = SCALE
    multiplier: int = SCALE


def make_venue(core: World, bars: Mapping[str, Sequence[BarLike]], setting: Setting) -> Any:
    """Return the setup of a venue over daily bars, one a step."""
    symbols = tuple(sorted(bars))
    steps = max(len(each) for each in bars.values())
    days = list(setting.days or range(steps))
    ends = list(setting.ends or [1] * steps)
    rows, first_rows, row_days, row_ends = [], [], [], []
    for step in range(steps):
        first_rows.append(len(rows))
        for k, symbol in enumerate(symbols):
            bar = bars[symbol][step] if step < len(bars[symbol]) else None
            if bar is not None:
                prices = bar if isinstance(bar, tuple) else (bar,) * 4
                volume = prices[4] if len(prices) > 4 else 1_000_000
                rows.append([(step + 1) * DAY_NS, k, *(round(each * SCALE) for each in (*prices[:4], volume))])
                row_days.append(days[step])
                row_ends.append(ends[step])
    columns = np.array(rows, np.int64).reshape(-1, 7).T.copy()
    day_column = np.array(row_days, np.int64)
    tape = core("domain.market").Tape(
        symbols, core("domain.bars").Timeframe.D1, columns, day_column, day_column, ends=np.array(row_ends, np.int64)
    )
    instrument = core("domain.instruments").Instrument
    action = core("domain.actions").CorporateAction
    ports = core("ports")
    return ports.VenueSetup(
        tape,
        tuple(instrument(symbol, CENT, setting.lot, "USD", setting.multiplier) for symbol in symbols),
        getattr(core("sim.fill_models"), setting.fills)(),
        setting.costs or core("sim.cost_models").LinearCosts(0, 0, 0),
        setting.cash * SCALE,
        ports.VenueTerms(**setting.terms),
        tuple(
            action(first_rows[step], symbols.index(symbol), kind, *_ratio(kind, value))
            for step, symbol, kind, value in setting.actions
        ),
    )


def _ratio(kind: str, value: float) -> tuple[int, int, int]:
    if kind == "dividend":
        return 1, 1, round(value * SCALE)
    return (int(value), 1, 0) if value >= 1 else (1, round(1 / value), 0)


class Market:
    """One exchange and its tape; `said` is everything it told, with the number of the step in front."""

    def __init__(
        self, core: World, bars: Mapping[str, Sequence[BarLike]], setting: Setting | None = None, made: Any = None
    ) -> None:
        self.core = core
        self.venue = make_venue(core, bars, setting or Setting())
        self.exchange = (made or core("sim.exchange").SimulatedExchange)(self.venue)
        self.times = self.venue.tape.times.tolist()
        self.row = 0
        self.said: list[tuple[Any, ...]] = []
        self.reached: list[int] = []

    def ask(self, what: str, name: str, quantity: float = 0, kind: str = "market", **more: Any) -> None:
        """Make a request: what is `submit`, `replace`, `cancel` or `query`."""
        ports, exchange = self.core("ports"), self.exchange
        fields = {
            key: round(value * SCALE) if key in (*PRICES, *AMOUNTS, "held") else value for key, value in more.items()
        }
        if what == "submit":
            symbol, force = fields.pop("symbol", "A"), fields.pop("force", "gtc")
            exchange.submit(ports.BrokerOrder(name, symbol, round(quantity * SCALE), kind, force, **fields))
        elif what == "replace":
            exchange.replace(ports.BrokerReplace(name, fields.pop("replaces"), round(quantity * SCALE), **fields))
        else:
            getattr(exchange, what)(name)

    def step(self, requests: Sequence[tuple[Any, ...]] = (), is_driven_whole: bool = False) -> None:
        """Let the next step happen, then make the requests and settle them, as the loop does."""
        begin, end = self.row, self.row + 1
        while end < len(self.times) and self.times[end] == self.times[begin]:
            end += 1
        due = self.exchange.due(begin)
        assert due >= begin
        is_due = is_driven_whole or due == begin
        if is_due:
            self.reached.append(begin)
            self.exchange.reach(begin)
            self.hear()
        self.row = end
        for request in requests:
            what, name, *rest = request
            more = rest.pop() if rest and isinstance(rest[-1], dict) else {}
            self.ask(what, name, *rest, **more)
        if is_due or requests:
            self.exchange.settle(end)
            self.hear()

    def hear(self) -> None:
        """Take over what the exchange has said."""
        for one in self.exchange.poll():
            tag = type(one).__name__.removeprefix("Broker").lower()
            assert one.time % DAY_NS == 0
            self.said.append((one.time // DAY_NS - 1, tag, *_body(tag, one)))


def _body(tag: str, one: Any) -> tuple[Any, ...]:
    if tag == "fill":
        return one.client_order_id, one.quantity / SCALE, one.price / SCALE
    if tag in ("reject", "replacereject"):
        return one.client_order_id, one.reason
    if tag == "charge":
        return one.kind, one.symbol, one.amount / SCALE
    if tag == "report":
        return one.client_order_id, one.status, one.filled / SCALE, one.price / SCALE
    return (one.client_order_id,)


def play(
    core: World,
    bars: Sequence[BarLike] | Mapping[str, Sequence[BarLike]],
    requests: Mapping[int, Sequence[tuple[Any, ...]]],
    setting: Setting | None = None,
    is_driven_whole: bool = False,
    made: Any = None,
) -> list[tuple[Any, ...]]:
    """Play a tape to its end; return what the exchange said beside acknowledgements."""
    market = Market(core, bars if isinstance(bars, Mapping) else {"A": bars}, setting, made)
    number = 0
    while market.row < len(market.times):
        step = market.times[market.row] // DAY_NS - 1
        market.step(requests.get(step, ()), is_driven_whole)
        number += 1
    return [one for one in market.said if one[1] != "ack"]


def mirrored(value: Any, key: str = "") -> Any:
    """Return bars, requests or what was said with up for down and buying for selling."""
    if isinstance(value, Mapping):
        return {name: mirrored(each, name if isinstance(name, str) else "") for name, each in value.items()}
    if key in PRICES:
        return 200 - value
    if key == "held":
        return -value
    return value


def mirrored_bar(bar: BarLike) -> BarLike:
    """Return a bar around 100 upside down."""
    if bar is None:
        return None
    if not isinstance(bar, tuple):
        return 200 - bar
    opened, high, low, close, *volume = bar
    return (200 - opened, 200 - low, 200 - high, 200 - close, *volume)


def mirrored_request(request: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a request of the other side."""
    what, name, *rest = request
    if what in ("cancel", "query"):
        return request
    more = mirrored(rest.pop()) if rest and isinstance(rest[-1], dict) else {}
    return (what, name, -rest[0], *rest[1:], more)


def mirrored_word(word: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return what would be said of the other side."""
    if word[1] == "fill":
        return (*word[:3], -word[3], 200 - word[4])
    if word[1] == "report":
        return (*word[:4], -word[4], 200 - word[5] if word[5] else 0)
    return word


def check_both_sides(
    core: World,
    bars: Sequence[BarLike],
    requests: Mapping[int, Sequence[tuple[Any, ...]]],
    expected: Sequence[tuple[Any, ...]],
    setting: Setting | None = None,
) -> None:
    """Play a case and its mirror image; both must say what is expected."""
    assert play(core, bars, requests, setting) == list(expected)
    turned = {step: [mirrored_request(one) for one in each] for step, each in requests.items()}
    assert play(core, [mirrored_bar(bar) for bar in bars], turned, setting) == [mirrored_word(one) for one in expected]
