"""The typed configuration of a run: one frozen attrs class a section, and the root that holds them.

Only shapes, defaults and bounds; `typed.py` reads them from data, `canonical.py` hashes them. Field metadata: `help`
says what a key does; `identity: False` keeps a key out of every hash (places of files); `policy: False` keeps it out
of the policy hash (what differs between paper and live by intent). Keys of components (`Choice`) are theirs to type.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import attrs
from attrs.validators import and_, ge, gt, le, lt, matches_re, max_len, min_len, optional

from mqk_core.domain.settings import AccountKind, exact_amount, fraction

#: Modes that this build can run. A mode that comes later is unknown, not half there.
MODES: Final = frozenset({"backtest"})

_CURRENCY: Final = matches_re(r"[A-Z]{3}")
#: What 64 bits hold in units of 1e-8, above zero.
_AMOUNT: Final = and_(gt(Decimal(0)), exact_amount)


@attrs.frozen
class Choice:
    """A chosen component and its typed configuration, an instance of the component's config class."""

    kind: str = attrs.field(metadata={"help": "Name of the component."})
    config: Any = attrs.field(metadata={"help": "Keys of the component."})


@attrs.frozen(kw_only=True)
class EngineShare:
    """What one engine has of an account that several share."""

    capital: Decimal = attrs.field(
        validator=_AMOUNT, metadata={"help": "Cash that the engine trades with.", "policy": False}
    )
    gross_max: Decimal | None = attrs.field(
        default=None, validator=optional(_AMOUNT), metadata={"help": "The engine's cap on gross exposure."}
    )


@attrs.frozen(kw_only=True)
class Account:
    """What the account holds when the run begins."""

    cash: Decimal = attrs.field(
        default=Decimal(100_000), validator=_AMOUNT, metadata={"help": "Cash at the start.", "policy": False}
    )
    currency: str = attrs.field(default="USD", validator=_CURRENCY, metadata={"help": "Currency of the account."})
    kind: AccountKind | None = attrs.field(
        default=None, metadata={"help": "Kind of the account; null: not stated, no rule by kind then holds."}
    )
    rules: Mapping[str, Choice] = attrs.field(
        factory=dict, metadata={"help": "Risk rules that hold every engine on the account, by name."}
    )
    engines: Mapping[str, EngineShare] = attrs.field(
        factory=dict, metadata={"help": "What each engine has of the account; empty: the one that runs has all."}
    )


@attrs.frozen(kw_only=True)
class InstrumentTerms:
    """How an instrument is quoted and traded."""

    tick: Decimal = attrs.field(validator=_AMOUNT, metadata={"help": "Smallest step of a price."})
    lot: Decimal = attrs.field(validator=_AMOUNT, metadata={"help": "Smallest step of a quantity."})
    currency: str = attrs.field(validator=_CURRENCY, metadata={"help": "Currency of the price."})
    multiplier: Decimal = attrs.field(
        default=Decimal(1), validator=_AMOUNT, metadata={"help": "What one unit of quantity at a price of 1 is worth."}
    )


class ScheduleKind(enum.Enum):
    """When bars are expected."""

    US_EQUITIES = "us_equities"
    ALWAYS_OPEN = "always_open"
    WEEKDAYS_24X5 = "weekdays_24x5"


@attrs.frozen(kw_only=True)
class Schedule:
    """Trading days and hours."""

    kind: ScheduleKind = attrs.field(metadata={"help": "Table of trading days and hours that bars are held against."})


_FINE: Final = Decimal("0.00000001")
_CONTINUOUS: Final = InstrumentTerms(tick=_FINE, lot=_FINE, currency="USD")
TERMS_BY_SCHEDULE: Final[Mapping[ScheduleKind, InstrumentTerms]] = {
    ScheduleKind.US_EQUITIES: InstrumentTerms(tick=Decimal("0.01"), lot=Decimal(1), currency="USD"),
    ScheduleKind.ALWAYS_OPEN: _CONTINUOUS,
    ScheduleKind.WEEKDAYS_24X5: _CONTINUOUS,
}


@attrs.frozen(kw_only=True)
class Instruments:
    """Terms of what is traded."""

    default: InstrumentTerms | None = attrs.field(
        default=None, metadata={"help": "Terms of every symbol; what is left out, and null, is by the schedule."}
    )
    symbols: Mapping[str, InstrumentTerms] = attrs.field(
        factory=dict, metadata={"help": "Terms by symbol; what one leaves out is as for every symbol."}
    )


@attrs.frozen(kw_only=True)
class Integrity:
    """What market data may lack before the run halts."""

    gap_tolerance_bars: int = attrs.field(
        default=0, validator=ge(0), metadata={"help": "Bars in a row that a symbol may miss before the run halts."}
    )


class OnHalt(enum.Enum):
    """What a risk halt does with open positions."""

    FLATTEN = "flatten"
    REDUCE = "reduce"


@attrs.frozen(kw_only=True)
class Risk:
    """Limits. A rule can only tighten; verdicts join by the worst."""

    rules: Mapping[str, Choice] = attrs.field(metadata={"help": "Risk rules by name, each with its own keys."})
    strategies: Mapping[str, Mapping[str, Choice]] = attrs.field(
        factory=dict, metadata={"help": "Risk rules that hold one strategy, by its name."}
    )
    on_halt: OnHalt = attrs.field(
        default=OnHalt.FLATTEN, metadata={"help": "After a risk halt: close all, or only allow what reduces."}
    )


#: More bars than an order could wait for.
LATENCY_BARS_MAX: Final = 1_000_000
#: A stress multiplies by 1 or more; beyond a thousand it is a slip of the pen.
_FACTOR: Final = and_(ge(Decimal(1)), le(Decimal(1_000)), exact_amount)


@attrs.frozen(kw_only=True)
class Stress:
    """What a simulated venue is made worse by. A stress can only worsen, and its bounds say so."""

    slippage_factor: Decimal = attrs.field(
        default=Decimal(1), validator=_FACTOR, metadata={"help": "What slippage is multiplied by."}
    )
    spread_factor: Decimal = attrs.field(
        default=Decimal(1), validator=_FACTOR, metadata={"help": "What the spread is multiplied by."}
    )
    commission_factor: Decimal = attrs.field(
        default=Decimal(1), validator=_FACTOR, metadata={"help": "What commissions are multiplied by."}
    )
    latency_bars: int = attrs.field(
        default=0,
        validator=and_(ge(0), le(LATENCY_BARS_MAX)),
        metadata={"help": "Bars that orders come later, beside the broker's own latency."},
    )
    volume_cap_max: Decimal | None = attrs.field(
        default=None,
        validator=optional(fraction),
        metadata={"help": "Most of a bar's volume that its fills may take; a broker's tighter cap stays; null: none."},
    )
    gap_bps: Decimal = attrs.field(
        default=Decimal(0),
        validator=and_(ge(Decimal(0)), lt(Decimal(10_000)), exact_amount),
        metadata={"help": "Basis points that a price at an open is moved against an order, before costs."},
    )


@attrs.frozen(kw_only=True)
class Runs:
    """Where results go."""

    folder: str = attrs.field(
        default="./runs",
        validator=[min_len(1), max_len(4096)],
        metadata={"help": "Folder that holds one folder a run.", "identity": False},
    )


@attrs.frozen(kw_only=True)
class RunConfig:
    """The whole configuration of a run."""

    engine: str = attrs.field(metadata={"help": "Engine chosen with +engine=NAME."})
    mode: str = attrs.field(metadata={"help": "Mode chosen with +mode=NAME.", "policy": False})
    seed: int = attrs.field(default=0, validator=ge(0), metadata={"help": "Part of a run's identity."})
    account: Account = attrs.field(factory=Account, metadata={"help": "The account."})
    data: Choice = attrs.field(metadata={"help": "Where bars come from."})
    schedule: Schedule = attrs.field(metadata={"help": "Trading days and hours."})
    instruments: Instruments = attrs.field(factory=Instruments, metadata={"help": "Terms of what is traded."})
    integrity: Integrity = attrs.field(factory=Integrity, metadata={"help": "What market data may lack."})
    strategies: Mapping[str, Choice] = attrs.field(
        metadata={"help": "Strategies by name; `strategy.…` is short for `strategies.main.…`."}
    )
    risk: Risk = attrs.field(metadata={"help": "Limits."})
    fills: Choice = attrs.field(metadata={"help": "At what price a simulated order fills."})
    costs: Choice = attrs.field(metadata={"help": "What a simulated fill costs."})
    broker: Choice = attrs.field(metadata={"help": "Where orders go.", "policy": False})
    stress: Stress = attrs.field(factory=Stress, metadata={"help": "What a simulated venue is made worse by."})
    runs: Runs = attrs.field(factory=Runs, metadata={"help": "Where results go."})


#: Section of the root -> kind of the component that it chooses, as in `hookspecs.COMPONENT_HOOKS`.
COMPONENT_SECTIONS: Final[Mapping[str, str]] = {"data": "data", "fills": "fills", "costs": "costs", "broker": "broker"}
#: Sections of core with keys of their own.
PLAIN_SECTIONS: Final[Mapping[str, type]] = {
    "account": Account,
    "schedule": Schedule,
    "instruments": Instruments,
    "integrity": Integrity,
    "stress": Stress,
    "runs": Runs,
}
#: Root keys that may be absent; every other section must be there.
OPTIONAL_KEYS: Final = frozenset({"seed", "stress", "runs"})


def instrument_terms(config: RunConfig, symbol: str) -> InstrumentTerms:
    """Return the terms of a symbol: its own, else the configured default, else those of the schedule."""
    own = config.instruments.symbols.get(symbol)
    if own is not None:
        return own
    return config.instruments.default or TERMS_BY_SCHEDULE[config.schedule.kind]
