"""Modules and functions stay small enough to be read whole; an exception needs a line in docs/decisions."""

import ast
import re

from source_tree import ROOT, carried, carried_files, parsed, report

MODULE_LINES_MAX = 600
FUNCTION_LINES_MAX = 70
#: First match wins.
LINES_MAX = (
    (re.compile(r"(^|/)tests/|^tests/"), 400),
    (re.compile(r"^mqk_core/engine/step\.py$"), 150),
    (re.compile(r"^mqk_core/kernels/"), 500),
    (re.compile(r"/steps/"), 300),
)
CODE = ("mqk_core", "plugins", "tests", "conf", "features", "migrations")


def excepted():
    """Files that a decision record lets grow: a line `size exception: PATH` and why."""
    records = (ROOT / "docs/decisions").glob("*.md")
    return {path for record in records for path in re.findall(r"(?m)^size exception: (\S+)", record.read_text())}


def lines_max(name):
    return next((lines for pattern, lines in LINES_MAX if pattern.search(name)), MODULE_LINES_MAX)


def lines_of(function):
    return function.end_lineno - function.lineno + 1


def test_no_module_is_longer_than_its_limit():
    counts = {str(file): len((ROOT / file).read_text().splitlines()) for file in carried(*CODE)}
    report(
        [
            f"{name}: {count} lines, at most {lines_max(name)}: split it"
            for name, count in counts.items()
            if count > lines_max(name) and name not in excepted()
        ]
    )


def test_no_function_is_longer_than_seventy_lines():
    report(
        [
            f"{file}:{node.lineno}: {node.name} has {lines_of(node)} lines, at most {FUNCTION_LINES_MAX}"
            for file in carried(*CODE)
            for node in ast.walk(parsed(file))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and lines_of(node) > FUNCTION_LINES_MAX
            and str(file) not in excepted()
        ]
    )


def test_no_feature_is_longer_than_eighty_lines():
    features = [file for file in carried_files() if file.suffix == ".feature"]
    counts = {file: len((ROOT / file).read_text().splitlines()) for file in features}
    report([f"{file}: {count} lines, at most 80" for file, count in counts.items() if count > 80])


def test_excepted_files_exist():
    report(
        [f"docs/decisions lets {name} grow, which is not there" for name in excepted() if not (ROOT / name).is_file()]
    )
