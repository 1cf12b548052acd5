"""What an order can say: its kind, how long it stands, and the prices that its kind needs. In units of 1e-8.

A kind says which prices stand: `limit` for LIMIT and STOP_LIMIT, `stop` for STOP and STOP_LIMIT, and one of `trail` (an
amount) and `trail_fraction` (of the best price so far) for TRAILING_STOP. A price that its kind does not need is 0.
"""

from __future__ import annotations

from typing import Final

from mqk_core.domain.value import Value

MARKET: Final = "market"
LIMIT: Final = "limit"
STOP: Final = "stop"
STOP_LIMIT: Final = "stop_limit"
TRAILING_STOP: Final = "trailing_stop"
KINDS: Final = (MARKET, LIMIT, STOP, STOP_LIMIT, TRAILING_STOP)

DAY: Final = "day"
GTC: Final = "gtc"
IOC: Final = "ioc"
FOK: Final = "fok"
OPG: Final = "opg"
CLS: Final = "cls"
TIMES_IN_FORCE: Final = (DAY, GTC, IOC, FOK, OPG, CLS)

#: Done for the day ends these; what stands until cancelled only rests until tomorrow.
ENDS_WITH_DAY: Final = frozenset({DAY, IOC, FOK, OPG, CLS})


class Terms(Value, tag="terms", frozen=True):
    """How an order is to be executed; quantity and symbol stand beside it."""

    kind: str = MARKET
    time_in_force: str = GTC
    limit: int = 0
    stop: int = 0
    trail: int = 0
    trail_fraction: int = 0


AT_MARKET: Final = Terms()
