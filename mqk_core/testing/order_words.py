"""Orders in words, as scenarios ask for them: "a limit of 9.5 to buy 100 ACME, good for the day, called entry".

After what kind it is and what it trades come any of: "called NAME", "instead of NAME", "only to reduce", "never only to
reduce", "good for the day", "immediate or cancel", "fill or kill", "at the opening", "at the close", "with a stop of
PRICE", "with a trail of PRICE" (or a share of the price, as "5%"), "with a target of PRICE".
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final

import attrs

_HEAD: Final = re.compile(r"a (?P<kind>.+?) to (?P<side>buy|sell) (?P<quantity>\S+) (?P<symbol>[^\s,]+)")
_KINDS: Final = (
    (re.compile(r"market order"), ()),
    (re.compile(r"limit of (\S+)"), ("limit",)),
    (re.compile(r"stop of (\S+) with a limit of (\S+)"), ("stop", "limit")),
    (re.compile(r"stop of (\S+)"), ("stop",)),
    (re.compile(r"trail of (\S+)"), ("trail",)),
)
_CLAUSES: Final[dict[str, tuple[str, Any]]] = {
    "only to reduce": ("reduce_only", True),
    "never only to reduce": ("reduce_only", False),
    "good for the day": ("time_in_force", "day"),
    "immediate or cancel": ("time_in_force", "ioc"),
    "fill or kill": ("time_in_force", "fok"),
    "at the opening": ("time_in_force", "opg"),
    "at the close": ("time_in_force", "cls"),
}
_EXITS: Final = {"stop": "stop_loss", "trail": "stop_loss_trail", "target": "take_profit"}


@attrs.frozen
class OrderWords:
    """An order as words say it; `terms` as `Context.order` takes them."""

    name: str
    symbol: str
    quantity: Decimal
    instead_of: str
    terms: dict[str, Any]


def read_order(text: str) -> OrderWords:
    """Return the order that words ask for.

    Raises
    ------
    ValueError : words that this page does not know.
    """
    head, *clauses = text.split(", ")
    found = _HEAD.fullmatch(head)
    if found is None:
        raise ValueError(f"order {text!r}: expected such as 'a limit of 9.5 to buy 100 ACME'")
    quantity = Decimal(found["quantity"]) * (1 if found["side"] == "buy" else -1)
    terms = _prices(found["kind"])
    names = {"called": "order", "instead of": ""}
    for clause in clauses:
        named = re.fullmatch(r"(called|instead of) (.+)", clause)
        if named is not None:
            names[named[1]] = named[2]
        else:
            terms |= _clause(clause)
    return OrderWords(names["called"], found["symbol"], quantity, names["instead of"], terms)


def _prices(kind: str) -> dict[str, Any]:
    for pattern, names in _KINDS:
        found = pattern.fullmatch(kind)
        if found is not None:
            return dict(_price(name, text) for name, text in zip(names, found.groups(), strict=True))
    raise ValueError(f"no order is called {kind!r}")


def _clause(clause: str) -> dict[str, Any]:
    if clause in _CLAUSES:
        name, word = _CLAUSES[clause]
        return {name: word}
    found = re.fullmatch(r"with a (stop|trail|target) of (\S+)", clause)
    if found is None:
        raise ValueError(f"no order has {clause!r}")
    return dict([_price(_EXITS[found[1]], found[2])])


def _price(name: str, text: str) -> tuple[str, Decimal]:
    if text.endswith("%"):
        return f"{name}_fraction", Decimal(text.removesuffix("%")) / 100
    return name, Decimal(text)
