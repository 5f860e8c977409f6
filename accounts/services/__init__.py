"""Everything that changes people and their profiles."""
