"""`{% load outward %}`: what the head of a page says to search engines and link previews."""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from marketplace.outward.addresses import (
    PAGES,
    absolute,
    alternates,
    asked_language,
    canonical,
    view_of,
    without_language,
)
from marketplace.outward.cards import Card, site_card
from marketplace.outward.described import Described
from marketplace.outward.told import Told, told_of

register = template.Library()

_LOCALES = {"id": "id_ID", "en": "en_US"}
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}  # and all beyond ASCII


@register.inclusion_tag("layouts/_outward.html", takes_context=True)
def outward(context: Context) -> dict[str, Any]:
    """Canonical address, other languages, preview and facts; or that the page is not to be kept."""
    request: HttpRequest | None = context.get("request")
    view = view_of(request) if request else ""
    if request is None or view not in PAGES:
        return {"is_public": False}
    told = told_of(view, context)
    return {
        "is_public": True,
        "is_kept": told is not None,
        "canonical": canonical(request),
        "alternates": alternates(request),
        "about": _as_json(told.about) if told and told.about else "",
        **_preview(context, told),
    }


def _preview(context: Context, told: Told | None) -> dict[str, Any]:
    language = get_language() or settings.LANGUAGE_CODE
    card = told.card if told else None
    image, alt = _shown(card) if card else _shown_of_site(language, settings.SITE_URL)
    return {
        "site": settings.SITE_NAME,
        "kind": told.kind if told else "website",
        "title": context.get("page_title") or settings.SITE_NAME,
        "description": context.get("page_description"),
        "locale": _LOCALES[language],
        "other_locales": [other for code, other in _LOCALES.items() if code != language],
        "image": image,
        "alt": alt,
    }


def _shown(card: Card) -> tuple[str, str]:
    return absolute(card.address), card.alt


@lru_cache(maxsize=16)
def _shown_of_site(_language: str, _site: str) -> tuple[str, str]:
    """The same on nearly every page, so it is worked out once for each language."""
    return _shown(site_card())


def _as_json(about: Sequence[Described]) -> SafeString:
    """Facts that cannot end the element they stand in, whatever somebody called their project."""
    words = json.dumps({"@context": "https://schema.org", "@graph": list(about)})
    return mark_safe(words.translate(_ESCAPES))  # noqa: S308 -- nothing of HTML is left in it


@register.simple_tag(takes_context=True)
def address_in_any_language(context: Context) -> str:
    """The address of this page without the language that it may name."""
    request: HttpRequest = context["request"]
    return without_language(request) if asked_language(request) else request.get_full_path()
