"""Reviews inside other pages."""

from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils import timezone

from projects.models import Contract
from reviews.models import Review
from reviews.policies import closes_at, is_window_open, shows_flag, shows_reply
from reviews.selectors import reviews_of_contract

register = template.Library()


@register.simple_tag(takes_context=True)
def may_reply(context: RequestContext, review: Review) -> bool:
    """Whether the reader may answer this review now."""
    user = context["user"]
    return user.is_authenticated and shows_reply(user, review, timezone.now())


@register.simple_tag(takes_context=True)
def may_flag(context: RequestContext, review: Review) -> bool:
    """Whether the reader may ask a moderator to look at this review."""
    user = context["user"]
    return user.is_authenticated and shows_flag(user, review)


@register.inclusion_tag("reviews/of_contract.html", takes_context=True)
def contract_reviews(context: RequestContext, contract: Contract) -> dict[str, Any]:
    """On the page of a contract: what both wrote, and until when one may write (2 queries)."""
    user = context["user"]
    found = list(reviews_of_contract(contract, user))
    is_party = user.pk in (contract.client_id, contract.freelancer_id)
    has_written = any(review.author_id == user.pk for review in found)
    return {
        "contract": contract,
        "user": user,
        "mine": next((r for r in found if r.author_id == user.pk), None),
        "published": [r for r in found if r.published_at],
        "closes_at": closes_at(contract),
        "may_write": is_party and not has_written and is_window_open(contract, timezone.now()),
    }
