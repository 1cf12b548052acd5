"""Run this plugin's feature files."""

from __future__ import annotations

from pathlib import Path

from pytest_bdd import scenarios

import mqk_data_files

pytest_plugins = ["mqk_data_files.steps"]

scenarios(str(Path(mqk_data_files.__file__).parent / "features"))
