"""`{% load profile_slots %}{% profile_slots person %}`: what the apps above show on a profile."""

from django import template
from django.template.context import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts.models import User
from accounts.slots import fragments

register = template.Library()


@register.simple_tag(takes_context=True)
def profile_slots(context: Context, person: User) -> SafeString:
    """Reviews, past work and the like, each from the app that knows."""
    shown = (fragment(person, context["request"]) for fragment in fragments())
    return format_html_join("\n", "{}", ((part,) for part in shown if part))
