from collections.abc import Mapping
from decimal import Decimal

import attrs
import pytest

from mqk_core.config import config_hash, resolved_yaml, tracking
from mqk_core.config.consumed import Tracker, paused
from mqk_core.domain.settings import Duration
from mqk_core.errors import ConfigError

INSTANT = Duration(5)


@attrs.frozen
class Inner:
    n: int = 1


@attrs.frozen
class Outer:
    a: int = 1
    wait: Duration = INSTANT
    inner: Inner = attrs.Factory(Inner)
    many: Mapping[str, Inner] = attrs.Factory(dict)
    steps: tuple[Inner, ...] = ()


@attrs.frozen(slots=False)
class Open:
    a: int = 1


def read_all(value):
    """Read every field of every section, as a build that uses all of them does."""
    if isinstance(value, Mapping):
        for each in value.values():
            read_all(each)
    elif attrs.has(type(value)) and not isinstance(value, Duration):
        for field in attrs.fields(type(value)):
            read_all(getattr(value, field.name))


def test_only_what_was_read_is_read():
    outer = Outer(many={"x": Inner(), "y": Inner()}, steps=(Inner(),))
    tracker = Tracker()
    tracker.watch(outer)
    assert tracker.unread() == [
        ("a",),
        ("wait",),
        ("inner", "n"),
        ("many", "x", "n"),
        ("many", "y", "n"),
        ("steps", "0", "n"),
    ]
    _ = outer.a, outer.inner, outer.many["x"].n
    assert tracker.unread() == [("wait",), ("inner", "n"), ("many", "y", "n"), ("steps", "0", "n")]
    tracker.seal()


@pytest.mark.parametrize("cls", [Inner, Open])
def test_a_sealed_object_is_what_it_was(cls):
    value = cls()
    tracker = Tracker()
    tracker.watch(value)
    assert isinstance(value, cls)
    assert type(value) is not cls
    tracker.seal()
    assert type(value) is cls
    assert value == cls()


def test_printing_comparing_and_hashing_are_no_reading():
    value = Inner(3)
    tracker = Tracker()
    tracker.watch(value)
    assert repr(value) == "Inner(n=3)"
    assert hash(value) == hash(Inner(3))
    assert value.__eq__(Inner(4)) is not True
    with paused():
        assert value.n == 3
    assert tracker.unread() == [("n",)]
    tracker.seal()


def test_hashing_and_writing_a_configuration_are_no_reading(typed):
    config = typed()
    before = config_hash(config), resolved_yaml(config)
    with tracking(config) as tracker:
        assert (config_hash(config), resolved_yaml(config)) == before
        assert ("account", "cash") in tracker.unread()


def test_a_build_that_reads_everything_passes(compose, typed):
    overrides = ("seed=3", "account.cash=5", "~risk.rules.gross")
    config = typed(*overrides)
    with tracking(config) as tracker:
        read_all(config)
        tracker.refuse_unread(compose(*overrides))


def test_a_key_that_is_set_and_not_read_is_refused_with_its_place(compose, typed):
    config = typed("risk.rules.gross.ratio_max=1", "strategy.lookback=3")
    with pytest.raises(ConfigError) as caught, tracking(config) as tracker:
        tracker.refuse_unread(compose("risk.rules.gross.ratio_max=1", "strategy.lookback=3"))
    lines = str(caught.value).split("\n")
    message = "is set here, but nothing read it while the run was built; take it out"
    assert f"command line: risk.rules.gross.ratio_max: {message}" in lines
    assert f"command line: strategy.lookback: {message}" in lines
    assert f"sample_core_conf/account/cash.yaml:1:1: account.cash: {message}" in lines


def test_a_default_that_nobody_set_need_not_be_read(compose, typed):
    config = typed()
    with tracking(config) as tracker:
        assert ("data", "start") in tracker.unread()
        with pytest.raises(ConfigError) as caught:
            tracker.refuse_unread(compose())
    assert "data.start" not in str(caught.value)


def test_the_configuration_is_itself_again_even_after_a_failure(typed):
    config = typed()
    with pytest.raises(ZeroDivisionError), tracking(config):
        raise ZeroDivisionError
    assert type(config.account).__getattribute__ is object.__getattribute__
    assert config == typed()
    assert config.account.cash == Decimal(100_000)


def test_one_object_in_two_places_is_read_through_either():
    inner = Inner()
    outer = Outer(many={"x": inner, "y": inner})
    tracker = Tracker()
    tracker.watch(outer)
    _ = outer.many["y"].n
    assert ("many", "x", "n") not in tracker.unread()
    tracker.seal()
    assert type(inner) is Inner
