"""Postgres and Valkey of our own, for trying, developing, testing and one small server."""
