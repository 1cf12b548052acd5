"""What one bar of a symbol does at the oracle's exchange: the order of events, and at what price each fill is.

A subclass answers requests and gives `setup`, `terms`, `instruments`, `history`, `fired`, `say`, `end`, `follow_up`.
"""

from __future__ import annotations

from fractions import Fraction

from mqk_core import ports
from tests.differential.exchange_history import SCALE, Filled, Taken, Triggered, down, half_even, up

STOPS = ("stop", "trailing_stop", "stop_limit")
LEVEL_STOPS = ("stop", "trailing_stop")


class BarRules:
    """The rules of `exchange.md`, "One bar of a symbol"."""

    def take_bar(self, row, symbol):
        history, time = self.history, self.history.times[row]
        self.carry_out_waiting(row, time)
        for key in self._keys(row, symbol, is_asleep_too=True):
            if self._day_of(history.standing(key)) < history.days[row]:
                self.fired["day order of an earlier day"] += 1
                self.end(key, "expired", time)
        for key in self._keys(row, symbol, is_asleep_too=True):
            self._take_open(key, row)
        for key in self._keys(row, symbol, is_asleep_too=True):
            if self._ends_at_open(history.standing(key), row):
                self.fired["ends after the open " + history.standing(key).order.time_in_force] += 1
                self.end(key, "expired", time)
        for key in self._keys(row, symbol):
            one = history.standing(key)
            if one.is_protective and one.kind in LEVEL_STOPS:
                self._take_within(key, row)
        for key in self._keys(row, symbol, is_asleep_too=True):
            one = history.standing(key)
            if not (one.is_protective and one.kind in LEVEL_STOPS):
                self._take_within(key, row)
        if history.ends[row]:
            self._take_close(row, symbol, time)

    def _keys(self, row, symbol, is_asleep_too=False):
        """Orders of the symbol in order of submission; each is looked at again when its turn comes."""
        live = [one for one in self.history.live() if one.order.symbol == symbol]
        for one in live:
            now = self.history.standing(one.key)
            if now.is_live and (is_asleep_too or self.history.is_awake(now)):
                yield one.key

    def _is_active(self, one, row):
        return one.is_live and one.first <= row and self.history.is_awake(one)

    def _day_of(self, one):
        """The trading day with which a day order ends; for others, one that never comes."""
        history, symbol = self.history, one.order.symbol
        if one.order.time_in_force != "day":
            return 10**9
        newest = history.newest(symbol, one.settled)
        coming = history.rows_from(symbol, one.settled)
        is_over = newest is None or history.ends[newest] or history.days[newest] != history.days[one.settled - 1]
        if not is_over:
            return history.days[newest]
        return history.days[coming[0]] if coming else 10**9

    # The open ---------------------------------------------------------------------------------------------------

    def _take_open(self, key, row):
        one = self.history.standing(key)
        kind_of_time = one.order.time_in_force
        is_first_of_session = self.history.is_session_first(one.order.symbol, row)
        if one.first > row or kind_of_time == "cls" or (kind_of_time == "opg" and not is_first_of_session):
            return
        if self.history.is_awake(one):
            self._act_at_open(key, row)

    def _ends_at_open(self, one, row):
        force = one.order.time_in_force
        is_auction = force == "opg" and self.history.is_session_first(one.order.symbol, row)
        return one.first <= row and (is_auction or force in ("ioc", "fok"))

    def _act_at_open(self, key, row):
        history = self.history
        one, opened = history.standing(key), history.opens[row]
        if one.kind == "market":
            self._fill_market(one, row)
        elif one.kind in LEVEL_STOPS:
            if one.trigger or one.side * opened >= one.side * self._level(one, row):
                self.fired[f"{one.kind} at the open" if not one.trigger else "remainder of a stop at the open"] += 1
                self._trigger(one, row, "open")
                self.fill(one, row, "open", self._with_gap(one, opened))
        else:
            if one.kind == "stop_limit" and not one.trigger and one.side * opened >= one.side * one.stop:
                self._trigger(one, row, "open")
            if self._is_limit(one.key, row) and one.side * opened < one.side * one.limit:
                self.fired["limit at the open"] += 1
                self.fill(one, row, "open", self._with_gap(one, opened))

    def _is_limit(self, key, row):
        """Whether the order acts as a limit now."""
        one = self.history.standing(key)
        if one.kind != "stop_limit":
            return one.kind == "limit"
        if one.trigger is None:
            return False
        when, phase = one.trigger
        return when < row or (phase == "open" and not self._is_woken_in(one, row))

    def _is_woken_in(self, one, row):
        entry = self.history.entry(one)
        return entry is not None and entry.row == row

    def _fill_market(self, one, row):
        history, entry = self.history, self.history.entry(one)
        if entry is not None and entry.row == row:
            return
        price = self._market_price(one, row, one.side * history.working(one))
        self.fired["market at the open"] += 1
        self.fill(one, row, "open", price)

    def _market_price(self, one, row, quantity):
        history = self.history
        price = history.opens[row]
        if not self.setup.fills.same_bar:  # what is left for an open meets that open
            bar = (history.opens[row], history.highs[row], history.lows[row], history.closes[row])
            price = self.setup.fills.market_price(quantity, *bar)
        return _worse(one.side, price, self._with_gap(one, history.opens[row]))

    def _with_gap(self, one, price):
        if not self.terms.gap_fraction:
            return price
        self.fired["gap"] += 1
        gap = up(Fraction(price * self.terms.gap_fraction, SCALE), 1)
        return max(price + one.side * gap, min(price, self.instruments[one.order.symbol].tick))

    def _worst_so_far(self, one, row, quantity, price):
        """Under stress: the worst of this price and those that it could have had before, all after costs."""
        if not self.terms.is_stress or one.kind != "market":
            return price
        for bar, market in self._earlier_markets(one, row, quantity):
            before = self._after_costs(one, bar, quantity, market)
            worse = _worse(one.side, price, self.history.as_now(one.order.symbol, before, bar, one.side))
            self.fired["stress takes the earlier price"] += worse != price
            price = worse
        return price

    def _earlier_markets(self, one, row, quantity):
        """(bar, market price) wherever a market order could have filled before the bar `row`."""
        history, symbol, force, entry = self.history, one.order.symbol, one.order.time_in_force, self.history.entry(one)
        if self._is_same_bar(one.order) and history.newest(symbol, one.settled) < row:
            newest = history.newest(symbol, one.settled)
            yield newest, history.closes[newest]
        for bar in history.rows_from(symbol, one.settled):
            if bar >= row:
                return
            if force == "cls":
                if history.ends[bar] and (entry is None or entry.row <= bar):
                    yield bar, history.closes[bar]
                continue
            is_possible = force != "opg" or history.is_session_first(symbol, bar)
            if is_possible and (entry is None or entry.row < bar):
                yield bar, self._market_price(one, bar, quantity)

    # Within the bar ---------------------------------------------------------------------------------------------

    def _take_within(self, key, row):
        one = self.history.standing(key)
        if not self._is_active(one, row) or one.order.time_in_force in ("ioc", "fok", "opg", "cls"):
            return
        if one.kind == "stop_limit" and one.trigger is None and self._is_touched(one, row):
            self.fired["stop_limit triggered within"] += 1
            self._trigger(one, row, "within")
            return
        price = self._price_within(one, row)
        if price is None or self._is_target_of_this_bar(one, row):
            return
        if not one.is_protective and one.order.group and self._worst_entry(one, row) != key:
            self.fired["entry gives way to a worse one"] += 1
            return
        self.fired[f"{one.kind} within"] += 1
        if one.kind in LEVEL_STOPS:
            self._trigger(one, row, "within")
        self.fill(one, row, "within", price)

    def _price_within(self, one, row):
        """The price at which the bar would fill the order after its open, or nothing."""
        history = self.history
        if one.kind in LEVEL_STOPS:
            return self._level(one, row) if not one.trigger and self._is_touched(one, row) else None
        if self._is_limit(one.key, row):
            reached = history.lows[row] if one.side > 0 else history.highs[row]
            return one.limit if one.side * reached < one.side * one.limit else None
        return None

    def _is_target_of_this_bar(self, one, row):
        """Whether a limit child may not fill because of what its parent did in this bar."""
        history = self.history
        if not one.order.parent or one.kind in LEVEL_STOPS:
            return False
        phases = [fact.phase for fact in history.fills_in(row) if fact.key == history.parent(one).key]
        if "within" in phases:
            self.fired["no target after an entry within"] += 1
            return True
        if "open" not in phases:
            return False
        is_blocked = any(self._is_stop_touched(each, row) for each in history.siblings(one))
        self.fired["target blocked by its stop in the entry bar"] += is_blocked
        self.fired["target in the entry bar"] += not is_blocked
        return is_blocked

    def _is_stop_touched(self, one, row):
        """Whether a stop has had its turn in this bar: it filled, or the bar touches it."""
        if one.kind not in STOPS:
            return False
        if any(fact.key == one.key for fact in self.history.fills_in(row)):
            return True
        return one.is_live and one.first <= row and self._is_touched(one, row)

    def _level(self, one, row):
        return self.history.trailing_level(one, row) if one.kind == "trailing_stop" else one.stop

    def _is_touched(self, one, row):
        reached = self.history.highs[row] if one.side > 0 else self.history.lows[row]
        return one.side * reached >= one.side * self._level(one, row)

    def _worst_entry(self, one, row):
        """Of the entries of a group that this bar could fill, the one that is worse at its close."""
        found, close = [], self.history.closes[row]
        for each in self.history.live():
            is_mate = each.order.group == one.order.group and each.order.symbol == one.order.symbol
            if is_mate and not each.is_protective and self._is_active(each, row):
                if each.order.time_in_force in ("ioc", "fok", "opg", "cls"):
                    continue
                price = self._price_within(each, row)
                if price is not None:
                    found.append((-each.side * (price - close), each.place, each.key))
        self.fired["two entries of a group in one bar"] += len(found) > 1
        return min(found)[2]

    # The close --------------------------------------------------------------------------------------------------

    def _take_close(self, row, symbol, time):
        history = self.history
        for key in self._keys(row, symbol, is_asleep_too=True):
            one = history.standing(key)
            if one.order.time_in_force == "cls" and one.first <= row:
                close = history.closes[row]
                is_reached = one.kind == "market" or one.side * close < one.side * one.limit
                if is_reached and history.is_awake(one) and not self._is_kept_from_close(one, row):
                    self.fired[f"{one.kind} at the close"] += 1
                    self.fill(one, row, "close", close)
        for key in self._keys(row, symbol, is_asleep_too=True):
            one = history.standing(key)
            if one.order.time_in_force == "cls" and one.first <= row:
                self.fired["ends after the close"] += 1
                self.end(key, "expired", time)
        for key in self._keys(row, symbol, is_asleep_too=True):
            if self._day_of(history.standing(key)) == history.days[row]:
                self.fired["day order ends"] += 1
                self.end(key, "expired", time)

    def _is_kept_from_close(self, one, row):
        """An entry at this close wakes its children for the next bar; a target may be kept out of its entry's bar."""
        if not one.order.parent:
            return False
        parent = self.history.parent(one).key
        is_entered_here = any(fact.key == parent and fact.phase == "close" for fact in self.history.fills_in(row))
        return is_entered_here or self._is_target_of_this_bar(one, row)

    # A fill -----------------------------------------------------------------------------------------------------

    def _trigger(self, one, row, phase):
        if one.trigger is None:
            self.history.add(Triggered(one.key, row, phase))

    def _volume_left(self, row, lot):
        if self.terms.volume_cap is None:
            return 10**30
        most = down(down(Fraction(self.history.volumes[row] * self.terms.volume_cap, SCALE), 1), lot)
        return max(most - sum(abs(fact.quantity) for fact in self.history.fills_in(row)), 0)

    def fill(self, one, row, phase, market, settled=None):
        """Fill as much as may be at a price of the market, moved by costs; then whatever follows from it.

        `settled`: the time at which it happens, if that is not the bar's.
        """
        history, symbol = self.history, one.order.symbol
        time = history.times[row] if settled is None else settled
        wanted = history.working(one)
        left = self._volume_left(row, self.instruments[symbol].lot)
        quantity = min(wanted, left)
        if one.is_protective:
            cover = max(-one.side * history.cover(one.order.book, symbol), 0)
            self.fired["cut to what is held"] += cover < quantity
            quantity = min(quantity, cover)
        self.fired["cut by the volume cap"] += left < wanted
        is_all_needed = one.order.time_in_force == "fok"
        if quantity <= 0 or (is_all_needed and quantity < wanted):
            self.fired["fok not filled"] += is_all_needed
            return
        self.fired["fok filled"] += is_all_needed
        fact = self._priced(one, row, phase, one.side * quantity, market)
        history.add(fact)
        number = history.count(Filled)
        self.say(ports.BrokerFill(one.name, f"sim-x{number}", fact.quantity, fact.price, fact.fee, time, symbol))
        self._fill_group(one, quantity, time)
        if history.standing(one.key).is_live and history.has_nothing_left(history.standing(one.key)):
            self.fired["can fill no more"] += 1
            self.end(one.key, "cancelled", time, is_followed=False)
        self.follow_up(time)
        self._wake_children(one, row, phase, market)

    def _priced(self, one, row, phase, quantity, market):
        costs, instrument = self.setup.costs, self.instruments[one.order.symbol]
        market = self._clamped(one, market)
        price = self._after_costs(one, row, quantity, market)
        self.fired["moved by costs"] += price != market
        self.fired["costs stop at the limit"] += price != self._clamped(one, price)
        price = self._worst_so_far(one, row, quantity, self._clamped(one, price))
        shares = half_even(Fraction(abs(quantity) * instrument.multiplier, SCALE))
        value = half_even(Fraction(price * shares, SCALE))
        return Filled(one.key, row, phase, quantity, price, value, costs.commission(quantity, value))

    def _after_costs(self, one, row, quantity, market):
        tick = self.instruments[one.order.symbol].tick
        return self.setup.costs.price(quantity, market, tick, self.history.highs[row], self.history.lows[row])

    def _clamped(self, one, price):
        if one.kind not in ("limit", "stop_limit"):
            return price
        return min(price, one.limit) if one.side > 0 else max(price, one.limit)

    def _fill_group(self, one, quantity, time):
        """A fill of an exit takes as much from its group; that of an entry ends the others."""
        if not one.order.group:
            return
        for rested in self.history.live_as_accepted():
            mate = self.history.standing(rested.key)
            if mate.order.group != one.order.group or mate.key == one.key or not mate.is_live:
                continue
            if one.is_protective:
                self.fired["group takes"] += 1
                self.history.add(Taken(mate.key, quantity))
            if not one.is_protective or self.history.has_nothing_left(self.history.standing(mate.key)):
                self.fired["group ends a member"] += 1
                self.end(mate.key, "cancelled", time, is_followed=False)

    def _wake_children(self, parent, row, phase, market):
        """Let children act on what their parent just filled: stops first."""
        history = self.history
        children = [one for one in history.live() if one.order.parent and history.parent(one).key == parent.key]
        if phase == "close" or not children:
            return
        parts = [fact for fact in history.facts if isinstance(fact, Filled) and fact.key == parent.key]
        self.fired["entry with children fills again"] += len(parts) > 1
        for child in sorted(children, key=lambda one: (one.kind not in STOPS, one.place)):
            now = history.standing(child.key)
            if not self._is_active(now, row):
                continue
            self.fired["child acts in the bar of its entry"] += 1
            force = now.order.time_in_force
            is_auction = force == "opg" and not history.is_session_first(now.order.symbol, row)
            if phase == "open" and force != "cls" and not is_auction:
                self._act_at_open(child.key, row)
            elif phase == "within" and now.kind in STOPS:
                self._act_after_entry(now, row, market)

    def _act_after_entry(self, one, row, entered):
        """A stop whose entry filled within the bar: at the entry's price if beyond it, else where it is touched."""
        is_triggered_before = one.trigger is not None and one.trigger[0] < row
        if one.order.time_in_force in ("ioc", "fok", "opg", "cls") or is_triggered_before:
            return
        level = self._level(one, row)
        is_beyond = one.side * entered >= one.side * level
        if not is_beyond and not self._is_touched(one, row):
            return
        self.fired[f"{one.kind} after an entry within"] += 1
        self._trigger(one, row, "within")
        if one.kind in LEVEL_STOPS:
            self.fill(one, row, "within", entered if is_beyond else level)


def _worse(side, a, b):
    return max(a, b) if side > 0 else min(a, b)
