"""Stable codes: why something was refused, halted, disabled or noted. Never renamed; texts may be reworded.

`explain` gives the sentence that people read. A plugin's rule may bring codes of its own, upper case like these.
"""

from __future__ import annotations

from typing import Final

# Integrity: a row may not be used; the run halts.
GAP: Final = "GAP"
STALE: Final = "STALE"
OFF_CALENDAR: Final = "OFF_CALENDAR"
OUT_OF_ORDER: Final = "OUT_OF_ORDER"
DUPLICATE_BAR: Final = "DUPLICATE_BAR"
IMPOSSIBLE_PRICE: Final = "IMPOSSIBLE_PRICE"
IMPOSSIBLE_VOLUME: Final = "IMPOSSIBLE_VOLUME"

# Risk: an intent may not trade.
ORDER_QUANTITY: Final = "ORDER_QUANTITY"
ORDER_VALUE: Final = "ORDER_VALUE"
PRICE_COLLAR: Final = "PRICE_COLLAR"
POSITION: Final = "POSITION"
GROSS: Final = "GROSS"
LEVERAGE: Final = "LEVERAGE"
EQUITY_NOT_POSITIVE: Final = "EQUITY_NOT_POSITIVE"
HALTED: Final = "HALTED"
AMOUNT_OVERFLOW: Final = "AMOUNT_OVERFLOW"
NO_PRICE: Final = "NO_PRICE"
RULE_FAILED: Final = "RULE_FAILED"
RULE_SILENT: Final = "RULE_SILENT"
RULE_MALFORMED: Final = "RULE_MALFORMED"
ACTIONS_UNKNOWN: Final = "ACTIONS_UNKNOWN"

# Risk: permission to add risk ends.
DAILY_LOSS: Final = "DAILY_LOSS"
DRAWDOWN: Final = "DRAWDOWN"

# Orders.
OVERFILL: Final = "OVERFILL"
LATE_FILL: Final = "LATE_FILL"
UNKNOWN_ORDER: Final = "QUARANTINED_FILL"
INCONSISTENT_REPORT: Final = "INCONSISTENT_REPORT"

#: The broker says what our books cannot be: the run ends refused.
BROKER_CONTRADICTIONS: Final = (OVERFILL, UNKNOWN_ORDER, INCONSISTENT_REPORT)

# Strategies.
STRATEGY_FAILED: Final = "STRATEGY_FAILED"

EXPLANATIONS: Final = {
    GAP: "bars are missing",
    STALE: "the symbol fell silent while others went on",
    OFF_CALENDAR: "a bar closes where the schedule has no bar",
    OUT_OF_ORDER: "a bar is older than the one before it",
    DUPLICATE_BAR: "a bar came twice",
    IMPOSSIBLE_VOLUME: "a volume below zero",
    IMPOSSIBLE_PRICE: "prices or volume that cannot be (low ≤ open, close ≤ high, all above zero)",
    ORDER_QUANTITY: "the order is larger than one order may be",
    ORDER_VALUE: "the order is worth more than one order may be",
    PRICE_COLLAR: "the price moved further since the last bar than an order may follow",
    POSITION: "the position would grow past its limit",
    GROSS: "gross exposure would grow past its limit",
    LEVERAGE: "gross exposure would grow past its multiple of equity",
    EQUITY_NOT_POSITIVE: "there is no equity left to carry risk",
    AMOUNT_OVERFLOW: "an amount would leave the signed 64-bit range of units of 1e-8",
    HALTED: "the run is halted; only reductions pass",
    RULE_FAILED: "a risk rule failed; a failed rule refuses",
    NO_PRICE: "no bar of the symbol has come yet; what has no price cannot be judged",
    RULE_MALFORMED: "a risk rule gave a verdict with fields that are no whole numbers or texts",
    RULE_SILENT: "a risk rule gave no verdict; silence refuses",
    ACTIONS_UNKNOWN: "nothing is known of the symbol's splits and dividends",
    DAILY_LOSS: "the loss of the trading day passed its limit",
    DRAWDOWN: "equity fell further below its peak than the limit allows",
    OVERFILL: "an order was filled beyond its quantity",
    LATE_FILL: "an order was filled after its end",
    UNKNOWN_ORDER: "an event names an order that the engine never made",
    INCONSISTENT_REPORT: "the broker reports what cannot be",
    STRATEGY_FAILED: "a strategy broke its contract and was disabled",
}


def explain(code: str) -> str:
    """Return the sentence behind a code; a plugin's own code explains itself by its name."""
    return EXPLANATIONS.get(code, code.replace("_", " ").lower())
