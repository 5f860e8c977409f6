"""Addresses that others call us by."""

from django.conf import settings


def absolute(path: str) -> str:
    """A path of this site with the site's address before it."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"
