"""A registry and configuration packages for tests of configuration; no plugin has to be installed."""

import sample_components
from sample_components import CONFIG_PACKAGE, FILES, write_files

import pytest


@pytest.fixture(scope="session")
def registry():
    return sample_components.make_registry()


@pytest.fixture(scope="session", autouse=True)
def config_package(tmp_path_factory):
    """Make the stand-in configuration package importable."""
    top = tmp_path_factory.mktemp("packages")
    write_files(top / CONFIG_PACKAGE, FILES)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(top))
        yield CONFIG_PACKAGE


@pytest.fixture
def compose(config_package):
    """compose(*overrides): the engine `x` in a backtest unless the overrides choose."""
    from mqk_core.config import compose

    def composed(*overrides, config_dir=None, chosen=("+engine=x", "+mode=backtest")):
        return compose([*chosen, *overrides], ["mqk_conf", config_package], config_dir)

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
