"""What was earned where: each release is noted once, and told in a batch of people.

A batch has at least five people, and nobody's part is more than half of it. Whoever compares two
days, or a province with its towns, sees the sum of whole batches, never one person's income. What
no batch of its town took for thirty days waits in its province, and after thirty more with
the whole country.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Q, Sum

from payments.models import Earning
from projects.models import LocalBatch, LocalEarning
from projects.models.local import FEWEST_PEOPLE

PATIENCE = timedelta(days=30)  # in a town, and again in a province
_AT_ONCE = 5000
_LATE_COMERS = 10_000  # releases get their numbers before they are committed: look back this far


def tell_of_earnings(*, now: datetime) -> int:
    """Note what was released since, and tell of it where enough people are together.

    May run at any time, also twice. Returns how many batches were told.
    """
    _note(now=now)
    return _tell(now=now)


@transaction.atomic
def _note(*, now: datetime) -> int:
    """Write down new releases in rupiah to people in Indonesia, with the place they live in."""
    last = LocalEarning.objects.aggregate(last=Max("earning_id"))["last"] or 0
    noted = Exists(LocalEarning.objects.filter(earning_id=OuterRef("pk")))
    fresh = (
        Earning.objects.filter(
            ~noted,
            pk__gt=last - _LATE_COMERS,
            currency=settings.DEFAULT_CURRENCY,
            payee__freelancer_profile__country="ID",
        )
        .order_by("pk")
        .values_list("pk", "earned_at", "payee__freelancer_profile__region")[:_AT_ONCE]
    )
    zone = ZoneInfo(settings.VISITOR_TIME_ZONE)
    rows = [
        LocalEarning(
            earning_id=pk, place_id=place, year=earned_at.astimezone(zone).year, noted_at=now
        )
        for pk, earned_at, place in fresh
    ]
    return len(LocalEarning.objects.bulk_create(rows, ignore_conflicts=True))


@transaction.atomic
def _tell(*, now: datetime) -> int:
    """Close every batch that is large and even enough; then let what waits long move up."""
    waiting = LocalEarning.objects.filter(batch=None)
    enough = (
        waiting.order_by()
        .values("place", "year")
        .annotate(people=Count("earning__payee", distinct=True))
        .filter(people__gte=FEWEST_PEOPLE)
    )
    told = sum(_close(row["place"], row["year"], now=now) for row in enough)
    _move_up(now=now)
    return told


def _close(place: str | None, year: int, *, now: datetime) -> bool:
    """One batch of all that waits in a place; not while one person's part is above half of it."""
    waiting = LocalEarning.objects.filter(batch=None, place=place, year=year)
    held = list(waiting.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    shares = list(
        Earning.objects.filter(pk__in=held)
        .order_by()
        .values("payee")
        .annotate(minor=Sum("amount_minor"), pieces=Count("pk"))
    )
    whole = sum(share["minor"] for share in shares)
    is_even = all(2 * share["minor"] <= whole for share in shares)
    if len(shares) < FEWEST_PEOPLE or not is_even:
        return False
    batch = LocalBatch.objects.create(
        place_id=place,
        year=year,
        people=len(shares),
        pieces=sum(share["pieces"] for share in shares),
        amount_minor=whole,
        told_at=now,
    )
    LocalEarning.objects.filter(pk__in=held).update(batch=batch)
    return True


def _move_up(*, now: datetime) -> None:
    """What waited too long for others in its place waits in the next larger one."""
    waiting = LocalEarning.objects.filter(batch=None, place__isnull=False)
    in_provinces = waiting.filter(Q(place__province=None), noted_at__lte=now - 2 * PATIENCE)
    in_provinces.update(place=None)
    in_towns = waiting.filter(place__province__isnull=False, noted_at__lte=now - PATIENCE)
    for province in in_towns.values_list("place__province", flat=True).distinct().order_by():
        in_towns.filter(place__province=province).update(place=province)
