"""Cuts wires of core: one statement or value of a module changed, in the plain world, for as long as a block lasts.

The code of the module's functions is exchanged in place, so that whoever imported them runs the changed ones.
"""

from __future__ import annotations

import ast
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import attrs
from worlds import plain

_ROOT: Final = Path(__file__).resolve().parents[2]
_EMPTY: Final = {"strategy": "", "symbol": ""}


@attrs.frozen
class Mutant:
    """A module whose tree is changed at one place. `name` says where and how."""

    name: str
    module: str
    change: Callable[[ast.Module], None]

    @contextmanager
    def alive(self) -> Iterator[None]:
        """Run the changed code while the block lasts."""
        tree = _parsed(self.module)
        self.change(tree)
        codes = dict(_codes(compile(ast.fix_missing_locations(tree), f"<{self.name}>", "exec")))
        functions = [each for each in _functions(plain(self.module)) if each.__qualname__ in codes]
        former = [function.__code__ for function in functions]
        for function in functions:
            function.__code__ = codes[function.__qualname__]
        try:
            yield
        finally:
            for function, code in zip(functions, former, strict=True):
                function.__code__ = code


def _parsed(module: str) -> ast.Module:
    return ast.parse((_ROOT / "mqk_core" / f"{module.replace('.', '/')}.py").read_text())


def _codes(code: types.CodeType) -> Iterator[tuple[str, types.CodeType]]:
    for each in code.co_consts:
        if isinstance(each, types.CodeType):
            yield each.co_qualname, each
            yield from _codes(each)


def _functions(module: Any) -> list[Any]:
    owners = [module, *(each for each in vars(module).values() if isinstance(each, type))]
    return [
        each
        for owner in owners
        for each in vars(owner).values()
        if isinstance(each, types.FunctionType) and each.__module__ == module.__name__
    ]


def assignments_cut(module: str) -> Iterator[Mutant]:
    """Yield, for every field of a view that is assigned, a mutant that leaves it empty and one that leaves it stale."""
    tree = _parsed(module)
    for index, node in enumerate(ast.walk(tree)):
        if not isinstance(node, ast.Assign) or len(node.targets) != 1:
            continue
        target = node.targets[0]
        targets = target.elts if isinstance(target, ast.Tuple) else [target]
        for place, each in enumerate(targets):
            if isinstance(each, ast.Attribute) and ast.unparse(each.value).endswith("view"):
                where = f"{module}.{_function_of(tree, node)}: {ast.unparse(each)}"
                yield Mutant(f"{where} empty", module, _emptied(index, place, each.attr))
                yield Mutant(f"{where} stale", module, _kept(index, place))


def _function_of(tree: ast.Module, node: ast.AST) -> str:
    around = [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef) and node in list(ast.walk(each))]
    return around[-1].name if around else ""


def _emptied(index: int, place: int, field: str) -> Callable[[ast.Module], None]:
    def change(tree: ast.Module) -> None:
        _set_value(_node(tree, index), place, ast.Constant(_EMPTY.get(field, 0)))

    return change


def _kept(index: int, place: int) -> Callable[[ast.Module], None]:
    def change(tree: ast.Module) -> None:
        node = _node(tree, index)
        target = node.targets[0].elts[place] if isinstance(node.targets[0], ast.Tuple) else node.targets[0]
        _set_value(node, place, ast.Attribute(target.value, target.attr, ast.Load()))

    return change


def _node(tree: ast.Module, index: int) -> Any:
    return list(ast.walk(tree))[index]


def _set_value(node: Any, place: int, value: ast.expr) -> None:
    if isinstance(node.targets[0], ast.Tuple):
        node.value.elts[place] = value
    else:
        node.value = value


def calls_cut(module: str, *endings: str) -> Iterator[Mutant]:
    """Yield a mutant for every statement that is a mere call of something with such an ending: it is not made."""
    tree = _parsed(module)
    for index, node in enumerate(ast.walk(tree)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            called = ast.unparse(node.value.func)
            if called.rpartition(".")[2] in endings:
                yield Mutant(f"{module}.{_function_of(tree, node)}: {called} not called", module, _silenced(index))


def _silenced(index: int) -> Callable[[ast.Module], None]:
    def change(tree: ast.Module) -> None:
        _node(tree, index).value = ast.Constant(None)

    return change


def replaced(module: str, former: str, latter: str) -> Iterator[Mutant]:
    """Yield a mutant for every place where an expression stands: another stands there.

    Raises
    ------
    AssertionError : it stands nowhere.
    """
    wanted = ast.unparse(ast.parse(former, mode="eval"))
    places = [k for k, node in enumerate(ast.walk(_parsed(module))) if _is(node, wanted)]
    assert places, f"{module} does not hold {former}"
    for index in places:
        tree = _parsed(module)
        where = f"{module}.{_function_of(tree, _node(tree, index))}"
        yield Mutant(f"{where}: {former} -> {latter}", module, _exchanged(index, latter))


def _is(node: ast.AST, wanted: str) -> bool:
    return isinstance(node, ast.expr) and ast.unparse(node) == wanted


def _exchanged(index: int, latter: str) -> Callable[[ast.Module], None]:
    def change(tree: ast.Module) -> None:
        node = _node(tree, index)
        for parent in ast.walk(tree):
            for field, value in ast.iter_fields(parent):
                if value is node:
                    setattr(parent, field, ast.parse(latter, mode="eval").body)
                elif isinstance(value, list) and node in value:
                    value[value.index(node)] = ast.parse(latter, mode="eval").body

    return change
