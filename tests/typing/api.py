"""What an author of a plugin writes, checked by mypy --strict: it must type without a cast or an ignore.

Nothing here runs; a change of `mqk_core.api` that breaks these lines breaks plugins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import assert_type

import attrs

from mqk_core.api import (
    GTC,
    LIMIT,
    MARKET,
    PASS,
    SCALE,
    SPLIT,
    Ask,
    Bar,
    BarsConfig,
    BarSeries,
    Broker,
    BrokerAbsent,
    BrokerAck,
    BrokerCancelPending,
    BrokerCharge,
    BrokerEvent,
    BrokerOrder,
    BrokerReject,
    BrokerReplace,
    BrokerReplaced,
    BrokerReport,
    Component,
    Context,
    CorporateAction,
    CostModel,
    DataProvider,
    FillModel,
    Ground,
    Instrument,
    Intent,
    Reconciler,
    RiskMonitor,
    RiskRule,
    RiskView,
    Scene,
    Story,
    Strategy,
    VenueSetup,
    VenueTerms,
    Verdict,
    disable,
    halt,
    hookimpl,
    refuse,
)


@attrs.frozen
class TrendConfig:
    """Settings of a strategy."""

    length: int = 20
    quantity: Decimal = Decimal(100)


@attrs.define
class TrendState:
    """State of a strategy."""

    bars: int = 0
    last: dict[str, float] = attrs.Factory(dict)


class Trend:
    """A strategy with indicators of each kind, and state."""

    def __init__(self, config: TrendConfig) -> None:
        self.config = config

    def on_start(self, context: Context) -> None:
        """Ask for indicators."""
        self.fast = context.indicators.sma("close", 5)
        self.slow = context.indicators.sma("close", self.config.length)
        self.smooth = context.indicators.ema("close", 9)
        self.top = context.indicators.highest("high", 9)

    def on_bar(self, bar: Bar, context: Context) -> None:
        """Say what to hold."""
        assert_type(bar.close, float)
        assert_type(bar.close_units, int)
        assert_type(bar.symbol, str)
        assert_type(self.smooth.value, float)
        assert_type(self.top.ready, bool)
        above = self.fast.is_above(self.slow)
        assert_type(above, bool)
        context.target(bar.symbol, self.config.quantity if above else 0)
        context.target(bar.symbol, 1.5)


class Cap(RiskRule):
    """A rule."""

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        """Judge by the book after the order."""
        if view.position_after > 100 and not view.reducing:
            return refuse(self.name, "CAP", 100, view.position_after)
        return PASS


class Throttle(RiskRule):
    """A rule that ends a strategy."""

    def check(self, intent: Intent, view: RiskView) -> Verdict:
        """Judge by who asks."""
        return disable(self.name, "THROTTLE", 1, 2) if intent.strategy == "main" else PASS


class Floor(RiskMonitor):
    """A monitor."""

    def monitor(self, view: RiskView) -> Verdict:
        """Judge by the marks."""
        return halt(self.name, "FLOOR", 0, view.equity) if view.equity < view.peak // 2 else PASS


class Mid:
    """A fill model."""

    same_bar = False

    def market_price(self, quantity: int, open: int, high: int, low: int, close: int) -> int:
        """Return the middle of the bar."""
        return (high + low) // 2


class Free:
    """A cost model."""

    def price(self, quantity: int, price: int, tick: int, high: int, low: int) -> int:
        """Return the price."""
        return price

    def commission(self, quantity: int, value: int) -> int:
        """Return no fee."""
        return 0

    def borrow(self, value: int, days: int) -> int:
        """Return no fee."""
        return 0

    def financing(self, debt: int, days: int) -> int:
        """Return no interest."""
        return 0


class Empty:
    """A provider without bars."""

    def read(self) -> Sequence[BarSeries]:
        """Return nothing."""
        return ()


class Silent:
    """A broker that takes every order and every change, and never fills one."""

    def __init__(self) -> None:
        self.events: list[BrokerEvent] = []

    def submit(self, order: BrokerOrder) -> None:
        """Acknowledge."""
        if order.kind not in (MARKET, LIMIT) or order.time_in_force != GTC:
            self.events.append(BrokerReject(order.client_order_id, "only so much", 0))
        assert_type(order.limit, int)
        assert_type(order.reduce_only, bool)
        self.events.append(BrokerAck(order.client_order_id, "silent", 0))

    def replace(self, change: BrokerReplace) -> None:
        """Work the change."""
        self.events.append(BrokerReplaced(change.client_order_id, "silent", 0))

    def cancel(self, client_order_id: str) -> None:
        """Say that it is on its way, and that the account pays for waiting."""
        self.events.append(BrokerCancelPending(client_order_id, 0))
        self.events.append(BrokerCharge("c1", "", "financing", 1, 0))

    def query(self, client_order_id: str) -> None:
        """Answer with what is known, or that nothing is."""
        self.events.append(BrokerReport(client_order_id, "working", 0, 0, 0))
        self.events.append(BrokerAbsent(client_order_id, 0))

    def poll(self) -> Sequence[BrokerEvent]:
        """Return what was said."""
        return self.events


class Exact:
    """A reconciler."""

    def differences(self, ours: Mapping[str, int], theirs: Mapping[str, int]) -> Sequence[str]:
        """Return what differs."""
        return sorted(symbol for symbol in {*ours, *theirs} if ours.get(symbol) != theirs.get(symbol))


strategy: Strategy = Trend(TrendConfig())
rules: list[RiskRule] = [Cap(), Throttle(), Floor()]
fill_model: FillModel = Mid()
cost_model: CostModel = Free()
provider: DataProvider = Empty()
broker: Broker = Silent()
reconciler: Reconciler = Exact()


@attrs.frozen(kw_only=True)
class EmptyConfig(BarsConfig):
    """Settings of a provider."""

    path: str = "."


def build_silent(config: TrendConfig, venue: VenueSetup) -> Silent:
    """Return the broker."""
    assert_type(venue.tape.symbols, tuple[str, ...])
    assert_type(venue.instruments, tuple[Instrument, ...])
    assert_type(venue.terms, VenueTerms)
    assert_type(venue.actions, tuple[CorporateAction, ...])
    splits = [action.row for action in venue.actions if action.kind == SPLIT]
    assert_type(splits, list[int])
    return Silent()


@hookimpl
def mqk_strategies() -> list[Component]:
    """Bring the strategy."""
    return [Component("trend", TrendConfig, Trend, state=TrendState)]


@hookimpl
def mqk_brokers() -> list[Component]:
    """Bring the broker."""
    return [Component("silent", TrendConfig, build_silent, frozenset({"paper"}))]


def tell(config: TrendConfig, ground: Ground) -> tuple[Story, ...]:
    """Return the story that shows the rule to fire."""
    assert_type(ground.price, int)
    closes, ask = ground.flat(1), Ask(step=0, quantity=ground.lot)
    inside, outside = (Scene(closes=closes, asks=(ask,), cash=cash) for cash in (SCALE, 2 * SCALE))
    return (Story(reason="CAP", inside=inside, outside=outside),)


@hookimpl
def mqk_risk_rules() -> list[Component]:
    """Bring the rule, with its story."""
    return [Component("cap", TrendConfig, lambda config: Cap(), prove=tell)]
