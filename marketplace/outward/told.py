"""Whether the page that is being drawn may be kept by search engines."""

from django.template.context import Context
from django.utils import timezone

from core.search.asked import Search
from marketplace.outward.addresses import FIXED, LISTS
from marketplace.outward.public import is_told_person, is_told_project


def may_be_kept(view: str, context: Context) -> bool:
    """Whether the page of that name says, with these words, what everybody may find by searching.

    A page of an error has another context than the page whose address was asked, and a list in
    which somebody looks for something is one of endlessly many: neither is kept.
    """
    if view in FIXED:
        return "message" not in context
    return view in _ASKED and _ASKED[view](context)


def _is_whole_list(context: Context) -> bool:
    search: Search | None = context.get("search")
    return search is not None and search.query(after=search.after) == "?"


def _is_told_project(context: Context) -> bool:
    return "record" in context and is_told_project(context["project"], timezone.now())


def _is_told_person(context: Context) -> bool:
    return "freelancer" in context and is_told_person(context["person"])


def _has_something(context: Context) -> bool:
    return "place" in context and not context["place"].is_empty


_ASKED = {
    **dict.fromkeys(LISTS, _is_whole_list),
    "projects:detail": _is_told_project,
    "accounts:profile": _is_told_person,
    "province": _has_something,
    "town": _has_something,
}
