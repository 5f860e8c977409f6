"""Which pages search engines may keep, and under which address in which language."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

LANGUAGE = "lang"  # the parameter that says in which language an address speaks
FIXED = (
    *("home", "how", "fees", "help", "ranking", "transparency", "transparency-disputes"),
    *("regions", "staff:rules", "payments:trust-levels", "terms", "privacy"),
)
LISTS = ("projects:list", "accounts:freelancers")
NEVER_KEPT = ("projects:archive",)  # public, but all that they show is over
PAGES = frozenset({*FIXED, *LISTS, *NEVER_KEPT})
PAGES |= {"projects:detail", "accounts:profile", "province", "town"}
# No pages, but neither are they to be hidden: what pages show, and what readers of them ask for.
PIECES = frozenset({"public-file", "project-card", "person-card", "region-card", "site-card"})
PIECES |= {"favicon", "manifest", "robots", "api-docs"}


def view_of(request: HttpRequest) -> str:
    """The name of the address that is asked for; empty if there is none."""
    match = request.resolver_match
    return match.view_name if match else ""


def asked_language(request: HttpRequest) -> str:
    """The language that the address of a public page asks for, if it asks for one of ours."""
    asked = request.GET.get(LANGUAGE, "")
    is_heard = request.method in ("GET", "HEAD") and view_of(request) in PAGES
    return asked if is_heard and asked in dict(settings.LANGUAGES) else ""


def absolute(path: str, language: str = "") -> str:
    """A path of this site as everybody outside may write it."""
    query = f"?{urlencode({LANGUAGE: language})}" if language else ""
    return f"{settings.SITE_URL.rstrip('/')}{path}{query}"


def named(name: str, *args: object) -> str:
    """The same by the name of an address."""
    return absolute(reverse(name, args=args))


def canonical(request: HttpRequest) -> str:
    """The one address of this page in its language: nothing but the path and that language."""
    return absolute(request.path, asked_language(request))


def alternates(request: HttpRequest) -> Sequence[tuple[str, str]]:
    """This page in each language, and where the reader's own language decides."""
    spoken = [(code, absolute(request.path, code)) for code, _name in settings.LANGUAGES]
    return [*spoken, ("x-default", absolute(request.path))]


def without_language(request: HttpRequest) -> str:
    """The address asked for, without the language: for the switch that chooses another."""
    query = request.GET.copy()
    query.pop(LANGUAGE, None)
    return f"{request.path}?{query.urlencode()}" if query else request.path
