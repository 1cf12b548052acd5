import datetime
import enum
from decimal import Decimal

import attrs
import pytest
import yaml

from mqk_core.config.resolved import resolved_yaml, tree
from mqk_core.config.sections import Choice
from mqk_core.domain.settings import Duration, SecretRef


class Colour(enum.Enum):
    RED = "red"


@attrs.frozen
class Odd:
    value: object


def written(value):
    """What is read back of a value that stands in a data section of a configuration."""
    from mqk_core.config.resolved import _mapping

    return yaml.safe_load("\n".join(_mapping(tree({"value": Odd(value)}), 0)))["value"]["value"]


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (None, None), (True, True), (-3, -3), (0.1, 0.1), (1e-5, 1e-5), (1e22, 1e22), (-0.0, 0.0),
        (123456.789e3, 123456789.0),
        (Decimal("0.10"), "0.1"), (Decimal("1E+3"), "1000"), (Decimal("-0.0"), "0"),
        (Duration(2 * 10**9), "2000000000ns"), (SecretRef("env", "X"), "${secret:env,X}"), (Colour.RED, "red"),
        (datetime.date(2011, 3, 23), "2011-03-23"), (frozenset({"b", "a"}), ["a", "b"]), ((1, 2), [1, 2]), ({}, {}),
        ("", ""), ("yes", "yes"), ("123", "123"), ("null", "null"), ("a: b # c", "a: b # c"), ("é😀", "é😀"),
        ("line\nline\x85\u2028\x07\x7f\"'\\", "line\nline\x85\u2028\x07\x7f\"'\\"),
    ],
)  # fmt: skip
def test_every_value_is_read_back_as_it_is_written(value, read):
    assert written(value) == read


@pytest.mark.parametrize("key", ["yes", "NO", "on", "null", "1", "a.b", "BRK-B", "_x", "True"])
def test_every_key_is_read_back_as_text(key):
    assert yaml.safe_load("\n".join(_lines({key: 1}))) == {key: 1}


def _lines(section):
    from mqk_core.config.resolved import _mapping

    return _mapping(section, 0)


def test_what_is_no_identity_is_left_out_and_secrets_stand_by_reference(typed):
    config = typed("data=bars_file", "data.path=/home/me/x.csv", "data.symbol=SPY", "data.timeframe=1D", "broker=acme")
    text = resolved_yaml(config)
    assert "/home/me" not in text
    assert "./runs" not in text
    assert 'token: "${secret:env,ACME_TOKEN}"' in text
    assert text.endswith("\n")


def test_the_text_does_not_depend_on_the_order_of_anything(typed):
    assert resolved_yaml(typed("data.symbols=[IBM,GOOG]")) == resolved_yaml(typed("data.symbols=[GOOG,IBM]"))


def test_a_component_is_one_section_and_a_rule_is_named_by_its_key(typed):
    whole = tree(typed())
    assert whole["strategies"] == {"main": {"kind": "trend", "lookback": 20}}
    assert whole["risk"]["rules"]["gross"] == {"ratio_max": Decimal(2)}
    assert tree(Choice("k", Odd(1))) == {"kind": "k", "value": 1}
    assert tree(typed(), is_whole=True)["runs"] == {"folder": "./runs"}
