"""The sentences of feature files, a module a stage; `features/VOCABULARY.md` lists them all.

Each drives the real engine, gate and loop through `mqk_core.testing`; none holds a rule of its own. `desk.py` has what
every stage says: prices, wishes, the run, what left the system and what the books hold afterwards.
"""
