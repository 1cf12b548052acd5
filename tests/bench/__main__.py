"""`python -m tests.bench`: print the table."""

from __future__ import annotations

from tests.bench.engine_speed import main

main()
