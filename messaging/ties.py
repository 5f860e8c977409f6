"""Ties that come from talk."""

from collections.abc import Collection

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from identity.ties import Tie
from messaging.models import Message

TALK = Tie(code="talk", words=_("You and %(person)s wrote to each other."))


def wrote_to(user_id: int, others: Collection[int]) -> set[int]:
    """Those in a conversation of somebody in which a word was said (1 query)."""
    both = Q(thread__client=user_id, thread__freelancer__in=others)
    both |= Q(thread__freelancer=user_id, thread__client__in=others)
    pairs = Message.objects.filter(both).order_by()
    found = pairs.values_list("thread__client", "thread__freelancer").distinct()
    return {other for pair in found for other in pair if other != user_id}
