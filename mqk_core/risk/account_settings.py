"""Settings of the rules of the account: dated rows by name, the kind of the account, and caps on newcomers."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

import attrs
from attrs.validators import and_, ge, le

from mqk_core.domain.calendar import day_of
from mqk_core.domain.money import from_decimal
from mqk_core.domain.settings import AccountKind, above_zero, zero_or_more
from mqk_core.risk.account_rules import Canary, DayTradeRule, MarginRule
from mqk_core.risk.rows import DayTradeRow, MarginRow

DAYS_MAX: Final = 10_000
_KIND_HELP: Final = "kind of the account; null: not stated, the rule then holds nothing"
_FIRST_HELP: Final = "first day on which the row holds"
_LAST_HELP: Final = "last day on which the row holds; null: until another is written"


@attrs.frozen(kw_only=True)
class MarginRowConfig:
    """What one kind of account may carry within some dates."""

    account: AccountKind = attrs.field(metadata={"help": "kind of account"})
    date_first: datetime.date = attrs.field(metadata={"help": _FIRST_HELP})
    date_last: datetime.date | None = attrs.field(default=None, metadata={"help": _LAST_HELP})
    ratio_max: Decimal = attrs.field(
        validator=above_zero, metadata={"help": "largest gross exposure, as a multiple of equity"}
    )


@attrs.frozen(kw_only=True)
class MarginConfig:
    """Rows of what accounts may carry; rows that hold on the same day all hold."""

    account: AccountKind | None = attrs.field(default=None, metadata={"help": _KIND_HELP})
    rows: Mapping[str, MarginRowConfig] = attrs.field(factory=dict, metadata={"help": "Rows by name."})


@attrs.frozen(kw_only=True)
class DayTradeRowConfig:
    """How many day trades a margin account of little equity may make within some dates."""

    date_first: datetime.date = attrs.field(metadata={"help": _FIRST_HELP})
    date_last: datetime.date | None = attrs.field(default=None, metadata={"help": _LAST_HELP})
    count_max: int = attrs.field(validator=and_(ge(0), le(DAYS_MAX)), metadata={"help": "most day trades"})
    days: int = attrs.field(
        validator=and_(ge(1), le(DAYS_MAX)), metadata={"help": "trading days over which they are counted, today's too"}
    )
    equity_min: Decimal = attrs.field(
        validator=above_zero, metadata={"help": "equity from which the row holds no more"}
    )


@attrs.frozen(kw_only=True)
class DayTradesConfig:
    """Rows on day trades; rows that hold on the same day all hold."""

    account: AccountKind | None = attrs.field(default=None, metadata={"help": _KIND_HELP})
    rows: Mapping[str, DayTradeRowConfig] = attrs.field(factory=dict, metadata={"help": "Rows by name."})


@attrs.frozen(kw_only=True)
class CanaryConfig:
    """Caps on a strategy that has traded on few days."""

    days: int = attrs.field(
        validator=and_(ge(0), le(DAYS_MAX)), metadata={"help": "trading days after which a strategy is no newcomer"}
    )
    order_value_max: Decimal = attrs.field(validator=above_zero, metadata={"help": "largest value of one order"})
    orders_max: int = attrs.field(validator=and_(ge(0), le(10**9)), metadata={"help": "most orders a trading day"})
    position_value_max: Decimal = attrs.field(
        validator=zero_or_more, metadata={"help": "largest value of one position"}
    )


def _last(date: datetime.date | None) -> int | None:
    return None if date is None else day_of(date)


def build_margin(config: MarginConfig) -> MarginRule:
    """Return the rule."""
    rows = [
        MarginRow(
            account=row.account.value,
            first=day_of(row.date_first),
            last=_last(row.date_last),
            ratio_max=from_decimal(row.ratio_max),
        )
        for row in config.rows.values()
    ]
    return MarginRule(None if config.account is None else config.account.value, tuple(rows))


def build_day_trades(config: DayTradesConfig) -> DayTradeRule:
    """Return the rule; it is about margin accounts only."""
    rows = [
        DayTradeRow(
            first=day_of(row.date_first),
            last=_last(row.date_last),
            count_max=row.count_max,
            days=row.days,
            equity_min=from_decimal(row.equity_min),
        )
        for row in config.rows.values()
    ]
    return DayTradeRule(config.account is AccountKind.MARGIN, tuple(rows))


def build_canary(config: CanaryConfig) -> Canary:
    """Return the rule."""
    return Canary(
        config.days,
        from_decimal(config.order_value_max),
        config.orders_max,
        from_decimal(config.position_value_max),
    )
