"""What a run leaves: its identity, tables, metrics, report, and the folder that holds them whole or not at all."""
