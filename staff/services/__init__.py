"""The verbs of those who look after the marketplace."""
