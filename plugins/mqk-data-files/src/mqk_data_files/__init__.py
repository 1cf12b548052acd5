"""Bars from files: the plugin's entry. It names its components; `providers.py` holds what they do."""

from __future__ import annotations

from mqk_core.api import Component, ScenarioPack, hookimpl
from mqk_data_files.providers import (
    BarsFile,
    BarsFileConfig,
    BarsFolder,
    BarsFolderConfig,
    Sample,
    SampleConfig,
)


@hookimpl
def mqk_data_providers() -> list[Component]:
    """Name the sources of bars."""
    return [
        Component("bars_file", BarsFileConfig, BarsFile),
        Component("bars_folder", BarsFolderConfig, BarsFolder),
        Component("sample", SampleConfig, Sample),
    ]


@hookimpl
def mqk_config_packages() -> list[str]:
    """Name the package with this plugin's configuration groups."""
    return ["mqk_data_files.conf"]


@hookimpl
def mqk_scenarios() -> list[ScenarioPack]:
    """Name this plugin's promises and the module of their steps."""
    return [ScenarioPack("mqk_data_files.features", ("mqk_data_files.steps",))]
