"""One order of 100 and what a broker may say of it, written as a line of words; what became of it, written as another.

`play(world, "ack; fill 40; ask 150; replaced 1")` drives a real engine: each `ask` is a step of the tape in which the
strategy asks for a cancel or for another total; everything else is an event. Words are those of `WORDS`. Numbers are
those of a purchase; of a sale (`quantity=-100`) they are meant the other way round.
"""

from __future__ import annotations

from typing import Any, Final

from small_engine import SCALE, Idle, SmallEngine, assemble, make_tape
from worlds import World

STEPS: Final = 9
PRICE: Final = 10 * SCALE

#: What is said, without its numbers: the event, and what its numbers are. Every message may end with a leg: `@1`.
WORDS: Final = {
    "ack": "Acked",
    "rejected": "Rejected",
    "fill": "Filled",
    "bust": "Busted",
    "unmatched bust": "BustUnmatched",
    "cancelled": "Cancelled",
    "expired": "Expired",
    "done for day": "DoneForDay",
    "cancel coming": "CancelPending",
    "cancel rejected": "CancelRejected",
    "not open": "CancelRejected",
    "no answer": "SubmitUnknown",
    "absent": "ProvenAbsent",
    "replaced": "Replaced",
    "replace rejected": "ReplaceRejected",
    "conflict": "Conflict",
    "restated": "Restated",
    "report": "Reported",
}
NUMBERLESS: Final = {"Rejected": ("no",), "BustUnmatched": (), "CancelRejected": (False,)}


class Asker(Idle):
    """At the first step an order; at each later one what the script asks: `cancel`, or a new total."""

    def __init__(self, quantity: int, terms: tuple[tuple[str, Any], ...], asks: tuple[str, ...]) -> None:
        self.quantity = quantity
        self.terms = terms
        self.asks = asks

    def on_bar(self, bar: Any, context: Any) -> None:
        step = bar.time // (86_400 * 10**9) - 1
        if step == 0:
            context.order("A", self.quantity, **dict(self.terms))
        elif step <= len(self.asks):
            ask = self.asks[step - 1]
            if ask == "cancel":
                context.cancel(1)
            else:
                context.change(1, quantity=int(ask) if self.quantity > 0 else -int(ask))


def talk_of(script: str) -> list[str]:
    """Return the parts of a script."""
    return [part.strip() for part in script.split(";") if part.strip()]


def begin(core: World, script: str, quantity: int = 100, time_in_force: str = "gtc", **options: Any) -> SmallEngine:
    """Return an engine whose first step has sent the order; `script` says what its strategy will ask for."""
    asks = tuple(part.removeprefix("ask ") for part in talk_of(script) if part.startswith("ask "))
    strategy = Asker(quantity, (("limit", 10), ("time_in_force", time_in_force)), asks)
    small = assemble(core, make_tape(core, {"A": [10] * STEPS}), strategy, flatten=False, **options)
    small.engine.advance(1)
    return small


def say(small: SmallEngine, part: str) -> Any:
    """Do one part of a script; return the effects."""
    if part.startswith("ask "):
        return small.engine.advance(small.state.row + 1)
    events = small.world("domain.events")
    state = small.state
    if part.split(maxsplit=1)[0] in ("halt", "kill", "flatten", "reduce", "resume"):
        return small.engine.handle(events.Command(state.row, state.time, part.split(maxsplit=1)[0], "", "drill"))
    text, _, leg = part.partition(" @")
    words = [word for word in text.split() if not word.lstrip("-").isdigit() and word not in _STATUSES]
    said = " ".join(words) or "report"
    unit = SCALE if any(one.quantity > 0 for one in _orders(small)) else -SCALE
    numbers = [int(word) * unit for word in text.split() if word.lstrip("-").isdigit()]
    kind = WORDS[said]
    return small.engine.handle(
        getattr(events, kind)(state.row, state.time, 1, int(leg or 0), *_rest(kind, said, text, numbers))
    )


_STATUSES: Final = ("working", "all", "gone", "over")
_REPORTED: Final = {"working": "working", "all": "filled", "gone": "cancelled", "over": "expired"}


def _rest(kind: str, said: str, text: str, numbers: list[int]) -> tuple[Any, ...]:
    if kind in ("Filled", "Busted"):
        return numbers[0], PRICE, 0
    if kind == "Conflict":
        return numbers[0], PRICE
    if kind == "Restated":
        return numbers[0], PRICE, 0, abs(numbers[1]) // SCALE
    if kind == "Reported":
        return _REPORTED[text.split()[1]], numbers[0], PRICE if numbers[0] else 0
    if said == "not open":
        return (True,)
    return NUMBERLESS.get(kind, ())


def play(core: World, script: str, **options: Any) -> SmallEngine:
    """Return the engine after the whole script."""
    small = begin(core, script, **options)
    for part in talk_of(script):
        say(small, part)
    return small


def _orders(small: SmallEngine) -> list[Any]:
    return [*small.state.blotter.live.values(), *small.state.blotter.ended.values()]


def told(small: SmallEngine) -> str:
    """Return what became of order 1: its status, what filled, what is left."""
    order = order_of(small)
    assert (1 in small.state.blotter.live) == order.is_live()
    return f"{order.status} {abs(order.filled_quantity) // SCALE}+{order.leaves() // SCALE}"


def order_of(small: SmallEngine) -> Any:
    """Return order 1, live or ended."""
    return small.state.blotter.live.get(1) or small.state.blotter.ended[1]


def noted(small: SmallEngine) -> str:
    """Return what was recorded beside the messages, in order: incidents, halts, queries, requests."""
    small.engine.end()
    found = []
    for record in small.records("incident", "halt", "query", "cancel", "replace"):
        tag = str(record.__struct_config__.tag)
        found.append({"incident": "code", "halt": "reason"}.get(tag, ""))
        found[-1] = ("HALT " if tag == "halt" else "") + str(getattr(record, found[-1], tag))
    return " ".join(found)
