"""The command line: one module a verb, each thin. `main.py` is the door, `verbs.py` the table, `grammar.py` reads.

A verb imports what it needs inside `run`, so that none pays for another. Nothing below this package prints.
"""
