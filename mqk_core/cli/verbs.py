"""The table of verbs: words, module, arguments, one line of help. A later verb is one entry here and one module."""

from __future__ import annotations

from typing import Final

import attrs


@attrs.frozen
class Verb:
    """What a verb is called, and what may follow it.

    `arguments` are the names of the words it needs; `further` names words that may follow, however many. `options` says
    what overrides it takes: `any`, `folder` (`runs.folder=DIR` alone) or `none`. With `is_quoted` an argument may also
    be a quoted string of overrides.
    """

    words: tuple[str, ...]
    module: str
    summary: str
    arguments: tuple[str, ...] = ()
    options: str = "none"
    is_quoted: bool = False
    further: str = ""

    @property
    def name(self) -> str:
        """The verb as it is typed."""
        return " ".join(self.words)


RUN: Final = Verb(("run",), "run", "run an engine; the verb may be left out", options="any")
HELP: Final = Verb(("help",), "help_text", "say what mqk can do; help VERB: one verb")

VERBS: Final = (
    RUN,
    Verb(("replay",), "replay", "run a stored run again and compare", ("RUN_ID",), options="folder"),
    Verb(("runs", "list"), "runs_list", "list stored runs", options="folder"),
    Verb(("runs", "show"), "runs_show", "show a stored run", ("RUN_ID",), options="folder"),
    Verb(("config", "show"), "config_show", "every value, where it was set and what it overrode", options="any"),
    Verb(("config", "hash"), "config_hash", "the hash of a configuration", options="any"),
    Verb(
        ("config", "diff"),
        "config_diff",
        "compare two: run id, config hash, or quoted overrides",
        ("A", "B"),
        options="folder",
        is_quoted=True,
    ),
    Verb(("config", "audit"), "config_audit", "recompute the hashes of a stored run", ("RUN_ID",), options="folder"),
    Verb(("config", "schema"), "config_schema", "every key that can be set"),
    Verb(("config", "explain"), "config_explain", "what one key means; needs no engine", ("KEY",)),
    Verb(("limits", "prove"), "limits_prove", "show that every limit that is set fires", options="any"),
    Verb(("scenarios",), "scenarios", "run the promises of core and of every plugin", further="STAGE"),
    Verb(("plugins",), "plugins", "what is installed, and what it brings"),
    Verb(("version",), "version", "the version of mqk"),
    HELP,
)
