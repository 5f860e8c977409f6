"""The verbs of identity checks."""
