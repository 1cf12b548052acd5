"""Stories of the limits that a course of days leads to: losses, missing stops, rules by date, newcomers."""

from __future__ import annotations

import attrs

from mqk_core.domain import reasons
from mqk_core.domain.calendar import DAY_NS, day_of
from mqk_core.domain.money import SCALE, from_decimal
from mqk_core.domain.settings import AccountKind
from mqk_core.risk import account_settings, settings
from mqk_core.risk.entry_stories import multiple
from mqk_core.risk.stories import DAY, EVENTS_MAX, MINUTE_NS, Ask, Ground, Scene, Story, Untold

_SIZES = 1_000
_DAYS_OF_FALL = 10


def daily_loss(config: settings.FractionLimitConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of a day that ends at the loss it may bring, after a day of half of it, and of one unit more."""
    fraction = from_decimal(config.fraction_max)
    cash, held = _stake(fraction, ground)
    first = _fall(cash, fraction // 2, held, ground)
    second = _fall(cash - first * held * ground.multiplier // SCALE**2, fraction, held, ground)

    def fallen(more: int) -> Scene:
        low = ground.price - first
        prices = (ground.price, ground.price, low, low - second - more)
        return _held(ground, prices, (0, MINUTE_NS, 2 * MINUTE_NS, DAY_NS), cash, held)

    return (Story(reason=reasons.DAILY_LOSS, inside=fallen(0), outside=fallen(1), is_watched=True),)


def drawdown(config: settings.FractionLimitConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of a rise and of a fall over ten days to the bound below the peak, and of one unit more."""
    fraction = from_decimal(config.fraction_max)
    cash, held = _stake(fraction, ground)
    top = ground.price + ground.price // 10
    whole = _fall(cash + (top - ground.price) * held * ground.multiplier // SCALE**2, fraction, held, ground)

    def fallen(more: int) -> Scene:
        falls = [whole * k // _DAYS_OF_FALL for k in range(1, _DAYS_OF_FALL)]
        prices = (ground.price, ground.price, top, *(top - fall for fall in falls), top - whole - more)
        times = (0, MINUTE_NS, 2 * MINUTE_NS, *(day * DAY_NS for day in range(1, _DAYS_OF_FALL + 1)))
        return _held(ground, prices, times, cash, held)

    return (Story(reason=reasons.DRAWDOWN, inside=fallen(0), outside=fallen(1), is_watched=True),)


def _stake(fraction: int, ground: Ground) -> tuple[int, int]:
    """Return cash, and a quantity worth all of it; twice of it where only that can lose as much."""
    held = _SIZES * ground.size
    worth = ground.worth(held)
    return (worth if fraction <= SCALE * 8 // 10 else worth // 2), held


def _fall(equity: int, fraction: int, held: int, ground: Ground) -> int:
    """Return the largest fall of the price that costs no more than a fraction of the equity."""
    return (equity * fraction // SCALE) * SCALE**2 // (held * ground.multiplier)


def _held(ground: Ground, prices: tuple[int, ...], times: tuple[int, ...], cash: int, held: int) -> Scene:
    if min(prices) <= 0:
        raise Untold("the price would have to fall below zero")
    return Scene(closes=tuple((p,) for p in prices), asks=(Ask(step=0, quantity=held),), cash=cash, times=times)


def protective_stop(config: settings.ProtectiveStopConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of an entry without its stop, and of a stop that is taken back."""
    if not config.required:
        return ()
    if config.bars >= EVENTS_MAX:
        raise Untold(f"{config.bars} bars would have to pass; a story has at most {EVENTS_MAX}")
    stop, cash = ground.price - 10 * ground.tick, ground.wealth(ground.lot_value)
    inside, outside = (
        Scene(closes=ground.flat(1), asks=(Ask(step=0, quantity=ground.lot, stop_loss=stop),), cash=cash)
        for stop in (stop, 0)
    )

    def bare(steps: int) -> Scene:
        asks = (Ask(step=0, quantity=ground.lot, stop_loss=stop), Ask(step=1, cancels=2))
        return Scene(closes=ground.flat(2 + steps), asks=asks, cash=cash)

    return (
        Story(title="entry", reason=reasons.NO_PROTECTIVE_STOP, inside=inside, outside=outside),
        Story(
            title="position", reason=reasons.UNPROTECTED, inside=bare(config.bars), outside=bare(config.bars + 1),
            is_watched=True,
        ),  # fmt: skip
    )


def margin(config: account_settings.MarginConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of each row of the account's kind, on its last day: as much as it lets the account carry, and a lot more."""
    told = []
    rows = {name: row for name, row in config.rows.items() if row.account is config.account}
    for name, row in rows.items() if config.account is not None else ():
        day = DAY if row.date_last is None else day_of(row.date_last)
        day = max(day, day_of(row.date_first))
        held = [
            each
            for each in rows.values()
            if day_of(each.date_first) <= day and (each.date_last is None or day <= day_of(each.date_last))
        ]
        bound = min(from_decimal(each.ratio_max) for each in held)
        told += [_on(story, day, name) for story in multiple(reasons.MARGIN, bound, ground, 2)]
    return tuple(told)


def _on(story: Story, day: int, title: str) -> Story:
    inside = None if story.inside is None else attrs.evolve(story.inside, day=day)
    return attrs.evolve(story, inside=inside, outside=attrs.evolve(story.outside, day=day), title=title)


def day_trades(config: account_settings.DayTradesConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of each row, on its last day: as many round trips as it lets a small account make, and the next entry."""
    if config.account is not AccountKind.MARGIN:
        return ()
    return tuple(_round_trips(name, row, ground) for name, row in config.rows.items())


def _round_trips(name: str, row: account_settings.DayTradeRowConfig, ground: Ground) -> Story:
    day = DAY if row.date_last is None else day_of(row.date_last)
    day = max(day, day_of(row.date_first))
    enough = from_decimal(row.equity_min)

    def traded(count: int, cash: int) -> Scene:
        asks = [
            Ask(step=2 * k + is_exit, quantity=(-1 if is_exit else 1) * (k + 1) * ground.lot)
            for k in range(count)
            for is_exit in (0, 1)
        ]
        last = Ask(step=2 * count, quantity=(count + 1) * ground.lot)
        return Scene(closes=ground.flat(2 * count + 1), asks=(*asks, last), cash=cash, day=day)

    inside = traded(row.count_max - 1, enough - 1) if row.count_max else traded(0, enough)
    return Story(title=name, reason=reasons.DAY_TRADES, inside=inside, outside=traded(row.count_max, enough - 1))


def canary(config: account_settings.CanaryConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of a newcomer's largest order, largest position and last order of a day; and of its last day as one."""
    if not config.days:
        return ()
    value, position = from_decimal(config.order_value_max), from_decimal(config.position_value_max)
    cash = ground.wealth(max(value, position))

    def bought(*quantities: int, seen: int = 0, days: int = 0) -> Scene:
        asks = tuple(Ask(step=k, quantity=quantity) for k, quantity in enumerate(quantities, days) if quantity)
        times = tuple(k * DAY_NS if days else k * MINUTE_NS for k in range(days + len(quantities)))
        return Scene(closes=ground.flat(len(times)), asks=asks, cash=cash, times=times, days_seen=seen)

    most, lot = ground.lots_within(value), ground.lot
    inside = bought(most) if most else None
    told = [Story(title="order", reason=reasons.CANARY_VALUE, inside=inside, outside=bought(most + lot))]
    known, new = (bought(most + lot, seen=config.days - 1, days=days) for days in (1, 0))
    told.append(Story(title="days", reason=reasons.CANARY_VALUE, inside=known, outside=new))
    told += _positions(ground.lots_within(position), most, ground, cash)
    return (*told, *_orders_a_day(config.orders_max, ground))


def _positions(most: int, at_once: int, ground: Ground, cash: int) -> list[Story]:
    """Tell of a newcomer's position, built in as few orders as may be."""

    def built(quantity: int) -> Scene | None:
        parts = [at_once] * (quantity // at_once) if at_once else []
        parts += [quantity - sum(parts)] if quantity > sum(parts) else []
        asks = tuple(Ask(step=k, quantity=part) for k, part in enumerate(parts))
        return Scene(closes=ground.flat(len(parts)), asks=asks, cash=cash, days_seen=0) if parts else None

    if not at_once or most // at_once > 1_000:
        return []
    outside = built(most + ground.lot)
    assert outside is not None
    return [Story(title="position", reason=reasons.CANARY_POSITION, inside=built(most), outside=outside)]


def _orders_a_day(most: int, ground: Ground) -> list[Story]:
    def sent(count: int, gap: int) -> Scene:
        before = ground.entries(count, 0, _symbols(most))
        last = ground.entries(1, 1, _symbols(most), count)
        cash = ground.wealth((most + 1) * ground.lot_value)
        return Scene(
            closes=ground.flat(2, _symbols(most)), asks=(*before, *last), cash=cash, times=(0, gap), days_seen=0
        )

    inside = sent(most - 1, 1) if most else None
    symbols = ("",) * _symbols(most)
    return [
        Story(title="orders", reason=reasons.CANARY_ORDERS, inside=inside, outside=sent(most, 1), symbols=symbols)
    ]


def _symbols(count: int) -> int:
    return count // 20 + 1
