"""Payouts as staff look at them, and what came back of one."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet, Sum

from core.money import Money
from payments.models import Payout, PayoutPart
from payments.states import PartState, PayoutState

_BACK = (PartState.FAILED, PartState.RETURNED)
_LOOKED_BACK = timedelta(days=30)


def payouts_in_review() -> QuerySet[Payout]:
    """Payouts that wait for a person, the next deadline first."""
    payouts = Payout.objects.select_related("user", "destination__user", "reviewed_by")
    return payouts.filter(state=PayoutState.IN_REVIEW).order_by("review_by", "pk")


def money_back_of(payout: Payout) -> Money:
    """What came back of a payout that has ended (1 query)."""
    back = payout.parts.filter(state__in=_BACK)
    return Money(back.aggregate(sum=Sum("amount_minor", default=0))["sum"], payout.currency)


def retry_of(payout: Payout) -> Payout | None:
    """The payout that sent again what came back of this one (1 query)."""
    return Payout.objects.filter(retry_of=payout).first()


def transfers_back(now: datetime) -> QuerySet[PayoutPart]:
    """Transfers that failed or came back in the last 30 days, the latest first.

    Each with whether its person has sent the money again, as `is_sent_again`.
    """
    again = Payout.objects.filter(retry_of=OuterRef("payout")).order_by()
    return (
        PayoutPart.objects.filter(state__in=_BACK, settled_in__posted_at__gt=now - _LOOKED_BACK)
        .select_related("payout__user", "payout__destination", "settled_in")
        .annotate(is_sent_again=Exists(again))
        .order_by("-settled_in__posted_at", "-pk")
    )
