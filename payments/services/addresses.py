"""Addresses that others call us by."""

from django.conf import settings


def absolute(path: str) -> str:
    """A path of this site with the site's address before it."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def callback(path: str) -> str:
    """The same for a provider's notices, which may reach us by another address than people do."""
    return f"{settings.WEBHOOK_BASE_URL.rstrip('/')}{path}"
