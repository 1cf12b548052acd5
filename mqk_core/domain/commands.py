"""What an operator can ask of a running engine. Stable words; each does exactly what the stop matrix says.

Arming and stopping a run are not among them: they belong to the run, not to the engine.
"""

from __future__ import annotations

from typing import Final

#: No new risk; working entries are cancelled; protective stops and positions stay.
HALT: Final = "halt"
#: The same, and every working order is cancelled, protective ones too; positions stay.
KILL: Final = "kill"
#: The same as KILL, and what is held is closed.
FLATTEN: Final = "flatten"
#: Only orders that reduce, until RESUME.
REDUCE: Final = "reduce"
RESUME: Final = "resume"
#: One strategy is asked no more, or again. `subject` names it.
DISABLE: Final = "disable"
ENABLE: Final = "enable"

COMMANDS: Final = (HALT, KILL, FLATTEN, REDUCE, RESUME, DISABLE, ENABLE)
