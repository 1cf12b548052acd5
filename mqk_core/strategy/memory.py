"""A strategy's own state as bytes: what a snapshot holds and what the state digest covers.

The bytes depend on values only, never on how often the state was stored: a value is brought through its class before it
is written, so that a restored state writes the same bytes.
"""

from __future__ import annotations

from typing import Any, Final

import attrs
import msgspec

from mqk_core.errors import StrategyError

_ENCODE: Final = msgspec.msgpack.Encoder().encode
_FAILURES: Final = (TypeError, ValueError, OverflowError, msgspec.MsgspecError)


def check_state_class(cls: type, strategy: str) -> None:
    """Refuse a state class that could not be stored whole.

    Raises
    ------
    StrategyError : no attrs class, a field without default, or one whose name begins with an underscore.
    """
    if not attrs.has(cls):
        raise StrategyError(
            f"strategy {strategy}: the state class {cls.__name__} is no attrs class; decorate it with attrs.define"
        )
    for field in attrs.fields(cls):
        if field.name.startswith("_") or field.default is attrs.NOTHING:
            raise StrategyError(
                f"strategy {strategy}: field {field.name!r} of state class {cls.__name__} begins with an underscore "
                "or has no default; a snapshot would miss it; rename it, or give it a default"
            )


def encode_state(state: Any, cls: type, strategy: str) -> bytes:
    """Return a strategy's state as bytes.

    Raises
    ------
    StrategyError : a field holds what cannot be stored: another type than declared, or a number beyond 64 bits.
    """
    try:
        once: Any = msgspec.convert(_plain(state), cls)
        return _ENCODE(_plain(once))
    except _FAILURES as error:
        raise StrategyError(
            f"strategy {strategy}: its state cannot be stored: {error}; keep whole numbers within 64 bits, floats, "
            "texts, truth values, and lists or dicts of them, of the types that the state class declares"
        ) from error


def _plain(state: Any) -> Any:
    # The order of a dict is part of the state; a set has none that could be stored, nor one that is the same tomorrow.
    plain = msgspec.to_builtins(state, builtin_types=(bytes, set, frozenset))
    _refuse_sets(plain)
    return plain


def _refuse_sets(value: Any) -> None:
    if isinstance(value, (set, frozenset)):
        raise TypeError("a set has no order to store; keep a sorted list, or a dict")
    if isinstance(value, dict):
        for key, inner in value.items():
            _refuse_sets(key)
            _refuse_sets(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            _refuse_sets(inner)


def decode_state(data: bytes, cls: type) -> Any:
    """Return the state that these bytes hold."""
    return msgspec.convert(msgspec.msgpack.decode(data), cls)
