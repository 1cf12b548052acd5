"""Values that cross stages: frozen, told apart by tags, and arrays on the wire."""

from __future__ import annotations

import msgspec
import pytest

from mqk_core.audit.record import RECORD_CLASSES
from mqk_core.domain.events import Acked, Filled, Opening
from mqk_core.domain.intents import ApprovedIntent, Intent

INTENT = Intent(3, 86_400, "main", "ACME", 100, -50, 97)


def test_an_event_never_changes():
    with pytest.raises(AttributeError):
        Acked(1, 2, 3, 0).order = 4


def test_every_record_has_a_tag_of_its_own():
    tags = [cls.__struct_config__.tag for cls in (*RECORD_CLASSES, ApprovedIntent)]
    assert len(set(tags)) == len(tags)


def test_an_event_is_written_as_its_tag_and_its_fields_in_order():
    assert msgspec.to_builtins(Filled(1, 2, 3, 0, 5, 6, 7)) == ["filled", 1, 2, 3, 0, 5, 6, 7]


def test_every_record_begins_with_the_place_on_the_tape():
    assert all(cls.__struct_fields__[:2] == ("row", "time") for cls in RECORD_CLASSES)


def test_an_opening_holds_nothing_but_cash_unless_told():
    assert Opening(0, 0, 5).positions == ()


def test_an_approved_intent_carries_the_intent_unchanged():
    assert ApprovedIntent(INTENT, "entry").intent is INTENT
