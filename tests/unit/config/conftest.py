"""A registry and configuration packages for tests of configuration; no plugin has to be installed."""

import sample_components
from sample_components import CONFIG_PACKAGE, CORE_FILES, CORE_PACKAGE, FILES, write_files

import pytest


@pytest.fixture(scope="session")
def registry():
    return sample_components.make_registry()


@pytest.fixture(scope="session", autouse=True)
def packages(tmp_path_factory):
    """Make the stand-in configuration packages importable, and return their names."""
    top = tmp_path_factory.mktemp("packages")
    write_files(top / CORE_PACKAGE, CORE_FILES)
    write_files(top / CONFIG_PACKAGE, FILES)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(top))
        yield [CORE_PACKAGE, CONFIG_PACKAGE]


@pytest.fixture
def compose(packages):
    """compose(*overrides): the engine `x` in a backtest unless the overrides choose."""
    from mqk_core.config import compose

    def composed(*overrides, config_dir=None, chosen=("+engine=x", "+mode=backtest")):
        return compose([*chosen, *overrides], packages, config_dir)

    return composed


@pytest.fixture
def typed(compose, registry):
    """typed(*overrides): the typed configuration."""
    from mqk_core.config import structure

    return lambda *overrides, **more: structure(compose(*overrides, **more), registry)


@pytest.fixture
def refused(typed):
    """refused(*overrides): the lines of the ConfigError."""
    from mqk_core.errors import ConfigError

    def lines(*overrides, **more):
        with pytest.raises(ConfigError) as caught:
            typed(*overrides, **more)
        return str(caught.value).split("\n")

    return lines
