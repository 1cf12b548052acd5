"""Says what this machine lacks to build mqk, and which package brings it; silent when nothing is lacking.

Run by the Makefile with each Python that it finds, before a virtual environment exists: standard library only.
"""

from __future__ import annotations

import importlib.util
import os
import shlex
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

PROBE = """#include <Python.h>
typedef char wide[sizeof(__int128) == 16 ? 1 : -1];
int probe(void) { return PY_MAJOR_VERSION; }
"""
COMPILER_ADVICE = (
    "  Debian, Ubuntu:  apt-get install gcc python3-dev\n"
    "  Fedora:          dnf install gcc python3-devel\n"
    "  Alpine:          apk add gcc musl-dev python3-dev\n"
    "  macOS:           xcode-select --install"
)
VENV_ADVICE = (
    "  Debian, Ubuntu:  apt-get install python3-venv\n"
    "  elsewhere:       install a Python that has its standard library whole"
)


def lacking() -> str | None:
    """Return what is lacking and how to get it, or None."""
    if sys.platform not in ("linux", "darwin"):
        return f"mqk runs on Linux and macOS; this is {sys.platform}"
    if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
        lack = "cannot make a virtual environment (no venv or ensurepip module)"
        return f"{sys.executable} {lack}. Install it:\n{VENV_ADVICE}"
    return _compiler_lacking()


def _compiler_lacking() -> str | None:
    command = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")
    include = sysconfig.get_path("include")
    if not (Path(include) / "Python.h").is_file():
        return f"{sys.executable} has no C headers (no {include}/Python.h). Install them:\n{COMPILER_ADVICE}"
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "probe.c"
        source.write_text(PROBE, encoding="ascii")
        arguments = [*command, f"-I{include}", "-c", str(source), "-o", str(source.with_suffix(".o"))]
        try:
            done = subprocess.run(arguments, capture_output=True, text=True, errors="replace", check=False)
        except OSError as error:
            return (
                f"no C compiler: {command[0]!r} cannot be started ({error.strerror}). Install one:\n{COMPILER_ADVICE}"
            )
    if done.returncode != 0:
        said = "\n".join(done.stderr.strip().splitlines()[:8])
        return (
            f"the C compiler {command[0]!r} cannot build a Python module:\n{said}\nInstall it whole:\n{COMPILER_ADVICE}"
        )
    return None


if __name__ == "__main__":
    found = lacking()
    if found is not None:
        sys.stderr.write(f"{found}\n")
        sys.exit(1)
