"""Promises of this plugin."""
