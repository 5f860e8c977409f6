"""`{% load outward %}`: what the head of a page says to search engines."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.template.context import Context

from marketplace.outward.addresses import (
    PAGES,
    alternates,
    asked_language,
    canonical,
    view_of,
    without_language,
)
from marketplace.outward.told import may_be_kept

register = template.Library()


@register.inclusion_tag("layouts/_outward.html", takes_context=True)
def outward(context: Context) -> dict[str, Any]:
    """The canonical address and those in other languages, or that the page is not to be kept."""
    request: HttpRequest | None = context.get("request")
    view = view_of(request) if request else ""
    if request is None or view not in PAGES:
        return {"is_public": False}
    is_kept = may_be_kept(view, context)
    return {
        "is_public": True,
        "is_kept": is_kept,
        "canonical": canonical(request),
        "alternates": alternates(request),
    }


@register.simple_tag(takes_context=True)
def address_in_any_language(context: Context) -> str:
    """The address of this page without the language that it may name."""
    request: HttpRequest = context["request"]
    return without_language(request) if asked_language(request) else request.get_full_path()
