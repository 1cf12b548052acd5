"""How a limit is shown to fire: for each limit of core, an order just inside its bound and one just outside.

Only descriptions; whoever proves the limits brings them about. A case is what the rule's view shows beyond an ordinary
entry, and what the gate is told before. A limit that its settings leave open has no probe.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs

from mqk_core.domain import reasons
from mqk_core.domain.calendar import day_of
from mqk_core.domain.money import SCALE, from_decimal

#: Equity and price of an ordinary entry, in units of 1e-8: large enough that fractions of them are exact.
EQUITY: Final = 10**6 * SCALE
PRICE: Final = 100 * SCALE
DAY_NS: Final = 86_400 * 10**9

Shown = Mapping[str, int | bool | str]


@attrs.frozen
class Told:
    """What the gate is told before the order, in this order.

    Attributes
    ----------
    closes : of the symbol. `orders`: entries like the probe's, at the same time. `rejects`: of orders, at that time.
    round_trips : of the symbol on the probe's day. `steps`: how often the monitors look before the one that counts.
    """

    closes: tuple[int, ...] = ()
    orders: int = 0
    rejects: int = 0
    round_trips: int = 0
    steps: int = 0


@attrs.frozen
class Case:
    """One side of a bound: what the view shows, and what was told before."""

    shown: Shown = attrs.field(factory=dict)
    told: Told = attrs.field(factory=Told)


@attrs.frozen
class Probe:
    """Both sides of a bound. `is_watched`: the limit speaks at the marks, without an order."""

    reason: str
    inside: Case
    outside: Case
    is_watched: bool = False


def ordinary() -> dict[str, int | bool | str]:
    """Return what the view shows of an entry that no limit minds."""
    usual: dict[str, int | bool | str] = {"strategy": "probe", "symbol": "PROBE", "is_buy": True, "is_protected": True}
    return usual | {"price": PRICE, "order_price": PRICE, "previous_price": PRICE, "equity": EQUITY, "peak": EQUITY} | {
        "day_start_equity": EQUITY, "quantity": SCALE, "value": PRICE, "time": DAY_NS, "day": 1,
    }  # fmt: skip


def probe(name: str, config: Any) -> Probe | None:
    """Return the probe of a limit of core by its settings; None when they leave it open.

    Raises
    ------
    KeyError : core brings no limit of that name.
    """
    return PROBES[name](config)


def _field(reason: str, field: str, key: str, unit: int = SCALE) -> Callable[[Any], Probe]:
    """Return a probe that moves one amount of the view; `unit` is what one of the bound's key is worth there."""

    def made(config: Any) -> Probe:
        bound = from_decimal(getattr(config, key)) * unit // SCALE
        return Probe(reason, Case({field: bound}), Case({field: bound + 1}))

    return made


def _count(reason: str, field: str, key: str, offset: int = 0) -> Callable[[Any], Probe]:
    def made(config: Any) -> Probe:
        bound = getattr(config, key) + offset
        return Probe(reason, Case({field: bound}), Case({field: bound + 1}))

    return made


def _flag(reason: str, field: str, value: bool | int, is_set: Callable[[Any], bool]) -> Callable[[Any], Probe | None]:
    def made(config: Any) -> Probe | None:
        return Probe(reason, Case(), Case({field: value})) if is_set(config) else None

    return made


def _price_collar(config: Any) -> Probe:
    bound = PRICE + PRICE * from_decimal(config.fraction_max) // SCALE
    return Probe(reasons.PRICE_COLLAR, Case({"price": bound}), Case({"price": bound + 1}))


def _rolling_collar(config: Any) -> Probe:
    bound = PRICE + PRICE * from_decimal(config.fraction_max) // SCALE
    told = Told(closes=(PRICE,))
    return Probe(reasons.ROLLING_COLLAR, Case({"price": bound}, told), Case({"price": bound + 1}, told))


def _symbols(reason: str, *, is_forbidden: bool) -> Callable[[Any], Probe | None]:
    def made(config: Any) -> Probe | None:
        if not config.symbols:
            return None
        listed, other = Case({"symbol": min(config.symbols)}), Case({"symbol": ""})
        return Probe(reason, other, listed) if is_forbidden else Probe(reason, listed, other)

    return made


def _orders(reason: str, key: str) -> Callable[[Any], Probe]:
    def made(config: Any) -> Probe:
        most = getattr(config, key)
        return Probe(reason, Case(told=Told(orders=most - 1)), Case(told=Told(orders=most)))

    return made


def _loss(reason: str) -> Callable[[Any], Probe]:
    def made(config: Any) -> Probe:
        left = EQUITY - EQUITY * from_decimal(config.fraction_max) // SCALE
        return Probe(reason, Case({"equity": left}), Case({"equity": left - 1}), is_watched=True)

    return made


def _reject_storm(config: Any) -> Probe:
    inside, outside = (Case(told=Told(rejects=config.count_max + more)) for more in (0, 1))
    return Probe(reasons.REJECT_STORM, inside, outside, is_watched=True)


def _unprotected(config: Any) -> Probe | None:
    if not config.required:
        return None
    shown = {"unprotected": SCALE}
    inside, outside = (Case(shown, Told(steps=steps)) for steps in (config.bars - 1, config.bars))
    return Probe(reasons.UNPROTECTED, inside if config.bars else Case(), outside, is_watched=True)


def _margin(config: Any) -> Probe | None:
    rows = [row for row in config.rows.values() if row.account is config.account]
    if config.account is None or not rows:
        return None
    day = day_of(max(row.date_first for row in rows))
    held = [row for row in rows if row.date_last is None or day_of(row.date_last) >= day]
    bound = EQUITY * min(from_decimal(row.ratio_max) for row in held) // SCALE
    inside, outside = (Case({"day": day, "gross_after": bound + more}) for more in (0, 1))
    return Probe(reasons.MARGIN, inside, outside)


def _day_trades(config: Any) -> Probe | None:
    if config.account is None or config.account.value != "margin" or not config.rows:
        return None
    row = min(config.rows.values(), key=lambda row: (row.count_max, row.date_first))
    shown = {"day": day_of(row.date_first), "equity": from_decimal(row.equity_min) - 1}
    outside = Case(shown, Told(round_trips=row.count_max))
    inside = Case(shown, Told(round_trips=row.count_max - 1)) if row.count_max else Case({**shown, "equity": EQUITY})
    return Probe(reasons.DAY_TRADES, inside, outside)


def _canary(config: Any) -> Probe | None:
    if not config.days:
        return None
    bound = from_decimal(config.order_value_max)
    inside, outside = (Case({"days_seen": 0, "value": bound + more}) for more in (0, 1))
    return Probe(reasons.CANARY_VALUE, inside, outside)


#: By the name of the limit.
PROBES: Final[Mapping[str, Callable[[Any], Probe | None]]] = {
    "order_quantity": _field(reasons.ORDER_QUANTITY, "quantity", "quantity_max"),
    "order_value": _field(reasons.ORDER_VALUE, "value", "value_max"),
    "price_collar": _price_collar,
    "rolling_collar": _rolling_collar,
    "stale_reference": _count(reasons.STALE_REFERENCE, "price_age", "bars_max"),
    "self_match": _flag(reasons.SELF_MATCH, "is_opposed", True, lambda config: True),
    "restricted": _symbols(reasons.RESTRICTED, is_forbidden=True),
    "allowed": _symbols(reasons.NOT_ALLOWED, is_forbidden=False),
    "position": _field(reasons.POSITION, "position_after", "quantity_max"),
    "short": _flag(reasons.SHORT, "short_after", 1, lambda config: not config.allowed),
    "gross": _field(reasons.GROSS, "gross_after", "value_max"),
    "net": _field(reasons.NET, "net_after", "value_max"),
    "leverage": _field(reasons.LEVERAGE, "gross_after", "ratio_max", EQUITY),
    "concentration": _field(reasons.CONCENTRATION, "symbol_after", "ratio_max", EQUITY),
    "open_orders": _count(reasons.OPEN_ORDERS, "open_orders", "count_max", -1),
    "orders_per_minute": _orders(reasons.ORDERS_PER_MINUTE, "count_max"),
    "look_alike": lambda config: Probe(reasons.LOOK_ALIKE, Case(), Case(told=Told(orders=1))),
    "entry_throttle": _orders(reasons.ENTRY_THROTTLE, "entries_max"),
    "reject_storm": _reject_storm,
    "daily_loss": _loss(reasons.DAILY_LOSS),
    "drawdown": _loss(reasons.DRAWDOWN),
    "protective_stop": _unprotected,
    "margin": _margin,
    "day_trades": _day_trades,
    "canary": _canary,
}
