"""What moved at Midtrans, for reconciliation.

Core API has no report: each payment of ours is asked for, which finds another amount and money
that we missed, but not money that we know nothing of (that is in the Dashboard's settlement
file). Payouts come from the statement, by Midtrans' own names.
Source: docs.midtrans.com/reference/transaction-history.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from core.money import Money
from payments.models import Payin, PayoutPart, Refund
from payments.providers.base import Settled, Status, Subject, Unknown
from payments.providers.midtrans import client, payments
from payments.providers.midtrans.channels import CURRENCY, EXPONENTS
from payments.providers.units import from_number, moment, needed, word

_SUBJECTS = {"Payout": Subject.PAYOUT, "Refund": Subject.PAYOUT_RETURN}


def list_settled(since: datetime, until: datetime) -> Iterator[Settled]:
    """Our payments that are paid there, the refunds in them, and the statement of payouts."""
    for key in _asked_about(since, until).values_list("key", flat=True):
        yield from _payment(key, since, until)
    if settings.IRIS_CREATOR_KEY:
        yield from _payouts(since, until)


def _asked_about(since: datetime, until: datetime) -> QuerySet[Payin]:
    """Our payments that may have been paid in a window, or of which money may have gone back."""
    ours = Payin.objects.filter(provider="midtrans", created_at__lt=until)
    open_refunds = Refund.objects.filter(Q(done_at__isnull=True) | Q(done_at__gte=since))
    return ours.filter(Q(expires_at__gte=since) | Q(pk__in=open_refunds.values("payin")))


def _payment(key: str, since: datetime, until: datetime) -> Iterator[Settled]:
    answer = payments.fetch_with_refunds(key)
    if answer is None:
        return
    paid, refunds = answer
    for subject, found in [(Subject.PAYMENT, paid), *((Subject.REFUND, one) for one in refunds)]:
        at = found.settled_at
        if found.status == Status.DONE and at is not None and since <= at < until:
            yield Settled(
                subject=subject,
                key=found.key,
                reference=found.reference,
                amount=found.amount,
                cost=found.cost,
                settled_at=at,
            )


def _payouts(since: datetime, until: datetime) -> Iterator[Settled]:
    days = [at.astimezone(payments.JAKARTA).date().isoformat() for at in (since, until)]
    answer = client.payouts(
        "GET",
        "/statements",
        user=settings.IRIS_CREATOR_KEY,
        query=[("from_date", days[0]), ("to_date", days[1])],
    )
    if not answer.is_success or not isinstance(answer.body, list):
        raise Unknown("no statement")
    for row in answer.body:
        at = moment(word(row, "created_at"))
        subject = _SUBJECTS.get(word(row, "type"))
        if subject is not None and at is not None and since <= at < until:
            yield _statement(row, subject, at)


def _statement(row: Any, subject: Subject, at: datetime) -> Settled:
    reference = needed(row, "reference_no")
    ours = PayoutPart.objects.filter(provider="midtrans", provider_reference=reference)
    return Settled(
        subject=subject,
        key=ours.values_list("key", flat=True).first() or "",
        reference=reference,
        amount=from_number(row.get("amount"), CURRENCY, EXPONENTS),
        cost=Money(0, CURRENCY),
        settled_at=at,
    )
