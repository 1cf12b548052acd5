from decimal import Decimal

import attrs
import pytest

from mqk_core.config.sections import (
    COMPONENT_SECTIONS,
    MODES,
    OPTIONAL_KEYS,
    PLAIN_SECTIONS,
    TERMS_BY_SCHEDULE,
    Account,
    Choice,
    Instruments,
    RunConfig,
    Schedule,
    ScheduleKind,
    instrument_terms,
)
from mqk_core.hookspecs import ALL_MODES, COMPONENT_HOOKS


def test_every_section_of_the_root_has_its_sort():
    names = {field.name for field in attrs.fields(RunConfig)}
    assert names == {"engine", "mode", "seed", "strategies", "risk", *PLAIN_SECTIONS, *COMPONENT_SECTIONS}
    assert names >= OPTIONAL_KEYS
    assert set(COMPONENT_SECTIONS.values()) <= set(COMPONENT_HOOKS.values())
    assert MODES <= ALL_MODES


def test_every_field_has_help():
    for cls in (RunConfig, Choice, *PLAIN_SECTIONS.values()):
        assert all(field.metadata.get("help") for field in attrs.fields(cls)), cls


def test_every_schedule_has_terms():
    assert set(TERMS_BY_SCHEDULE) == set(ScheduleKind)
    us = TERMS_BY_SCHEDULE[ScheduleKind.US_EQUITIES]
    assert (us.tick, us.lot, us.currency) == (Decimal("0.01"), 1, "USD")
    for kind in (ScheduleKind.ALWAYS_OPEN, ScheduleKind.WEEKDAYS_24X5):
        terms = TERMS_BY_SCHEDULE[kind]
        assert (terms.tick, terms.lot) == (Decimal("0.00000001"), Decimal("0.00000001"))


def test_terms_of_a_symbol_come_from_the_nearest():
    own = attrs.evolve(TERMS_BY_SCHEDULE[ScheduleKind.US_EQUITIES], tick=Decimal(1))
    every = attrs.evolve(own, tick=Decimal(2))

    class Configured:
        schedule = Schedule(kind=ScheduleKind.ALWAYS_OPEN)
        instruments = Instruments(default=every, symbols={"A": own})

    assert instrument_terms(Configured, "A") == own
    assert instrument_terms(Configured, "B") == every
    Configured.instruments = Instruments()
    assert instrument_terms(Configured, "B") == TERMS_BY_SCHEDULE[ScheduleKind.ALWAYS_OPEN]


def test_values_made_in_code_are_checked_too():
    with pytest.raises(ValueError, match="cash"):
        Account(cash=Decimal(0))
