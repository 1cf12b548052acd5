"""Corporate actions as the engine and the simulated exchange apply them: at the first step of their ex-date.

Amounts in units of 1e-8. Files are read by `runtime/ingest.py`'s neighbours; nothing here knows a file.
"""

from __future__ import annotations

from typing import Final

from mqk_core.domain.value import Value

SPLIT: Final = "split"
DIVIDEND: Final = "dividend"


class CorporateAction(Value, tag="action", frozen=True):
    """A split or a cash dividend of one instrument.

    Attributes
    ----------
    row : first tape row of the first step on or after the ex-date; the action is in force before that step.
    instrument : index into the tape's symbols.
    kind : SPLIT: `numerator` new shares for `denominator` old ones. DIVIDEND: `amount` of cash a share, of the shares
        as they are on the ex-date.
    """

    row: int
    instrument: int
    kind: str
    numerator: int = 1
    denominator: int = 1
    amount: int = 0
