"""Composing and typing with stand-in components; no plugin has to be installed."""

import pytest
from configured_fixtures import packages, registry

__all__ = ["packages", "registry"]


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
