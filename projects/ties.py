"""Ties that come from work: contracts, bids, invitations."""

from collections.abc import Collection

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from identity.ties import Tie
from payments.ties import WORK
from projects.models import Bid, Contract, Invitation

BID = Tie(code="bid", words=_("There was a bid between you and %(person)s."))
INVITATION = Tie(
    code="invitation", words=_("One of you and %(person)s invited the other to a project.")
)

__all__ = ["BID", "INVITATION", "WORK", "bid_between", "invited_by", "worked_with"]


def worked_with(user_id: int, others: Collection[int]) -> set[int]:
    """Those who ever had a contract with somebody (1 query)."""
    both = Q(client=user_id, freelancer__in=others) | Q(freelancer=user_id, client__in=others)
    return _others(Contract.objects.filter(both).values_list("client", "freelancer"), user_id)


def bid_between(user_id: int, others: Collection[int]) -> set[int]:
    """Those who bid on a project of somebody, or on whose project they bid (1 query)."""
    both = Q(project__client=user_id, freelancer__in=others)
    both |= Q(freelancer=user_id, project__client__in=others)
    return _others(Bid.objects.filter(both).values_list("project__client", "freelancer"), user_id)


def invited_by(user_id: int, others: Collection[int]) -> set[int]:
    """Those whom somebody invited, or who invited them (1 query)."""
    both = Q(project__client=user_id, freelancer__in=others)
    both |= Q(freelancer=user_id, project__client__in=others)
    found = Invitation.objects.filter(both).values_list("project__client", "freelancer")
    return _others(found, user_id)


def _others(pairs: Collection[tuple[int, int]], user_id: int) -> set[int]:
    return {other for pair in set(pairs) for other in pair if other != user_id}
