"""Stories of the limits on one order and on the book that it would make: a quantity, a price or a symbol too far."""

from __future__ import annotations

from mqk_core.domain import reasons
from mqk_core.domain.money import SCALE, from_decimal
from mqk_core.domain.ticks import down
from mqk_core.risk import settings
from mqk_core.risk.stories import CASH_MAX, EVENTS_MAX, Ask, Ground, Scene, Story, Untold

#: A name that nobody trades, for what must not stand on a list.
UNLISTED = "UNLISTED"


def _bought(ground: Ground, quantity: int, cash: int, symbols: int = 1) -> Scene | None:
    """Return a purchase at the market, in parts if of several symbols; None when nothing is left to buy."""
    if quantity <= 0:
        return None
    part = quantity // symbols // ground.lot * ground.lot
    asks = [Ask(step=k, symbol=k, quantity=part) for k in range(symbols - 1) if part]
    last = Ask(step=symbols - 1, symbol=symbols - 1, quantity=quantity - part * (symbols - 1))
    return Scene(closes=ground.flat(symbols, symbols), asks=(*asks, last), cash=cash)


def _pair(reason: str, ground: Ground, most: int, cash: int, symbols: int = 1) -> tuple[Story, ...]:
    """Return the story of the largest quantity that fits, and of one lot more."""
    if ground.worth(most + ground.lot) > CASH_MAX:
        raise Untold("what is just outside the bound is worth more than 64 bits hold")
    outside = _bought(ground, most + ground.lot, cash, symbols)
    if outside is None:
        raise Untold("the bound is below zero")
    inside = _bought(ground, most, cash, symbols)
    return (Story(reason=reason, inside=inside, outside=outside, symbols=("",) * symbols),)


def order_quantity(config: settings.QuantityLimitConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of the largest order, sent or changed into, and of one lot more."""
    most = from_decimal(config.quantity_max) // ground.lot * ground.lot
    ground = ground.cheap_enough(most)
    cash = ground.wealth(ground.worth(most))
    told = _pair(reasons.ORDER_QUANTITY, ground, most, cash)
    if most <= ground.lot:
        return told

    def asked(*asks: Ask) -> Scene:
        return Scene(closes=ground.flat(2), asks=asks, cash=cash)

    def changed(quantity: int) -> Scene:
        return asked(*ground.entries(1), Ask(step=1, quantity=quantity, changes=1))

    def guarded(quantity: int) -> Scene:
        return asked(Ask(step=1, quantity=quantity, stop_loss=ground.price - 10 * ground.tick))

    over = most + ground.lot
    return (
        *told,
        Story(title="changed", reason=reasons.ORDER_QUANTITY, inside=changed(most), outside=changed(over)),
        Story(title="with a stop", reason=reasons.ORDER_QUANTITY, inside=guarded(most), outside=guarded(over)),
    )


def order_value(config: settings.ValueLimitConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of the order of most value, and of one lot more."""
    bound = from_decimal(config.value_max)
    return _pair(reasons.ORDER_VALUE, ground, ground.lots_within(bound), ground.wealth(bound))


def position(config: settings.QuantityLimitConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of a position that is built in two orders, and of one lot more."""
    most = from_decimal(config.quantity_max) // ground.lot * ground.lot
    ground = ground.cheap_enough(most)
    cash = ground.wealth(ground.worth(most))

    def built(quantity: int) -> Scene | None:
        half = quantity // 2 // ground.lot * ground.lot
        asks = [Ask(step=0, quantity=half)] if half else []
        last = Ask(step=1, quantity=quantity - half)
        return Scene(closes=ground.flat(2), asks=(*asks, last), cash=cash) if quantity else None

    outside = built(most + ground.lot)
    assert outside is not None
    return (Story(reason=reasons.POSITION, inside=built(most), outside=outside),)


def gross(config: settings.ValueLimitConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of exposure in two symbols, and of one lot more."""
    bound = from_decimal(config.value_max)
    return _pair(reasons.GROSS, ground, ground.lots_within(bound), ground.wealth(bound), 2)


def net(config: settings.ValueLimitConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of longs in two symbols, and of one lot more."""
    bound = from_decimal(config.value_max)
    return _pair(reasons.NET, ground, ground.lots_within(bound), ground.wealth(bound), 2)


def multiple(reason: str, ratio: int, ground: Ground, symbols: int) -> tuple[Story, ...]:
    """Tell of the largest multiple of equity, and of one lot more."""
    cash = max(min(ground.worth(10_000 * ground.size), CASH_MAX * SCALE // (2 * ratio)), ground.lot_value)
    if ratio < SCALE // 1_000:
        cash = ground.lot_value * 2 * -(-SCALE // ratio)
    if cash > CASH_MAX:
        raise Untold("the equity of which one lot is that multiple is more than 64 bits hold")
    return _pair(reason, ground, ground.lots_within(cash * ratio // SCALE), cash, symbols)


def leverage(config: settings.RatioLimitConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of exposure in two symbols as a multiple of equity, and of one lot more."""
    return multiple(reasons.LEVERAGE, from_decimal(config.ratio_max), ground, 2)


def concentration(config: settings.RatioLimitConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of one symbol's multiple of equity, and of one lot more."""
    return multiple(reasons.CONCENTRATION, from_decimal(config.ratio_max), ground, 1)


def price_collar(config: settings.FractionLimitConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of a jump of the price before an order at the market, and of an order with a price far off."""
    moved = ground.price * from_decimal(config.fraction_max) // SCALE

    def jumped(rise: int) -> Scene:
        closes = ((ground.price,), (ground.price + rise,))
        return Scene(closes=closes, asks=(Ask(step=1, quantity=ground.lot),), cash=ground.wealth(2 * ground.lot_value))

    return (
        Story(title="at the market", reason=reasons.PRICE_COLLAR, inside=jumped(moved), outside=jumped(moved + 1)),
        _far_off(reasons.PRICE_COLLAR, moved, ground),
    )


def _far_off(reason: str, moved: int, ground: Ground) -> Story:
    limit = down(ground.price + moved, ground.tick)

    def priced(limit: int) -> Scene:
        asks = (Ask(step=1, quantity=ground.lot, limit=limit),)
        return Scene(closes=ground.flat(2), asks=asks, cash=ground.wealth(2 * ground.lot_value))

    return Story(title="with a price", reason=reason, inside=priced(limit), outside=priced(limit + ground.tick))


def rolling_collar(config: settings.RollingCollarConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of a drift over the last bars in the second of two symbols, and of an order with a price far off."""
    moved = ground.price * from_decimal(config.fraction_max) // SCALE
    told = [_far_off(reasons.ROLLING_COLLAR, moved, ground)]
    if config.bars > 1:
        # The first symbol trades elsewhere, so that one is not judged by the other's closes.
        aside = max(ground.price // 10, 1)

        def drifted(rise: int) -> Scene:
            # The drift takes as many bars as are looked back on, up to five.
            bars = min(config.bars, 5)
            closes = tuple((aside, ground.price + rise * k // (bars - 1)) for k in range(bars))
            asks = (Ask(step=bars - 1, symbol=1, quantity=ground.lot),)
            return Scene(closes=closes, asks=asks, cash=ground.wealth(2 * ground.lot_value))

        inside, outside = drifted(moved), drifted(moved + 1)
        drift = Story(
            title="over bars", reason=reasons.ROLLING_COLLAR, inside=inside, outside=outside, symbols=("", "")
        )
        told.append(drift)
    return tuple(told)


def stale_reference(config: settings.StaleReferenceConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of an order in a symbol that has fallen silent while another went on, and of one bar more."""

    if config.bars_max >= EVENTS_MAX:
        raise Untold(f"{config.bars_max} bars would have to pass; a story has at most {EVENTS_MAX}")

    def silent(bars: int) -> Scene:
        closes = ((ground.price, ground.price), *(((ground.price, 0),) * bars))
        asks = (Ask(step=bars, symbol=1, quantity=ground.lot),)
        return Scene(closes=closes, asks=asks, cash=ground.wealth(ground.lot_value))

    inside, outside = silent(config.bars_max), silent(config.bars_max + 1)
    return (Story(reason=reasons.STALE_REFERENCE, inside=inside, outside=outside, symbols=("", "")),)


def self_match(config: settings.SelfMatchConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of a sale above an own purchase that rests, and of one at its price."""

    def sold(limit: int) -> Scene:
        buys = Ask(step=0, quantity=2 * ground.lot, limit=ground.price - ground.tick)
        sells = Ask(step=1, quantity=-ground.lot, limit=limit)
        return Scene(closes=ground.flat(2), asks=(buys, sells), cash=ground.wealth(2 * ground.lot_value))

    inside, outside = sold(ground.price), sold(ground.price - ground.tick)
    return (Story(reason=reasons.SELF_MATCH, inside=inside, outside=outside),)


def restricted(config: settings.SymbolsConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of an order in a symbol that is not on the list, and of one that is."""
    if not config.symbols:
        return ()
    return (_listed(reasons.RESTRICTED, ("", min(config.symbols)), ground),)


def allowed(config: settings.SymbolsConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of an order in a symbol that is on the list, and of one that is not."""
    if not config.symbols:
        return ()
    name = UNLISTED
    while name in config.symbols:
        name += "A"
    return (_listed(reasons.NOT_ALLOWED, (min(config.symbols), name), ground),)


def _listed(reason: str, symbols: tuple[str, str], ground: Ground) -> Story:
    inside, outside = (
        Scene(
            closes=ground.flat(1, 2),
            asks=(Ask(step=0, symbol=symbol, quantity=ground.lot),),
            cash=ground.wealth(ground.lot_value),
        )
        for symbol in (0, 1)
    )
    return Story(reason=reason, inside=inside, outside=outside, symbols=symbols)


def short(config: settings.ShortConfig, ground: Ground) -> tuple[Story, ...]:
    """Tell of the sale of all that is held, and of one lot more."""
    if config.allowed:
        return ()

    def sold(lots: int) -> Scene:
        asks = (Ask(step=0, quantity=2 * ground.lot), Ask(step=1, quantity=-lots * ground.lot))
        return Scene(closes=ground.flat(2), asks=asks, cash=ground.wealth(ground.lot_value))

    return (Story(reason=reasons.SHORT, inside=sold(2), outside=sold(3)),)
