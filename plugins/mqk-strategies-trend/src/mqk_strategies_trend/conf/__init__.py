"""Configuration groups of this plugin."""
