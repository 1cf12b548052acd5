"""Calling `main` with stand-in plugins: their components and configuration, and no start of a run."""

import json

import attrs
import pytest
from configured_fixtures import packages, registry

from mqk_core.runtime import plugins
from mqk_core.runtime.code_hash import Identity
from mqk_core.runtime.plugins import LoadedPlugin, Plugins

__all__ = ["packages", "registry"]


@attrs.frozen
class Answer:
    """What one command line left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        """The one object on standard output."""
        assert self.out.endswith("}\n")
        assert self.out.count("\n") == 1
        return json.loads(self.out, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))


@pytest.fixture
def loaded(packages, registry, monkeypatch):
    """Stand in for what is installed."""
    loaded = Plugins(
        registry=registry,
        config_packages=tuple(packages),
        scenario_packs=(),
        identities=(Identity("mqk", "0.1.0", "ab" * 32),),
        loaded=(LoadedPlugin("mqk_core", "mqk", "0.1.0", tuple(registry), tuple(packages), ()),),
    )
    monkeypatch.setattr(plugins, "load", lambda: loaded)
    return loaded


@pytest.fixture
def mqk(loaded, capfd):
    """mqk(*words): the answer of that command line."""
    from mqk_core.cli.main import main

    def call(*words):
        capfd.readouterr()
        code = main(list(words))
        return Answer(code, *capfd.readouterr())

    return call
