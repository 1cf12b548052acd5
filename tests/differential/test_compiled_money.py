"""The arithmetic in C against its plain twin: the whole 64-bit range, every edge with every edge."""

from __future__ import annotations

import importlib.util
import itertools
import random
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from worlds import plain

from mqk_core.errors import AmountOverflow

ROOT = Path(__file__).resolve().parents[2]
TOP, SCALE = 2**63 - 1, 10**8
EDGES = sorted(
    {sign * (base + more) for sign in (1, -1) for base in (0, SCALE, SCALE // 2, 2**31, 2**62) for more in (-1, 0, 1)}
    | {TOP, TOP - 1, -TOP, -TOP - 1, 5 * SCALE // 2, -5 * SCALE // 2}
)
#: Opens the inline C functions; nothing else can call them.
ARGUMENTS = {"add": "ab", "sub": "ab", "product": "ab", "magnitude": "a", "share": "abc", "exceeds": "abc"}
PROBE = "# cython: language_level=3\nfrom mqk_core.domain cimport money\n" + "".join(
    f"def {name}({', '.join(f'long long {one}' for one in names)}):\n    return money.{name}({', '.join(names)})\n"
    for name, names in ARGUMENTS.items()
)
BUILD = """
from Cython.Build import cythonize
from setuptools import Extension, setup
extension = Extension("money_probe", ["money_probe.pyx"], extra_compile_args=["-O2", "-g0", "-ffp-contract=off"])
setup(name="money_probe", script_args=["-q", "build_ext", "--inplace"],
      ext_modules=cythonize([extension], include_path=[{root!r}], quiet=True))
"""


@pytest.fixture(scope="module")
def probe(tmp_path_factory):
    """The inline functions of money.pxd, compiled into a module of their own."""
    folder = tmp_path_factory.mktemp("probe")
    (folder / "money_probe.pyx").write_text(PROBE)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", BUILD.format(root=str(ROOT))], cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    binary = folder / f"money_probe{sysconfig.get_config_var('EXT_SUFFIX')}"
    spec = importlib.util.spec_from_file_location("money_probe", binary)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def outcome(call, amounts):
    try:
        return call(*amounts)
    except (AmountOverflow, plain("errors").AmountOverflow):
        return "refused"


def tuples(count):
    draw = random.Random(7)
    yield from itertools.product(EDGES, repeat=count)
    for _ in range(20_000):
        bits = [draw.choice([8, 27, 40, 63]) for _ in range(count)]
        yield tuple(draw.randrange(-(2**bit), 2**bit) for bit in bits)


@pytest.mark.parametrize(("name", "count"), [(name, len(names)) for name, names in ARGUMENTS.items()])
def test_c_gives_what_plain_python_gives(probe, name, count):
    compiled, twin = getattr(probe, name), getattr(plain("domain.money"), name)
    different = [
        (amounts, found, expected)
        for amounts in tuples(count)
        if (found := outcome(compiled, amounts)) != (expected := outcome(twin, amounts))
    ]
    assert not different[:5]
