"""Guards of every test run: compiled modules must be as new as their sources."""

from __future__ import annotations

import os

import compiled_modules
import package_lists
import pytest


def pytest_sessionstart(session):
    """End the run before it begins when a binary is older than its source: its tests would say nothing."""
    stale = compiled_modules.stale(package_lists.ROOT, package_lists.extensions_found(package_lists.ROOT))
    if stale and os.environ.get("MQK_STALE_MODULES") != "run":
        pytest.exit(
            f'older than their sources: {", ".join(stale)}; run "make ext", '
            f"or set MQK_STALE_MODULES=run to test them as they are",
            returncode=4,
        )


def pytest_report_header(config):
    """Say how much of mqk runs compiled."""
    modules = package_lists.extensions_found(package_lists.ROOT)
    absent = compiled_modules.absent(package_lists.ROOT, modules)
    stale = compiled_modules.stale(package_lists.ROOT, modules)
    state = f"{len(modules) - len(absent)} of {len(modules)}"
    return f"compiled modules: {state}" + (f"; STALE: {', '.join(stale)}" if stale else "")
