"""Configuration groups of this plugin, as package data. Holds no code."""
