"""Each night: the providers' reports against the book; differences become cases.

A case closes by itself once its row fits: a provider may report late, and so may we hear of it.
"""

from datetime import datetime, timedelta

from django.db import transaction

from payments.models import ReconciliationCase, ReconciliationRun
from payments.providers.base import Provider
from payments.services.comparing import Comparison, Difference, compare
from payments.states import CaseState

WINDOW = timedelta(days=3)  # the days before are compared again: reports grow
LONGEST_WINDOW = timedelta(days=60)
FITS_NOW = "fits_now"


def reconcile(*, provider: Provider, until: datetime, now: datetime) -> ReconciliationRun:
    """Compare one provider's report up to a moment with the book, and write what differs.

    The window reaches back three days, and as far as the oldest open case. Repeating it for the
    same moment renews the run. Raises Unknown where the provider does not answer.
    """
    since = _since(provider.name, until)
    comparison = compare(provider, since, until)
    return _record(comparison, provider=provider.name, since=since, until=until, now=now)


def _since(provider: str, until: datetime) -> datetime:
    cases = ReconciliationCase.objects.filter(provider=provider, state=CaseState.OPEN)
    oldest = cases.filter(occurred_at__gt=until - LONGEST_WINDOW).order_by("occurred_at").first()
    since = until - WINDOW
    return min(since, oldest.occurred_at) if oldest is not None else since


@transaction.atomic
def _record(
    comparison: Comparison, *, provider: str, since: datetime, until: datetime, now: datetime
) -> ReconciliationRun:
    run, _is_new = ReconciliationRun.objects.update_or_create(
        provider=provider,
        until=until,
        defaults={
            "since": since,
            "ran_at": now,
            "reported": comparison.reported,
            "booked": comparison.booked,
            "matched": comparison.matched,
            "differing": len(comparison.differences),
        },
    )
    for currency in sorted({*comparison.reported_net, *comparison.booked_net}):
        run.totals.update_or_create(
            currency=currency,
            defaults={
                "reported_minor": comparison.reported_net.get(currency, 0),
                "booked_minor": comparison.booked_net.get(currency, 0),
            },
        )
    still = [_keep(difference, run=run, now=now) for difference in comparison.differences]
    _close_what_fits(run, still, now)
    run.differences.set(still)
    run.opened = run.cases.count()
    run.save(update_fields=["opened", "closed"])
    return run


def _keep(difference: Difference, *, run: ReconciliationRun, now: datetime) -> int:
    """The case of a difference: a new one, or the known one if it says something else now."""
    sides = _sides(difference)
    case, is_new = ReconciliationCase.objects.select_for_update(of=("self",)).get_or_create(
        provider=run.provider,
        subject=difference.subject,
        key=difference.key,
        provider_reference=difference.reference,
        kind=difference.kind,
        defaults={**sides, "found_in": run, "opened_at": now, "occurred_at": difference.at},
    )
    says_the_same = all(getattr(case, name) == value for name, value in sides.items())
    was_judged = case.resolved_by_id is not None and says_the_same
    if is_new or was_judged or (says_the_same and case.state == CaseState.OPEN):
        return case.pk
    for name, value in sides.items():
        setattr(case, name, value)
    case.state, case.found_in, case.corrected_in = CaseState.OPEN, run, None
    case.resolved_at = case.resolved_by = None
    case.resolution = ""
    case.reopened += 1
    case.save()
    return case.pk


def _close_what_fits(run: ReconciliationRun, still: list[int], now: datetime) -> None:
    cases = ReconciliationCase.objects.filter(provider=run.provider, state=CaseState.OPEN)
    compared = cases.filter(occurred_at__gte=run.since, occurred_at__lt=run.until)
    run.closed = compared.exclude(pk__in=still).update(
        state=CaseState.RESOLVED, resolved_at=now, resolution=FITS_NOW
    )


def _sides(difference: Difference) -> dict[str, int | str | None]:
    reported, booked = difference.reported, difference.booked
    return {
        "currency": difference.side.amount.currency,
        "reported_minor": reported.amount.minor if reported is not None else None,
        "reported_cost_minor": reported.cost.minor if reported is not None else None,
        "booked_currency": booked.amount.currency if booked is not None else "",
        "booked_minor": booked.amount.minor if booked is not None else None,
        "booked_cost_minor": booked.cost.minor if booked is not None else None,
    }
