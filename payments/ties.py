"""Ties that come from money: paid for work, or paid out to one account."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from identity.ties import Tie
from payments.models import Destination, Escrow

WORK = Tie(code="work", words=_("You worked with %(person)s."))
ACCOUNT = Tie(code="account", words=_("You and %(person)s are paid out to the same account."))


def paid_for_work(user_id: int, others: Collection[int]) -> set[int]:
    """Those who paid somebody for work, or whom they paid (1 query)."""
    both = Q(payer=user_id, payee__in=others) | Q(payee=user_id, payer__in=others)
    pairs = Escrow.objects.filter(both).values_list("payer", "payee").distinct()
    return {other for pair in pairs for other in pair if other != user_id}


def paid_to_one_account(user_id: int, others: Collection[int]) -> set[int]:
    """Those who have, or had, the account of somebody as a destination (1 query)."""
    mine = Destination.objects.filter(
        user=user_id,
        institution=OuterRef("institution"),
        account_number=OuterRef("account_number"),
    )
    theirs = Destination.objects.filter(Exists(mine), user__in=others)
    return set(theirs.values_list("user", flat=True))
