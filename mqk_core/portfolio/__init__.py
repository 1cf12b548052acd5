"""STAGE fills → ledger: cash, lots, positions and their value."""
