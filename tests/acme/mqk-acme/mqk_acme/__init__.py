"""What Acme brings to mqk, handed in by the hooks: a strategy, a risk rule, their configuration and a promise.

The entry point of the group `mqk` names this module; everything else is found from here.
"""

from mqk_acme.dip import Dip, DipConfig, DipState
from mqk_acme.round_lots import RoundLots, RoundLotsConfig, stories
from mqk_core.api import Component, ScenarioPack, hookimpl


@hookimpl
def mqk_strategies() -> list[Component]:
    """Return the strategies of this package."""
    return [Component("acme_dip", DipConfig, Dip, state=DipState)]


@hookimpl
def mqk_risk_rules() -> list[Component]:
    """Return the risk rules of this package."""
    return [Component("acme_round_lots", RoundLotsConfig, lambda config: RoundLots(config.lot), prove=stories)]


@hookimpl
def mqk_config_packages() -> list[str]:
    """Return the packages that hold this package's configuration."""
    return ["mqk_acme.conf"]


@hookimpl
def mqk_scenarios() -> list[ScenarioPack]:
    """Return the promises of this package, with the module of their steps."""
    return [ScenarioPack("mqk_acme.features", ("mqk_acme.steps",))]
