"""Shows that every limit of a configuration fires: outside its bound and not inside, in the engine that a run has.

Each limit is looked at within the whole gate; where another one holds sooner, it is looked at again with nothing else
in the gate. A limit that nobody saw fire is a limit that nobody has, whatever the configuration says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from mqk_core.config.sections import Choice, Integrity, RunConfig
from mqk_core.errors import MqkError
from mqk_core.hookspecs import Registry
from mqk_core.risk.settings import ValueLimitConfig
from mqk_core.risk.stories import Ground, Scene, Story, Untold
from mqk_core.runtime.compose import Assembly
from mqk_core.runtime.rehearsal import Seen, ground_of, rehearse

FIRED: Final = "fired"
SILENT: Final = "silent"
NOT_SET: Final = "not set"
UNPROVEN: Final = "cannot be proven"

#: More bars than a story has: the integrity gate then lets every silence pass.
_ANY_GAP: Final = 10**9


@attrs.frozen
class Limit:
    """One limit of the configuration.

    Attributes
    ----------
    scope : `engine`, `account`, `share` (the engine's of the account), or `strategy NAME`.
    name : in its scope. `rule`: what verdicts call it. `strategy`: who acts in its stories.
    """

    scope: str
    name: str
    rule: str
    choice: Choice
    strategy: str


@attrs.frozen
class Shown:
    """What became of one story of a limit, or of a limit without one.

    Attributes
    ----------
    inside, outside : what the limit said: `passes`, or the reason that it gave; empty: not played.
    result : `FIRED`, `SILENT`, `NOT_SET` or `UNPROVEN`. `note`: why, or what held sooner.
    """

    limit: Limit
    title: str
    inside: str
    outside: str
    result: str
    note: str

    @property
    def is_failure(self) -> bool:
        """Whether nobody has seen the limit fire although it is set."""
        return self.result in (SILENT, UNPROVEN)


def limits_of(config: RunConfig) -> tuple[Limit, ...]:
    """Return every limit that the gate of a configuration holds, scope by scope."""
    first = min(config.strategies)
    found = [Limit("engine", name, name, choice, first) for name, choice in sorted(config.risk.rules.items())]
    found += [
        Limit("account", name, f"account.{name}", choice, first)
        for name, choice in sorted(config.account.rules.items())
    ]
    share = config.account.engines.get(config.engine)
    if share is not None and share.gross_max is not None:
        found.append(Limit("share", "gross", "engine.gross", Choice("gross", ValueLimitConfig(share.gross_max)), first))
    for strategy, rules in sorted(config.risk.strategies.items()):
        found += [
            Limit(f"strategy {strategy}", name, f"{strategy}.{name}", choice, strategy)
            for name, choice in sorted(rules.items())
        ]
    return tuple(found)


def prove(config: RunConfig, registry: Registry) -> Iterator[Shown]:
    """Play the stories of every limit, one after the other.

    Raises
    ------
    ConfigError, PluginError : the configuration cannot be composed into an engine.
    """
    assembly = Assembly(config, registry)
    # What a run would refuse is refused here too, before anything is said about limits.
    assembly.cash()
    assembly.gate()
    for limit in limits_of(config):
        yield from _show(config, registry, limit)


def _show(config: RunConfig, registry: Registry, limit: Limit) -> Iterator[Shown]:
    offer = registry["risk_rule", limit.choice.kind]
    if offer.component.prove is None:
        yield Shown(limit, "", "", "", UNPROVEN, f"the plugin '{offer.plugin}' brings no story of it")
        return
    ground, _ = ground_of(config)
    try:
        stories = _stories(offer.component.prove, limit.choice.config, ground)
    except Exception as error:
        yield Shown(limit, "", "", "", UNPROVEN, _said(error))
        return
    if not stories:
        yield Shown(limit, "", "", "", NOT_SET, "")
    for story in stories:
        yield _played(config, registry, limit, story)


def _stories(prove: Any, config: Any, ground: Ground) -> tuple[Story, ...]:
    stories = tuple(prove(config, ground))
    if not all(isinstance(story, Story) for story in stories):
        raise TypeError("its stories are no Story of mqk_core.api")
    return stories


def _played(config: RunConfig, registry: Registry, limit: Limit, story: Story) -> Shown:
    """Play both sides within the whole gate, and once more alone where the limit could not speak."""
    try:
        inside, outside = _both(config, registry, limit, story)
        note = ""
        if not _is_fired(story, inside, outside):
            others = (*outside.others, *(inside.others if inside is not None else ()))
            sooner = next((name for name in others if name), "")
            inside, outside = _both(alone(config, limit), registry, limit, story)
            note = f"proven alone: {sooner} holds sooner" if sooner else "proven alone"
    except (MqkError, ValueError, OverflowError, ArithmeticError) as error:
        return Shown(limit, story.title, "", "", UNPROVEN, _said(error))
    is_fired = _is_fired(story, inside, outside)
    note = note if is_fired else _fault(story, inside, outside)
    result = FIRED if is_fired else SILENT
    return Shown(
        limit, story.title, _word(inside, "" if story.inside else "no order fits"), _word(outside), result, note
    )


def _both(config: RunConfig, registry: Registry, limit: Limit, story: Story) -> tuple[Seen | None, Seen]:
    def seen(scene: Scene) -> Seen:
        return rehearse(config, registry, story, scene, limit.strategy, limit.rule)

    outside = seen(story.outside)
    # What is silent outside is not fired, whatever it does inside; where others hold sooner that saves half the time.
    is_silent = outside.own is None and outside.others
    return None if story.inside is None or is_silent else seen(story.inside), outside


def alone(config: RunConfig, limit: Limit) -> RunConfig:
    """Return the configuration with one limit and no other, and with an integrity gate that waits for any bar."""
    own: Mapping[str, Choice] = {limit.name: limit.choice}
    strategy = limit.scope.removeprefix("strategy ") if limit.scope.startswith("strategy ") else None
    engines = config.account.engines if limit.scope == "share" else {}
    return attrs.evolve(
        config,
        account=attrs.evolve(config.account, rules=own if limit.scope == "account" else {}, engines=engines),
        risk=attrs.evolve(
            config.risk,
            rules=own if limit.scope == "engine" else {},
            strategies={} if strategy is None else {strategy: own},
        ),
        integrity=Integrity(gap_tolerance_bars=_ANY_GAP),
    )


def _is_fired(story: Story, inside: Seen | None, outside: Seen) -> bool:
    is_quiet = inside is None or (inside.is_reached and inside.own is None)
    return is_quiet and outside.own is not None and outside.own.reason == story.reason and outside.is_held


def _fault(story: Story, inside: Seen | None, outside: Seen) -> str:
    """Return why a limit counts as silent, played alone."""
    if inside is not None and inside.own is not None:
        return f"it fires inside its bound: {inside.own.reason}"
    if inside is not None and not inside.is_reached:
        return (
            f"inside its bound the story does not come to its point: {', '.join(inside.others) or 'no order was made'}"
        )
    if outside.own is None:
        return f"expected {story.reason} outside its bound, found nothing"
    if outside.own.reason != story.reason:
        return f"expected {story.reason} outside its bound, found {outside.own.reason}"
    return f"{story.reason} was said outside its bound, and the order left all the same"


def _word(seen: Seen | None, unseen: str = "") -> str:
    if seen is None:
        return unseen
    return "passes" if seen.own is None else seen.own.reason


def _said(error: Exception) -> str:
    if isinstance(error, MqkError):
        return error.message
    return str(error) if isinstance(error, Untold) else f"{type(error).__name__}: {error}"
