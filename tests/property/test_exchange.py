"""Whatever is asked of it, the exchange fills nothing that it may not, and `due` names every step that matters."""

from __future__ import annotations

import functools
import random
from typing import Any

import pytest
from small_exchange import BarLike, Market, Setting, play
from worlds import NAMES, PLAIN, world

SEEDS = range(120)
STEPS = 24
SYMBOLS = "AB"
KINDS = ("market", "limit", "stop", "stop_limit", "trailing_stop")
FORCES = ("gtc", "gtc", "gtc", "day", "day", "ioc", "fok", "opg", "cls")


def random_bars(draw: random.Random) -> dict[str, list[BarLike]]:
    found: dict[str, list[BarLike]] = {}
    for symbol in SYMBOLS:
        close, bars = 100, list[BarLike]()
        for _ in range(STEPS):
            opened = max(20, close + draw.randint(-3, 3))
            close = max(20, opened + draw.randint(-4, 4))
            low, high = max(10, min(opened, close) - draw.randint(0, 3)), max(opened, close) + draw.randint(0, 3)
            bar = (opened, high, low, close, draw.randint(0, 30))
            bars.append(None if draw.random() < 0.2 else bar)
        found[symbol] = bars
    return found


def random_order(draw: random.Random, number: int, earlier: list[tuple[Any, ...]]) -> tuple[Any, ...]:
    side, kind, near = draw.choice((1, -1)), draw.choice(KINDS), draw.randint(92, 108)
    more: dict[str, Any] = {"symbol": draw.choice(SYMBOLS), "force": draw.choice(FORCES), "book": draw.choice("xy")}
    if kind in ("limit", "stop_limit"):
        more["limit"] = near
    if kind in ("stop", "stop_limit"):
        more["stop"] = near + draw.randint(-1, 1)
    if kind == "trailing_stop":
        more |= draw.choice(({"trail": draw.randint(1, 6)}, {"trail_fraction": 0.03}))
    if kind in ("stop", "trailing_stop") and more["force"] in ("opg", "cls"):
        more["force"] = "gtc"
    if earlier and draw.random() < 0.4:
        parent = draw.choice(earlier)
        side = -1 if parent[2] > 0 else 1
        more |= {"parent": parent[1], "symbol": parent[4]["symbol"], "book": parent[4]["book"]}
        more["group"] = "exits of " + parent[1]
    elif draw.random() < 0.2:
        more["group"] = draw.choice("gh")
    elif draw.random() < 0.2:
        more |= {"reduce_only": True, "held": -side * draw.randint(1, 12)}
    return ("submit", f"o{number}", side * draw.randint(1, 12), kind, more)


def random_requests(draw: random.Random) -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = {}
    orders: list[tuple[Any, ...]] = []
    for number, step in enumerate(sorted(draw.choices(range(STEPS), k=40))):
        found.setdefault(step, [])
        what = draw.random()
        if what < 0.75 or not orders:
            orders.append(random_order(draw, number, orders[-4:]))
            found[step].append(orders[-1])
        elif what < 0.85:
            found[step].append(("cancel", draw.choice(orders)[1]))
        elif what < 0.9:
            found[step].append(("query", draw.choice(orders)[1]))
        else:
            one = draw.choice(orders[-4:])
            more = {key: value for key, value in one[4].items() if key in ("limit", "stop", "trail", "trail_fraction")}
            if "limit" in more and draw.random() < 0.5:
                more["limit"] += draw.randint(-3, 3)
            quantity = (1 if one[2] > 0 else -1) * draw.randint(1, 14)
            found[step].append(("replace", f"r{number}", quantity, {"replaces": one[1], **more}))
    return found


class Lending:
    """Charges something for everything, and moves every price by a tick."""

    def price(self, quantity: int, price: int, tick: int, high: int, low: int) -> int:
        return price + tick if quantity > 0 else max(price - tick, min(price, tick))

    def commission(self, quantity: int, value: int) -> int:
        return 1

    def borrow(self, value: int, days: int) -> int:
        return value * days // 1000

    def financing(self, debt: int, days: int) -> int:
        return debt * days // 1000


def random_setting(draw: random.Random) -> Setting:
    terms: dict[str, Any] = {}
    if draw.random() < 0.4:
        terms["volume_cap"] = draw.choice((10**8, 5 * 10**7))
    if draw.random() < 0.3:
        terms["latency_bars"] = draw.randint(1, 2)
    if draw.random() < 0.15:
        terms["latency_ns"] = 30 * 3600 * 10**9
    if draw.random() < 0.2:
        terms |= {"gap_fraction": 10**6, "is_stress": True}
    actions = [(draw.randrange(STEPS // 2), "A", "split", 2)] if draw.random() < 0.3 else []
    return Setting(
        fills=draw.choice(("NextOpen", "NextOpen", "WorstCase", "SameClose")),
        days=[step // 3 for step in range(STEPS)],
        ends=[int(step % 3 == 2) for step in range(STEPS)],
        terms=terms,
        actions=[one for one in actions if one[0] > 0],
        costs=Lending(),
        cash=1000,
    )


@functools.cache
def case(seed: int) -> tuple[Any, ...]:
    draw = random.Random(seed)
    bars, requests, setting = random_bars(draw), random_requests(draw), random_setting(draw)
    # An action stands at the first row of a step that has rows; steps without any are left to other tests.
    actions = [one for one in setting.actions if all(bars[symbol][one[0]] is not None for symbol in SYMBOLS)]
    return (
        bars,
        requests,
        Setting(setting.fills, setting.days, setting.ends, setting.terms, actions, setting.costs, setting.cash),
    )


def sleepless() -> Any:
    """Return an exchange that looks at every bar, whatever its thresholds say."""
    base = world(PLAIN)("sim.exchange").SimulatedExchange

    class Sleepless(base):  # type: ignore[misc, valid-type]
        def _is_quiet(self, i: int) -> bool:
            return False

    return Sleepless


@pytest.mark.parametrize("seed", SEEDS)
def test_due_leaves_no_step_out_in_which_something_happens(seed: int) -> None:
    bars, requests, setting = case(seed)
    said = play(world(PLAIN), bars, requests, setting)
    assert said == play(world(PLAIN), bars, requests, setting, is_driven_whole=True, made=sleepless())


@pytest.mark.parametrize("seed", SEEDS)
def test_the_compiled_exchange_says_what_the_plain_one_says(seed: int) -> None:
    first, second = (play(world(name), *case(seed)) for name in NAMES)
    assert first == second


def test_the_random_cases_are_about_something() -> None:
    said = [one[1] for seed in SEEDS for one in play(world(PLAIN), *case(seed))]
    counts = {
        tag: said.count(tag) for tag in ("fill", "cancelled", "expired", "reject", "replaced", "charge", "report")
    }
    assert min(counts.values()) > 20, counts


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_fills_beyond_its_quantity_its_volume_or_its_limit_or_after_its_end(seed: int) -> None:
    bars, requests, setting = case(seed)
    if setting.actions:
        requests = {step: each for step, each in requests.items() if step >= setting.actions[0][0]}
    orders = {one[1]: one for each in requests.values() for one in each if one[0] == "submit"}
    changes = {one[1]: one for each in requests.values() for one in each if one[0] == "replace"}
    root = {name: name for name in orders}
    total = {name: abs(one[2]) for name, one in orders.items()}
    limits = {name: one[4].get("limit") for name, one in orders.items()}
    filled: dict[str, float] = dict.fromkeys(orders, 0)
    ended: set[str] = set()
    used: dict[tuple[int, str], float] = {}
    for step, tag, name, *rest in play(world(PLAIN), bars, requests, setting):
        if tag == "replaced":
            chain = root[name] = root[changes[name][3]["replaces"]]
            total[chain], limits[chain] = abs(changes[name][2]), changes[name][3].get("limit")
        elif tag in ("cancelled", "expired"):
            assert root[name] not in ended
            ended.add(root[name])
        elif tag == "fill":
            chain, (quantity, price) = root[name], rest
            assert chain not in ended
            assert (quantity > 0) == (orders[chain][2] > 0)
            filled[chain] += abs(quantity)
            assert filled[chain] <= total[chain]
            limit = limits[chain]
            assert limit is None or (price <= limit if quantity > 0 else price >= limit)
            at = step, orders[chain][4]["symbol"]
            used[at] = used.get(at, 0) + abs(quantity)
    cap = setting.terms.get("volume_cap")
    if cap is not None and setting.fills != "SameClose":
        for (step, symbol), quantity in used.items():
            assert quantity <= bars[symbol][step][4] * cap // 10**8


@pytest.mark.parametrize("seed", SEEDS)
def test_a_protective_order_never_opens_or_turns_a_position(seed: int) -> None:
    """Without `held`, the exchange knows all: reduce-only children only, from a book that begins flat."""
    bars, requests, setting = case(seed)
    kept = {
        step: [one for one in each if one[0] == "submit" and not one[4].get("reduce_only")]
        for step, each in requests.items()
    }
    orders = {one[1]: one for each in kept.values() for one in each}
    held: dict[tuple[str, str], float] = {}
    plain = Setting(setting.fills, setting.days, setting.ends, setting.terms, (), setting.costs)
    for _, tag, name, *rest in play(world(PLAIN), bars, kept, plain):
        if tag == "fill":
            more = orders[name][4]
            key = more["book"], more["symbol"]
            before = held.get(key, 0)
            held[key] = before + rest[0]
            if "parent" in more:
                assert abs(held[key]) < abs(before)
                assert held[key] * before >= 0


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_fills_before_the_bar_that_latency_allows(seed: int) -> None:
    bars, requests, setting = case(seed)
    if setting.fills == "SameClose":
        return
    late = 1 + setting.terms.get("latency_bars", 0)
    decided = {
        one[1]: (step, one[4]["symbol"]) for step, each in requests.items() for one in each if one[0] == "submit"
    }
    for step, tag, name, *_ in play(world(PLAIN), bars, requests, setting):
        if tag == "fill" and name in decided:
            begun, symbol = decided[name]
            passed = sum(bars[symbol][k] is not None for k in range(begun + 1, step + 1))
            assert passed >= late


def test_far_orders_are_looked_at_once_in_some_hundred_rows() -> None:
    market = Market(world(PLAIN), {"A": [100] * 10_000})
    market.step([("submit", "a", 10, "limit", {"limit": 1}), ("submit", "b", 10, "stop", {"stop": 900})])
    named, row = [], 1
    while row < 10_000:
        row = market.exchange.due(row)
        named.append(row)
        if row < 10_000:
            market.exchange.reach(row)
            market.exchange.settle(row + 1)
            row += 1
    assert named[:3] == [513, 1026, 1539]
    assert named[-1] == 10_000
