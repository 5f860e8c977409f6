"""Ties that come from reviews."""

from collections.abc import Collection

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from identity.ties import Tie
from reviews.models import Review

REVIEW = Tie(code="review", words=_("One of you and %(person)s reviewed the other."))


def reviewed_by(user_id: int, others: Collection[int]) -> set[int]:
    """Those whom somebody reviewed, or who reviewed them (1 query)."""
    both = Q(author=user_id, subject__in=others) | Q(subject=user_id, author__in=others)
    found = Review.objects.filter(both).order_by().values_list("author", "subject").distinct()
    return {other for pair in found for other in pair if other != user_id}
