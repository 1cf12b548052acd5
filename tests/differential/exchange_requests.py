"""What a random trader asks of an exchange: orders of every kind near the market, brackets, groups, changes, mistakes.

The trader looks at the oracle only for what a real one would know: what rests, and what the book holds.
"""

from __future__ import annotations

import msgspec

from mqk_core.ports import BrokerOrder, BrokerReplace

SCALE = 10**8
KINDS = ("market", "limit", "stop", "stop_limit", "trailing_stop")
TIMES = ("gtc", "gtc", "gtc", "day", "day", "ioc", "fok", "opg", "cls")


class Trader:
    """Draws the requests of one step after the other."""

    def __init__(self, draw, oracle, case):
        self.draw, self.oracle, self.case = draw, oracle, case
        self.count = 0
        self.changes = set()

    def requests(self, end):
        draw, found = self.draw, []
        if draw.random() < 0.35:
            return found
        for _ in range(draw.choice((1, 1, 2, 3))):
            act = draw.choice(ACTS)
            found += act(self, end)
        return found

    def name(self):
        self.count += 1
        return f"o{self.count}"

    def place(self, end):
        """A symbol with a price near its market, and a book."""
        draw, history = self.draw, self.oracle.history
        instrument = draw.choice(self.case.instruments)
        newest = history.newest(instrument.symbol, end)
        near = history.as_now(instrument.symbol, history.closes[newest], newest) if newest is not None else 10 * SCALE
        return instrument, near, draw.choice(("main", "main", "main", "other"))

    def price(self, instrument, near, way=0):
        step = max(instrument.tick, SCALE)
        off = self.draw.choice((0, 1, 1, 2, 3)) * (way or self.draw.choice((1, -1)))
        return max(near // step * step + off * step, step)

    def order(self, instrument, near, book, quantity, kinds=KINDS, times=TIMES, **more):
        """One order; its stop lies where it is not through at once, more often than not."""
        draw = self.draw
        kind, side = draw.choice(kinds), 1 if quantity > 0 else -1
        time = draw.choice(times)
        if time in ("opg", "cls") and kind not in ("market", "limit"):
            time = "gtc"
        prices = self.prices(kind, instrument, near, side)
        return BrokerOrder(self.name(), instrument.symbol, quantity, kind, time, **prices, book=book, **more)

    def prices(self, kind, instrument, near, side):
        draw, prices = self.draw, {}
        if kind in ("limit", "stop_limit"):
            prices["limit"] = self.price(instrument, near, draw.choice((-side, -side, 0)))
        if kind in ("stop", "stop_limit"):
            prices["stop"] = self.price(instrument, near, draw.choice((side, side, 0)))
        if kind == "trailing_stop" and draw.random() < 0.5:
            prices["trail"] = draw.choice((1, 2, 3)) * SCALE // draw.choice((1, 1, 2))
        elif kind == "trailing_stop":
            prices["trail_fraction"] = draw.choice((1, 2, 3)) * SCALE // 10
        return prices

    def quantity(self, instrument):
        return self.draw.choice((1, -1)) * self.draw.randint(1, 6) * instrument.lot

    def single(self, end):
        instrument, near, book = self.place(end)
        return [("submit", self.order(instrument, near, book, self.quantity(instrument)))]

    def bracket(self, end):
        instrument, near, book = self.place(end)
        quantity = self.quantity(instrument)
        entry = self.order(instrument, near, book, quantity)
        return [("submit", entry), *self.children(instrument, near, book, entry.client_order_id, quantity)]

    def children(self, instrument, near, book, parent, quantity):
        draw, found = self.draw, []
        group = draw.choice(("", f"g{parent}"))
        times = ("gtc", "gtc", "gtc", "day") if draw.random() < 0.9 else TIMES
        for kinds in (("stop", "stop", "trailing_stop", "stop_limit"), ("limit",)):
            size = draw.choice((quantity, quantity, quantity, quantity + (SCALE if quantity > 0 else -SCALE) * 2))
            if draw.random() < 0.85:
                more = {"parent": parent, "group": group, "reduce_only": draw.random() < 0.8}
                found.append(("submit", self.order(instrument, near, book, -size, kinds, times, **more)))
        return found

    def late_child(self, end):
        standings = [self.oracle.history.standing(name) for name in sorted(self.oracle.history.keys)]
        known = [one for one in standings if not one.order.parent and one.status in ("working", "filled")]
        if not known:
            return self.bracket(end)
        parent = self.draw.choice(known)
        instrument = next(each for each in self.case.instruments if each.symbol == parent.order.symbol)
        near = self.near(parent.order.symbol, end)
        name = parent.name if parent.is_live else parent.key
        return self.children(instrument, near, parent.order.book, name, parent.order.quantity)

    def near(self, symbol, end):
        history = self.oracle.history
        newest = history.newest(symbol, end)
        return history.as_now(symbol, history.closes[newest], newest) if newest is not None else 10 * SCALE

    def one_of_two(self, end):
        """Two entries of which one is wanted."""
        draw = self.draw
        instrument, near, book = self.place(end)
        group, kinds = f"g{self.count + 1}", ("limit", "stop", "limit", "stop", "limit", "stop", "stop_limit", "market")
        sizes = (self.quantity(instrument), self.quantity(instrument))
        times = TIMES if draw.random() < 0.3 else ("gtc", "day")
        return [("submit", self.order(instrument, near, book, size, kinds, times, group=group)) for size in sizes]

    def exits(self, end):
        """Protective orders for what a book holds, one or two in a group; now and then it is told wrongly.

        Sometimes the same round sends a market order first, which what is told does not know of.
        """
        draw, found = self.draw, []
        instrument, near, book = self.place(end)
        held = self.oracle.history.cover(book, instrument.symbol)
        if held == 0 and draw.random() < 0.9:
            return self.single(end)
        if draw.random() < 0.1:
            held += draw.choice((1, -1, 2, -3)) * instrument.lot
        size = max(abs(held) // instrument.lot, 1) * instrument.lot * (-1 if held > 0 else 1)
        if draw.random() < 0.3:
            size += instrument.lot * (1 if size > 0 else -1)
        group = draw.choice(("", f"g{self.count + 1}"))
        more = {"group": group, "reduce_only": True, "held": held}
        kinds = draw.choice(((KINDS,), (("stop", "trailing_stop"), ("limit", "stop_limit"))))
        if draw.random() < 0.15:
            found.append(
                ("submit", self.order(instrument, near, book, self.quantity(instrument), ("market",), ("gtc",)))
            )
        return found + [("submit", self.order(instrument, near, book, size, each, **more)) for each in kinds]

    def known(self):
        """An id, most often of an order that rests."""
        history = self.oracle.history
        live = [one.name for one in history.live()]
        choices = [live, live, live, live, sorted(history.keys), sorted(self.changes), ["nobody's"]]
        return self.draw.choice(self.draw.choice(choices) or live or ["nobody's"])

    def is_idle(self):
        """Nothing rests that could be cancelled or changed; asking all the same is for once in a while."""
        return not self.oracle.history.live() and self.draw.random() < 0.9

    def cancel(self, end):
        if self.is_idle():
            return self.single(end)
        return [("cancel", self.known())]

    def query(self, end):
        rejected = sorted(self.oracle.rejected)
        name = self.draw.choice(rejected) if rejected and self.draw.random() < 0.1 else self.known()
        return [] if name in self.changes and self.oracle.history.standing(name) is None else [("query", name)]

    def change(self, end):
        draw, name = self.draw, self.known()
        if self.is_idle():
            return self.bracket(end)
        one = self.oracle.history.standing(name)
        if one is None:
            return [("replace", BrokerReplace(self.name(), name, SCALE))]
        instrument = next(each for each in self.case.instruments if each.symbol == one.order.symbol)
        prices = {"limit": one.limit, "stop": one.stop, "trail": one.trail, "trail_fraction": one.trail_fraction}
        if draw.random() < 0.5:
            near = self.near(instrument.symbol, end)
            prices = self.prices(one.kind, instrument, near, one.side)
        quantity = one.total // instrument.lot + draw.choice((0, 0, -1, -1, -2, 1, 2))
        if one.filled and draw.random() < 0.3:
            quantity = one.filled // instrument.lot
        quantity = max(quantity, 1) * instrument.lot
        if draw.random() < 0.06:
            quantity = draw.choice((0, -quantity, quantity + 1))
        if draw.random() < 0.06:
            prices["limit"] = draw.choice((-SCALE, 7, 0))
        held = self.oracle.history.cover(one.order.book, instrument.symbol) if one.order.reduce_only else 0
        change = BrokerReplace(self.name(), name, one.side * quantity, **prices, held=held)
        self.changes.add(change.client_order_id)
        return [("replace", change)]

    def mistake(self, end):
        instrument, near, book = self.place(end)
        order = self.order(instrument, near, book, self.quantity(instrument), times=("gtc", "day"))
        known = sorted(self.oracle.history.keys) or ["nobody's"]
        wrong = self.draw.choice(
            (
                {"symbol": "ZZZ"},
                {"quantity": 0},
                {"quantity": order.quantity + 1},
                {"quantity": 2**64 * instrument.lot},
                {"limit": 2**64 * instrument.tick},
                {"held": -(2**64)},
                {"limit": -SCALE},
                {"limit": order.limit + 1},
                {"stop": order.stop + 1},
                {"trail": order.trail - SCALE},
                {"trail": SCALE, "trail_fraction": SCALE // 2},
                {"trail_fraction": SCALE},
                {"kind": "iceberg", "limit": 0, "stop": 0, "trail": 0, "trail_fraction": 0},
                {"time_in_force": "gtd"},
                {
                    "kind": "stop",
                    "time_in_force": "opg",
                    "limit": 0,
                    "trail": 0,
                    "trail_fraction": 0,
                    "stop": 9 * SCALE,
                },
                {"client_order_id": self.draw.choice(known)},
                {"parent": "nobody's"},
                {"parent": self.draw.choice(known)},
                {"reduce_only": True, "held": 0},
                {"reduce_only": True, "held": order.quantity},
            )
        )
        return [("submit", msgspec.structs.replace(order, **wrong))]


ACTS = (
    Trader.single,
    Trader.single,
    Trader.single,
    Trader.bracket,
    Trader.bracket,
    Trader.one_of_two,
    Trader.one_of_two,
    Trader.exits,
    Trader.exits,
    Trader.late_child,
    Trader.cancel,
    Trader.change,
    Trader.change,
    Trader.query,
    Trader.mistake,
)
