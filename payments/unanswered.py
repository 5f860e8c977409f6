"""What has waited for a clear answer of a provider for more than a day: for those who keep books.

The sweeps go on asking, ever more seldom; a row that is answered is gone from here by itself.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from payments.models import ConnectedAccount, Payin, PayoutPart, ProviderEvent, Refund
from payments.states import PAYIN_UNDERWAY, PartState, PayinState, RefundState, Standing

TOO_LONG = timedelta(days=1)


def unanswered(now: datetime) -> dict[str, int]:
    """How many things each provider has given no clear answer about (5 queries)."""
    counts: Counter[str] = Counter()
    for rows in _waiting(now - TOO_LONG):
        counts.update(dict(rows.order_by().values_list("provider").annotate(many=Count("pk"))))
    return dict(sorted(counts.items()))


def trouble(*, now: datetime) -> str:
    """The same in a sentence, for `manage.py doctor`; empty where all is well."""
    found = ", ".join(f"{name}: {many}" for name, many in unanswered(now).items())
    return f"no clear answer for more than a day about some things at {found}" if found else ""


def _waiting(since: datetime) -> list[QuerySet[Any]]:
    undecided = Q(state=PayinState.CREATED, created_at__lte=since)
    overdue = Q(state__in=sorted(PAYIN_UNDERWAY), expires_at__lte=since)
    return [
        ProviderEvent.objects.filter(processed_at__isnull=True, received_at__lte=since),
        Payin.objects.filter(undecided | overdue),
        Refund.objects.filter(
            state=RefundState.REQUESTED, provider_reference="", created_at__lte=since
        ),
        PayoutPart.objects.filter(state=PartState.SUBMITTED, submitted_at__lte=since),
        ConnectedAccount.objects.filter(standing=Standing.ASKED, failure="", asked_at__lte=since),
    ]
