"""From YAML layers and a command line to one plain tree with the place of every key. The only module that drives Hydra.

Hydra decides which files apply and merges them; what it must not do (read the environment, name code, take settings of
its own, resolve `${…}`) is refused before or after. The result is not typed yet: `root.py` does that. Composing the
same files and overrides gives the same tree, whatever order the overrides stand in and whatever Hydra did before.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from mqk_core.config.interpolation import resolve
from mqk_core.config.layers import PRIMARY, KeyPath, Layer, Root, YamlError, folder_root, package_root, read_layers
from mqk_core.config.overrides import CHOSEN_FIRST, COMMAND_LINE, Requests, Setting, option_names, read_overrides
from mqk_core.config.provenance import Composed, Origins
from mqk_core.config.references import refuse_reference
from mqk_core.config.wording import dotted, escaped
from mqk_core.errors import ConfigError, Problem, Where

CORE_PACKAGE: Final = "mqk_conf"
_FORBIDDEN_ENVIRONMENT: Final = "HYDRA_INSTANTIATE_ALLOWLIST_OVERRIDE"


def compose(
    overrides: Sequence[str], packages: Sequence[str] = (CORE_PACKAGE,), config_dir: str | None = None
) -> Composed:
    """Compose a configuration from the groups of `packages` (core's first), of `config_dir`, and the overrides.

    Raises
    ------
    ConfigError : a file or an override is refused; it lists everything found up to that point.
    """
    if _FORBIDDEN_ENVIRONMENT in os.environ:
        message = f"{_FORBIDDEN_ENVIRONMENT} is set in the environment; unset it: a configuration cannot name code"
        raise ConfigError([Problem(Where(), message)])
    roots = [package_root(package) for package in packages]
    if config_dir is not None:
        roots.append(folder_root(config_dir))
    layers = read_layers(roots)
    slots = layers[PRIMARY].slots if PRIMARY in layers else ()
    requests, problems = read_overrides(overrides, layers, slots)
    problems += _not_chosen(requests, overrides, layers)
    if problems:
        raise ConfigError(problems)
    raw, used, choices = _compose_with_hydra(roots, requests)
    return _finish(raw, used, choices, layers, requests, overrides)


def _not_chosen(requests: Requests, overrides: Sequence[str], layers: Mapping[str, Layer]) -> list[Problem]:
    problems = []
    for group in CHOSEN_FIRST:
        # An override that was refused is a problem already; "none was chosen" beside it would mislead.
        tried = any(text.lstrip("+~").startswith(f"{group}=") for text in overrides)
        if requests.option(group) is None and not tried:
            names = ", ".join(option_names(layers, group)) or "none installed"
            problems.append(Problem(Where(), f"no {group} was chosen; add +{group}=NAME (there are: {names})"))
    return problems


def _compose_with_hydra(
    roots: Sequence[Root], requests: Requests
) -> tuple[Any, list[tuple[str, KeyPath]], dict[str, str]]:
    """Return the merged tree with `${…}` unresolved, the files used as (name, package) in order, and the choices."""
    from hydra import compose as hydra_compose
    from hydra import initialize_config_module
    from hydra.core.global_hydra import GlobalHydra
    from hydra.types import RunMode
    from omegaconf import OmegaConf

    package = roots[0].address.removeprefix("pkg://")
    texts = requests.for_hydra() + _search_path(roots[1:])
    with _own_hydra(requests), initialize_config_module(config_module=package, job_name="mqk", version_base="1.3"):
        raw = OmegaConf.to_container(hydra_compose(PRIMARY, overrides=texts), resolve=False)
        loader = GlobalHydra.instance().config_loader()
        result = loader.compute_defaults_list(PRIMARY, texts, RunMode.RUN)
    used = [
        (entry.config_path, tuple(part for part in (entry.package or "").split(".") if part))
        for entry in result.defaults
        if entry.config_path is not None and entry.config_path.split("/")[0] != "hydra"
    ]
    known = result.overrides.known_choices
    choices = {group: str(known[group]) for group in sorted(known) if not group.startswith("hydra")}
    return raw, used, choices


def _search_path(roots: Sequence[Root]) -> list[str]:
    if not roots:
        return []
    from hydra.core.override_parser.types import Quote, QuotedString

    quoted = ",".join(QuotedString(root.address, Quote.double).with_quotes() for root in roots)
    return [f"hydra.searchpath=[{quoted}]"]


@contextmanager
def _own_hydra(requests: Requests) -> Iterator[None]:
    """Compose apart from any Hydra application that runs in this process, and turn its errors into ours."""
    from hydra.core.global_hydra import GlobalHydra
    from hydra.core.singleton import Singleton
    from hydra.errors import HydraException
    from omegaconf.errors import OmegaConfBaseException

    state = Singleton.get_state()
    GlobalHydra.instance().clear()
    try:
        yield
    except (HydraException, OmegaConfBaseException, YamlError, ValueError, TypeError, RecursionError) as error:
        # Hydra's own text repeats values and advises to add the misspelt key, so it is read but never shown.
        raise ConfigError([_hydra_problem(error, requests)]) from None
    finally:
        Singleton.set_state(state)


def _hydra_problem(error: Exception, requests: Requests) -> Problem:
    missing = getattr(error, "missing_cfg_file", None)
    if isinstance(missing, str):
        options = ", ".join(sorted(str(option) for option in getattr(error, "options", None) or ()))
        return Problem(Where(), f"a layer names '{missing}', which is not there; there are: {options or 'none'}")
    text = str(error)
    for setting in requests.settings:
        if setting.text in text or (setting.is_delete and f"'{'.'.join(setting.path)}' does not exist" in text):
            return Problem(Where(COMMAND_LINE, key=dotted(setting.path)), _setting_refused(setting, text))
    if text.startswith(("In '", "Could not", "Multiple values")):
        # About groups and defaults lists: names of files, no values.
        return Problem(Where(), "a defaults list cannot be followed: " + escaped(text.splitlines()[0]))
    return Problem(
        Where(), f"the layers cannot be merged ({type(error).__name__}); look at the defaults lists of the files chosen"
    )


def _setting_refused(setting: Setting, text: str) -> str:
    if setting.is_delete:
        return "cannot be deleted: there is no such key"
    if "already at" in text:
        return "'+' adds a key, and this one has a value already; leave out the '+'"
    return "cannot be set here: a layer holds a value on the way that is no section"


def _finish(
    raw: Any,
    used: Sequence[tuple[str, KeyPath]],
    choices: Mapping[str, str],
    layers: Mapping[str, Layer],
    requests: Requests,
    overrides: Sequence[str],
) -> Composed:
    origins = Origins()
    problems: list[Problem] = []
    for name, package in used:
        layer = layers[name]
        if package[:1] == ("hydra",):
            problems.append(Problem(Where(layer.label, 1), "settings of Hydra itself are refused"))
        problems += _defaults_refused(layer)
        origins.add_layer(layer, package)
    for setting in requests.settings:
        origins.add_setting(setting)
    data = dict(raw)
    for group in CHOSEN_FIRST:
        if group in data:
            message = f"'{group}' is the option that was chosen; a layer or override cannot set it"
            problems.append(Problem(_last(origins, (group,)), message))
        data[group] = requests.option(group)
        origins.places[(group,)] = [Where(COMMAND_LINE, key=group)]
    places = {path: tuple(found) for path, found in sorted(origins.places.items())}
    composed = Composed(data, places, origins.deleted, choices, tuple(overrides))
    resolved, found = resolve(data, composed.origin)
    problems += found
    if problems:
        raise ConfigError(problems)
    return Composed(resolved, places, origins.deleted, choices, tuple(overrides))


def _last(origins: Origins, path: KeyPath) -> Where:
    return origins.places.get(path, [Where(key=dotted(path))])[-1]


def _defaults_refused(layer: Layer) -> list[Problem]:
    problems = []
    for text, line, column in layer.defaults:
        refusal = "settings of Hydra itself are refused" if "hydra/" in text else refuse_reference(text)
        if refusal is not None:
            problems.append(Problem(Where(layer.label, line, column, "defaults"), refusal))
    return problems
