"""Words of postings and bids for templates."""

import nh3
from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from core.money import Money, format_money
from projects.models import Project
from projects.models.postings import Kind

register = template.Library()

LEAST_BIDS = 3  # from so many on, everybody sees the range of their prices

# Paragraphs, lists, strong words and links: no headings, pictures, tables or HTML.
_READER = MarkdownIt("zero", {"html": False, "breaks": True}).enable(
    ["list", "emphasis", "newline", "link", "escape", "backticks"]
)
_TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "code", "a"}


@register.filter
def written(text: str) -> SafeString:
    """What somebody wrote, with its paragraphs and lists, and nothing that could do harm."""
    html = nh3.clean(
        _READER.render(text),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener ugc",
    )
    return mark_safe(html)  # noqa: S308 -- cleaned by the line above


@register.filter
def budget(project: Project) -> str:
    """`Rp500.000 – Rp1.500.000`, per hour where it is, or that it is open."""
    amounts = _amounts(project.budget_min, project.budget_max)
    if amounts and project.kind == Kind.HOURLY:
        return _("%(amount)s per hour") % {"amount": amounts}
    return amounts or _("Budget not said yet")


def _amounts(least: Money | None, most: Money | None) -> str:
    if least and most and least != most:
        return _("%(least)s to %(most)s") % {
            "least": format_money(least),
            "most": format_money(most),
        }
    one = most or least
    return format_money(one) if one else ""


@register.filter
def bid_range(bids: dict[str, int | None], currency: str) -> str:
    """The least and the most that was bid, without names; nothing below three bids.

    Of two, they would be both prices, and each bidder would know the other's.
    """
    least, most = bids.get("least"), bids.get("most")
    if least is None or most is None or (bids["count"] or 0) < LEAST_BIDS:
        return ""
    return _amounts(Money(least, currency), Money(most, currency))
