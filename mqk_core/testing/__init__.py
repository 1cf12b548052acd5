"""Public: what tests of mqk and of its plugins are built with. A market by hand, and a desk that runs the real engine.

    desk = Desk()
    desk.market.trade("ACME", "10.00", "09:31", "09:40")
    desk.want("ACME", 100, desk.market.time("09:31"))
    outcome = desk.run()
    assert outcome.held("ACME") == 100 * SCALE

`Desk` is in `desk.py`, `Outcome` in `outcome.py`, `Market` in `market.py`, brokers and strategies that follow a script
in `venues.py` and `script.py`; `Workplace` runs the command itself. Sentences for feature files are in `steps/`;
`collect.py` is the pytest plugin that collects those files, and `scenarios.py` runs every pack. Names load when used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mqk_core.testing.desk import Desk
    from mqk_core.testing.limits import limit
    from mqk_core.testing.market import Market, PricedBar
    from mqk_core.testing.outcome import Outcome
    from mqk_core.testing.script import Fault, ScriptedStrategy, Wanted
    from mqk_core.testing.venues import RecordingBroker, ScriptedBroker
    from mqk_core.testing.workplace import Answer, Workplace

__all__ = [
    "Answer",
    "Desk",
    "Fault",
    "Market",
    "Outcome",
    "PricedBar",
    "RecordingBroker",
    "ScriptedBroker",
    "ScriptedStrategy",
    "Wanted",
    "Workplace",
    "limit",
]

_HOMES = {
    "Answer": "workplace",
    "Desk": "desk",
    "Fault": "script",
    "Market": "market",
    "Outcome": "outcome",
    "PricedBar": "market",
    "RecordingBroker": "venues",
    "ScriptedBroker": "venues",
    "ScriptedStrategy": "script",
    "Wanted": "script",
    "Workplace": "workplace",
    "limit": "limits",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
