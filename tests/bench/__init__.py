"""Benchmarks: they print and never fail."""
