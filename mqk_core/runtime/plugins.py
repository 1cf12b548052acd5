"""Plugins: found by entry points, imported, checked, and read into one registry. Once, at start.

Core's own components come through the same hooks (`builtin.py`) and are read first. Hooks are read implementation by
implementation, so that no plugin can wrap or reorder what another brings, and every clash names both sides. Whatever a
plugin does wrong ends the start with a `PluginError` that names its distribution. Nothing of pluggy is kept.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterable, Mapping
from importlib import metadata
from importlib.resources import files
from types import ModuleType
from typing import Any, Final

import attrs
import pluggy

from mqk_core.errors import PluginError
from mqk_core.hookspecs import (
    ALL_MODES,
    COMPONENT_HOOKS,
    ENTRY_POINT_GROUP,
    Component,
    HookSpecs,
    Offer,
    Registry,
    ScenarioPack,
)
from mqk_core.runtime.code_hash import CORE_PACKAGES, Identity, code_hash, sources_hash

CORE: Final = "mqk_core"
CORE_CONFIG: Final = "mqk_conf"
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")


@attrs.frozen
class Found:
    """An entry point of the group `mqk`, before anything of it is imported."""

    plugin: str
    distribution: str
    version: str
    module: str
    top_level: tuple[str, ...]

    def __str__(self) -> str:
        return f"plugin '{self.plugin}' of {self.distribution} {self.version}"


@attrs.frozen
class LoadedPlugin:
    """What one plugin brings, for `mqk plugins`."""

    name: str
    distribution: str
    version: str
    components: tuple[tuple[str, str], ...]
    config_packages: tuple[str, ...]
    scenario_packs: tuple[ScenarioPack, ...]


@attrs.frozen
class Plugins:
    """All that is installed.

    Attributes
    ----------
    registry : (kind, name) -> offer, sorted.
    config_packages : packages with configuration groups, core's first, then sorted.
    scenario_packs : by plugin, in the order of `loaded`.
    identities : mqk and each distribution that brings a plugin, sorted by name.
    loaded : core first, then by plugin name.
    """

    registry: Registry
    config_packages: tuple[str, ...]
    scenario_packs: tuple[tuple[str, ScenarioPack], ...]
    identities: tuple[Identity, ...]
    loaded: tuple[LoadedPlugin, ...]

    @property
    def code_hash(self) -> str:
        """Hash over the code of everything loaded."""
        return code_hash(self.identities)


def load(distributions: Iterable[metadata.Distribution] | None = None, builtin: ModuleType | None = None) -> Plugins:
    """Load core and every installed plugin; the arguments stand in for what is installed, in tests.

    Raises
    ------
    PluginError : a plugin cannot be imported, breaks a hook's contract, or clashes with another.
    """
    found = find(metadata.distributions() if distributions is None else distributions)
    manager = pluggy.PluginManager(ENTRY_POINT_GROUP)
    manager.add_hookspecs(HookSpecs)
    core = Found(CORE, "mqk", version_of("mqk"), f"{CORE}.builtin", CORE_PACKAGES)
    modules = [(core, builtin if builtin is not None else _import(core))]
    modules += [(each, _import(each)) for each in found]
    for each, module in modules:
        _register(manager, each, module)
    _refuse_unknown_hooks(manager, modules)
    loaded = [_read(manager, each) for each, _ in modules]
    return Plugins(
        registry=_registry(loaded),
        config_packages=_config_packages([brought for brought, _ in loaded]),
        scenario_packs=tuple((brought.name, pack) for brought, _ in loaded for pack in brought.scenario_packs),
        identities=_identities([each for each, _ in modules], [brought for brought, _ in loaded]),
        loaded=tuple(brought for brought, _ in loaded),
    )


def version_of(distribution: str) -> str:
    """Return the version of an installed distribution; "0" for sources that are on the path without being installed."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "0"


def find(distributions: Iterable[metadata.Distribution]) -> tuple[Found, ...]:
    """Return the entry points of the group, sorted by plugin name; nothing is imported.

    Raises
    ------
    PluginError : a name is given by two distributions, is taken by core, or is no name.
    """
    by_plugin: dict[str, Found] = {}
    for distribution in _once(distributions):
        for entry in distribution.entry_points:
            if entry.group != ENTRY_POINT_GROUP:
                continue
            top_level = tuple((distribution.read_text("top_level.txt") or "").split())
            each = Found(entry.name, distribution.name, distribution.version, entry.module, top_level)
            if entry.attr:
                raise PluginError(f"{each}: the entry point must name a module, found '{entry.value}'")
            other = by_plugin.get(entry.name)
            if other is not None:
                raise PluginError(f"two distributions bring a plugin '{entry.name}': {other} and {each}; uninstall one")
            if entry.name == CORE or _NAME.fullmatch(entry.name) is None:
                raise PluginError(f"{each}: the name must be small letters, digits and '_', and not '{CORE}'")
            by_plugin[entry.name] = each
    return tuple(by_plugin[name] for name in sorted(by_plugin))


def _once(distributions: Iterable[metadata.Distribution]) -> list[metadata.Distribution]:
    # An editable install shows twice: its dist-info, and the egg-info beside its sources. Only the first has RECORD.
    chosen: dict[str, metadata.Distribution] = {}
    for distribution in distributions:
        if not any(entry.group == ENTRY_POINT_GROUP for entry in distribution.entry_points):
            continue
        name = re.sub(r"[-_.]+", "-", distribution.name).lower()
        if name not in chosen or chosen[name].read_text("RECORD") is None:
            chosen[name] = distribution
    return [chosen[name] for name in sorted(chosen)]


def _import(found: Found) -> ModuleType:
    try:
        return importlib.import_module(found.module)
    except (Exception, SystemExit) as error:
        # Whatever a plugin raises while it is imported, the start ends with a sentence that names it.
        raise PluginError(
            f"{found} cannot be imported: {type(error).__name__}: {error}; fix or uninstall it"
        ) from error


def _register(manager: pluggy.PluginManager, found: Found, module: ModuleType) -> None:
    try:
        manager.register(module, name=found.plugin)
    except (pluggy.PluginValidationError, ValueError) as error:
        raise PluginError(f"{found} cannot be registered: {error}") from error


def _refuse_unknown_hooks(manager: pluggy.PluginManager, modules: Iterable[tuple[Found, ModuleType]]) -> None:
    try:
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        names = {found.plugin: str(found) for found, _ in modules}
        culprit = names.get(manager.get_name(error.plugin) or "", "a plugin")
        known = ", ".join(sorted(name for name in vars(HookSpecs) if name.startswith("mqk_")))
        raise PluginError(f"{culprit} implements a hook that does not exist: {error}; hooks: {known}") from error


def _read(manager: pluggy.PluginManager, found: Found) -> tuple[LoadedPlugin, dict[tuple[str, str], Component]]:
    components: dict[tuple[str, str], Component] = {}
    for hook, kind in COMPONENT_HOOKS.items():
        for component in _answers(manager, hook, found):
            _check_component(found, hook, kind, component)
            if (kind, component.name) in components:
                raise PluginError(f"{found} offers the {kind} '{component.name}' twice")
            components[kind, component.name] = component
    packages = [_config_package(found, each) for each in _answers(manager, "mqk_config_packages", found)]
    packs = _answers(manager, "mqk_scenarios", found)
    for pack in packs:
        if not isinstance(pack, ScenarioPack):
            raise PluginError(f"{found}: mqk_scenarios must return a list of ScenarioPack, found {type(pack).__name__}")
    offered = tuple(sorted(components))
    brought = LoadedPlugin(found.plugin, found.distribution, found.version, offered, tuple(packages), tuple(packs))
    return brought, components


def _answers(manager: pluggy.PluginManager, hook: str, found: Found) -> list[Any]:
    """Return what one plugin's implementation of a hook returns; an empty list when it has none."""
    caller: pluggy.HookCaller = getattr(manager.hook, hook)
    answers: list[Any] = []
    for implementation in caller.get_hookimpls():
        if implementation.plugin_name != found.plugin:
            continue
        if implementation.wrapper or implementation.hookwrapper:
            raise PluginError(f"{found}: {hook} is a wrapper; a hook may only return its own list")
        answers += _call(found, hook, implementation.function)
    return answers


def _call(found: Found, hook: str, function: Callable[..., object]) -> list[Any]:
    try:
        answer = function()
        if isinstance(answer, (str, bytes, Mapping)) or not isinstance(answer, Iterable):
            raise PluginError(f"{found}: {hook} must return a list, found {type(answer).__name__}")
        return list(answer)
    except PluginError:
        raise
    except (Exception, SystemExit) as error:
        raise PluginError(f"{found}: {hook} raised {type(error).__name__}: {error}; fix or uninstall it") from error


def _check_component(found: Found, hook: str, kind: str, component: object) -> None:
    if not isinstance(component, Component):
        raise PluginError(f"{found}: {hook} must return a list of Component, found {type(component).__name__}")
    who = f"{found}: {kind} '{component.name}'"
    if _NAME.fullmatch(str(component.name)) is None:
        raise PluginError(f"{who}: the name must be small letters, digits and '_', beginning with a letter")
    if not callable(component.build):
        raise PluginError(f"{who}: build must be callable")
    if component.prove is not None and (kind != "risk_rule" or not callable(component.prove)):
        raise PluginError(f"{who}: prove must be callable, and only a risk rule has it")
    unknown = set(component.modes) - ALL_MODES
    if unknown or not component.modes:
        raise PluginError(f"{who}: modes must be some of {', '.join(sorted(ALL_MODES))}")
    _check_config_class(who, kind, component.config)
    _check_state_class(who, kind, component.state)


def _check_config_class(who: str, kind: str, config: object) -> None:
    if not isinstance(config, type) or not attrs.has(config) or config.__setattr__ is object.__setattr__:
        raise PluginError(f"{who}: config must be a frozen attrs class (@attrs.frozen)")
    try:
        attrs.resolve_types(config)
    except (NameError, TypeError) as error:
        raise PluginError(f"{who}: the type of a field of {config.__name__} cannot be found: {error}") from error
    for field in attrs.fields(config):
        key = f"{who}: field '{field.name}' of {config.__name__}"
        if field.name == "kind" or _NAME.fullmatch(field.name) is None or not field.init:
            raise PluginError(
                f"{key} cannot be a key: it must be an argument of small letters, digits and '_', not 'kind'"
            )
        if not field.metadata.get("identity", True) and field.default is attrs.NOTHING and field.type is not str:
            raise PluginError(f"{key} is no part of the identity, so it must be text or have a default")
    if kind == "data":
        from mqk_core.domain.bars import BarsConfig

        if not issubclass(config, BarsConfig):
            raise PluginError(f"{who}: config must extend api.BarsConfig, whose keys core reads")


def _check_state_class(who: str, kind: str, state: object) -> None:
    if state is None:
        return
    if kind != "strategy":
        raise PluginError(f"{who}: only a strategy declares a state")
    if not isinstance(state, type) or not attrs.has(state):
        raise PluginError(f"{who}: state must be an attrs class")
    for field in attrs.fields(state):
        if field.default is attrs.NOTHING:
            raise PluginError(
                f"{who}: field '{field.name}' of {state.__name__} needs a default, the state at the start"
            )


def _registry(loaded: Iterable[tuple[LoadedPlugin, Mapping[tuple[str, str], Component]]]) -> Registry:
    offers: dict[tuple[str, str], Offer] = {}
    for brought, components in loaded:
        for key, component in components.items():
            if key in offers:
                kind, name = key
                raise PluginError(
                    f"{kind} '{name}' is offered by both '{offers[key].plugin}' and '{brought.name}'; uninstall one"
                )
            offers[key] = Offer(component, brought.name)
    return {key: offers[key] for key in sorted(offers)}


def _config_package(found: Found, package: object) -> str:
    if not isinstance(package, str):
        raise PluginError(f"{found}: mqk_config_packages must return names of packages, found {type(package).__name__}")
    try:
        present = files(package).joinpath("__init__.py").is_file()
    except (ImportError, TypeError, ValueError):
        present = False
    if not present:
        raise PluginError(f"{found}: the configuration package '{package}' cannot be imported or has no __init__.py")
    return package


def _config_packages(loaded: Iterable[LoadedPlugin]) -> tuple[str, ...]:
    owners: dict[str, str] = {}
    holders: dict[str, str] = {}
    for brought in loaded:
        for package in brought.config_packages or ((CORE_CONFIG,) if brought.name == CORE else ()):
            if package in owners:
                raise PluginError(
                    f"the configuration package {package} is named by '{owners[package]}' and '{brought.name}'"
                )
            owners[package] = brought.name
            for name in _config_files(package):
                if name in holders:
                    message = f"{name} is shipped by both {holders[name]} and {package}; one would hide the other"
                    raise PluginError(f"{message} (plugins '{owners[holders[name]]}' and '{brought.name}')")
                holders[name] = package
    others = sorted(package for package in owners if package != CORE_CONFIG)
    return ((CORE_CONFIG,) if CORE_CONFIG in owners else ()) + tuple(others)


def _config_files(package: str) -> list[str]:
    """Return the paths of a package's YAML files below it, sorted."""
    names: list[str] = []
    pending = [("", files(package))]
    while pending:
        prefix, folder = pending.pop()
        for entry in folder.iterdir():
            if entry.is_dir() and not entry.name.startswith((".", "__pycache__")):
                pending.append((f"{prefix}{entry.name}/", entry))
            elif entry.name.endswith(".yaml"):
                names.append(prefix + entry.name)
    return sorted(names)


def _identities(found: Iterable[Found], loaded: Iterable[LoadedPlugin]) -> tuple[Identity, ...]:
    packages: dict[tuple[str, str], set[str]] = {}
    for each, brought in zip(found, loaded, strict=True):
        names = {each.module, *brought.config_packages, *(pack.features for pack in brought.scenario_packs)}
        names |= {step for pack in brought.scenario_packs for step in pack.steps}
        tops = {name.partition(".")[0] for name in names} if brought.name != CORE else set()
        packages.setdefault((each.distribution, each.version), set()).update(tops, each.top_level)
    return tuple(
        sorted(Identity(name, version, sources_hash(tops)) for (name, version), tops in sorted(packages.items()))
    )
