"""The report's tables of orders: what was refused or rejected, limits and stops, corporate actions and charges."""

from __future__ import annotations

from collections import Counter
from typing import Final

from mqk_core.domain.events import Charged, Dividend, Split
from mqk_core.domain.money import to_text
from mqk_core.domain.reasons import explain
from mqk_core.runs.history import History
from mqk_core.runs.markup import note, rows
from mqk_core.runs.order_history import OrderHistory
from mqk_core.runs.tables import price_text, trail_text
from mqk_core.runs.text import time_text

ROWS_MAX: Final = 100


def refusals(history: History) -> str:
    """Return what the gate refused and what the broker rejected, by reason."""
    told = [
        ("refused", strategy, reason, str(count), explain(reason))
        for (strategy, reason), count in sorted(history.refused.items())
    ]
    rejected = Counter(
        (order.submit.strategy, order.reason) for order in history.orders.values() if order.status == "rejected"
    )
    told += [
        ("rejected", strategy, reason, str(count), "in the broker's words")
        for (strategy, reason), count in sorted(rejected.items())
    ]
    if not told:
        return note("None.")
    more = note(f"{len(told) - ROWS_MAX} more reasons in audit.jsonl.") if len(told) > ROWS_MAX else ""
    return rows(("", "strategy", "reason", "count", "what it means"), told[:ROWS_MAX]) + more


def priced_orders(history: History) -> str:
    """Return the orders that have a limit, a stop or a trail, as they stood last."""
    priced = [order for order in history.orders.values() if order.limit or order.stop or trail_text(order)]
    if not priced:
        return note("None: every order was at the market.")
    header = ("order", "time", "symbol", "kind", "quantity", "limit", "stop", "trail", "status", "filled", "changed")
    more = note(f"{len(priced)} in all: see orders.csv.") if len(priced) > ROWS_MAX else ""
    return rows(header, (_order_row(order) for order in priced[:ROWS_MAX])) + more


def _order_row(order: OrderHistory) -> tuple[str, ...]:
    return (
        str(order.submit.order),
        time_text(order.submit.time),
        order.submit.symbol,
        order.submit.kind,
        to_text(order.quantity),
        price_text(order.limit),
        price_text(order.stop),
        trail_text(order),
        order.status,
        to_text(order.filled),
        str(order.legs) if order.legs else "",
    )


def actions_and_charges(history: History) -> tuple[str, ...]:
    """Return splits and dividends one by one and charges in sum, under a heading; nothing where there are none."""
    actions = [_action_row(entry) for entry in history.entries if isinstance(entry, Split | Dividend)]
    charged: dict[tuple[str, str], list[Charged]] = {}
    for entry in history.entries:
        if isinstance(entry, Charged):
            charged.setdefault((entry.kind, entry.symbol), []).append(entry)
    charges = [_charge_row(kind, symbol, charged[kind, symbol]) for kind, symbol in sorted(charged)]
    if not actions and not charges:
        return ()
    more = note(f"{len(actions)} corporate actions in all: see audit.jsonl.") if len(actions) > ROWS_MAX else ""
    table = rows(("time", "symbol", "what", "cash"), [*charges[:ROWS_MAX], *actions[:ROWS_MAX]])
    return "<h2>Corporate actions and charges</h2>", table + more


def _action_row(action: Split | Dividend) -> tuple[str, ...]:
    if isinstance(action, Split):
        what = f"split {action.numerator} for {action.denominator}"
    else:
        what = f"dividend of {to_text(action.amount)} a share"
    return time_text(action.time), action.symbol, what, to_text(action.cash)


def _charge_row(kind: str, symbol: str, charges: list[Charged]) -> tuple[str, ...]:
    what = f"{kind}, charged {len(charges)} times" if len(charges) > 1 else kind
    return time_text(charges[-1].time), symbol, what, to_text(-sum(charge.amount for charge in charges))
