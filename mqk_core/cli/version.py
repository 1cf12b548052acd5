"""`mqk version`."""

from __future__ import annotations

import platform

from mqk_core.cli.call import Call


def run(call: Call) -> int:
    """Print the version of mqk, and of Python with `--json`."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        found = version("mqk")
    except PackageNotFoundError:
        found = "0"
    call.answer({"version": found, "python": platform.python_version()}, [f"mqk {found}"])
    return 0
