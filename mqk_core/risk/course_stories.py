"""Stories of the limits that a course of days leads to: losses, missing stops, rules by date, newcomers."""

from __future__ import annotations

import attrs

from mqk_core.domain import reasons
from mqk_core.domain.calendar import DAY_NS, day_of
from mqk_core.domain.money import SCALE, from_decimal
from mqk_core.domain.settings import AccountKind
from mqk_core.risk import account_settings, settings
from mqk_core.risk.entry_stories import multiple
from mqk_core.risk.stories import CASH_MAX, DAY, EVENTS_MAX, MINUTE_NS, Ask, Ground, Scene, Story, Untold

_SIZES = 1_000
_DAYS_OF_FALL = 10
#: The last whole day that times of 64 bits hold, less one.
_LAST_DAY = (2**63 - 1) // DAY_NS - 2

_Row = account_settings.MarginRowConfig | account_settings.DayTradeRowConfig


def daily_loss(config: settings.FractionLimitConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of a day that ends at the loss it may bring, after a day of half of it, and of one unit more."""
    fraction = from_decimal(config.fraction_max)
    cash, held = _stake(fraction, ground)
    first, _ = _falls(cash, fraction // 2, held, ground)
    second = _falls(cash - first * held * ground.multiplier // SCALE**2, fraction, held, ground)

    def fallen(more: int) -> Scene:
        low = ground.price - first
        prices = (ground.price, ground.price, low, low - second[more])
        return _held(ground, prices, (0, MINUTE_NS, 2 * MINUTE_NS, DAY_NS), cash, held)

    return (Story(reason=reasons.DAILY_LOSS, inside=fallen(0), outside=fallen(1), is_watched=True),)


def drawdown(config: settings.FractionLimitConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of a rise and of a fall over ten days to the bound below the peak, and of one unit more."""
    fraction = from_decimal(config.fraction_max)
    cash, held = _stake(fraction, ground)
    top = ground.price + ground.price // 10
    whole = _falls(cash + (top - ground.price) * held * ground.multiplier // SCALE**2, fraction, held, ground)

    def fallen(more: int) -> Scene:
        falls = [whole[0] * k // _DAYS_OF_FALL for k in range(1, _DAYS_OF_FALL)]
        prices = (ground.price, ground.price, top, *(top - fall for fall in falls), top - whole[more])
        times = (0, MINUTE_NS, 2 * MINUTE_NS, *(day * DAY_NS for day in range(1, _DAYS_OF_FALL + 1)))
        return _held(ground, prices, times, cash, held)

    return (Story(reason=reasons.DRAWDOWN, inside=fallen(0), outside=fallen(1), is_watched=True),)


def _stake(fraction: int, ground: Ground) -> tuple[int, int]:
    """Return cash, and a quantity worth all of it; twice of it where only that can lose as much."""
    held = _SIZES * ground.size
    worth = ground.worth(held)
    return (worth if fraction <= SCALE * 8 // 10 else worth // 2), held


def _falls(equity: int, fraction: int, held: int, ground: Ground) -> tuple[int, int]:
    """Return the largest fall of the price that costs no more than a fraction of the equity, and the next one.

    The fraction is rounded to a unit, down for the one and up for the other.
    """
    within, beyond = equity * fraction // SCALE, -(-equity * fraction // SCALE)
    inside, outside = (bound * SCALE**2 // (held * ground.multiplier) for bound in (within, beyond))
    return inside, outside + 1


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
            title="position",
            reason=reasons.UNPROTECTED,
            inside=bare(config.bars),
            outside=bare(config.bars + 1),
            is_watched=True,
        ),
    )


def margin(config: account_settings.MarginConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of each row of the account's kind, on its last day: as much as it lets the account carry, and a lot more."""
    told = []
    rows = {name: row for name, row in config.rows.items() if row.account is config.account}
    for name, row in rows.items() if config.account is not None else ():
        day = _day_of(row)
        if day is not None:
            bound = min(from_decimal(each.ratio_max) for each in rows.values() if _holds_on(each, day))
            told += [_on(story, day, name) for story in multiple(reasons.MARGIN, bound, ground, 2)]
    return tuple(told)


def _day_of(row: _Row) -> int | None:
    """Return a day on which a row holds: its last, or one of our days; None when no bar can have such a date."""
    day = max(DAY if row.date_last is None else day_of(row.date_last), day_of(row.date_first))
    return day if 0 < day <= _LAST_DAY and _holds_on(row, day) else None


def _holds_on(row: _Row, day: int) -> bool:
    return day_of(row.date_first) <= day and (row.date_last is None or day <= day_of(row.date_last))


def _on(story: Story, day: int, title: str) -> Story:
    inside = None if story.inside is None else attrs.evolve(story.inside, day=day)
    return attrs.evolve(story, inside=inside, outside=attrs.evolve(story.outside, day=day), title=title)


def day_trades(config: account_settings.DayTradesConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of each row, on its last day: as many round trips as it lets a small account make, and the next entry."""
    if config.account is not AccountKind.MARGIN:
        return ()
    told = []
    for name, row in config.rows.items():
        day = _day_of(row)
        if day is not None:
            held = [each for each in config.rows.values() if _holds_on(each, day)]
            told.append(_round_trips(name, row, held, day, ground))
    return tuple(told)


def _round_trips(
    name: str,
    row: account_settings.DayTradeRowConfig,
    held: list[account_settings.DayTradeRowConfig],
    day: int,
    ground: Ground,
) -> Story:
    small = from_decimal(row.equity_min) - 1
    count = min(each.count_max for each in held if small < from_decimal(each.equity_min))

    def traded(trips: int, cash: int) -> Scene:
        asks = [
            Ask(step=2 * k + is_exit, quantity=(-1 if is_exit else 1) * (k + 1) * ground.lot)
            for k in range(trips)
            for is_exit in (0, 1)
        ]
        last = Ask(step=2 * trips, quantity=(trips + 1) * ground.lot)
        return Scene(closes=ground.flat(2 * trips + 1), asks=(*asks, last), cash=cash, day=day)

    enough = max(from_decimal(each.equity_min) for each in held)
    inside = traded(count - 1, small) if count else traded(0, enough)
    return Story(title=name, reason=reasons.DAY_TRADES, inside=inside, outside=traded(count, small))


def canary(config: account_settings.CanaryConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of a newcomer's largest order, largest position and last order of a day; and of its last day as one."""
    if not config.days:
        return ()
    value, position = from_decimal(config.order_value_max), from_decimal(config.position_value_max)
    cash = ground.wealth(max(value, position))

    def bought(quantity: int, seen: int = 0, days: int = 0) -> Scene:
        ask = Ask(step=days, quantity=quantity)
        times = tuple(k * DAY_NS for k in range(days + 1))
        return Scene(closes=ground.flat(days + 1), asks=(ask,), cash=cash, times=times, days_seen=seen)

    if ground.worth(ground.lots_within(max(value, position)) + ground.lot) > CASH_MAX:
        raise Untold("what is just outside the bound is worth more than 64 bits hold")
    at_once, most, lot = ground.lots_within(value), ground.lots_within(position), ground.lot
    inside = bought(min(at_once, most)) if min(at_once, most) else None
    known, new = (bought(at_once + lot, config.days - 1, days) for days in (1, 0))
    return (
        Story(title="order", reason=reasons.CANARY_VALUE, inside=inside, outside=bought(at_once + lot)),
        Story(title="days", reason=reasons.CANARY_VALUE, inside=known, outside=new),
        *_positions(most, at_once, config.orders_max, cash, ground),
        *(_orders_a_day(config.orders_max, most, ground) if inside is not None else ()),
    )


def _positions(most: int, at_once: int, orders_max: int, cash: int, ground: Ground) -> list[Story]:
    """Tell of a newcomer's position, built in as few orders as may be; nothing if it needs more than a day's."""
    if not at_once or most // at_once + 1 > min(orders_max, EVENTS_MAX):
        return []

    def built(quantity: int) -> Scene | None:
        parts = [at_once] * (quantity // at_once)
        parts += [quantity - sum(parts)] if quantity > sum(parts) else []
        asks = tuple(Ask(step=k, quantity=part) for k, part in enumerate(parts))
        return Scene(closes=ground.flat(len(parts)), asks=asks, cash=cash, days_seen=0) if parts else None

    outside = built(most + ground.lot)
    assert outside is not None
    return [Story(title="position", reason=reasons.CANARY_POSITION, inside=built(most), outside=outside)]


def _orders_a_day(count: int, position: int, ground: Ground) -> list[Story]:
    """Tell of a newcomer's last order of a day: each of one lot, none at the price of another at its time."""
    if count > EVENTS_MAX:
        raise Untold(f"{count} orders would have to be sent; a story has at most {EVENTS_MAX}")
    symbols = max(min(count // 20 + 1, 5), -(-(count + 1) * ground.lot // position))
    prices = min(ground.price // ground.tick // 10, 400)

    def sent(before: int) -> Scene:
        asks = tuple(
            Ask(
                step=each // (prices * symbols),
                symbol=each % symbols,
                quantity=ground.lot,
                limit=ground.price - ground.tick * (1 + each // symbols % prices),
            )
            for each in range(before + 1)
        )
        last = attrs.evolve(asks[-1], step=asks[-1].step + 1)
        steps = last.step + 1
        cash = ground.wealth((count + 1) * ground.lot_value)
        return Scene(closes=ground.flat(steps, symbols), asks=(*asks[:-1], last), cash=cash, days_seen=0)

    inside = sent(count - 1) if count else None
    names = ("",) * symbols
    return [Story(title="orders", reason=reasons.CANARY_ORDERS, inside=inside, outside=sent(count), symbols=names)]
