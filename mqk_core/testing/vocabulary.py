"""The sentences that feature files may use, as `features/VOCABULARY.md` lists them; run as a module to print that page.

Read from the steps themselves, so that the page cannot differ from what runs: a test compares the two.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Final

from mqk_core.testing.collect import step_modules, steps_of

STEPS: Final = "mqk_core.testing.steps"
_KEYWORDS: Final = ("given", "when", "then")
_HEAD: Final = """\
# Vocabulary: the sentences of feature files

Each drives the real engine. Words in braces are filled in: `:d` stands for a whole number, `:S` for one word without a
blank, `:w` for one word of letters; what has no letter may be several words. Times are those of the exchange's clock
("09:31"); amounts are exact.

Written by `python -m mqk_core.testing.vocabulary > features/VOCABULARY.md`.
"""


def page() -> str:
    """Return the whole page."""
    modules = [module for module in step_modules([STEPS]) if module.__name__ != STEPS]
    return _HEAD + "".join(_section(module) for module in modules)


def _section(module: ModuleType) -> str:
    title = module.__name__.rpartition(".")[2]
    doc = (module.__doc__ or "").splitlines()[0]
    steps = [step.split(" ", 1) for step in steps_of(module)]
    lines = [
        f"- {keyword.capitalize()} `{sentence}`"
        for keyword in _KEYWORDS
        for found, sentence in sorted(steps)
        if found == keyword
    ]
    return "\n".join([f"\n## {title}", "", doc, "", *lines]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(page())
