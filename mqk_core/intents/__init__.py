"""STAGE targets → intents: from what is wanted to what is missing."""
