import datetime
import enum
import json
from decimal import Decimal, localcontext
from pathlib import Path, PurePosixPath

import attrs
import pytest

from mqk_core.config.canonical import CONFIG_PREFIX, POLICY_PREFIX, config_hash, encode, is_policy, policy_hash
from mqk_core.domain.bars import Timeframe
from mqk_core.domain.settings import Duration, SecretRef
from mqk_core.errors import ConfigError

VECTORS = json.loads((Path(__file__).parents[2] / "golden/config_vectors.json").read_text())


@attrs.frozen
class Section:
    name: str
    size: Decimal
    place: str = attrs.field(default="here", metadata={"identity": False})
    cash: int = attrs.field(default=5, metadata={"policy": False})


#: Written by hand; the golden file names them and holds what they must encode to.
VALUES = {
    "null": None,
    "true": True,
    "false": False,
    "int zero": 0,
    "int beyond 64 bits": 2**70,
    "text": 'a "quoted" é 😀 \u2028 \x7f',
    "empty text": "",
    "decimal": Decimal("0.10"),
    "decimal large": Decimal("-12300"),
    "decimal zero": Decimal("-0.000"),
    "float": 1.5,
    "float negative zero": -0.0,
    "float tenth": 0.1,
    "duration": Duration(2_000_000_000),
    "secret": SecretRef("env", "MQK_DSN"),
    "path": PurePosixPath("data/bars"),
    "enum": Timeframe.M1,
    "date": datetime.date(2011, 3, 23),
    "list": [1, "1", Decimal(1), True],
    "set": frozenset({"b", "a", "C"}),
    "mapping": {"b": 1, "a": {"x": None}, "A": []},
    "section": Section("s", Decimal("1e-8"), "elsewhere", 7),
}


def test_every_vector_is_tested():
    assert list(VECTORS) == list(VALUES)


@pytest.mark.parametrize("name", VECTORS)
def test_golden_vectors_never_change(name):
    value, vector = VALUES[name], VECTORS[name]
    assert encode(value).decode("ascii") == vector["bytes"]
    assert config_hash(value) == vector["config_hash"]
    assert encode(value, is_policy).decode("ascii") == vector["policy_bytes"]
    assert policy_hash(value) == vector["policy_hash"]


def test_the_two_hashes_of_one_value_are_never_mixed():
    assert config_hash(1)[len(CONFIG_PREFIX) :] != policy_hash(1)[len(POLICY_PREFIX) :]


def test_what_is_no_identity_changes_nothing():
    assert config_hash(Section("s", Decimal(1), "a")) == config_hash(Section("s", Decimal(1), "b"))
    assert config_hash(Section("s", Decimal(1), cash=1)) != config_hash(Section("s", Decimal(1), cash=2))
    assert policy_hash(Section("s", Decimal(1), cash=1)) == policy_hash(Section("s", Decimal(1), cash=2))


def test_equal_numbers_hash_alike_whatever_the_context():
    with localcontext() as context:
        context.prec = 3
        digits = "123456789.123456780"
        assert encode(Decimal(digits)) == encode(Decimal(digits[:-1])) == b'{"$dec":"12345678912345678e-8"}'


class Number(enum.Enum):
    ONE = 1


class Subtext(str):
    __slots__ = ()


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        Decimal("NaN"),
        Decimal("Infinity"),
        Number.ONE,
        b"bytes",
        object(),
        datetime.datetime(2011, 3, 23, tzinfo=datetime.UTC),
        {1: "a"},
        {"$int": "1"},
        {"é": 1},
        "e\u0301",
        "\udc80",
        "\U000e0fff",
        1j,
    ],
    ids=ascii,
)
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(ConfigError):
        encode({"a": {"b": [value]}})


def test_the_key_is_named():
    with pytest.raises(ConfigError) as caught:
        encode({"a": {"b": [1, float("nan")]}})
    assert str(caught.value) == "a.b.1: a number that is not finite has no canonical form"
