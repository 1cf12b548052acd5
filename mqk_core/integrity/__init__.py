"""STAGE market data → clean data: whether a row may be used."""
