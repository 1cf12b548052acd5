"""Acme's configuration groups."""
