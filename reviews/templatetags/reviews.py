"""Reviews inside other pages."""

from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils import timezone

from projects.models import Contract
from reviews.models import Review
from reviews.policies import can_review, closes_at, is_window_open, shows_flag, shows_reply
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
    """In the room of a contract: what both wrote; once it has ended, who may still write.

    One query while it runs, two after its end.
    """
    user = context["user"]
    found = list(reviews_of_contract(contract, user))
    mine = next((review for review in found if review.author_id == user.pk), None)
    has_ended = contract.ended_at is not None and can_review(user, contract)
    return {
        "contract": contract,
        "user": user,
        "mine": mine,
        "published": [review for review in found if review.published_at],
        "closes_at": closes_at(contract),
        "may_write": has_ended and mine is None and is_window_open(contract, timezone.now()),
    }
