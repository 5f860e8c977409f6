"""Postings from a file of somebody else: read with patience, reported by line and column."""
