"""What one may see of money. Amounts come as Money, lists as querysets."""

from datetime import datetime

from core.money import Money
from payments.fees import FeeTerms, split
from payments.models import Earning, PolicyVersion


def current_policy(now: datetime) -> PolicyVersion:
    """The version that applies at this moment."""
    return PolicyVersion.objects.filter(effective_at__lte=now).latest("effective_at")


def current_fee_terms(now: datetime) -> FeeTerms:
    """The rates that a contract signed now will carry."""
    return current_policy(now).fee_terms


def net_of(amount: Money, terms: FeeTerms) -> Money:
    """What arrives of an agreed amount."""
    return split(amount, terms).net


def earning_with(pk: int) -> Earning:
    """The earning of this id."""
    return Earning.objects.get(pk=pk)
