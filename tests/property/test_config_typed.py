"""Typing and writing: what was typed is read back the same; what cannot be typed fails with a key."""

import datetime
import enum
import unicodedata
from collections.abc import Mapping
from decimal import Decimal

import attrs
from hypothesis import given
from hypothesis import strategies as st

from mqk_core.config.canonical import encode
from mqk_core.config.interpolation import resolve
from mqk_core.config.layers import parse_layer, plain_data
from mqk_core.config.resolved import _mapping, tree
from mqk_core.config.typed import make_converter, structure_section
from mqk_core.domain.settings import Duration, SecretRef
from mqk_core.errors import Where


class Colour(enum.Enum):
    RED = "red"
    BLUE = "yes"


@attrs.frozen
class Inner:
    n: int


@attrs.frozen(kw_only=True)
class Everything:
    text: str
    number: int
    truth: bool
    real: float
    exact: Decimal
    wait: Duration
    secret: SecretRef
    day: datetime.date
    colour: Colour
    names: frozenset[str]
    steps: tuple[int, ...]
    maybe: Inner | None
    by_name: Mapping[str, Inner]


texts = st.text(st.characters(exclude_categories=("Cs", "Cn")), max_size=10).filter(
    lambda text: unicodedata.is_normalized("NFC", text) and "${" not in text and text != "???"
)
keys = st.from_regex(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,9}", fullmatch=True)
int64s = st.integers(-(2**63), 2**63 - 1)
everything = st.builds(
    Everything,
    text=texts,
    number=int64s,
    truth=st.booleans(),
    real=st.floats(allow_nan=False, allow_infinity=False),
    exact=st.decimals(
        allow_nan=False, allow_infinity=False, min_value=Decimal(-(10**15)), max_value=Decimal(10**15), places=8
    ),
    wait=st.builds(Duration, st.integers(0, 10**18 - 1)),
    secret=st.builds(
        SecretRef, st.sampled_from(["env", "file"]), st.from_regex(r"[A-Za-z0-9_./-]{1,20}", fullmatch=True)
    ),
    day=st.dates(),
    colour=st.sampled_from(Colour),
    names=st.frozensets(texts, max_size=3),
    steps=st.lists(int64s, max_size=3).map(tuple),
    maybe=st.one_of(st.none(), st.builds(Inner, int64s)),
    by_name=st.dictionaries(keys, st.builds(Inner, int64s), max_size=3),
)


@given(everything)
def test_what_is_written_is_read_back_to_the_same_hash(value):
    text = "\n".join(_mapping(tree(value), 0))
    _, problems = parse_layer(text, "config.yaml")
    assert not problems
    resolved, problems = resolve(plain_data(text), lambda path: Where(key=".".join(path)))
    assert not problems
    again, findings = structure_section(resolved, Everything, (), make_converter())
    assert not findings
    assert encode(again) == encode(value)


anything = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.just(SecretRef("env", "X"))
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=5,
)
names = st.sampled_from([field.name for field in attrs.fields(Everything)])


@given(st.dictionaries(st.one_of(names, st.text(max_size=5)), anything, max_size=6))
def test_anything_else_is_refused_with_keys_and_without_breaking(data):
    value, findings = structure_section(data, Everything, ("top",), make_converter())
    assert value is None
    missing = [field.name for field in attrs.fields(Everything) if field.name not in data]
    assert {("top", name) for name in missing} <= {path for path, _ in findings}
    unknown = {key for key in data if key not in {field.name for field in attrs.fields(Everything)}}
    assert {("top", key) for key in unknown} <= {path for path, _ in findings}
    assert all(message and "\n" not in message for _, message in findings)
