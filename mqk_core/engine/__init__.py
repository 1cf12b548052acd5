"""The sealed core, assembled: events in, effects out. No clock, no randomness, no I/O."""
