"""Small markets by hand: bars and orders in whole units, and what an exchange says to them in short words."""

from __future__ import annotations

from mqk_core import ports
from mqk_core.domain.instruments import Instrument
from tests.differential.exchange_cases import DAY_NS, Case, Costs, lived
from tests.differential.exchange_history import SCALE
from tests.differential.exchange_oracle import Oracle

#: The price around which a mirrored market turns.
MIRROR = 200
WORDS = {
    ports.BrokerCancelled: "cancelled",
    ports.BrokerExpired: "expired",
    ports.BrokerReplaced: "replaced",
    ports.BrokerAck: "ack",
    ports.BrokerAbsent: "absent",
}


def order(name, quantity, kind="market", tif="gtc", **more):
    """An order in whole units; `trail_fraction` is given in hundredths."""
    units = {key: int(value * SCALE) for key, value in more.items() if key in ("limit", "stop", "trail", "held")}
    if "trail_fraction" in more:
        units["trail_fraction"] = more["trail_fraction"] * SCALE // 100
    symbol = more.pop("symbol", "A")
    return ("submit", ports.BrokerOrder(name, symbol, quantity * SCALE, kind, tif, **{**more, **units}))


def change(name, replaces, quantity, **prices):
    units = {key: value * SCALE for key, value in prices.items()}
    return ("replace", ports.BrokerReplace(name, replaces, quantity * SCALE, **units))


def cancel(name):
    return ("cancel", name)


def query(name):
    return ("query", name)


def market(bars, asked, per_day=100, lasts=True, **world):
    """A case: `bars` of symbol A (or a mapping) are prices (open, high, low, close[, volume]), one number, or None.

    `asked` maps a step, counted from 0, to what is asked at its close; `per_day` steps make a session.
    """
    bars = bars if isinstance(bars, dict) else {"A": bars}
    rows, ends = [], []
    steps = max(len(each) for each in bars.values())
    for step in range(steps):
        day, slot = divmod(step, per_day)
        for k, symbol in enumerate(sorted(bars)):
            bar = bars[symbol][step] if step < len(bars[symbol]) else None
            if bar is not None:
                prices = (bar,) * 4 if isinstance(bar, int) else bar
                volume = prices[4] if len(prices) > 4 else 1000
                time = (day + 1) * DAY_NS + (slot + 1) * 900 * 10**9
                is_last = slot == per_day - 1 or (lasts and step == steps - 1)
                rows.append((time, k, *(each * SCALE for each in prices[:4]), volume * SCALE, day, int(is_last)))
        ends.append(len(rows))
    instruments = tuple(Instrument(symbol, SCALE, SCALE, "USD") for symbol in sorted(bars))
    said = tuple((ends[step], 0, each) for step, requests in asked.items() for each in requests)
    return Case(tuple(rows), instruments, asked=said, **{"cash": 10**6 * SCALE, **world})


def step_of(case, time):
    return [case.bars[first][0] for first, _ in case.steps()].index(time)


def short(case, message):
    """`fill o1 3@100 at 2`: what, of whom, how much at what price, in which step."""
    when = step_of(case, message.time)
    if isinstance(message, ports.BrokerFill):
        return f"fill {message.client_order_id} {message.quantity / SCALE:g}@{message.price / SCALE:g} at {when}"
    if isinstance(message, ports.BrokerReport):
        numbers = f"{message.filled / SCALE:g}@{message.price / SCALE:g}"
        return f"report {message.client_order_id} {message.status} {numbers} at {when}"
    if isinstance(message, ports.BrokerCharge):
        return f"{message.kind} {message.symbol or 'cash'} {message.amount / SCALE:.12g} at {when}"
    if isinstance(message, ports.BrokerReject | ports.BrokerReplaceReject):
        return f"{message.reason} {message.client_order_id} at {when}"
    if isinstance(message, ports.BrokerCancelReject):
        return f"not open {message.client_order_id} at {when}"
    return f"{WORDS[type(message)]} {message.client_order_id} at {when}"


def said(case, acks=False):
    """What the oracle says through the whole case, without acknowledgements."""
    told = lived(Oracle(case.setup()), case, is_every_step=True)
    lines = [short(case, message) for _, _, messages in told for message in messages]
    return [line for line in lines if acks or not line.startswith("ack")]


def mirrored(case):
    """The same market upside down, with buys for sales."""
    turn = MIRROR * SCALE
    bars = tuple(
        (time, k, turn - opened, turn - low, turn - high, turn - close, *rest)
        for time, k, opened, high, low, close, *rest in case.bars
    )
    asked = tuple((row, number, (what, _mirrored(value, turn))) for row, number, (what, value) in case.asked)
    return Case(bars, case.instruments, case.timeframe, case.model, Costs(), case.cash, case.terms, asked=asked)


def _mirrored(value, turn):
    if isinstance(value, str):
        return value
    fields = {name: getattr(value, name) for name in value.__struct_fields__}
    for name in ("limit", "stop"):
        fields[name] = turn - fields[name] if fields[name] > 0 else fields[name]
    for name in ("quantity", "held"):
        fields[name] = -fields[name]
    return type(value)(**fields)


def both_sides(bars, asked, **world):
    """What is said to the orders, which the mirrored orders in the mirrored market must be told upside down."""
    case = market(bars, asked, **world)
    there = mirrored(case)
    lines = said(case)
    assert [_upside_down(line) for line in said(there)] == lines
    return lines


def _upside_down(line):
    what, name, *rest = line.split()
    if what not in ("fill", "report"):
        return line
    *before, numbers, at, step = [what, name, *rest]
    quantity, price = (float(each) for each in numbers.split("@"))
    price = MIRROR - price if price else price
    return " ".join([*before, f"{0 - quantity:g}@{price:g}", at, step])
