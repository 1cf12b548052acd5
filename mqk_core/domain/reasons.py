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
REDUCING: Final = "REDUCING"
ROLLING_COLLAR: Final = "ROLLING_COLLAR"
NET: Final = "NET"
CONCENTRATION: Final = "CONCENTRATION"
OPEN_ORDERS: Final = "OPEN_ORDERS"
ORDERS_PER_MINUTE: Final = "ORDERS_PER_MINUTE"
LOOK_ALIKE: Final = "LOOK_ALIKE"
RESTRICTED: Final = "RESTRICTED"
NOT_ALLOWED: Final = "NOT_ALLOWED"
SHORT: Final = "SHORT"
STALE_REFERENCE: Final = "STALE_REFERENCE"
DAY_TRADES: Final = "DAY_TRADES"
MARGIN: Final = "MARGIN"
NO_MARGIN_ROW: Final = "NO_MARGIN_ROW"
SELF_MATCH: Final = "SELF_MATCH"
NO_PROTECTIVE_STOP: Final = "NO_PROTECTIVE_STOP"
CANARY_VALUE: Final = "CANARY_VALUE"
CANARY_ORDERS: Final = "CANARY_ORDERS"
CANARY_POSITION: Final = "CANARY_POSITION"

#: Limits on what the book is, not on how an order looks.
BOOK_LIMITS: Final = frozenset({POSITION, GROSS, NET, LEVERAGE, CONCENTRATION, SHORT, MARGIN})
ACTIONS_UNKNOWN: Final = "ACTIONS_UNKNOWN"

# Risk: permission to add risk ends.
DAILY_LOSS: Final = "DAILY_LOSS"
DRAWDOWN: Final = "DRAWDOWN"
REJECT_STORM: Final = "REJECT_STORM"
ENTRY_THROTTLE: Final = "ENTRY_THROTTLE"
UNPROTECTED: Final = "UNPROTECTED"

# Orders.
OVERFILL: Final = "OVERFILL"
LATE_FILL: Final = "LATE_FILL"
UNKNOWN_ORDER: Final = "QUARANTINED_FILL"
EXTERNAL_FILL: Final = "EXTERNAL_FILL"
LIQUIDATION: Final = "LIQUIDATION"
INCONSISTENT_REPORT: Final = "INCONSISTENT_REPORT"
EXECUTION_CONFLICT: Final = "EXECUTION_CONFLICT"
UNMATCHED_BUST: Final = "UNMATCHED_BUST"
RESTATED: Final = "RESTATED"
VANISHED: Final = "VANISHED"

#: The broker says what our books cannot be: the run ends refused.
BROKER_CONTRADICTIONS: Final = (
    OVERFILL, UNKNOWN_ORDER, INCONSISTENT_REPORT, EXECUTION_CONFLICT, UNMATCHED_BUST, EXTERNAL_FILL, LIQUIDATION,
    VANISHED,
)  # fmt: skip

# Orders that a strategy asked for, and that were not made.
INVALID_ORDER: Final = "INVALID_ORDER"
NOTHING_TO_REDUCE: Final = "NOTHING_TO_REDUCE"
REPLACE_REFUSED: Final = "REPLACE_REFUSED"

# Control: what an operator asked for.
OPERATOR: Final = "OPERATOR"
ASKED_BY_STRATEGY: Final = "ASKED_BY_STRATEGY"
CANCEL_AGAIN: Final = "CANCEL_AGAIN"
CROSSED: Final = "CROSSED"

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
    REDUCING: "only orders that reduce are let pass for now",
    ROLLING_COLLAR: "the price moved further within the last bars than an order may follow",
    NET: "longs would exceed shorts, or shorts longs, past the limit",
    CONCENTRATION: "one symbol would grow past its multiple of equity",
    OPEN_ORDERS: "there are as many live orders as there may be",
    ORDERS_PER_MINUTE: "as many orders were sent within the window as may be; this one is not queued",
    LOOK_ALIKE: "another intent asked for the very same a moment ago; held for review",
    RESTRICTED: "the symbol is on the list of what may not be traded",
    NOT_ALLOWED: "the symbol is not on the list of what may be traded",
    SHORT: "the position could fall below zero, and short positions are not allowed",
    STALE_REFERENCE: "the last close of the symbol is too old to judge an order by",
    DAY_TRADES: "one more entry could become one day trade more than an account of this equity may make",
    MARGIN: "gross exposure would grow past what the margin rule of the day allows",
    NO_MARGIN_ROW: "no dated row says how much exposure this kind of account may carry on that day",
    SELF_MATCH: "the order could meet a working order of our own",
    NO_PROTECTIVE_STOP: "an entry without its own protective stop, where one is required",
    CANARY_VALUE: "the order is worth more than one of a new strategy may be",
    CANARY_ORDERS: "a new strategy sent as many orders today as it may",
    CANARY_POSITION: "the position would grow past what a new strategy may hold",
    REJECT_STORM: "the broker rejected more orders within the window than is normal",
    ENTRY_THROTTLE: "a strategy keeps entering; it is disabled until a named person enables it again",
    UNPROTECTED: "a position stood without a protective stop for longer than it may",
    ACTIONS_UNKNOWN: "nothing is known of the symbol's splits and dividends",
    DAILY_LOSS: "the loss of the trading day passed its limit",
    DRAWDOWN: "equity fell further below its peak than the limit allows",
    OVERFILL: "an order was filled beyond its quantity",
    LATE_FILL: "an order was filled after its end",
    UNKNOWN_ORDER: "an event names an order that the engine never made",
    INCONSISTENT_REPORT: "the broker reports what cannot be",
    EXTERNAL_FILL: "the account traded without an order of ours",
    LIQUIDATION: "the broker closed what the account held",
    EXECUTION_CONFLICT: "an execution came again with another body",
    UNMATCHED_BUST: "an execution was taken back that nobody knows",
    RESTATED: "the broker changed an order by itself",
    VANISHED: "the broker acknowledged an order and does not know it any more",
    INVALID_ORDER: "an order as the strategy asked for it cannot be",
    NOTHING_TO_REDUCE: "the strategy holds nothing that the order could take away from",
    REPLACE_REFUSED: "the order cannot be changed as it stands",
    OPERATOR: "an operator asked for it",
    CANCEL_AGAIN: "the cancel did not reach the order that works, as the broker says",
    CROSSED: "a part of what the order protects crosses to another strategy",
    ASKED_BY_STRATEGY: "the strategy asked for it",
    STRATEGY_FAILED: "a strategy broke its contract and was disabled",
}


def explain(code: str) -> str:
    """Return the sentence behind a code; a plugin's own code explains itself by its name."""
    return EXPLANATIONS.get(code, code.replace("_", " ").lower())
