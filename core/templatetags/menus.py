"""Links of the layout: there are twenty on every page, so each is made without a template."""

from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from core.templatetags.karya import icon

register = template.Library()


@register.simple_tag(takes_context=True)
def nav_link(context: Context, name: str, text: str) -> str:
    """An item of a list that leads to a page, or that says that one is there."""
    address = _address_of(name)
    if not address:
        return ""
    is_here = getattr(context.get("request"), "path", "") == address
    here = mark_safe(' aria-current="page"') if is_here else ""
    return format_html('<li><a href="{}"{}>{}</a></li>', address, here, text)


@register.simple_tag
def menu_link(name: str, glyph: str, text: str) -> str:
    """A link of a menu, with its icon."""
    address = _address_of(name)
    return format_html('<a href="{}">{}{}</a>', address, icon(glyph), text) if address else ""


def _address_of(name: str) -> str:
    return _known(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@lru_cache(maxsize=200)
def _known(name: str, urlconf: Any, _prefix: str) -> str:
    """Empty where this Karya has no such page."""
    try:
        return reverse(name, urlconf)
    except NoReverseMatch:
        return ""
