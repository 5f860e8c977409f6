"""What a client pays for, and what became of the money."""
