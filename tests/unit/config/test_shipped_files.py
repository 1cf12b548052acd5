"""The files in conf/ compose and type with the components that core itself brings."""

import pytest
from sample_components import FILES, write_files

from mqk_core import builtin
from mqk_core.config import compose, structure
from mqk_core.config.layers import package_root, read_layers
from mqk_core.config.overrides import is_option_name
from mqk_core.errors import ConfigError
from mqk_core.runtime.plugins import load

LAYERS = sorted(read_layers([package_root("mqk_conf")]))
GROUPS = sorted({name.rpartition("/")[0] for name in LAYERS} - {"", "engine", "mode"})
CORE_SLOTS = [name for name in LAYERS if name.rpartition("/")[0] in GROUPS and not name.endswith("/none")]


@pytest.fixture(scope="module")
def registry(registry):
    """Core's own components; bars and the strategy of engine x come from plugins, so stand-ins take their place."""
    core = load([], builtin).registry
    return {**core, **{key: offer for key, offer in registry.items() if key[0] == "data" or key[1] == "trend"}}


@pytest.fixture(scope="module")
def shipped(tmp_path_factory, registry):
    top = tmp_path_factory.mktemp("plugin")
    write_files(
        top / "shipped_stand_in",
        {name: FILES[name] for name in ("__init__.py", "data/sample.yaml", "strategy/trend.yaml")},
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(top))
        yield lambda *overrides: structure(compose(overrides, ["mqk_conf", "shipped_stand_in"]), registry)


@pytest.mark.parametrize("engine", [name.removeprefix("engine/") for name in LAYERS if name.startswith("engine/")])
def test_every_engine_types(shipped, engine):
    assert shipped(f"+engine={engine}", "+mode=backtest").engine == engine


@pytest.mark.parametrize("name", CORE_SLOTS)
def test_every_option_types(shipped, name):
    group, _, option = name.rpartition("/")
    assert shipped("+engine=sma_cross", "+mode=backtest", f"{group}={option}")


def test_a_backtest_may_run_without_limits_but_not_without_a_broker(shipped):
    assert not shipped("+engine=x", "+mode=backtest", "risk=none").risk.rules
    for override in ("broker=none", "strategy=none"):
        with pytest.raises(ConfigError):
            shipped("+engine=x", "+mode=backtest", override)


def test_every_rule_of_core_is_on_by_default(shipped, registry):
    config = shipped("+engine=x", "+mode=backtest")
    assert set(config.risk.rules) == {name for kind, name in registry if kind == "risk_rule" and name in RULES_OF_CORE}


RULES_OF_CORE = {component.name for component in builtin.mqk_risk_rules()}


def test_file_names_are_option_names():
    assert all(is_option_name(part) for name in LAYERS for part in name.split("/"))
