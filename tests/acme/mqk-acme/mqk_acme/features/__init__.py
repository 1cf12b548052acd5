"""Acme's promises."""
