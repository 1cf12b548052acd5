"""STAGE everything → evidence: decision records and their chain."""
