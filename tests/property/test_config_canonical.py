"""The canonical form: one value one encoding, two values two, whatever the order or the decimal context."""

import datetime
import enum
import json
import unicodedata
from decimal import Decimal, localcontext

from hypothesis import given
from hypothesis import strategies as st

from mqk_core.config.canonical import encode
from mqk_core.domain.settings import Duration, SecretRef


class Colour(enum.Enum):
    RED = "red"
    BLUE = "$int"


texts = st.text(st.characters(exclude_categories=("Cs", "Cn")), max_size=8).filter(
    lambda text: unicodedata.is_normalized("NFC", text)
)
keys = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=6).filter(
    lambda key: not key.startswith("$")
)
decimals = st.decimals(
    allow_nan=False, allow_infinity=False, places=None, min_value=Decimal("-1e30"), max_value=Decimal("1e30")
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    decimals,
    texts,
    st.builds(Duration, st.integers(0, 2**63)),
    st.builds(SecretRef, st.sampled_from(["env", "file"]), st.sampled_from(["A", "B", "a/b"])),
    st.sampled_from(Colour),
    st.dates(),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=3)),
    max_leaves=8,
)


def tagged(value):
    """The value with its type, as an independent notion of being the same."""
    if isinstance(value, dict):
        return ("mapping", tuple(sorted((key, tagged(inner)) for key, inner in value.items())))
    if isinstance(value, list):
        return ("list", tuple(tagged(inner) for inner in value))
    if isinstance(value, Decimal):
        return ("decimal", repr(value.as_integer_ratio()))
    if isinstance(value, float):
        return ("float", (value + 0.0).hex())
    return (type(value).__name__, repr(value))


@given(values, values)
def test_two_values_share_an_encoding_only_if_they_are_the_same(a, b):
    assert (encode(a) == encode(b)) == (tagged(a) == tagged(b))


@given(st.one_of(st.integers(), decimals, st.floats(allow_nan=False, allow_infinity=False), texts, st.booleans()))
def test_no_scalar_is_taken_for_one_of_another_type(value):
    others = [str(value), [value], {"a": value}]
    assert len({encode(value), *(encode(each) for each in others if tagged(each) != tagged(value))}) >= len(others)


@given(values)
def test_an_encoding_is_ascii_json_of_one_line(value):
    text = encode(value).decode("ascii")
    assert "\n" not in text
    assert json.dumps(json.loads(text), sort_keys=True, separators=(",", ":")) == text


@given(st.dictionaries(keys, scalars, min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_keys_means_nothing(mapping, random):
    items = list(mapping.items())
    random.shuffle(items)
    assert encode(dict(items)) == encode(mapping)


@given(st.lists(st.one_of(texts, st.integers()), unique=True, max_size=5))
def test_the_order_of_a_set_means_nothing(items):
    assert encode(frozenset(items)) == encode(frozenset(reversed(items)))


@given(decimals, st.integers(0, 6), st.integers(1, 4))
def test_trailing_zeros_and_the_context_mean_nothing(number, zeros, precision):
    text = format(number, "f")
    longer = Decimal((text if "." in text else text + ".") + "0" * zeros)
    with localcontext() as context:
        context.prec = precision
        assert encode(longer) == encode(number)


@given(st.dates())
def test_a_date_is_no_text(day):
    assert encode(day) != encode(day.isoformat())
    assert encode(day) == encode(datetime.date.fromisoformat(day.isoformat()))
