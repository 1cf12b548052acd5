"""Stories of the limits on how much happens: one order, entry or reject too many, or one nanosecond too soon."""

from __future__ import annotations

from mqk_core.domain import reasons
from mqk_core.risk import settings
from mqk_core.risk.stories import EVENTS_MAX, Ask, Ground, Scene, Story, Untold

#: So many orders of a rate go into one symbol, so that other limits do not speak first.
_A_SYMBOL = 10


def open_orders(config: settings.CountLimitConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of as many orders that rest, and of one more."""
    symbols = _spread(config.count_max)
    inside, outside = (
        _sent(ground, ground.entries(config.count_max - 1 + more, 0, symbols), symbols, 1, config.count_max)
        for more in (0, 1)
    )
    return (Story(reason=reasons.OPEN_ORDERS, inside=inside, outside=outside, symbols=("",) * symbols),)


def orders_per_minute(config: settings.RateLimitConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of as many orders, changes among them, and of one more; an exit is never too much."""
    symbols = _spread(config.count_max)
    told = _rates(reasons.ORDERS_PER_MINUTE, config.count_max, config.window.ns, ground, symbols)
    return (*told, *_changed(config, ground), *_exits(config, ground))


def entry_throttle(config: settings.EntryThrottleConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of as many entries into one symbol, and of one more."""
    return _rates(reasons.ENTRY_THROTTLE, config.entries_max, config.window.ns, ground, 1)


def look_alike(config: settings.LookAlikeConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of an order that was asked for a moment ago, and of others: of another size, side, or a window later."""
    bid = Ask(step=0, quantity=ground.lot, limit=ground.price - ground.tick)
    window = config.window.ns

    def again(quantity: int, later: int) -> Scene:
        asks = (bid, Ask(step=1, quantity=quantity, limit=bid.limit))
        return Scene(closes=ground.flat(2), asks=asks, cash=ground.wealth(2 * ground.lot_value), times=(0, later))

    others = (("size", again(2 * ground.lot, window - 1)), ("side", again(-ground.lot, window - 1)))
    told = (
        [
            Story(title=title, reason=reasons.LOOK_ALIKE, inside=inside, outside=again(ground.lot, window - 1))
            for title, inside in (*others, ("window", again(ground.lot, window)))
        ]
        if window > 1
        else []
    )
    return tuple(told)


def reject_storm(config: settings.RateLimitConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of as many rejects, and of one more."""
    count, window = config.count_max, config.window.ns
    symbols = _spread(count)

    def rejected(first: int, then: int, times: tuple[int, ...]) -> Scene:
        asks = (*ground.entries(first, 0, symbols), *ground.entries(then, 1, symbols, first))
        cash = ground.wealth((first + then) * ground.lot_value)
        return Scene(closes=ground.flat(len(times), symbols), asks=asks, cash=cash, times=times)

    sides = [("count", rejected(count, 0, (0, 1, 2)), rejected(count + 1, 0, (0, 1, 2)))] if window > 2 else []
    if window > 3:
        inside, outside = (rejected(count, 1, (0, end - 1, end)) for end in (window, window - 1))
        sides.append(("window", inside, outside))
    return tuple(
        Story(
            title=title,
            reason=reasons.REJECT_STORM,
            inside=inside,
            outside=outside,
            symbols=("",) * symbols,
            is_watched=True,
            is_rejected=True,
        )
        for title, inside, outside in sides
    )


def _spread(count: int) -> int:
    if count > EVENTS_MAX:
        raise Untold(f"{count} orders would have to be sent; a story has at most {EVENTS_MAX}")
    return -(-(count + 1) // _A_SYMBOL)


def _sent(ground: Ground, asks: tuple[Ask, ...], symbols: int, gap: int, count: int, *, alone: int = 0) -> Scene:
    """Return a scene of orders at the first bar and one more at a second, `gap` nanoseconds later."""
    last = ground.entries(1, 1, symbols, len(asks) + alone)
    cash = ground.wealth((count + 1) * ground.lot_value)
    return Scene(closes=ground.flat(2, symbols), asks=(*asks, *last), cash=cash, times=(0, gap))


def _rates(reason: str, count: int, window: int, ground: Ground, symbols: int) -> tuple[Story, ...]:
    soon = min(window - 1, 10**9)

    def sent(before: int, gap: int) -> Scene:
        return _sent(ground, ground.entries(before, 0, symbols), symbols, gap, count)

    if soon < 1:
        raise Untold("the window holds no two bars")
    names = ("",) * symbols
    return (
        Story(title="count", reason=reason, inside=sent(count - 1, soon), outside=sent(count, soon), symbols=names),
        Story(
            title="window", reason=reason, inside=sent(count, window), outside=sent(count, window - 1), symbols=names
        ),
    )


def _changed(config: settings.RateLimitConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of an order that was changed: it counts twice."""
    count = config.count_max
    if count < 2:
        return ()
    symbols = _spread(count)
    before = ground.entries(count - 1, 0, symbols)
    change = Ask(step=1, quantity=(count + 1) * ground.lot, changes=1)
    last = ground.entries(1, 1, symbols, count)
    inside, outside = (
        Scene(
            closes=ground.flat(2, symbols),
            asks=(*before, *changes, *last),
            cash=ground.wealth((count + 1) * ground.lot_value),
            times=(0, min(config.window.ns - 1, 10**9)),
        )
        for changes in ((), (change,))
    )
    title, names = "changes", ("",) * symbols
    return (Story(title=title, reason=reasons.ORDERS_PER_MINUTE, inside=inside, outside=outside, symbols=names),)


def _exits(config: settings.RateLimitConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of what is held, closed when no further entry would pass."""
    count = config.count_max
    if config.window.ns < 3:
        return ()
    symbols = _spread(count)
    held = Ask(step=0, quantity=(count + 1) * ground.lot)
    between = ground.entries(count - 1, 1, symbols, symbols)
    inside, outside = (
        Scene(
            closes=ground.flat(3, symbols),
            asks=(held, *between, Ask(step=2, quantity=quantity)),
            cash=ground.wealth(2 * (count + 1) * ground.lot_value),
            times=(0, 1, 2),
        )
        for quantity in (-held.quantity, ground.lot)
    )
    title, names = "exits pass", ("",) * symbols
    return (Story(title=title, reason=reasons.ORDERS_PER_MINUTE, inside=inside, outside=outside, symbols=names),)
