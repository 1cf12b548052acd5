"""From engine/ down nothing reads a clock, draws a number, hashes by process, or walks a set in its own order."""

import ast

from source_tree import parsed, report, sealed_files

CLOCKS = {
    "now",
    "utcnow",
    "today",
    "time",
    "time_ns",
    "monotonic",
    "monotonic_ns",
    "perf_counter",
    "uuid1",
    "uuid4",
    "urandom",
}
#: `hash` of a text differs from process to process; the others are the world outside.
BUILTINS_NEVER = {"hash", "id", "input", "open", "print"}
SET_TYPES = {"set", "frozenset", "Set", "FrozenSet", "AbstractSet", "MutableSet"}
SET_METHODS = {"union", "intersection", "difference", "symmetric_difference"}
#: What takes a set and gives back an order.
ORDERING = {"list", "tuple", "enumerate", "iter", "next", "zip", "map", "filter", "reversed"}
CLOCK_OWNERS = {"datetime", "date", "time", "uuid", "os", "dt", "np", "numpy"}


def dotted(node):
    """The text of `a.b.c`, or nothing."""
    if isinstance(node, ast.Name):
        return node.id
    return f"{dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else ""


def test_no_sealed_module_reads_a_clock_or_draws_a_number():
    complaints = []
    for file in sealed_files():
        for node in ast.walk(parsed(file)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = dotted(node.func.value).split(".")
                if node.func.attr in CLOCKS and owner[-1] in CLOCK_OWNERS:
                    complaints.append(f"{file}:{node.lineno}: {dotted(node.func)}() inside the sealed engine")
            if isinstance(node, ast.Attribute) and dotted(node) in ("np.random", "numpy.random"):
                complaints.append(f"{file}:{node.lineno}: {dotted(node)} inside the sealed engine")
    report(complaints)


def test_no_sealed_module_calls_a_builtin_that_acts_or_depends_on_the_process():
    report(
        [
            f"{file}:{node.lineno}: {node.func.id}() inside the sealed engine"
            for file in sealed_files()
            for node in ast.walk(parsed(file))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in BUILTINS_NEVER
        ]
    )


def annotation_is_set(annotation):
    node = annotation.value if isinstance(annotation, ast.Subscript) else annotation
    return dotted(node).split(".")[-1] in SET_TYPES


def names_of_sets(scope):
    """Names that a function (or module) binds to a set: by annotation, or by assigning an expression that is one."""
    found = set()
    for node in ast.walk(scope):
        if isinstance(node, ast.arg) and node.annotation is not None and annotation_is_set(node.annotation):
            found.add(node.arg)
        elif isinstance(node, ast.AnnAssign) and annotation_is_set(node.annotation):
            found.add(dotted(node.target).split(".")[-1])
        elif isinstance(node, ast.Assign) and is_set(node.value, set()):
            found |= {dotted(target).split(".")[-1] for target in node.targets}
    return found - {""}


def is_set(node, names):
    if isinstance(node, ast.Set | ast.SetComp):
        return True
    if isinstance(node, ast.Call):
        called = dotted(node.func).split(".")[-1]
        return called in ("set", "frozenset") or (
            isinstance(node.func, ast.Attribute) and node.func.attr in SET_METHODS and is_set(node.func.value, names)
        )
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr | ast.BitAnd | ast.Sub | ast.BitXor):
        return is_set(node.left, names) or is_set(node.right, names)
    return dotted(node).split(".")[-1] in names and bool(dotted(node))


def iterated(node):
    """What this node walks in its own order."""
    if isinstance(node, ast.For | ast.comprehension):
        yield node.iter
    elif isinstance(node, ast.Starred):
        yield node.value
    elif isinstance(node, ast.Call):
        called = dotted(node.func).split(".")[-1]
        if called in ORDERING or (isinstance(node.func, ast.Attribute) and node.func.attr == "join"):
            yield from node.args


def walks_of_sets(tree):
    """Lines that walk a set; a comprehension that is itself handed to `sorted`, `set`, `any` … is in no order."""
    unordered = {
        id(argument)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and dotted(node.func) in ("sorted", "set", "frozenset", "any", "all", "sum", "min", "max", "len")
        for argument in node.args
    }
    fine = {
        id(generator)
        for node in ast.walk(tree)
        if isinstance(node, ast.SetComp)
        or (isinstance(node, ast.ListComp | ast.GeneratorExp) and id(node) in unordered)
        for generator in node.generators
    }
    names = names_of_sets(tree)
    return sorted(
        {
            walked.lineno
            for node in ast.walk(tree)
            if id(node) not in fine and id(node) not in unordered
            for walked in iterated(node)
            if is_set(walked, names)
        }
    )


def test_no_sealed_module_walks_a_set_in_its_own_order():
    report(
        [
            f"{file}:{line}: walks a set, whose order is the process's own; use sorted(…)"
            for file in sealed_files()
            for line in walks_of_sets(parsed(file))
        ]
    )


def test_the_search_for_walks_of_sets_finds_them():
    found = {
        "for a in {1, 2}: pass": [1],
        "s = set(x)\nfor a in s: pass": [2],
        "def f(s: frozenset[str]):\n    return [a for a in s]": [2],
        "def f(s: set[str]):\n    return ','.join(s)": [2],
        "class A:\n    s: set[int]\n    def f(self):\n        return list(self.s)": [4],
        "s = set(x)\nfor a in sorted(s): pass": [],
        "s = set(x)\nb = sorted(a for a in s)": [],
        "s = {1: 2}\nfor a in s: pass": [],
        "s = set(x)\nfor a in s | t: pass": [2],
    }
    assert {source: walks_of_sets(ast.parse(source)) for source in found} == found
