"""STAGE intents → approved or refused: limits, monitors and the one gate."""
