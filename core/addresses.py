"""Addresses that a person's browser hands us to go on to."""

from django.utils.http import url_has_allowed_host_and_scheme

_LONGEST = 500


def own_path(asked: str, *, otherwise: str) -> str:
    """The address asked for if it is a path of this site that can be kept, else the other one."""
    is_path = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, None)
    return asked if is_path and asked.isprintable() and len(asked) <= _LONGEST else otherwise
