"""One module sends orders; SQL holds no spliced text; names say what a thing is."""

import ast
import re

from source_tree import carried, carried_files, parsed, report

SENDERS = re.compile(r"^mqk_core/(runtime/dispatcher\.py|sim/|testing/)|(^|/)tests/")
SQL = re.compile(r"^\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|ALTER|DROP|TRUNCATE|COPY|GRANT|WITH)\s")
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "types", "manager", "misc"}
EMPTY_CLASS = re.compile(r"^_?Base[A-Z]|Impl$|Manager$|Helper$|Utils?$")
#: Names of tickets, patches and versions: `brk00r06`, `L10`, `fix_123`, `order_v2`.
HISTORY = re.compile(r"(^|_)(patch|hotfix|legacy|v\d+|issue_?\d+|ticket|fix_?\d+)(_|$)|[a-z]{2,}\d{2}[a-z]\d", re.I)
PLACEHOLDER = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
CODE = ("mqk_core", "plugins", "tests", "conf", "features", "migrations")


def test_only_the_dispatcher_submits_orders():
    report(
        [
            f"{file}:{node.lineno}: calls .submit(…); only runtime/dispatcher.py sends orders"
            for file in carried("mqk_core", "plugins")
            if not SENDERS.search(str(file))
            for node in ast.walk(parsed(file))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "submit"
        ]
    )


def spliced_sql(tree):
    """Lines where text that begins as SQL takes a value into itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            first = node.values[0] if node.values else None
            spliced = any(isinstance(part, ast.FormattedValue) for part in node.values)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.Add):
            first, spliced = node.left, True
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
            first, spliced = node.func.value, True
        else:
            continue
        if spliced and isinstance(first, ast.Constant) and isinstance(first.value, str) and SQL.match(first.value):
            yield node.lineno


def test_no_sql_is_spliced_together():
    report(
        [
            f"{file}:{line}: SQL takes values as parameters, never spliced into its text"
            for file in carried(*CODE)
            for line in spliced_sql(parsed(file))
        ]
    )


def test_the_search_for_spliced_sql_finds_it():
    found = {
        'f"SELECT {a}"': [1],
        '"DELETE FROM t WHERE a=%s" % a': [1],
        '"SELECT {}".format(a)': [1],
        'f"SELECTED {a}"': [],
    }
    assert {source: list(spliced_sql(ast.parse(source))) for source in found} == found


def definitions(file):
    """(line, name) of every class, function and module-level name."""
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.lineno, node.name
    for node in parsed(file).body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        yield from ((node.lineno, target.id) for target in targets if isinstance(target, ast.Name))


def test_no_name_is_empty_or_tells_history():
    complaints = [
        f"{file}: {part!r} says nothing about what is inside"
        for file in carried_files()
        for part in (*file.parts[:-1], file.name.split(".")[0])
        if part.lower() in EMPTY_NAMES
    ]
    complaints += [
        f"{file}:{line}: {name!r} says nothing about what it is, or tells history"
        for file in carried(*CODE)
        for line, name in definitions(file)
        if name.lower() in EMPTY_NAMES
        or EMPTY_CLASS.search(name)
        or (file.parts[0] != "tests" and HISTORY.search(name))
    ]
    report(complaints)


def test_no_work_is_left_as_a_remark():
    report(
        [
            f"{file}:{number}: {line.strip()[:80]}"
            for file in carried(
                "mqk_core", "plugins", "conf", "features", "migrations", suffixes=(".py", ".pxd", ".yaml")
            )
            for number, line in enumerate(file.read_text().splitlines(), 1)
            if PLACEHOLDER.search(line)
        ]
    )
