"""The verbs of telling: writing news down, reading them, sending letters."""
