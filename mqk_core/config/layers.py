"""The YAML files that a configuration can be composed of, read with the place of every key before Hydra sees them.

A *root* is a package that ships configuration groups, or the folder of `--config-dir`. Every file of every root is read
once: its syntax, its size after aliases, its keys. A file that could exhaust memory, name code or hide a file of
another root is refused here, so that Hydra only ever loads files that passed. Values are for `typed.py`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

import attrs
import yaml  # type: ignore[import-untyped]

from mqk_core.config.references import number_is_kept, refuse_reference
from mqk_core.config.wording import escaped
from mqk_core.errors import ConfigError, Problem, Where

NODES_MAX: Final = 10_000
DEPTH_MAX: Final = 50
FILES_MAX: Final = 2_000
BYTES_MAX: Final = 4_000_000
PRIMARY: Final = "mqk"
KeyPath = tuple[str, ...]

YamlError: Final[type[Exception]] = yaml.YAMLError
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT_TAG: Final = "tag:yaml.org,2002:str"
_NULL_TAG: Final = "tag:yaml.org,2002:null"
_MERGE_TAG: Final = "tag:yaml.org,2002:merge"


@attrs.frozen
class Root:
    """A place of configuration files. `label` begins every file name in messages; `address` is what Hydra is told."""

    label: str
    address: str
    top: Traversable = attrs.field(repr=False)


@attrs.frozen
class Mark:
    """A key and where it stands; `whole` says that its value is not a mapping and so replaces what was there."""

    path: KeyPath
    line: int
    column: int
    whole: bool


@attrs.frozen
class Layer:
    """One file: its name in messages, its keys in order, and the texts of its defaults list with their places."""

    label: str
    marks: tuple[Mark, ...]
    defaults: tuple[tuple[str, int, int], ...]
    slots: tuple[str, ...]


def package_root(package: str) -> Root:
    """Return the root of a package; `mqk_conf` is called `conf`, as its folder is.

    Raises
    ------
    ConfigError : the package cannot be imported or has no `__init__.py`.
    """
    try:
        top = files(package)
        present = top.joinpath("__init__.py").is_file()
    except (ImportError, TypeError, ValueError):
        present = False
    if not present:
        message = (
            f"the configuration package {escaped(package)} cannot be found; it must be importable and hold __init__.py"
        )
        raise ConfigError([Problem(Where(), message)])
    label = "conf" if package == "mqk_conf" else package.replace(".", "/")
    return Root(label, f"pkg://{package}", top)


def folder_root(folder: str) -> Root:
    """Return the root of the folder given with `--config-dir`.

    Raises
    ------
    ConfigError : it is not a folder that can be read.
    """
    path = Path(folder)
    if not path.is_dir() or not os.access(path, os.R_OK | os.X_OK):
        message = "--config-dir: not a folder that can be read; name the folder that holds engine/, strategy/ and so on"
        raise ConfigError([Problem(Where(escaped(folder)), message)])
    return Root(escaped(folder.rstrip("/") or "/"), f"file://{path.absolute()}", path)


def read_layers(roots: Sequence[Root]) -> Mapping[str, Layer]:
    """Return every file of every root by its path below the root, without `.yaml` (`strategy/trend`).

    Raises
    ------
    ConfigError : a file cannot be read, is too large or deep, has a key that is not text, or stands in two roots.
    """
    layers: dict[str, Layer] = {}
    problems: list[Problem] = []
    for root in roots:
        for name, file in _yaml_files(root):
            label = f"{root.label}/{name}.yaml"
            if name in layers:
                problems.append(_clash(name, layers[name].label, label))
                continue
            layer, found = _read(file, label, is_global=name == PRIMARY)
            problems += found
            layers[name] = layer
            if name.split("/")[0] == "hydra":
                problems.append(Problem(Where(label), "settings of Hydra itself are refused; move the file"))
    if problems:
        raise ConfigError(problems)
    return layers


def _clash(name: str, first: str, second: str) -> Problem:
    message = f"'{name}' is shipped twice: {first} and {second}; one would hide the other, so rename one"
    return Problem(Where(second), message)


def _yaml_files(root: Root) -> Iterator[tuple[str, Traversable]]:
    """Yield (path below the root without suffix, file), in sorted order."""
    count = 0
    pending: list[tuple[KeyPath, Traversable]] = [((), root.top)]
    while pending:
        prefix, folder = pending.pop()
        for entry in sorted(folder.iterdir(), key=lambda each: each.name):
            if entry.name.startswith((".", "__pycache__")):
                continue
            count += 1
            if count > FILES_MAX or len(prefix) > 8:
                message = (
                    f"more than {FILES_MAX} files or 8 levels below this folder; it does not look like configuration"
                )
                raise ConfigError([Problem(Where(root.label), message)])
            if entry.is_dir():
                pending.append(((*prefix, entry.name), entry))
            elif entry.name.endswith(".yaml"):
                yield "/".join((*prefix, entry.name.removesuffix(".yaml"))), entry


def _read(file: Traversable, label: str, *, is_global: bool) -> tuple[Layer, list[Problem]]:
    if not file.is_file():
        return _empty(label), [Problem(Where(label), "is no regular file")]
    try:
        with file.open("rb") as stream:
            content = stream.read(BYTES_MAX + 1)
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _empty(label), [Problem(Where(label), f"not UTF-8 text (byte {error.start}); save the file as UTF-8")]
    except OSError as error:
        return _empty(label), [Problem(Where(label), f"cannot be read: {error.strerror}")]
    if text.startswith("\ufeff"):
        message = "begins with a byte order mark, which hides its first line; save it as UTF-8 without one"
        return _empty(label), [Problem(Where(label, 1), message)]
    if len(content) > BYTES_MAX:
        return _empty(label), [Problem(Where(label), f"larger than {BYTES_MAX} bytes")]
    return parse_layer(text, label, is_global=is_global)


def _empty(label: str) -> Layer:
    return Layer(label, (), (), ())


def parse_layer(text: str, label: str, *, is_global: bool = False) -> tuple[Layer, list[Problem]]:
    """Return the layer that `text` is, and what is wrong with it. No problem's text repeats the file's content."""
    loader = _LOADER(text)
    try:
        problem = _too_large(text, label)
        node = None if problem is not None else loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = Where(label) if mark is None else Where(label, mark.line + 1, mark.column + 1)
        return _empty(label), [
            Problem(where, "not YAML that can be read; look at the indentation, brackets and quotes here")
        ]
    except yaml.YAMLError:
        return _empty(label), [
            Problem(Where(label), "not YAML that can be read (a character that YAML does not allow)")
        ]
    finally:
        loader.dispose()
    if problem is not None:
        return _empty(label), [problem]
    walk = _Walk(label)
    if isinstance(node, yaml.MappingNode):
        walk.mapping(node, (), is_top=True)
    elif node is not None and node.tag != _NULL_TAG:
        walk.refuse(node, "a configuration file holds keys and values at its top")
    named = [entry[0].partition(": ")[0] for entry in walk.defaults] if is_global else []
    slots = tuple(name for name in named if name != "_self_")
    return Layer(label, tuple(walk.marks), tuple(walk.defaults), slots), walk.problems


def plain_data(text: str) -> Any:
    """Return what a YAML text that `parse_layer` accepted holds, as plain data."""
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - the safe loader, compiled where it can be


def _too_large(text: str, label: str) -> Problem | None:
    # Events come one by one without recursion, so a hostile file is measured before anything is built from it.
    weights: dict[str, int] = {}
    open_nodes: list[tuple[str | None, int]] = []
    count = 0
    for event in yaml.parse(text, Loader=_LOADER):
        anchor = getattr(event, "anchor", None)
        if isinstance(event, yaml.AliasEvent):
            count += weights.get(anchor or "", NODES_MAX)
        elif isinstance(event, yaml.CollectionStartEvent):
            count += 1
            open_nodes.append((anchor, count))
        elif isinstance(event, yaml.CollectionEndEvent):
            name, before = open_nodes.pop()
            if name is not None:
                weights[name] = count - before + 1
        elif isinstance(event, yaml.ScalarEvent):
            count += 1
            if anchor is not None:
                weights[anchor] = 1
        if len(open_nodes) > DEPTH_MAX:
            return Problem(Where(label, event.start_mark.line + 1), f"nested more than {DEPTH_MAX} levels deep")
        if count > NODES_MAX:
            return Problem(
                Where(label, event.start_mark.line + 1), f"more than {NODES_MAX} values once aliases are counted"
            )
    return None


class _Walk:
    """One pass over a parsed file: marks, the defaults list, and refusals."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.marks: list[Mark] = []
        self.defaults: list[tuple[str, int, int]] = []
        self.problems: list[Problem] = []

    def refuse(self, node: Any, message: str, key: str | None = None) -> None:
        where = Where(self.label, node.start_mark.line + 1, node.start_mark.column + 1, key)
        self.problems.append(Problem(where, message))

    def mapping(self, node: Any, path: KeyPath, *, is_top: bool = False) -> None:
        seen: set[str] = set()
        for key, value in node.value:
            if not self._is_key(key, path):
                continue
            if key.value in seen:
                self.refuse(key, "this key stands twice in one section", ".".join((*path, key.value)))
            seen.add(key.value)
            if is_top and key.value == "defaults":
                self._defaults(value)
                continue
            here = (*path, key.value)
            if here[0] == "hydra":
                self.refuse(key, "settings of Hydra itself are refused", "hydra")
            whole = not isinstance(value, yaml.MappingNode)
            self.marks.append(Mark(here, key.start_mark.line + 1, key.start_mark.column + 1, whole))
            self._value(value, here)

    def _value(self, node: Any, path: KeyPath) -> None:
        if isinstance(node, yaml.MappingNode):
            self.mapping(node, path)
        elif isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                here = (*path, str(index))
                self.marks.append(Mark(here, item.start_mark.line + 1, item.start_mark.column + 1, True))
                self._value(item, here)
        elif not node.style and not number_is_kept(node.value):
            self.refuse(node, "more digits than a binary number keeps; put the number in quotes", ".".join(path))
        elif (refusal := refuse_reference(node.value)) is not None:
            self.refuse(node, refusal, ".".join(path))
        if node.tag not in _PLAIN_TAGS:
            self.refuse(node, "a YAML tag is refused; write a plain value", ".".join(path))

    def _is_key(self, key: Any, path: KeyPath) -> bool:
        if key.tag == _MERGE_TAG:
            self.refuse(key, "'<<' is refused: write the keys out, so that each has its place")
        elif not isinstance(key, yaml.ScalarNode) or key.tag != _TEXT_TAG:
            self.refuse(key, "a key must be text; put it in quotes", ".".join(path) or None)
        elif not key_is_plain(key.value):
            self.refuse(key, KEY_RULE, ".".join(path) or None)
        elif key.value in CODE_KEYS:
            self.refuse(key, CODE_RULE, ".".join((*path, key.value)))
        else:
            return True
        return False

    def _defaults(self, node: Any) -> None:
        for entry in node.value if isinstance(node, yaml.SequenceNode) else [node]:
            pairs = entry.value if isinstance(entry, yaml.MappingNode) else [(entry, None)]
            for key, value in pairs:
                text = f"{key.value}" if value is None else f"{key.value}: {value.value}"
                self.defaults.append((text, key.start_mark.line + 1, key.start_mark.column + 1))


#: Keys by which Hydra would call Python; a configuration names components, never code.
CODE_KEYS: Final = frozenset({"_target_", "_partial_", "_recursive_", "_convert_", "_args_", "_call_", "_method_"})
CODE_RULE: Final = "a configuration cannot name code; choose a component by its kind"
KEY_RULE: Final = "a key has at most 64 of the ASCII letters, digits, '_', '-' and '.', and does not begin with '.'"
_PLAIN_TAGS: Final = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "seq", "map", "timestamp", "value")
)
_KEY_CHARACTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.")


def key_is_plain(key: str) -> bool:
    """Return whether a key is short ASCII that cannot be mistaken for anything else."""
    return 0 < len(key) <= 64 and not key.startswith(".") and _KEY_CHARACTERS.issuperset(key)
