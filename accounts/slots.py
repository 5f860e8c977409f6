"""Places on a profile page that the apps above fill; they register, accounts never imports them."""

from collections.abc import Callable

from django.http import HttpRequest  # noqa: TID251 -- a fragment may depend on who looks

from accounts.models import User

Fragment = Callable[[User, HttpRequest], str]
_fragments: list[Fragment] = []


def register(fragment: Fragment) -> Fragment:
    """Show what this function returns (safe HTML, or nothing) at the foot of every profile."""
    if fragment not in _fragments:
        _fragments.append(fragment)
    return fragment


def fragments() -> tuple[Fragment, ...]:
    return tuple(_fragments)
