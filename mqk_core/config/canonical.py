"""The canonical form of a typed configuration, and the hashes made of it: `mqkcfg1:` and `mqkpol1:`.

A subset of JSON in which every scalar but text, true, false and null carries its type, so that no two values share an
encoding and no reader's idea of numbers matters. Frozen by `tests/golden/config_vectors.json`: a change of any byte
needs a new version in the prefix. Fields with `identity: False` are left out, for the policy hash also `policy: False`.
"""

from __future__ import annotations

import datetime
import enum
import hashlib
import json
import math
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import PurePath
from typing import Any, Final

import attrs

from mqk_core.config.wording import escaped
from mqk_core.domain.settings import Duration, SecretRef
from mqk_core.errors import ConfigError, Problem, Where

CONFIG_PREFIX: Final = "mqkcfg1:"
POLICY_PREFIX: Final = "mqkpol1:"
_CONFIG_DOMAIN: Final = b"mqk-config\x00v1\x00"
_POLICY_DOMAIN: Final = b"mqk-policy\x00v1\x00"

#: Decides whether an attrs field is part of what is encoded.
Keep = Callable[["attrs.Attribute[Any]"], bool]


def is_identity(field: attrs.Attribute[Any]) -> bool:
    """Return whether a field is part of a run's identity."""
    return bool(field.metadata.get("identity", True))


def is_policy(field: attrs.Attribute[Any]) -> bool:
    """Return whether a field is part of what paper and live are compared by."""
    return is_identity(field) and bool(field.metadata.get("policy", True))


def config_hash(config: Any) -> str:
    """Return the hash of what was asked for."""
    return CONFIG_PREFIX + hashlib.sha256(_CONFIG_DOMAIN + encode(config)).hexdigest()


def policy_hash(config: Any) -> str:
    """Return the hash of the configuration without what differs between paper and live by intent."""
    return POLICY_PREFIX + hashlib.sha256(_POLICY_DOMAIN + encode(config, is_policy)).hexdigest()


def encode(value: Any, keep: Keep = is_identity) -> bytes:
    """Return the canonical bytes of a typed value.

    Raises
    ------
    ConfigError : a value has no canonical form; its key is named.
    """
    from mqk_core.config.consumed import paused

    with paused():
        plain = _plain(value, keep, ())
    return _json(plain).encode("ascii")


def _json(plain: Any) -> str:
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def _refused(path: tuple[str, ...], message: str) -> ConfigError:
    return ConfigError([Problem(Where(key=".".join(escaped(part) for part in path) or None), message)])


def _plain(value: Any, keep: Keep, path: tuple[str, ...]) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str) and not isinstance(value, enum.Enum):
        return _text(value, path)
    scalar = _scalar(value, path)
    if scalar is not None:
        return scalar
    if isinstance(value, Mapping):
        return {_key(key, path): _plain(inner, keep, (*path, str(key))) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner, keep, (*path, str(index))) for index, inner in enumerate(value)]
    if isinstance(value, (set, frozenset)):
        return {"$set": sorted((_plain(inner, keep, path) for inner in value), key=_json)}
    if attrs.has(type(value)):
        fields = attrs.fields(type(value))
        return {each.name: _plain(getattr(value, each.name), keep, (*path, each.name)) for each in fields if keep(each)}
    raise _refused(path, f"a value of type {type(value).__name__} has no canonical form")


def _scalar(value: Any, path: tuple[str, ...]) -> dict[str, str] | None:
    if isinstance(value, enum.Enum):
        if type(value.value) is not str:
            raise _refused(path, "the value of an enum must be text to have a canonical form")
        return {"$enum": _text(value.value, path)}
    if type(value) is int:
        return {"$int": str(value)}
    if type(value) is float:
        if not math.isfinite(value):
            raise _refused(path, "a number that is not finite has no canonical form")
        return {"$f64": (value + 0.0).hex()}  # -0.0 + 0.0 is 0.0: the two zeros are one value
    if isinstance(value, Decimal):
        return {"$dec": _decimal(value, path)}
    if isinstance(value, Duration):
        return {"$ns": str(value.ns)}
    if isinstance(value, SecretRef):
        return {"$secret": f"{value.scheme}:{value.name}"}
    if type(value) is datetime.date:
        return {"$date": value.isoformat()}
    if isinstance(value, PurePath):
        return {"$path": _text(value.as_posix(), path)}
    return None


def _decimal(value: Decimal, path: tuple[str, ...]) -> str:
    # Not Decimal.normalize(): it rounds to the precision of the context.
    if not value.is_finite():
        raise _refused(path, "a number that is not finite has no canonical form")
    sign, digits, exponent = value.as_tuple()
    whole = "".join(map(str, digits)).lstrip("0")
    significant = whole.rstrip("0")
    if not significant:
        return "0"
    return f"{'-' if sign else ''}{significant}e{int(exponent) + len(whole) - len(significant)}"


def _text(value: str, path: tuple[str, ...]) -> str:
    if not value.isascii():
        # Characters that this interpreter does not know may be composed differently by a later one.
        if any(unicodedata.category(character) in ("Cn", "Cs") for character in value):
            raise _refused(path, "text with a character that is not assigned in Unicode has no canonical form")
        if not unicodedata.is_normalized("NFC", value):
            raise _refused(path, "text must be in Unicode normal form C (composed), or equal texts would hash apart")
    return value


def _key(key: Any, path: tuple[str, ...]) -> str:
    if not isinstance(key, str) or not key.isascii() or key.startswith("$"):
        raise _refused(path, "a key must be ASCII text that does not begin with '$' to have a canonical form")
    return key
