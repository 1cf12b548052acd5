"""VALUES: frozen and typed; no clock, no I/O."""
