"""`mqk plugins`: what is installed, its code, and what it brings."""

from __future__ import annotations

from mqk_core.cli.call import Call


def run(call: Call) -> int:
    """Print each plugin with its distribution, the hash over its sources, and its components."""
    from mqk_core.runtime.plugins import load

    plugins = load()
    sources = {(each.name, each.version): each.sources_sha256 for each in plugins.identities}
    listed = []
    lines = []
    for each in plugins.loaded:
        code = sources[each.distribution, each.version]
        components = [f"{kind} {name}" for kind, name in each.components]
        features = [pack.features for pack in each.scenario_packs]
        listed.append(
            {
                "plugin": each.name,
                "distribution": each.distribution,
                "version": each.version,
                "sources_sha256": code,
                "components": [{"kind": kind, "name": name} for kind, name in each.components],
                "config_packages": list(each.config_packages),
                "features": features,
            }
        )
        lines.append(f"{each.name} ({each.distribution} {each.version}, sources {code[:16]})")
        lines += [f"  {what}" for what in components]
        lines += [f"  configuration {package}" for package in each.config_packages]
        lines += [f"  features {package}" for package in features]
    call.answer({"code_hash": plugins.code_hash, "plugins": listed}, [*lines, f"code_hash: {plugins.code_hash}"])
    return 0
