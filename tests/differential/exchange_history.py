"""What has happened at the oracle's exchange: a journal of facts, and everything that follows from them.

No state is kept: how an order stands, what a book holds, where a trailing stop is are read off the whole journal and
the bars whenever they are asked for (and remembered only while the journal does not grow). Exact numbers are fractions.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from mqk_core.ports import BrokerOrder, BrokerReplace

SCALE = 10**8
NEVER = 10**9


@dataclass(frozen=True)
class Accepted:
    key: str
    order: BrokerOrder
    settled: int
    first: int


@dataclass(frozen=True)
class Filled:
    key: str
    row: int
    phase: str
    quantity: int
    price: int
    value: int
    fee: int


@dataclass(frozen=True)
class Taken:
    """A fill of another member of the group took this much away."""

    key: str
    quantity: int


@dataclass(frozen=True)
class Triggered:
    key: str
    row: int
    phase: str


@dataclass(frozen=True)
class Changed:
    key: str
    change: BrokerReplace


@dataclass(frozen=True)
class Ended:
    key: str
    status: str


@dataclass(frozen=True)
class Told:
    """What a book holds, as an order said."""

    book: str
    symbol: str
    held: int


@dataclass(frozen=True)
class Split:
    """In force from tape row `row` on."""

    symbol: str
    row: int
    ratio: Fraction


@dataclass(frozen=True)
class Paid:
    """Cash that came (or went) beside fills."""

    amount: int


@dataclass
class Standing:
    """How an order stands now; quantities without sign, `side` is 1 for a buy and -1 for a sale.

    `filled` is in the shares of now, also after its end, since children cover it; `told` is in those of its end.
    """

    key: str
    name: str
    order: BrokerOrder
    settled: int
    first: int
    side: int
    total: int
    limit: int
    stop: int
    trail: int
    trail_fraction: int
    place: int
    filled: int = 0
    told: int = 0
    taken: int = 0
    value: int = 0
    trigger: tuple[int, str] | None = None
    status: str = "working"
    entry: Filled | None = None

    @property
    def leaves(self) -> int:
        return self.total - self.filled - self.taken

    @property
    def is_live(self) -> bool:
        return self.status == "working"

    @property
    def kind(self) -> str:
        return self.order.kind

    @property
    def is_protective(self) -> bool:
        return self.order.reduce_only or bool(self.order.parent)


def half_even(number: Fraction) -> int:
    return round(number)


def down(number: Fraction | int, step: int) -> int:
    """The largest multiple of the step that is not above the number."""
    return int(Fraction(number) / step // 1) * step


def up(number: Fraction | int, step: int) -> int:
    return -down(-number, step)


class History:
    """The journal of one exchange."""

    def __init__(self, tape, instruments, cash):
        self.tape = tape
        self.instruments = {each.symbol: each for each in instruments}
        self.cash_at_start = cash
        self.facts = []
        self.keys = {}  # every id that an order was ever known by
        self._standings = {}
        self._read = 0
        self.times, self.days, self.ends = tape.times.tolist(), tape.days.tolist(), tape.ends.tolist()
        self.opens, self.highs, self.lows = tape.open.tolist(), tape.high.tolist(), tape.low.tolist()
        self.closes, self.volumes = tape.close.tolist(), tape.volume.tolist()
        self.rows = {symbol: [] for symbol in tape.symbols}
        for row, k in enumerate(tape.instrument.tolist()):
            self.rows[tape.symbols[k]].append(row)

    def add(self, fact):
        self.facts.append(fact)
        if isinstance(fact, Accepted):
            self.keys[fact.order.client_order_id] = fact.key
        elif isinstance(fact, Changed):
            self.keys[fact.change.client_order_id] = fact.key

    def standing(self, name):
        """How the order known by this id (any of its chain's) stands, or nothing."""
        return self._all().get(self.keys.get(name))

    def live(self):
        """Orders that stand, in order of submission."""
        return sorted((each for each in self._all().values() if each.is_live), key=lambda each: each.place)

    def live_as_accepted(self):
        """Orders that stand, the oldest first, whatever was changed since."""
        return [each for each in self._all().values() if each.is_live]

    def siblings(self, one):
        """The other children of an order's parent, ended ones too."""
        key = self.keys[one.order.parent]
        family = [each for each in self._all().values() if each.order.parent and self.keys[each.order.parent] == key]
        return [each for each in family if each.key != one.key]

    def parent(self, one):
        return self.standing(one.order.parent) if one.order.parent else None

    def entry(self, one):
        """The fill that woke a child, or nothing."""
        parent = self.parent(one)
        return parent.entry if parent else None

    def is_awake(self, one):
        """A child is awake while it has something of its parent's fills to work for."""
        return not one.order.parent or self.working(one) > 0

    def working(self, one):
        parent = self.parent(one)
        if parent is None:
            return one.leaves
        return down(min(one.total, parent.filled) - one.filled - one.taken, self.instruments[one.order.symbol].lot)

    def has_nothing_left(self, one):
        """Whether an order can never fill again: nothing of it is left, or of what its ended parent filled."""
        parent = self.parent(one)
        return one.leaves == 0 or (parent is not None and not parent.is_live and self.working(one) <= 0)

    def cover(self, book, symbol):
        """What the book holds, as the exchange knows it."""
        held = 0
        for fact in self.facts:
            if isinstance(fact, Told) and (fact.book, fact.symbol) == (book, symbol):
                held = fact.held
            elif isinstance(fact, Filled) and self._is_of(fact.key, book, symbol):
                held += fact.quantity
            elif isinstance(fact, Split) and fact.symbol == symbol:
                held = int(held * fact.ratio)
        return held

    def filled_since(self, place, book, symbol):
        """What the facts from a place of the journal on have filled for a book, signed."""
        found = [fact for fact in self.facts[place:] if isinstance(fact, Filled)]
        return sum(fact.quantity for fact in found if self._is_of(fact.key, book, symbol))

    def position(self, symbol):
        """What the account holds."""
        held = 0
        for fact in self.facts:
            if isinstance(fact, Filled) and self._is_of(fact.key, None, symbol):
                held += fact.quantity
            elif isinstance(fact, Split) and fact.symbol == symbol:
                held = int(held * fact.ratio)
        return held

    def cash(self):
        cash = self.cash_at_start
        for fact in self.facts:
            if isinstance(fact, Filled):
                cash -= (fact.value if fact.quantity > 0 else -fact.value) + fact.fee
            elif isinstance(fact, Paid):
                cash += fact.amount
        return cash

    def fills_in(self, row):
        return [fact for fact in self.facts if isinstance(fact, Filled) and fact.row == row]

    def count(self, kind):
        return sum(isinstance(fact, kind) for fact in self.facts)

    def rows_from(self, symbol, row):
        return [each for each in self.rows[symbol] if each >= row]

    def newest(self, symbol, row):
        """The symbol's newest row of the first `row` rows of the tape, or nothing."""
        return max((each for each in self.rows[symbol] if each < row), default=None)

    def is_session_first(self, symbol, row):
        before = self.newest(symbol, row)
        return before is None or self.days[before] != self.days[row]

    def as_now(self, symbol, price, row, rounding=0):
        """A price of tape row `row` in the shares of now: after the splits that came since.

        `rounding`: 1 up, -1 down, 0 half to even.
        """
        rounded = {0: half_even, 1: lambda exact: up(exact, 1), -1: lambda exact: down(exact, 1)}[rounding]
        for fact in self.facts:
            if isinstance(fact, Split) and fact.symbol == symbol and fact.row > row:
                price = rounded(price / fact.ratio)
        return price

    def trailing_level(self, one, row):
        """Where a trailing stop stands at the bar `row`, by what came before that bar."""
        symbol, tick, start, entry = one.order.symbol, self.instruments[one.order.symbol].tick, one.first, None
        highs_or_lows = self.highs if one.side < 0 else self.lows
        if one.order.parent:
            entry = self.entry(one)
            seen = [self.as_now(symbol, entry.price, entry.row)]
            start = max(one.first, entry.row)
        else:
            newest = self.newest(symbol, one.settled)
            seen = [self.as_now(symbol, self.closes[newest], newest)]
        for each in self.rows[symbol]:
            if start <= each < row:
                is_late_entry = entry is not None and each == entry.row and entry.phase != "open"
                price = self.closes[each] if is_late_entry else highs_or_lows[each]
                seen.append(self.as_now(symbol, price, each))
        best = max(seen) if one.side < 0 else min(seen)
        trail = one.trail or half_even(Fraction(best * one.trail_fraction, SCALE))
        return max(up(best - trail, tick), tick) if one.side < 0 else max(down(best + trail, tick), tick)

    def _is_of(self, key, book, symbol):
        order = self._all()[key].order
        return order.symbol == symbol and (book is None or order.book == book)

    def _all(self):
        if self._read == len(self.facts):
            return self._standings
        for place in range(self._read, len(self.facts)):
            self._read = place + 1
            fact = self.facts[place]
            if isinstance(fact, Accepted):
                self._standings[fact.key] = None
            for key in self._standings:
                concerned = getattr(fact, "key", key) == key
                if concerned and (not isinstance(fact, Split) or self._symbol(key) == fact.symbol):
                    self._standings[key] = None
        for key, known in self._standings.items():
            if known is None:
                self._standings[key] = self._retell(key)
        return self._standings

    def _symbol(self, key):
        return next(fact for fact in self.facts if isinstance(fact, Accepted) and fact.key == key).order.symbol

    def _retell(self, key):
        """Tell an order's whole life from the journal."""
        one = None
        for place, fact in enumerate(self.facts):
            if getattr(fact, "key", None) not in (key, None):
                continue
            if isinstance(fact, Accepted):
                one = _born(fact, place)
            elif one is None:
                continue
            elif isinstance(fact, Filled):
                one.filled += abs(fact.quantity)
                one.told += abs(fact.quantity)
                one.value += abs(fact.quantity) * fact.price
                one.entry = one.entry or fact
                # What its group took was never filled: such an order ends cancelled.
                one.status = "filled" if one.leaves == 0 and not one.taken else one.status
            elif isinstance(fact, Taken):
                one.taken += min(fact.quantity, one.leaves)
            elif isinstance(fact, Triggered):
                one.trigger = (fact.row, fact.phase)
            elif isinstance(fact, Changed):
                _change(one, fact.change, place)
            elif isinstance(fact, Ended):
                one.status = fact.status
            elif isinstance(fact, Split) and fact.symbol == one.order.symbol:
                _split(one, fact.ratio, self.instruments[fact.symbol])
        return one


def _born(fact, place):
    order = fact.order
    prices = (order.limit, order.stop, order.trail, order.trail_fraction)
    side = 1 if order.quantity > 0 else -1
    total = abs(order.quantity)
    return Standing(fact.key, order.client_order_id, order, fact.settled, fact.first, side, total, *prices, place)


def _change(one, change, place):
    is_stop_same = (change.stop, change.trail, change.trail_fraction) == (one.stop, one.trail, one.trail_fraction)
    is_all_same = is_stop_same and change.limit == one.limit
    if not (is_all_same and abs(change.quantity) <= one.total):
        one.place = place
    if not is_stop_same:
        one.trigger = None
    one.name, one.total, one.taken = change.client_order_id, abs(change.quantity), 0
    one.limit, one.stop, one.trail, one.trail_fraction = change.limit, change.stop, change.trail, change.trail_fraction
    if one.total <= one.filled:
        one.total, one.status = one.filled, "filled"


def _split(one, ratio, instrument):
    leaves = down(one.leaves * ratio, instrument.lot) if one.is_live else 0
    one.filled = int(one.filled * ratio)
    one.told = one.filled if one.is_live else one.told
    one.taken = int(one.taken * ratio)
    one.total = one.filled + one.taken + leaves
    one.limit, one.stop, one.trail = split_prices(one.side, one.limit, one.stop, one.trail, ratio, instrument.tick)


def split_prices(side, limit, stop, trail, ratio, tick):
    """A limit never gets worse for its owner, a stop triggers sooner; a price that is not there stays so."""
    worse, sooner = (down, down) if side > 0 else (up, up)
    return (
        limit and max(worse(limit / ratio, tick), tick),
        stop and max(sooner(stop / ratio, tick), tick),
        trail and max(half_even(trail / ratio), 1),
    )
