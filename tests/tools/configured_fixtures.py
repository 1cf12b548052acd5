"""Fixtures for tests that compose a configuration without any installed plugin; conftests import them by name."""

import pytest
import sample_components
from sample_components import CONFIG_PACKAGE, CORE_FILES, CORE_PACKAGE, FILES, write_files


@pytest.fixture(scope="session")
def registry():
    """The stand-in components."""
    return sample_components.make_registry()


@pytest.fixture(scope="session")
def packages(tmp_path_factory):
    """Make the stand-in configuration packages importable, and return their names."""
    top = tmp_path_factory.mktemp("packages")
    write_files(top / CORE_PACKAGE, CORE_FILES)
    write_files(top / CONFIG_PACKAGE, FILES)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(top))
        yield [CORE_PACKAGE, CONFIG_PACKAGE]
