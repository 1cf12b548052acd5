import datetime
import enum
from collections.abc import Mapping
from decimal import Decimal

import attrs
import pytest
from attrs.validators import ge, gt, in_, le, matches_re, min_len, optional

from mqk_core.config.typed import UNSTORED, make_converter, structure_section
from mqk_core.domain.settings import Duration, SecretRef


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


INSTANT = Duration(1)
SECRET = SecretRef("env", "X")


@attrs.frozen
class Inner:
    n: int = attrs.field(validator=ge(1))


@attrs.frozen(kw_only=True)
class Everything:
    text: str = "a"
    number: int = 1
    truth: bool = False
    real: float = 0.5
    exact: Decimal = Decimal(1)
    wait: Duration = INSTANT
    secret: SecretRef = SECRET
    day: datetime.date = datetime.date(2011, 3, 23)
    colour: Colour = Colour.RED
    names: frozenset[str] = frozenset()
    steps: tuple[int, ...] = ()
    inner: Inner = Inner(1)
    maybe: Inner | None = None
    by_name: Mapping[str, Inner] = attrs.Factory(dict)


def structure(data, cls=Everything, **more):
    return structure_section(data, cls, ("top",), make_converter(**more))


def finding(data, cls=Everything):
    value, findings = structure(data, cls)
    assert value is None
    return [(".".join(path), message) for path, message in findings]


GOOD = [
    ("text", "", ""),
    ("number", -(2**63), -(2**63)),
    ("truth", True, True),
    ("real", 1, 1.0),
    ("real", 0.1, 0.1),
    ("exact", "0.10", Decimal("0.10")),
    ("exact", 5, Decimal(5)),
    ("exact", 0.1, Decimal("0.1")),
    ("exact", 1e-05, Decimal("0.00001")),
    ("exact", "-0", Decimal(0)),
    ("wait", "250ms", Duration(250 * 10**6)),
    ("secret", SecretRef("file", "a/b"), SecretRef("file", "a/b")),
    ("day", "2012-02-29", datetime.date(2012, 2, 29)),
    ("colour", "blue", Colour.BLUE),
    ("names", ["b", "a"], frozenset({"a", "b"})),
    ("steps", [1, 2], (1, 2)),
    ("inner", {"n": 2}, Inner(2)),
    ("maybe", None, None),
    ("maybe", {"n": 3}, Inner(3)),
    ("by_name", {"b": {"n": 1}, "a": {"n": 2}}, {"a": Inner(2), "b": Inner(1)}),
]


@pytest.mark.parametrize(("key", "given", "typed"), GOOD)
def test_a_field_takes_exactly_its_type(key, given, typed):
    value, findings = structure({key: given})
    assert findings == []
    assert getattr(value, key) == typed


def test_a_section_by_name_is_sorted():
    value, _ = structure({"by_name": {"b": {"n": 1}, "a": {"n": 2}}})
    assert list(value.by_name) == ["a", "b"]


BAD = [
    ("text", 3), ("text", True), ("text", None), ("text", ["a"]), ("text", SecretRef("env", "X")),
    ("number", "3"), ("number", 3.0), ("number", True), ("number", None), ("number", 2**63), ("number", 10**5000),
    ("truth", 1), ("truth", "true"), ("truth", None),
    ("real", "1"), ("real", float("inf")), ("real", float("nan")), ("real", True), ("real", 2**60),
    ("exact", "1e-3"), ("exact", "1_000"), ("exact", " 1"), ("exact", "+1"), ("exact", "NaN"), ("exact", "١"),
    ("exact", "1."), ("exact", ".5"), ("exact", True), ("exact", float("inf")), ("exact", 0.12345678901234567),
    ("exact", "0." + "1" * 50), ("exact", "1" + "0" * 50), ("exact", 10**5000), ("exact", None), ("exact", 1e300),
    ("wait", 5), ("wait", "5"), ("wait", "5 s"), ("wait", "-5s"),
    ("secret", "hunter2"), ("secret", "secret:env:X"), ("secret", 12345), ("secret", None),
    ("day", "2011-02-30"), ("day", "2011-3-1"), ("day", 20110301), ("day", "2011-03-23T00:00:00"), ("day", None),
    ("day", datetime.datetime(2011, 3, 23, tzinfo=datetime.UTC)), ("colour", "RED"), ("colour", "green"), ("colour", 1),
    ("names", "a"), ("names", {"a": 1}), ("names", ["a", "a"]), ("names", None), ("steps", 1),
    ("inner", None), ("inner", "text"), ("inner", [1]), ("maybe", "text"), ("by_name", [1]), ("by_name", None),
]  # fmt: skip


@pytest.mark.parametrize(("key", "given"), BAD, ids=[f"{key}-{number}" for number, (key, _) in enumerate(BAD)])
def test_anything_else_is_refused_under_its_key(key, given):
    ((path, message),) = finding({key: given})
    assert path == f"top.{key}"
    assert message
    assert "got" not in message.split()


def test_a_secret_is_never_repeated():
    ((_, message),) = finding({"secret": "hunter2"})
    assert message == "expected ${secret:env,NAME} or ${secret:file,NAME}; a secret itself is refused"


def test_an_item_is_named_by_its_index():
    ((path, message),) = finding({"names": ["a", 3]})
    assert path == "top.names.1"
    assert message.startswith("expected text, found the whole number 3; put the text in quotes")


def test_every_problem_comes_at_once_with_its_own_key():
    found = finding({"text": 1, "number": "x", "inner": {"n": 0, "m": 1}, "by_name": {"a": {"n": "x"}}, "nmuber": 3})
    assert [path for path, _ in found] == ["top.text", "top.number", "top.inner.m", "top.by_name.a.n", "top.nmuber"]
    assert found[-1][1] == "unknown key; did you mean 'number'?"


def test_no_message_repeats_the_value_of_an_unknown_key():
    ((_, message),) = finding({"nmuber": "hunter2"})
    assert "hunter2" not in message


@attrs.frozen(kw_only=True)
class Bounded:
    low: int = attrs.field(default=1, validator=ge(1))
    both: Decimal = attrs.field(default=Decimal(1), validator=[gt(Decimal(0)), le(Decimal(1))])
    one_of: str = attrs.field(default="a", validator=in_(["a", "b"]))
    code: str = attrs.field(default="AA", validator=matches_re("[A-Z]{2}"))
    maybe: int | None = attrs.field(default=None, validator=optional(ge(1)))
    some: str = attrs.field(default="x", validator=min_len(1))
    high: int = attrs.field(default=9)
    inner: Mapping[str, Inner] = attrs.Factory(dict)

    @high.validator
    def _above(self, attribute, value):
        if value <= self.low:
            raise ValueError(f"expected more than low ({self.low}), found {value}")


def test_every_bound_is_checked_under_its_own_key():
    found = finding(
        {
            "low": 0,
            "both": 2,
            "one_of": "c",
            "code": "aa",
            "maybe": 0,
            "some": "",
            "high": -1,
            "inner": {"k": {"n": 0}},
        },
        Bounded,
    )
    assert found == [
        ("top.low", "expected at least 1, found 0"),
        ("top.both", "expected more than 0, at most 1, found 2"),
        ("top.one_of", "expected one of a, b, found c"),
        ("top.code", "expected text that matches [A-Z]{2}, found aa"),
        ("top.maybe", "expected at least 1 (or null), found 0"),
        ("top.some", "expected at least 1 long, found nothing"),
        ("top.high", "expected more than low (0), found -1"),
        ("top.inner.k.n", "expected at least 1, found 0"),
    ]


def test_validators_work_again_afterwards():
    structure({"low": 0}, Bounded)
    with pytest.raises(ValueError, match="low"):
        Bounded(low=0)


@attrs.frozen
class Traded:
    symbol: str = "SPY"
    symbols: frozenset[str] = frozenset()


@pytest.mark.parametrize("symbol", ["spy", "", "../SPY", "A" * 33, "BRK B", ".A", "É"])
def test_fields_called_symbol_hold_symbols(symbol):
    assert [path for path, _ in finding({"symbol": symbol, "symbols": [symbol]}, Traded)] == [
        "top.symbol",
        "top.symbols",
    ]


@attrs.frozen
class Unsupported:
    thing: complex


def test_a_type_that_no_configuration_can_hold_is_refused():
    ((path, message),) = finding({"thing": 1}, Unsupported)
    assert path == "top"
    assert "cannot be configured" in message


@attrs.frozen
class Placed:
    path: str = attrs.field(validator=min_len(100), metadata={"identity": False})
    symbol: str


def test_a_stored_section_may_lack_what_is_no_identity_and_nothing_else():
    assert finding({"symbol": "SPY"}, Placed) == [("top.path", "has no value and no default; set it")]
    value, findings = structure({"symbol": "SPY"}, Placed, is_stored=True)
    assert (value.path, findings) == (UNSTORED, [])
    _, findings = structure({}, Placed, is_stored=True)
    assert [path for path, _ in findings] == [("top", "symbol")]
