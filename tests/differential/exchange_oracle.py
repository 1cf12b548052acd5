"""A second simulated exchange, written for being right and not for speed: what `mqk_core/sim` is held to.

It has the port of `mqk_core/ports.py` and shares no code with `mqk_core/sim`. Every bar of the tape is walked; all
state is read off a journal (`exchange_history.py`); what happens in a bar is told in `exchange_bar.py`. `fired` counts
how often each rule acted.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from mqk_core import ports
from tests.differential.exchange_bar import BarRules
from tests.differential.exchange_history import (
    NEVER,
    SCALE,
    Accepted,
    Changed,
    Ended,
    History,
    Paid,
    Split,
    Told,
    down,
    half_even,
    split_prices,
)

KINDS = {"market": (), "limit": ("limit",), "stop": ("stop",), "stop_limit": ("limit", "stop"), "trailing_stop": ()}
TIMES_IN_FORCE = ("day", "gtc", "ioc", "fok", "opg", "cls")
#: From the open of a daily bar to its close.
SESSION_NS = 23_400 * 10**9
DAILY_NS = 86_400 * 10**9


class Oracle(BarRules):
    """Implements `SimulatedBroker`."""

    def __init__(self, setup):
        self.setup, self.tape, self.terms = setup, setup.tape, setup.terms
        self.history = History(setup.tape, setup.instruments, setup.cash)
        self.instruments = self.history.instruments
        self.fired = Counter()
        self._asked, self._said, self._seen, self.rejected = [], [], set(), set()
        self._waiting = []  # (row, cancel or replace, order, splits seen when it was asked)
        self._promised = {}  # the id of a replace that waits: the order that it will name
        self._actions = sorted(setup.actions, key=lambda action: action.row)
        self._charged, self._charges, self._begun = set(), 0, 0

    # The port ---------------------------------------------------------------------------------------------------

    def submit(self, order):
        self._asked.append((self._answer_submit, order))

    def replace(self, change):
        self._asked.append((self._answer_change, change))

    def cancel(self, client_order_id):
        self._asked.append((self._answer_change, client_order_id))

    def query(self, client_order_id):
        self._asked.append((self._answer_query, client_order_id))

    def poll(self):
        said, self._said = self._said, []
        return said

    def due(self, row):
        return row

    def reach(self, row):
        history = self.history
        time = history.times[row]
        self._apply_actions(row, time)
        while row < self.tape.rows and history.times[row] == time:
            self.take_bar(row, self.tape.symbols[int(self.tape.instrument[row])])
            row += 1

    def settle(self, row):
        time = self.history.times[row - 1]
        self._apply_actions(row - 1, time)
        asked, self._asked, self._begun = self._asked, [], len(self.history.facts)
        for answer, question in asked:
            answer(question, row, time)
        days = self.history.days
        if row not in self._charged and (row == self.tape.rows or days[row] != days[row - 1]):
            self._charged.add(row)
            self._charge(row, time, 1 if row == self.tape.rows else days[row] - days[row - 1])

    # Requests ---------------------------------------------------------------------------------------------------

    def _answer_submit(self, order, row, time):
        reason = self._fault_of_order(order, row)
        if order.client_order_id not in self._seen and reason:
            self.rejected.add(order.client_order_id)
        self._seen.add(order.client_order_id)
        if reason:
            self.fired["reject " + reason] += 1
            self.say(ports.BrokerReject(order.client_order_id, reason, time))
            return
        first = self._first(order.symbol, row)
        self.history.add(Accepted(order.client_order_id, order, row, first))
        self.say(ports.BrokerAck(order.client_order_id, "sim-" + order.client_order_id, time))
        if order.reduce_only and not order.parent:
            self.fired["held told"] += 1
            self._tell(order.book, order.symbol, order.held)
        self.follow_up(time)
        self.fired[f"kind {order.kind}"] += 1
        if self._is_same_bar(order):
            self._fill_same_bar(order.client_order_id, row, time)

    def _is_same_bar(self, order):
        is_plain = order.kind == "market" and order.time_in_force not in ("opg", "cls") and not order.parent
        return self.setup.fills.same_bar and is_plain

    def _fill_same_bar(self, name, row, time):
        one = self.history.standing(name)
        bar = self.history.newest(one.order.symbol, row)
        if one.is_live:
            self.fired["same close"] += 1
            self.fill(one, bar, "close", self.history.closes[bar], time)
            if one.order.time_in_force in ("ioc", "fok"):
                self.end(name, "expired", time)

    def _fault_of_order(self, order, row):
        amounts = (order.limit, order.stop, order.trail, order.trail_fraction, order.held)
        if not (_is_bookable(order.quantity) and all(_is_bookable(each) for each in amounts)):
            return "INVALID_PRICE" if _is_bookable(order.quantity) else "INVALID_QUANTITY"
        instrument = self.instruments.get(order.symbol)
        if instrument is None:
            return "UNKNOWN_SYMBOL"
        if order.quantity == 0 or order.quantity % instrument.lot:
            return "INVALID_QUANTITY"
        if order.kind not in KINDS:
            return "UNSUPPORTED_KIND"
        if not _prices_fit(order.kind, order, instrument.tick):
            return "INVALID_PRICE"
        is_auction = order.time_in_force in ("opg", "cls")
        if order.time_in_force not in TIMES_IN_FORCE or (is_auction and order.kind not in ("market", "limit")):
            return "UNSUPPORTED_TIME_IN_FORCE"
        if order.client_order_id in self._seen:
            return "DUPLICATE_ID"
        if order.parent and not self._is_parent(order):
            return "UNKNOWN_PARENT"
        needs_bar = self._is_same_bar(order) or (order.kind == "trailing_stop" and not order.parent)
        if needs_bar and self.history.newest(order.symbol, row) is None:
            return "NO_MARKET"
        if order.reduce_only and not order.parent and order.held * order.quantity >= 0:
            return "NOTHING_HELD"
        return ""

    def _is_parent(self, order):
        parent = self.history.standing(order.parent)
        if parent is None or not (parent.is_live or parent.told):
            return False
        is_same = (parent.order.symbol, parent.order.book) == (order.symbol, order.book)
        return is_same and parent.order.quantity * order.quantity < 0

    def _answer_change(self, asked, row, time):
        """A cancel (an id) or a replace."""
        target = self._target(asked)
        if isinstance(asked, ports.BrokerReplace):
            self._seen.add(asked.client_order_id)
            self._promised[asked.client_order_id] = target.key if target else ""
        is_live = target is not None and target.is_live
        if not is_live or not (self.terms.latency_bars or self.terms.latency_ns):
            self._tell_held(asked, target)
            self._carry_out(asked, target, time)
            return
        self._tell_held(asked, target)
        self.follow_up(time)
        splits = self.history.count(Split)
        self._waiting.append((self._first(target.order.symbol, row), asked, target.key, splits))

    def _tell_held(self, asked, target):
        is_replace = isinstance(asked, ports.BrokerReplace) and target is not None and target.is_live
        if not is_replace or not target.is_protective or self._fault(asked, target):
            return
        if asked.held or not target.order.parent:  # a child works without being told; 0 is then no number
            self.fired["held told by a replace"] += 1
            self._tell(target.order.book, target.order.symbol, asked.held)

    def _tell(self, book, symbol, held):
        """What was told was true before this round's answers: what they have filled since comes on top."""
        now = self.history.filled_since(self._begun, book, symbol)
        self.fired["held told before a fill of its round"] += now != 0
        self.history.add(Told(book, symbol, held + now))

    def _target(self, asked):
        """The order that a cancel or replace names, by any id of its chain, also one that is on its way."""
        name = asked.replaces if isinstance(asked, ports.BrokerReplace) else asked
        return self.history.standing(name) or self.history.standing(self._promised.get(name))

    def carry_out_waiting(self, row, time):
        due = [each for each in self._waiting if each[0] == row]
        self._waiting = [each for each in self._waiting if each[0] != row]
        for _, asked, key, splits in due:
            self.fired["change after latency"] += 1
            target = self.history.standing(key)
            self._carry_out(self._in_new_shares(asked, target, splits), target, time)

    def _in_new_shares(self, asked, target, splits):
        """What was asked before a split, in the shares after it."""
        if not isinstance(asked, ports.BrokerReplace) or self._fault(asked, target):
            return asked
        instrument = self.instruments[target.order.symbol]
        side = 1 if asked.quantity > 0 else -1
        quantity, prices = abs(asked.quantity), (asked.limit, asked.stop, asked.trail)
        for fact in [each for each in self.history.facts if isinstance(each, Split)][splits:]:
            if fact.symbol == target.order.symbol:
                self.fired["change across a split"] += 1
                quantity = down(quantity * fact.ratio, instrument.lot)
                prices = split_prices(side, *prices, fact.ratio, instrument.tick)
        name, former, fraction = asked.client_order_id, asked.replaces, asked.trail_fraction
        return ports.BrokerReplace(name, former, side * quantity, *prices, fraction, asked.held)

    def _carry_out(self, asked, target, time):
        is_live = target is not None and target.is_live
        if not isinstance(asked, ports.BrokerReplace):
            self.fired["cancel" if is_live else "cancel of what is not open"] += 1
            if is_live:
                self.end(target.key, "cancelled", time)
            else:
                self.say(ports.BrokerCancelReject(asked, time, True))
            return
        reason = self._fault(asked, target) if is_live else "NOT_OPEN"
        if reason:
            self.fired["replace refused " + reason] += 1
            self.rejected.add(asked.client_order_id)
            self._promised.pop(asked.client_order_id, None)
            self.say(ports.BrokerReplaceReject(asked.client_order_id, reason, time))
            return
        place, was_triggered = target.place, target.trigger is not None
        self.history.add(Changed(target.key, asked))
        now = self.history.standing(asked.client_order_id)
        self.fired["replace keeps its place" if now.place == place else "replace goes behind"] += 1
        self.fired["replace ends the order"] += now.status == "filled"
        self.fired["replace unlatches a stop"] += was_triggered and now.trigger is None
        self.say(ports.BrokerReplaced(asked.client_order_id, "sim-" + asked.client_order_id, time))
        self.follow_up(time)

    def _fault(self, change, target):
        instrument = self.instruments[target.order.symbol]
        if change.quantity * target.side <= 0 or change.quantity % instrument.lot:
            return "INVALID_QUANTITY"
        return "" if _prices_fit(target.kind, change, instrument.tick) else "INVALID_PRICE"

    def _answer_query(self, name, row, time):
        one = self.history.standing(name)
        if one is None and name not in self.rejected:
            self.fired["query absent"] += 1
            self.say(ports.BrokerAbsent(name, time))
            return
        status, filled, price = "rejected", 0, 0
        if one is not None:
            status, filled = one.status, one.side * one.told
            price = half_even(Fraction(one.value, one.told)) if one.told else 0
        self.fired["query " + status] += 1
        self.say(ports.BrokerReport(name, status, filled, price, time))

    # What the tape brings beside bars ---------------------------------------------------------------------------

    def _first(self, symbol, row):
        """The bar from which something asked at `settle(row)` acts."""
        history, rows = self.history, self.history.rows_from(symbol, row)[self.terms.latency_bars :]
        if self.terms.latency_ns:
            earliest = history.times[row - 1] + self.terms.latency_ns
            length = self.tape.timeframe.interval_ns
            length = SESSION_NS if length == DAILY_NS else length
            rows = [each for each in rows if history.times[each] - length >= earliest]
        return rows[0] if rows else NEVER

    def _apply_actions(self, row, time):
        while self._actions and self._actions[0].row <= row:
            action = self._actions.pop(0)
            symbol = self.tape.symbols[action.instrument]
            self.fired[action.kind] += 1
            if action.kind == "dividend":
                shares = half_even(Fraction(self.history.position(symbol) * self.instruments[symbol].multiplier, SCALE))
                amount = half_even(Fraction(action.amount * shares, SCALE))
                self.history.add(Paid(amount))
                continue
            ratio = Fraction(action.numerator, action.denominator)
            self.history.add(Split(symbol, action.row, ratio))
            for one in self.history.live_as_accepted():
                if one.order.symbol == symbol and self.history.has_nothing_left(self.history.standing(one.key)):
                    self.fired["split leaves nothing"] += 1
                    self.end(one.key, "cancelled", time, is_followed=False)
            self.follow_up(time)

    def _charge(self, row, time, days):
        history, costs = self.history, self.setup.costs
        for symbol in self.tape.symbols:
            held, bar = history.position(symbol), history.newest(symbol, row)
            if held < 0:
                quantity = half_even(Fraction(-held * self.instruments[symbol].multiplier, SCALE))
                worth = Fraction(history.as_now(symbol, history.closes[bar], bar, 1) * quantity, SCALE)
                self._say_charge("borrow", symbol, costs.borrow(half_even(worth), days), time)
        if history.cash() < 0:
            self._say_charge("financing", "", costs.financing(-history.cash(), days), time)

    def _say_charge(self, kind, symbol, amount, time):
        if amount > 0:
            self.fired[kind] += 1
            self._charges += 1
            self.history.add(Paid(-amount))
            self.say(ports.BrokerCharge(f"sim-c{self._charges}", symbol, kind, amount, time))

    # What both requests and bars do -----------------------------------------------------------------------------

    def say(self, message):
        self._said.append(message)

    def end(self, key, status, time, is_followed=True):
        """End an order that stands, say so, end what waited for it, and let what else follows follow."""
        one = self.history.standing(key)
        if not one.is_live:
            return
        self.history.add(Ended(key, status))
        told = ports.BrokerCancelled if status == "cancelled" else ports.BrokerExpired
        self.say(told(one.name, time))
        self.end_children(key, time)
        if is_followed:
            self.follow_up(time)

    def end_children(self, key, time):
        """End what waited for an order that ended."""
        for one in self.history.live_as_accepted():
            parent = self.history.parent(one)
            if parent is not None and parent.key == key and self.history.has_nothing_left(one):
                self.fired["child without parent"] += 1
                self.end(one.key, "cancelled", time, is_followed=False)

    def follow_up(self, time):
        """End what has nothing left to protect, then what can fill no more, as children of an ended parent."""
        history = self.history
        for one in history.live():
            is_covered = history.cover(one.order.book, one.order.symbol) * one.side < 0
            if one.is_protective and history.is_awake(one) and not is_covered:
                self.fired["nothing left to protect"] += 1
                self.end(one.key, "cancelled", time)
                return
        for one in history.live_as_accepted():
            if history.has_nothing_left(one):
                is_unfilled = one.order.parent and history.parent(one).filled == 0
                self.fired["child without parent" if is_unfilled else "can fill no more"] += 1
                self.end(one.key, "cancelled", time)
                return


def _is_bookable(amount):
    return abs(amount) < 2**63


def _prices_fit(kind, asked, tick):
    for name in ("limit", "stop"):
        price = getattr(asked, name)
        is_fit = price > 0 and price % tick == 0 if name in KINDS[kind] else price == 0
        if not is_fit:
            return False
    if kind != "trailing_stop":
        return asked.trail == 0 and asked.trail_fraction == 0
    is_amount = asked.trail > 0 and asked.trail_fraction == 0
    return is_amount or (asked.trail == 0 and 0 < asked.trail_fraction < SCALE)
