"""`mqk config hash`: the hash that names a configuration."""

from __future__ import annotations

from mqk_core.cli.call import Call


def run(call: Call) -> int:
    """Print the config hash; with `--json` also the policy hash."""
    from mqk_core.cli.configured import configured
    from mqk_core.config import config_hash, policy_hash

    config = configured(call).config
    hashes = {"config_hash": config_hash(config), "policy_hash": policy_hash(config)}
    call.answer(hashes, [hashes["config_hash"]])
    return 0
