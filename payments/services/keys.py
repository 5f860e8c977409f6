"""Keys that we send to providers."""

import secrets


def fresh_key(prefix: str) -> str:
    """A key of our own that nobody can guess; one per intent, for all of its attempts."""
    return f"{prefix}_{secrets.token_urlsafe(18)}"
