"""Pages of those who look after the marketplace."""
