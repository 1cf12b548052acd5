"""STAGE approved intents → orders: life cycle and blotter."""
