"""Make the tags of this plugin's features known to pytest."""

from __future__ import annotations

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Register the tag, which is a marker to pytest."""
    config.addinivalue_line("markers", "data: promises about reading bars")
