"""`${a.b}` and `${secret:env,NAME}`: the only two interpolations there are, resolved here and not by OmegaConf.

Everything else (`${oc.env:…}`, `${now:}`, nested or escaped forms) depends on the machine or the moment, so that a hash
would no longer name one run: it is refused. A secret stays a reference; its value is never read here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs

from mqk_core.config.layers import DEPTH_MAX, NODES_MAX, KeyPath
from mqk_core.config.references import REFERENCE, SECRET, refuse_reference
from mqk_core.config.wording import dotted
from mqk_core.domain.settings import SecretRef
from mqk_core.errors import Problem, Where

TEXT_MAX: Final = 100_000


@attrs.define
class _Resolver:
    """One resolution of a whole tree; counts what it makes so that references cannot multiply without end."""

    root: Any
    place: Callable[[KeyPath], Where]
    problems: list[Problem] = attrs.field(factory=list)
    count: int = 0

    def refuse(self, path: KeyPath, message: str) -> None:
        self.problems.append(Problem(self.place(path), message))

    def value(self, value: Any, path: KeyPath, trail: tuple[str, ...]) -> Any:
        self.count += 1
        if self.count > NODES_MAX or len(path) > DEPTH_MAX:
            if self.count == NODES_MAX + 1 or len(path) == DEPTH_MAX + 1:
                self.refuse(path, f"more than {NODES_MAX} values, or nested more than {DEPTH_MAX} levels deep")
            return None
        if isinstance(value, dict):
            return {str(key): self.value(inner, (*path, str(key)), trail) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.value(inner, (*path, str(index)), trail) for index, inner in enumerate(value)]
        return self.text(value, path, trail) if isinstance(value, str) and "${" in value else value

    def text(self, text: str, path: KeyPath, trail: tuple[str, ...]) -> Any:
        secret = SECRET.fullmatch(text)
        if secret is not None:
            return SecretRef(secret[1], secret[2])
        refusal = refuse_reference(text)
        if refusal is not None:
            self.refuse(path, refusal)
            return None
        whole = REFERENCE.fullmatch(text)
        if whole is not None:
            return self.reference(whole[1], path, trail)
        parts: list[str] = []
        end = 0
        for match in REFERENCE.finditer(text):
            found = self.reference(match[1], path, trail)
            if not isinstance(found, str):
                self.refuse(path, f"${{{match[1]}}} within a text must be text itself")
                return None
            parts += [text[end : match.start()], found]
            end = match.end()
        joined = "".join([*parts, text[end:]])
        if len(joined) > TEXT_MAX:
            self.refuse(path, f"longer than {TEXT_MAX} characters once it is resolved")
            return None
        return joined

    def reference(self, name: str, path: KeyPath, trail: tuple[str, ...]) -> Any:
        if name in trail:
            self.refuse(path, "refers to itself: " + " → ".join((*trail, name)))
            return None
        node = self.root
        for part in name.split("."):
            if isinstance(node, Mapping) and part in node:
                node = node[part]
            else:
                self.refuse(path, f"${{{name}}} names a key that is not there")
                return None
        return self.value(node, path, (*trail, name))


def resolve(data: Any, place: Callable[[KeyPath], Where]) -> tuple[Any, list[Problem]]:
    """Return `data` with references filled in and secrets as `SecretRef`, and what is wrong; `???` is a problem."""
    resolver = _Resolver(data, place)
    resolved = resolver.value(data, (), ())
    problems = list(resolver.problems)
    _missing(resolved, (), place, problems)
    return resolved, problems


def _missing(value: Any, path: KeyPath, place: Callable[[KeyPath], Where], problems: list[Problem]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            _missing(inner, (*path, key), place, problems)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            _missing(inner, (*path, str(index)), place, problems)
    elif value == "???":
        key = dotted(path)
        problems.append(Problem(place(path), f"has no value yet and must be given: {key}=…"))
