"""What import-linter cannot see: `.pxd` files, cimports, plugins, and what the sealed engine must not touch."""

import re

from source_tree import (
    ROOT,
    carried,
    carried_files,
    child_of_core,
    contract,
    imports_of,
    layer_ranks,
    report,
    sealed_files,
)

SEALED_NEVER = {
    "asyncio", "concurrent", "ctypes", "hydra", "logging", "multiprocessing", "omegaconf", "os", "pluggy",
    "psycopg", "random", "secrets", "select", "signal", "socket", "sqlalchemy", "subprocess", "tempfile", "threading",
    "time", "uuid",
}  # fmt: skip
DECLARATION_ROOTS = {"cpython", "cython", "libc", "mqk_core", "numpy"}
CIMPORT = re.compile(r"^\s*(?:from\s+([\w.]+)\s+c?import\b|c?import\s+([\w.]+))", re.MULTILINE)
CONFIG_ONLY = {"hydra", "omegaconf"}


def declarations(file):
    """(line, module) of every import and cimport of a `.pxd`."""
    text = (ROOT / file).read_text()
    return [
        (text.count("\n", 0, found.start(1 if found[1] else 2)) + 1, found[1] or found[2])
        for found in CIMPORT.finditer(text)
    ]


def cimports(file):
    """(line, module) of every cimport, wherever it is written: in a `.pxd`, or as `cython.cimports` in a `.py`."""
    if file.suffix == ".pxd":
        return declarations(file)
    prefix = "cython.cimports."
    return [(line, name.removeprefix(prefix)) for line, name in imports_of(file) if name.startswith(prefix)]


def test_sealed_modules_import_nothing_that_acts_or_tells_time():
    report(
        [
            f"{file}:{line}: imports {module}; nothing from engine/ down may"
            for file in sealed_files(".py", ".pxd")
            for line, module in (imports_of(file) if file.suffix == ".py" else []) + cimports(file)
            if module.split(".")[0] in SEALED_NEVER
        ]
    )


def test_declarations_cimport_only_c_and_lower_layers():
    ranks = layer_ranks()
    complaints = []
    for file in carried("mqk_core", suffixes=(".pxd", ".py")):
        for line, module in cimports(file):
            parts = module.split(".")
            if parts[0] not in DECLARATION_ROOTS:
                complaints.append(f"{file}:{line}: cimports {module}, which no contract covers")
            inside = parts[0] != "mqk_core" or len(parts) == 1 or parts[1] == child_of_core(file)
            if not inside and ranks[parts[1]] >= ranks[child_of_core(file)]:
                complaints.append(f"{file}:{line}: cimports {module}, which is no lower layer")
    report(complaints)


def test_declarations_stand_beside_plain_python():
    files = [file for file in carried_files() if file.suffix in (".pxd", ".pyx", ".pxi")]
    report(
        [
            f"{file}: compiled modules are plain .py with a .pxd beside them"
            for file in files
            if file.suffix != ".pxd" or not (ROOT / file).with_suffix(".py").is_file()
        ]
    )


def test_every_child_of_core_has_a_layer():
    children = {child_of_core(file) for file in carried("mqk_core")} - {"__init__", "sample"}
    report([f"mqk_core/{name} has no place in the layers contract" for name in sorted(children - layer_ranks().keys())])


def test_the_sealed_contract_names_every_sealed_child_of_core():
    sealed = {f"mqk_core.{child_of_core(file)}" for file in sealed_files()}
    assert sorted(contract("sealed")["source_modules"]) == sorted(sealed)


def test_only_config_imports_hydra():
    report(
        [
            f"{file}:{line}: imports {module}; only mqk_core/config may"
            for file in carried("mqk_core", "plugins")
            for line, module in imports_of(file)
            if module.split(".")[0] in CONFIG_ONLY and file.parts[:2] != ("mqk_core", "config")
        ]
    )


def test_core_never_imports_tests_or_plugins():
    plugins = {
        file.parts[1].replace("-", "_")
        for file in carried_files()
        if file.parts[0] == "plugins" and len(file.parts) > 2
    }
    report(
        [
            f"{file}:{line}: imports {module}"
            for file in carried("mqk_core")
            for line, module in imports_of(file)
            if module.split(".")[0] in plugins | {"tests", "mqk_acme"}
        ]
    )


def plugin_files():
    return [
        file
        for file in carried("plugins") + carried("tests")
        if file.parts[:2] != ("tests", "tools") and is_plugin(file)
    ]


def is_plugin(file):
    return file.parts[0] == "plugins" or file.parts[:2] == ("tests", "acme")


def test_plugins_import_nothing_of_core_but_its_api():
    complaints = []
    for file in plugin_files():
        allowed = ["mqk_core.api"]
        if "tests" in file.parts[2:] or "steps" in "/".join(file.parts[2:]):
            allowed.append("mqk_core.testing")
        for line, module in imports_of(file):
            inside = any(module == name or module.startswith(f"{name}.") for name in allowed)
            names_allowed_child = module == "mqk_core" and any(
                other_line == line and other in allowed for other_line, other in imports_of(file)
            )
            if module.split(".")[0] == "mqk_core" and not inside and not names_allowed_child:
                complaints.append(f"{file}:{line}: imports {module}; a plugin imports only {' or '.join(allowed)}")
    report(complaints)
