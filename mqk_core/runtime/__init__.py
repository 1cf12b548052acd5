"""IMPERATIVE SHELL: what starts, feeds, sends and stops. Everything that touches the world is here."""
