"""Forward-only migrations of the database as `NNNN_verb_noun.sql`; shipped as the package `mqk_migrations`.

A backtest needs no database, so the folder holds none yet.
"""
