"""`{% load people %}`: places, languages, and the way through the settings."""

from typing import Any

from django import template
from django.template.context import Context
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from accounts import places

register = template.Library()

_GROUPS = (
    (
        _("Profile"),
        (
            ("accounts:edit-profile", _("As a freelancer")),
            ("accounts:edit-client-profile", _("As a client")),
            ("accounts:portfolio", _("Portfolio")),
        ),
    ),
    (
        _("Account"),
        (
            ("accounts:settings", _("Name and language")),
            ("identity:identity", _("Identity")),
            ("notifications:preferences", _("Notifications")),
            ("accounts:privacy", _("Your data")),
        ),
    ),
    (
        _("Signing in"),
        (
            ("account_email", _("E-mail address")),
            ("account_change_password", _("Password")),
            ("mfa_index", _("Two-step sign-in")),
            ("usersessions_list", _("Where you are signed in")),
            ("socialaccount_connections", _("Connected accounts")),
            ("accounts:tokens", _("API tokens")),
            ("staff:looks", _("Looks by staff")),
        ),
    ),
)
_BESIDE = {
    "accounts:new-portfolio-item": "accounts:portfolio",
    "accounts:edit-portfolio-item": "accounts:portfolio",
    "accounts:new-token": "accounts:tokens",
    "accounts:close": "accounts:privacy",
    "account_set_password": "account_change_password",
}
_ANSWERS = {
    60: _("Answers within an hour"),
    1440: _("Answers within a day"),
    4320: _("Answers within three days"),
}
_BROWSERS = (
    ("Firefox/", "Firefox"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@register.filter
def country_name(code: str) -> str:
    """The country in the reader's language."""
    return places.country_name(code)


@register.filter
def language_names(codes: list[str]) -> str:
    """Spoken languages in the reader's language, with commas."""
    return ", ".join(places.language_names(codes))


@register.inclusion_tag("accounts/_settings_nav.html", takes_context=True)
def settings_nav(context: Context) -> dict[str, Any]:
    """Tabs for the groups of settings, and the pages of the group that is open."""
    match = getattr(context.get("request"), "resolver_match", None)
    name = str(getattr(match, "view_name", ""))
    name = "mfa_index" if name.startswith("mfa_") else _BESIDE.get(name, name)
    groups = [
        {
            "label": label,
            "pages": [
                {"address": address, "label": text, "is_open": page == name}
                for page, text in pages
                if (address := _address_of(page))
            ],
            "is_open": any(page == name for page, _text in pages),
        }
        for label, pages in _GROUPS
    ]
    return {"groups": groups, "open": next((group for group in groups if group["is_open"]), None)}


def _address_of(page: str) -> str:
    try:
        return reverse(page)
    except NoReverseMatch:
        return ""


@register.filter
def device(user_agent: str) -> str:
    """“Firefox, Android”: what a person recognises in a browser's long name."""
    browser = next((name for sign, name in _BROWSERS if sign in user_agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), "")
    return ", ".join(part for part in (browser, system) if part) or str(_("Unknown device"))


@register.filter
def answers_within(minutes: int) -> str:
    """How fast somebody answers, in the words of the filter; nothing for the slow."""
    limit = next((limit for limit in _ANSWERS if minutes <= limit), None)
    return str(_ANSWERS[limit]) if limit else ""
