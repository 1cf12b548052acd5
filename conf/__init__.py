"""Configuration groups of core, as package data; installed as the package `mqk_conf`. Holds no code."""
