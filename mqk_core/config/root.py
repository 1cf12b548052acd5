"""A composed tree to a typed `RunConfig`: components by kind, sections by class, and the rules that span sections.

Every problem of every section is found before anything is raised. What a safety rule forbids (a component outside its
modes, no risk rules outside a backtest) is raised as `SafetyRefusal`, and only if nothing else is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

import attrs
import cattrs

from mqk_core.config.interpolation import resolve
from mqk_core.config.layers import KeyPath, parse_layer, plain_data
from mqk_core.config.overrides import is_option_name
from mqk_core.config.provenance import SUGAR, SUGAR_FOR, Composed, Origins
from mqk_core.config.sections import (
    COMPONENT_SECTIONS,
    MODES,
    OPTIONAL_KEYS,
    PLAIN_SECTIONS,
    TERMS_BY_SCHEDULE,
    Account,
    Choice,
    InstrumentTerms,
    OnHalt,
    Risk,
    RunConfig,
    Schedule,
    ScheduleKind,
)
from mqk_core.config.typed import make_converter, structure_section
from mqk_core.config.wording import shown, suggestion
from mqk_core.errors import ConfigError, Problem, SafetyRefusal, Where
from mqk_core.hookspecs import Registry

#: The option of a group that chooses nothing.
NOTHING = "none"


def structure(composed: Composed, registry: Registry, *, modes: Set[str] = MODES) -> RunConfig:
    """Return the typed configuration.

    Raises
    ------
    ConfigError : with every problem found.  SafetyRefusal : a component or the lack of rules does not fit the mode.
    """
    return _Structuring(composed, registry, modes, make_converter()).run()


def structure_stored(composed: Composed, registry: Registry, *, modes: Set[str] = MODES) -> RunConfig:
    """Return the typed configuration of a stored run, which may lack keys that are no part of its identity.

    Raises
    ------
    ConfigError, SafetyRefusal : as `structure`.
    """
    return _Structuring(composed, registry, modes, make_converter(is_stored=True)).run()


@attrs.define
class _Structuring:
    """One pass over the sections; problems gather here."""

    composed: Composed
    registry: Registry
    modes: Set[str]
    converter: cattrs.Converter
    problems: list[Problem] = attrs.field(factory=list)
    forbidden: list[Problem] = attrs.field(factory=list)

    def refuse(self, path: KeyPath, message: str) -> None:
        self.problems.append(Problem(self.composed.origin(path), message))

    def run(self) -> RunConfig:
        data = self.composed.data
        known = [field.name for field in attrs.fields(RunConfig)]
        self._refuse_unknown(data, [*known, SUGAR[0]])
        mode = data.get("mode")
        if mode not in self.modes:
            self.refuse(
                ("mode",), f"this build has no such mode: {shown(mode)}; there are: {', '.join(sorted(self.modes))}"
            )
        sections: dict[str, Any] = {name: self.plain(name, cls) for name, cls in PLAIN_SECTIONS.items() if name in data}
        sections["account"] = self._with_rules(sections.get("account"))
        sections |= {
            name: self.choice((name,), data[name], kind) for name, kind in COMPONENT_SECTIONS.items() if name in data
        }
        if "risk" in data:
            sections["risk"] = self.risk(data["risk"])
        sections["strategies"] = self.strategies()
        self._refuse_unknown_strategies(sections.get("risk"), sections["strategies"])
        scalars = {name: data[name] for name in ("engine", "seed") if name in data}
        root, findings = structure_section(scalars, _Scalars, (), self.converter)
        for path, message in findings:
            self.refuse(path, message)
        if self.problems:
            raise ConfigError(self.problems)
        config = RunConfig(engine=root.engine, seed=root.seed, mode=data["mode"], **sections)
        self._refuse_no_rules(config)
        if self.forbidden:
            raise SafetyRefusal("\n".join(str(problem) for problem in self.forbidden), self.forbidden)
        return config

    def _refuse_no_rules(self, config: RunConfig) -> None:
        if config.mode != "backtest" and not config.risk.rules:
            message = (
                f"no risk rule is left, which only a backtest allows; mode '{config.mode}' needs limits: risk=standard"
            )
            self.forbidden.append(Problem(self.composed.origin(("risk", "rules")), message))

    def _refuse_unknown(self, data: Mapping[str, Any], known: list[str]) -> None:
        for name in sorted(set(data) - set(known)):
            self.refuse((name,), "unknown key" + suggestion(name, known))
        for name in known:
            is_there = name in data or name in OPTIONAL_KEYS or name in (SUGAR[0], SUGAR_FOR[0])
            if not is_there:
                message = "this section is required; choose one of its options instead of deleting it"
                self.problems.append(Problem(Where(key=name), message))

    def plain(self, name: str, cls: type) -> Any:
        data = self.composed.data[name]
        if name == "instruments" and isinstance(data, dict):
            data = _with_all_terms(data, self.composed.data.get("schedule"), self.converter)
        if name == "account" and isinstance(data, dict):
            data = {key: value for key, value in data.items() if key != "rules"}
        value, findings = structure_section(data, cls, (name,), self.converter)
        for path, message in findings:
            self.refuse(path, message)
        return value

    def choice(self, path: KeyPath, data: Any, kind: str, name: str | None = None) -> Choice | None:
        """Type one component; its name is `name`, or what the section says under `kind`."""
        if not isinstance(data, dict):
            self.refuse(path, f"expected a section, found {shown(data)}")
            return None
        found = name if name is not None else data.get("kind")
        key = path if name is not None else (*path, "kind")
        names = [each for of, each in self.registry if of == kind]
        offer = self.registry.get((kind, found)) if isinstance(found, str) else None
        if offer is None:
            self.refuse(key, self._no_component(kind, found, names))
            return None
        component = offer.component
        mode = self.composed.data.get("mode")
        if mode in self.modes and mode not in component.modes:
            may = ", ".join(sorted(component.modes))
            message = f"{kind} '{component.name}' may not run in mode '{mode}'; it may in: {may}"
            self.forbidden.append(Problem(self.composed.origin(key), message))
        own = data if name is not None else {each: value for each, value in data.items() if each != "kind"}
        value, findings = structure_section(own, component.config, path, self.converter)
        for where, message in findings:
            self.refuse(where, message)
        return None if value is None else Choice(component.name, value)

    def _no_component(self, kind: str, found: Any, names: list[str]) -> str:
        word = kind.replace("_", " ")
        if found is None:
            return f"no {word} is chosen; set its kind" + suggestion("", names, known="installed")
        if found == NOTHING:
            return f"a {word} is needed here and none is chosen" + suggestion("", names, known="installed")
        if not isinstance(found, str):
            return f"expected the name of a {word}, found {shown(found)}"
        return f"unknown {'rule' if kind == 'risk_rule' else word}" + suggestion(found, names, known="installed")

    def risk(self, data: Any) -> Risk | None:
        if not isinstance(data, dict):
            self.refuse(("risk",), f"expected a section, found {shown(data)}")
            return None
        self._keys(("risk",), data, [field.name for field in attrs.fields(Risk)])
        typed = self.rules(("risk", "rules"), data.get("rules"))
        named = data.get("strategies", {})
        if not isinstance(named, dict):
            self.refuse(("risk", "strategies"), f"expected a section of strategies by name, found {shown(named)}")
            named = {}
        own = {name: self.rules(("risk", "strategies", name), named[name]) for name in sorted(named)}
        rest, findings = structure_section(
            {"on_halt": data["on_halt"]} if "on_halt" in data else {}, _OnHalt, ("risk",), self.converter
        )
        for path, message in findings:
            self.refuse(path, message)
        return None if rest is None else Risk(rules=typed, strategies=own, on_halt=rest.on_halt)

    def rules(self, path: KeyPath, data: Any) -> Mapping[str, Choice]:
        """Type the risk rules of one scope, by name."""
        if not isinstance(data, dict):
            self.refuse(path, f"expected a section of rules by name, found {shown(data)}")
            return {}
        found = {name: self.choice((*path, name), data[name], "risk_rule", name) for name in sorted(data)}
        return {name: rule for name, rule in found.items() if rule is not None}

    def _with_rules(self, account: Account | None) -> Account | None:
        data = self.composed.data.get("account")
        rules = self.rules(("account", "rules"), data["rules"]) if isinstance(data, dict) and "rules" in data else {}
        return None if account is None else attrs.evolve(account, rules=rules)

    def _refuse_unknown_strategies(self, risk: Risk | None, strategies: Mapping[str, Choice]) -> None:
        # Where strategies could not be typed themselves, their names are not known.
        if risk is not None and strategies:
            for name in sorted(set(risk.strategies) - set(strategies)):
                self.refuse(("risk", "strategies", name), "no strategy has this name" + suggestion(name, strategies))

    def _keys(self, path: KeyPath, data: Mapping[str, Any], names: list[str]) -> None:
        for key in sorted(set(data) - set(names)):
            self.refuse((*path, key), "unknown key" + suggestion(key, names))

    def strategies(self) -> Mapping[str, Choice]:
        data = self.composed.data
        sugar, named = data.get(SUGAR[0]), data.get(SUGAR_FOR[0])
        if isinstance(sugar, dict) and sugar.get("kind") == NOTHING and SUGAR_FOR[0] in data:
            self._keys(SUGAR, sugar, ["kind"])
            sugar = None
        if sugar is not None and SUGAR_FOR[0] in data:
            self.refuse(SUGAR, "'strategy' and 'strategies' are two ways to say the same; use one of them")
            return {}
        if sugar is not None:
            main = self.choice(SUGAR, sugar, "strategy")
            return {} if main is None else {SUGAR_FOR[1]: main}
        if not isinstance(named, dict) or not named:
            message = "this engine has no strategy; choose one: strategy=NAME"
            self.problems.append(Problem(Where(key=SUGAR[0]), message))
            return {}
        return self._named_strategies(named)

    def _named_strategies(self, named: Mapping[str, Any]) -> Mapping[str, Choice]:
        typed: dict[str, Choice] = {}
        for name in sorted(named):
            if not is_option_name(name):
                self.refuse((SUGAR_FOR[0], name), "the name of a strategy is small letters, digits and '_'")
            choice = self.choice((SUGAR_FOR[0], name), named[name], "strategy")
            if choice is not None:
                typed[name] = choice
        return typed


@attrs.frozen
class _Scalars:
    engine: str
    seed: int = attrs.field(default=0, validator=attrs.fields(RunConfig).seed.validator)


@attrs.frozen
class _OnHalt:
    on_halt: OnHalt = OnHalt.FLATTEN


def _with_all_terms(data: Mapping[str, Any], schedule: Any, converter: cattrs.Converter) -> dict[str, Any]:
    """Return the instruments section with all terms whole: a symbol falls back on `default`, that on the schedule."""
    typed, _ = structure_section(schedule, Schedule, (), converter)
    terms = _terms(TERMS_BY_SCHEDULE[typed.kind if typed else ScheduleKind.US_EQUITIES])
    whole = dict(data)
    if isinstance(data.get("default"), dict):
        whole["default"] = {**terms, **data["default"]}
        default, _ = structure_section(whole["default"], InstrumentTerms, (), converter)
        terms = _terms(default) if default else terms
    if isinstance(data.get("symbols"), dict):
        symbols = data["symbols"].items()
        whole["symbols"] = {name: {**terms, **own} if isinstance(own, dict) else own for name, own in symbols}
    return whole


def _terms(terms: InstrumentTerms) -> dict[str, Any]:
    return {field.name: getattr(terms, field.name) for field in attrs.fields(InstrumentTerms)}


def load_resolved(text: str, registry: Registry, name: str = "config.yaml", *, modes: Set[str] = MODES) -> RunConfig:
    """Return the configuration that `resolved.resolved_yaml` wrote; keys outside the identity may be absent.

    Raises
    ------
    ConfigError : the text is not such a file, or a component of it is not installed as it was.
    """
    layer, problems = parse_layer(text, name)
    if problems:
        raise ConfigError(problems)
    data = plain_data(text)
    origins = Origins()
    origins.add_layer(layer, ())
    places = {path: tuple(found) for path, found in sorted(origins.places.items())}
    composed = Composed(data or {}, places)
    resolved, found = resolve(composed.data, composed.origin)
    if found:
        raise ConfigError(found)
    return structure_stored(Composed(resolved, places), registry, modes=modes)
